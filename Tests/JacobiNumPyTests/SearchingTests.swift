import JacobiCore
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private let x = Tensor([[3, -1, 2], [5, 0.5, -4]])
private let integers = Tensor([3, 1, 2, 3])
private let nan = Float.nan
private let edges = Tensor([1, 2, 2, nan], shape: [4])
private let values = Tensor([0, 2, 3, 4, nan], shape: [5])
private let data = Tensor([1.0, 2, 1, 4])
private let points = Tensor([1.0, 2, 3])
private let heights = Tensor([10.0, 20, 40])
private let withNaN = Tensor([nan, 1, nan], shape: [3])

/// The expected numbers are those of JAX 0.10.2.
@Suite struct SearchingTests {
  @Test(arguments: [
    Case("edges.searchSorted(values)", .int32, [5], [0, 1, 3, 3, 3]) { edges.searchSorted(values) },
    Case("edges.searchSorted(values, side: .right)", .int32, [5], [0, 3, 3, 3, 4]) {
      edges.searchSorted(values, side: .right)
    },
    Case("by comparing all", .int32, [5], [0, 1, 3, 3, 3]) { edges.searchSorted(values, method: .comparingAll) },
    Case("by comparing all, right", .int32, [5], [0, 3, 3, 3, 4]) {
      edges.searchSorted(values, side: .right, method: .comparingAll)
    },
    Case("with a sorter", .int32, [2], [1, 4]) {
      integers.searchSorted([2, 9], sorter: integers.argSorted())
    },
    Case("in nothing", .int32, [2], [0, 0]) { Tensor.zeros([0]).searchSorted([1, 2]) },
    Case("digitized, rising", .int32, [4], [1, 4, 3, 2]) {
      Tensor([0.2, 6.4, 3, 1.6]).digitized(by: [0, 1, 2.5, 4, 10])
    },
    Case("digitized, falling", .int32, [4], [4, 1, 2, 3]) {
      Tensor([0.2, 6.4, 3, 1.6]).digitized(by: [10, 4, 2.5, 1, 0], includesRight: true)
    },
    Case("integers.isIn([1, 3])", .bool, [4], [1, 1, 0, 1]) { integers.isIn([1, 3]) },
    Case("integers.isIn([1, 3], inverted: true)", .bool, [4], [0, 0, 1, 0]) { integers.isIn([1, 3], inverted: true) },
    Case("interp", .float32, [4], [10, 15, 40, .nan]) {
      interp(Tensor([0, 1.5, 9, nan], shape: [4]), points, heights)
    },
    Case("interp with left and right", .float32, [3], [-1, 15, -2]) {
      interp([0, 1.5, 9], points, heights, left: -1, right: -2)
    },
    Case("interp with a period", .float32, [3], [40, 15, 40]) { interp([0, 1.5, 9], points, heights, period: 3) },
    Case("interp of integers", .float32, [], [5.5]) { interp(2, Tensor([1, 3]), Tensor([5, 6])) },
    Case("interp of one point", .float32, [2], [7, 7]) { interp([0, 2], Tensor([1.0]), Tensor([7.0])) },
  ])
  func searching(test: Case) { test.run() }

  @Test(arguments: [
    Case("counts", .float32, [3], [2, 1, 1]) { data.histogram(bins: 3).counts },
    Case("edges", .float32, [4], [1, 2, 3, 4]) { data.histogram(bins: 3).edges },
    Case("given edges", .float32, [3], [0, 2, 1]) { data.histogram(edges: [0, 1, 2, 3]).counts },
    Case("density", .float32, [3], [0, 1, 0.5]) { data.histogram(bins: 3, range: 0...2, density: true).counts },
    Case("equal elements", .float32, [2], [0, 2]) { Tensor([2.0, 2]).histogram(bins: 2).counts },
    Case("weights and NaN", .float32, [3], [0, 4, 7]) {
      Tensor([1, 2, 1, nan, 4], shape: [5]).histogram(edges: [0, 1, 2, 4], weights: [1, 2, 3, 4, 5]).counts
    },
    Case("integers.binEdges(bins: 3)", .float32, [4], [1, 1.6666666, 2.3333333, 3]) { integers.binEdges(bins: 3) },
    Case("integers.binCounts()", .int32, [4], [0, 1, 1, 2]) { integers.binCounts() },
    Case("negative", .int32, [3], [2, 0, 1]) { Tensor([-1, 0, 2]).binCounts() },
    Case("weights", .float32, [6], [0, 1, 2, 3.5, 0, 0]) {
      integers.binCounts(weights: [0.5, 1, 2, 3], minLength: 6)
    },
    Case("length", .int32, [3], [0, 1, 1]) { integers.binCounts(length: 3) },
    Case("of nothing", .int32, [0], []) { Tensor.zeros([0], dtype: .int32).binCounts() },
  ])
  func histograms(test: Case) { test.run() }

  @Test(arguments: [
    Case("rows", .int32, [4], [0, 0, 1, 1]) { (x .> 0).nonzero()[0] },
    Case("columns", .int32, [4], [0, 2, 0, 1]) { (x .> 0).nonzero()[1] },
    Case("filled", .int32, [5], [0, 2, 3, -1, -1]) { (integers .> 1).nonzero(size: 5, fillValue: -1)[0] },
    Case("cut", .int32, [2], [0, 2]) { (x .> 0).nonzero(size: 2)[1] },
    Case("argWhere", .int32, [4, 2], [0, 0, 0, 2, 1, 0, 1, 1]) { (x .> 0).argWhere() },
    Case("argWhere, filled", .int32, [6, 2], [0, 0, 0, 2, 1, 0, 1, 1, 9, 9, 9, 9]) {
      (x .> 0).argWhere(size: 6, fillValue: 9)
    },
    Case("flatNonzero", .int32, [4], [0, 2, 3, 4]) { (x .> 0).flatNonzero() },
    Case("none", .int32, [0, 2], []) { (x .> 9).argWhere() },
    Case("of nothing", .int32, [2], [0, 0]) { Tensor.zeros([0]).flatNonzero(size: 2) },
    Case("extracted", .int32, [3], [3, 2, 3]) { integers.extracted(where: integers .> 1) },
    Case("extracted, filled", .int32, [4], [3, 2, 3, -1]) {
      integers.extracted(where: integers .> 1, size: 4, fillValue: -1)
    },
  ])
  func positions(test: Case) { test.run() }

  @Test(arguments: [
    Case("unique", .int32, [3], [1, 2, 3]) { integers.unique() },
    Case("filled", .int32, [5], [1, 2, 3, 1, 1]) { integers.unique(size: 5) },
    Case("filled with a value", .int32, [5], [1, 2, 3, -1, -1]) { integers.unique(size: 5, fillValue: -1) },
    Case("indices", .int32, [5], [1, 2, 0, 1, 1]) { integers.uniqueAll(size: 5, fillValue: -1).indices },
    Case("inverse", .int32, [4], [2, 0, 1, 2]) { integers.uniqueAll(size: 5).inverseIndices },
    Case("counts", .int32, [5], [1, 1, 2, 0, 0]) { integers.uniqueAll(size: 5).counts },
    Case("counts, cut", .int32, [2], [1, 1]) { integers.uniqueAll(size: 2).counts },
    Case("inverse of a matrix", .int32, [2, 2], [1, 2, 0, 1]) {
      Tensor([[1, 2], [0, 1]]).uniqueAll().inverseIndices
    },
    Case("NaN", .float32, [2], [1, .nan]) { withNaN.unique() },
    Case("different NaNs", .float32, [3], [1, .nan, .nan]) { withNaN.unique(equalNaN: false) },
    Case("rows", .int32, [2, 2], [0, 3, 1, 2]) { Tensor([[1, 2], [1, 2], [0, 3]]).unique(axis: 0) },
    Case("columns", .int32, [1, 2], [1, 4]) { Tensor([[4, 1, 4]]).unique(axis: 1) },
    Case("of nothing", .float32, [0], []) { Tensor.zeros([0]).unique() },
    Case("of nothing, filled", .float32, [2], [7, 7]) { Tensor.zeros([0]).unique(size: 2, fillValue: 7) },
    Case("union1D", .int32, [4], [1, 2, 3, 7]) { union1D(integers, [7, 1]) },
    Case("union1D, filled", .int32, [6], [1, 2, 3, 7, 1, 1]) { union1D(integers, [7, 1], size: 6) },
    Case("intersect1D", .int32, [2], [2, 3]) { intersect1D(integers, [3, 9, 2]) },
    Case("intersect1D, filled", .int32, [4], [2, 3, 2, 2]) { intersect1D(integers, [3, 9, 2], size: 4) },
    Case("setDifference1D", .int32, [2], [1, 2]) { setDifference1D(integers, [3]) },
    Case("setDifference1D, filled", .int32, [4], [1, 2, 0, 0]) { setDifference1D(integers, [3], size: 4) },
    Case("setExclusiveOr1D", .int32, [3], [1, 2, 9]) { setExclusiveOr1D(integers, [3, 9]) },
    Case("setExclusiveOr1D, filled", .int32, [5], [1, 2, 9, 1, 1]) { setExclusiveOr1D(integers, [3, 9], size: 5) },
  ])
  func sets(test: Case) { test.run() }

  @Test func sizesAreNeededWhereValuesAreNotKnown() throws {
    #expect(throws: TensorError.self) { try jit { (x: Tensor) in x.unique() }(integers) }
    #expect(throws: TensorError.self) { try vmap { (x: Tensor) in x.flatNonzero() }(x) }
    #expect(throws: TensorError.self) { try jit { (x: Tensor) in x.binCounts() }(integers) }
    let unique = try jit { (x: Tensor) in x.unique(size: 5, fillValue: -1) }(integers)
    #expect(unique.scalars() == [1, 2, 3, -1, -1] as [Int32])
    let positions = try vmap { (x: Tensor) in (x .> 0).flatNonzero(size: 2, fillValue: 7) }(x)
    #expect(positions.scalars() == [0, 2, 0, 1] as [Int32])
    let counts = try vmap { (x: Tensor) in x.binCounts(length: 3) }(Tensor([[0, 2], [2, 2]]))
    #expect(counts.scalars() == [1, 0, 1, 0, 0, 2] as [Int32])
    let places = try vmap { (x: Tensor) in x.searchSorted([0, 2]) }(x.sorted())
    #expect(places.scalars() == [1, 1, 1, 2] as [Int32])
  }

  @Test func mistakesAreErrors() {
    #expect(throws: TensorError.self) { try withTensorErrors { x.searchSorted(1) } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.binCounts() } }
    #expect(throws: TensorError.self) { try withTensorErrors { x.binEdges(bins: 0) } }
    #expect(throws: TensorError.self) { try withTensorErrors { integers.unique(size: -1) } }
    #expect(throws: TensorError.self) { try withTensorErrors { integers.extracted(where: [true]) } }
    #expect(throws: TensorError.self) { try withTensorErrors { interp(1, points, [1, 2]) } }
  }
}

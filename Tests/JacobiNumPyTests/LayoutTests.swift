import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let matrix = Tensor.arange(6).reshaped(2, 3)
private let x = Tensor.arange(24).reshaped([2, 3, 4])

/// The expected elements are those of NumPy.
@Suite struct LayoutTests {
  @Test(arguments: [
    Case("matrix.reshaped(3, 2)", .int32, [3, 2], [0, 1, 2, 3, 4, 5]) { matrix.reshaped(3, 2) },
    Case("matrix.reshaped(-1)", .int32, [6], [0, 1, 2, 3, 4, 5]) { matrix.reshaped(-1) },
    Case("matrix.reshaped([3, -1])", .int32, [3, 2], [0, 1, 2, 3, 4, 5]) { matrix.reshaped([3, -1]) },
    Case("matrix.reshaped([1, 2, 3] as Shape)", .int32, [1, 2, 3], [0, 1, 2, 3, 4, 5]) {
      matrix.reshaped([1, 2, 3] as Shape)
    },
    Case("Tensor(7).reshaped(1, 1)", .int32, [1, 1], [7]) { Tensor(7).reshaped(1, 1) },
    Case("x.raveled()[20...]", .int32, [4], [20, 21, 22, 23]) { x.raveled()[20...] },
    Case(
      "x.flattened(from: 1)", .int32, [2, 12],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
    ) { x.flattened(from: 1) },
    Case(
      "x.flattened(from: 0, through: 1)", .int32, [6, 4],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
    ) { x.flattened(from: 0, through: 1) },
    Case(
      "x.flattened()", .int32, [24],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
    ) { x.flattened() },
    Case("Tensor(7).flattened()", .int32, [1], [7]) { Tensor(7).flattened() },
    Case("Tensor.zeros([0, 4]).reshaped(2, -1)", .float32, [2, 0], []) { Tensor.zeros([0, 4]).reshaped(2, -1) },
    Case("matrix.expandedDimensions(axis: 0)", .int32, [1, 2, 3], [0, 1, 2, 3, 4, 5]) {
      matrix.expandedDimensions(axis: 0)
    },
    Case("matrix.expandedDimensions(axis: -1)", .int32, [2, 3, 1], [0, 1, 2, 3, 4, 5]) {
      matrix.expandedDimensions(axis: -1)
    },
    Case("matrix.expandedDimensions(axes: [0, -1])", .int32, [1, 2, 3, 1], [0, 1, 2, 3, 4, 5]) {
      matrix.expandedDimensions(axes: [0, -1])
    },
    Case("matrix.expandedDimensions(axes: [1, 2])", .int32, [2, 1, 1, 3], [0, 1, 2, 3, 4, 5]) {
      matrix.expandedDimensions(axes: [1, 2])
    },
    Case("Tensor.ones([1, 2, 1]).squeezed()", .float32, [2], [1, 1]) { Tensor.ones([1, 2, 1]).squeezed() },
    Case("Tensor.ones([1, 2, 1]).squeezed(axis: -1)", .float32, [1, 2], [1, 1]) {
      Tensor.ones([1, 2, 1]).squeezed(axis: -1)
    },
    Case("Tensor.ones([1, 2, 1]).squeezed(axes: [0, 2])", .float32, [2], [1, 1]) {
      Tensor.ones([1, 2, 1]).squeezed(axes: [0, 2])
    },
  ])
  func shapes(test: Case) { test.run() }

  @Test(arguments: [
    Case("matrix.T", .int32, [3, 2], [0, 3, 1, 4, 2, 5]) { matrix.T },
    Case("matrix.transposed()", .int32, [3, 2], [0, 3, 1, 4, 2, 5]) { matrix.transposed() },
    Case(
      "x.transposed(1, 0, 2)", .int32, [3, 2, 4],
      [0, 1, 2, 3, 12, 13, 14, 15, 4, 5, 6, 7, 16, 17, 18, 19, 8, 9, 10, 11, 20, 21, 22, 23]
    ) { x.transposed(1, 0, 2) },
    Case(
      "x.transposed(axes: [-1, 0, 1])", .int32, [4, 2, 3],
      [0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23]
    ) { x.transposed(axes: [-1, 0, 1]) },
    Case(
      "x.swappedAxes(0, -1)", .int32, [4, 3, 2],
      [0, 12, 4, 16, 8, 20, 1, 13, 5, 17, 9, 21, 2, 14, 6, 18, 10, 22, 3, 15, 7, 19, 11, 23]
    ) { x.swappedAxes(0, -1) },
    Case(
      "x.movedAxis(from: 0, to: -1)", .int32, [3, 4, 2],
      [0, 12, 1, 13, 2, 14, 3, 15, 4, 16, 5, 17, 6, 18, 7, 19, 8, 20, 9, 21, 10, 22, 11, 23]
    ) { x.movedAxis(from: 0, to: -1) },
    Case(
      "x.movedAxis(from: -1, to: 0)", .int32, [4, 2, 3],
      [0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21, 2, 6, 10, 14, 18, 22, 3, 7, 11, 15, 19, 23]
    ) { x.movedAxis(from: -1, to: 0) },
    Case("matrix.flipped(axis: 1)", .int32, [2, 3], [2, 1, 0, 5, 4, 3]) { matrix.flipped(axis: 1) },
    Case("matrix.flipped()", .int32, [2, 3], [5, 4, 3, 2, 1, 0]) { matrix.flipped() },
    Case("Tensor(3).T", .int32, [], [3]) { Tensor(3).T },
  ])
  func axes(test: Case) { test.run() }

  @Test(arguments: [
    Case("Tensor([1, 2, 3]).broadcast(to: [2, 3])", .int32, [2, 3], [1, 2, 3, 1, 2, 3]) {
      Tensor([1, 2, 3]).broadcast(to: [2, 3])
    },
    Case("Tensor([[1], [2]]).broadcast(to: [2, 2, 3])", .int32, [2, 2, 3], [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]) {
      Tensor([[1], [2]]).broadcast(to: [2, 2, 3])
    },
    Case("Tensor(4).broadcast(to: [] as Shape)", .int32, [], [4]) { Tensor(4).broadcast(to: [] as Shape) },
    Case("Tensor([[1], [2]]) + Tensor([10, 20])", .int32, [2, 2], [11, 21, 12, 22]) {
      Tensor([[1], [2]]) + Tensor([10, 20])
    },
    Case("Tensor([1]) * Tensor.ones([0], dtype: .int32)", .int32, [0], []) {
      Tensor([1]) * Tensor.ones([0], dtype: .int32)
    },
    Case("matrix - matrix[0]", .int32, [2, 3], [0, 0, 0, 3, 3, 3]) { matrix - matrix[0] },
  ])
  func broadcasts(test: Case) { test.run() }

  @Test(arguments: [
    Case("concatenated([matrix, matrix])", .int32, [4, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]) {
      concatenated([matrix, matrix])
    },
    Case("concatenated([matrix, Tensor([[0.5], [1.5]])], axis: -1)", .float32, [2, 4], [0, 1, 2, 0.5, 3, 4, 5, 1.5]) {
      concatenated([matrix, Tensor([[0.5], [1.5]])], axis: -1)
    },
    Case("stacked([matrix, matrix + 1])", .int32, [2, 2, 3], [0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6]) {
      stacked([matrix, matrix + 1])
    },
    Case("stacked([matrix, matrix], axis: -1)", .int32, [2, 3, 2], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) {
      stacked([matrix, matrix], axis: -1)
    },
    Case("stacked([1, 2.5])", .float32, [2], [1, 2.5]) { stacked([1, 2.5]) },
    Case(
      "concatenated(x.split(parts: 2, axis: -1).reversed(), axis: 2)", .int32, [2, 3, 4],
      [2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 18, 19, 16, 17, 22, 23, 20, 21]
    ) { concatenated(x.split(parts: 2, axis: -1).reversed(), axis: 2) },
    Case("matrix.split(at: [1, 2], axis: 1)[0]", .int32, [2, 1], [0, 3]) { matrix.split(at: [1, 2], axis: 1)[0] },
    Case("matrix.split(at: [1, 2], axis: 1)[2]", .int32, [2, 1], [2, 5]) { matrix.split(at: [1, 2], axis: 1)[2] },
    Case("matrix.split(parts: 2)[1]", .int32, [1, 3], [3, 4, 5]) { matrix.split(parts: 2)[1] },
  ])
  func joins(test: Case) { test.run() }

  @Test(arguments: [
    Case("matrix.padded([(1, 0), (0, 2)])", .int32, [3, 5], [0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 5, 0, 0]) {
      matrix.padded([(1, 0), (0, 2)])
    },
    Case("matrix.padded(1, with: 9)", .int32, [4, 5], [9, 9, 9, 9, 9, 9, 0, 1, 2, 9, 9, 3, 4, 5, 9, 9, 9, 9, 9, 9]) {
      matrix.padded(1, with: 9)
    },
    Case("matrix.padded([(0, 0), (-1, 1)], with: 7)", .int32, [2, 3], [1, 2, 7, 4, 5, 7]) {
      matrix.padded([(0, 0), (-1, 1)], with: 7)
    },
    Case("matrix.tiled(2)", .int32, [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) { matrix.tiled(2) },
    Case("tiled scalar", .int32, [2], [7, 7]) { Tensor(7 as Int32).tiled(2) },
    Case("matrix.tiled(2, axis: 0)", .int32, [4, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]) {
      matrix.tiled(2, axis: 0)
    },
    Case("matrix.tiled(2, axis: -1)", .int32, [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) {
      matrix.tiled(2, axis: -1)
    },
    Case("matrix.repeated(2, axis: 1)", .int32, [2, 6], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) {
      matrix.repeated(2, axis: 1)
    },
    Case("matrix.repeated(2, axis: 0)", .int32, [4, 3], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) {
      matrix.repeated(2, axis: 0)
    },
    Case("matrix.repeated(2)", .int32, [12], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) { matrix.repeated(2) },
    Case("matrix.tril()", .int32, [2, 3], [0, 0, 0, 3, 4, 0]) { matrix.tril() },
    Case("matrix.triu(offset: 1)", .int32, [2, 3], [0, 1, 2, 0, 0, 5]) { matrix.triu(offset: 1) },
    Case(
      "x.tril(offset: -1)", .int32, [2, 3, 4],
      [0, 0, 0, 0, 4, 0, 0, 0, 8, 9, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 20, 21, 0, 0]
    ) { x.tril(offset: -1) },
  ])
  func paddings(test: Case) { test.run() }

  @Test(arguments: [
    Case("Tensor.zeros([2])", .float32, [2], [0, 0]) { Tensor.zeros([2]) },
    Case("Tensor.ones([1, 2], dtype: .int8)", .int8, [1, 2], [1, 1]) { Tensor.ones([1, 2], dtype: .int8) },
    Case("Tensor.full([2], 0.5)", .float32, [2], [0.5, 0.5]) { Tensor.full([2], 0.5) },
    Case("Tensor.full([2], 3)", .int32, [2], [3, 3]) { Tensor.full([2], 3) },
    Case("Tensor.full([2, 2], Tensor([1, 2]), dtype: .float32)", .float32, [2, 2], [1, 2, 1, 2]) {
      Tensor.full([2, 2], Tensor([1, 2]), dtype: .float32)
    },
    Case("Tensor.zeros([])", .float32, [], [0]) { Tensor.zeros([]) },
    Case("Tensor.zeros(like: matrix)", .int32, [2, 3], [0, 0, 0, 0, 0, 0]) { Tensor.zeros(like: matrix) },
    Case("Tensor.ones(like: matrix, dtype: .bool)", .bool, [2, 3], [1, 1, 1, 1, 1, 1]) {
      Tensor.ones(like: matrix, dtype: .bool)
    },
    Case("Tensor.full(like: matrix, 2.5)", .int32, [2, 3], [2, 2, 2, 2, 2, 2]) { Tensor.full(like: matrix, 2.5) },
    Case("Tensor.eye(2)", .float32, [2, 2], [1, 0, 0, 1]) { Tensor.eye(2) },
    Case("Tensor.eye(2, 3, offset: 1, dtype: .int32)", .int32, [2, 3], [0, 1, 0, 0, 0, 1]) {
      Tensor.eye(2, 3, offset: 1, dtype: .int32)
    },
    Case("Tensor.eye(3, 2, offset: -1)", .float32, [3, 2], [0, 0, 1, 0, 0, 1]) { Tensor.eye(3, 2, offset: -1) },
    Case("Tensor.arange(3)", .int32, [3], [0, 1, 2]) { Tensor.arange(3) },
    Case("Tensor.arange(2..<5)", .int32, [3], [2, 3, 4]) { Tensor.arange(2..<5) },
    Case("Tensor.arange((-2)..<1, dtype: .float16)", .float16, [3], [-2, -1, 0]) {
      Tensor.arange((-2)..<1, dtype: .float16)
    },
    Case("Tensor.arange(0)", .int32, [0], []) { Tensor.arange(0) },
    Case("Tensor.arange(2, dtype: .bool)", .bool, [2], [0, 1]) { Tensor.arange(2, dtype: .bool) },
    Case("Tensor.arange(3_000_000_000..<3_000_000_002, dtype: .int64)", .int64, [2], [3000000000, 3000000001]) {
      Tensor.arange(3_000_000_000..<3_000_000_002, dtype: .int64)
    },
    Case(
      "Tensor.arange(from: 0, to: 1, by: 0.3)", .float32, [4],
      [0, 0.30000001192092896, 0.6000000238418579, 0.8999999761581421]
    ) { Tensor.arange(from: 0, to: 1, by: 0.3) },
    Case("Tensor.arange(from: 5, to: 0, by: -2, dtype: .int32)", .int32, [3], [5, 3, 1]) {
      Tensor.arange(from: 5, to: 0, by: -2, dtype: .int32)
    },
    Case("Tensor.arange(from: 1, to: 1)", .float32, [0], []) { Tensor.arange(from: 1, to: 1) },
    Case("Tensor.linspace(0, 1, count: 5)", .float32, [5], [0, 0.25, 0.5, 0.75, 1]) { Tensor.linspace(0, 1, count: 5) },
    Case("Tensor.linspace(0, 1, count: 4, includesEnd: false, dtype: .float64)", .float64, [4], [0, 0.25, 0.5, 0.75]) {
      Tensor.linspace(0, 1, count: 4, includesEnd: false, dtype: .float64)
    },
    Case("Tensor.linspace(2, 3, count: 1)", .float32, [1], [2]) { Tensor.linspace(2, 3, count: 1) },
    Case("Tensor.linspace(0, 10, count: 4, dtype: .int32)", .int32, [4], [0, 3, 6, 10]) {
      Tensor.linspace(0, 10, count: 4, dtype: .int32)
    },
    Case("Tensor.linspace(-1, -2, count: 3, dtype: .int32)", .int32, [3], [-1, -2, -2]) {
      Tensor.linspace(-1, -2, count: 3, dtype: .int32)
    },
    Case("Tensor.linspace(0, 1, count: 0)", .float32, [0], []) { Tensor.linspace(0, 1, count: 0) },
    Case("Tensor.iota([2, 3], axis: -1)", .int32, [2, 3], [0, 1, 2, 0, 1, 2]) { Tensor.iota([2, 3], axis: -1) },
  ])
  func creation(test: Case) { test.run() }

  @Test(arguments: [
    Case("Tensor([1.7, -1.7]).asType(.int32)", .int32, [2], [1, -1]) { Tensor([1.7, -1.7]).asType(.int32) },
    Case("Tensor([0, 2]).asType(.bool)", .bool, [2], [0, 1]) { Tensor([0, 2]).asType(.bool) },
    Case("Tensor([300]).asType(.uint8)", .uint8, [1], [44]) { Tensor([300]).asType(.uint8) },
    Case("Tensor(3).asType(.float16)", .float16, [], [3]) { Tensor(3).asType(.float16) },
    Case("Tensor([true]).asType(.int8)", .int8, [1], [1]) { Tensor([true]).asType(.int8) },
  ])
  func conversions(test: Case) { test.run() }
}

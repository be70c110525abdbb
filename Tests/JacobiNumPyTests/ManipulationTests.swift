import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let m = Tensor.arange(6).reshaped(2, 3)
private let x = Tensor.arange(24).reshaped(2, 3, 4)
private let v: Tensor = [1, 2, 3]
private let w: Tensor = [4.0, 1.0, 3.0]
private let f: Tensor = [1.0, 2.0, 3.0, 4.0]
private let ids: Tensor = [2, 0, 2, 7]

/// The expected elements are those of JAX and NumPy.
@Suite struct ManipulationTests {
  @Test(arguments: [
    Case("m.diagonal()", .int32, [2], [0, 4]) { m.diagonal() },
    Case("m.diagonal(offset: 2)", .int32, [1], [2]) { m.diagonal(offset: 2) },
    Case("m.diagonal(offset: 5)", .int32, [0], []) { m.diagonal(offset: 5) },
    Case("m.diagonal(offset: -1)", .int32, [1], [3]) { m.diagonal(offset: -1) },
    Case("x.diagonal(axes: (1, -1))", .int32, [2, 3], [0, 5, 10, 12, 17, 22]) { x.diagonal(axes: (1, -1)) },
    Case("x.diagonal(offset: 1, axes: (2, 0))", .int32, [3, 1], [12, 16, 20]) { x.diagonal(offset: 1, axes: (2, 0)) },
    Case("x.trace()", .int32, [4], [16, 18, 20, 22]) { x.trace() },
    Case("m.trace(offset: 1)", .int32, [], [6]) { m.trace(offset: 1) },
    Case("v.diag()", .int32, [3, 3], [1, 0, 0, 0, 2, 0, 0, 0, 3]) { v.diag() },
    Case("v.diag(offset: 1)", .int32, [4, 4], [0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0]) { v.diag(offset: 1) },
    Case(
      "v.diag(offset: -2)", .int32, [5, 5], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0]
    ) { v.diag(offset: -2) },
    Case("m.diag(offset: 1)", .int32, [2], [1, 5]) { m.diag(offset: 1) },
    Case(
      "m.diagflat(offset: 1)", .int32, [7, 7],
      [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0,
        0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0,
      ]
    ) { m.diagflat(offset: 1) },
    Case("m.fillingDiagonal(with: 9)", .int32, [2, 3], [9, 1, 2, 3, 9, 5]) { m.fillingDiagonal(with: 9) },
    Case("Tensor.zeros([3, 3]).fillingDiagonal(with: v)", .float32, [3, 3], [1, 0, 0, 0, 2, 0, 0, 0, 3]) {
      Tensor.zeros([3, 3]).fillingDiagonal(with: v)
    },
    Case("Tensor.tri(2, 3, offset: 1)", .float32, [2, 3], [1, 1, 0, 1, 1, 1]) { Tensor.tri(2, 3, offset: 1) },
    Case(
      "stacked([Tensor.trilIndices(3, 2, offset: 1).rows, Tensor.trilIndices(3, 2, offset: 1).columns])", .int32,
      [2, 6], [0, 0, 1, 1, 2, 2, 0, 1, 0, 1, 0, 1]
    ) { stacked([Tensor.trilIndices(3, 2, offset: 1).rows, Tensor.trilIndices(3, 2, offset: 1).columns]) },
    Case(
      "stacked([Tensor.triuIndices(3, offset: -1).rows, Tensor.triuIndices(3, offset: -1).columns])", .int32, [2, 8],
      [0, 0, 0, 1, 1, 1, 2, 2, 0, 1, 2, 0, 1, 2, 1, 2]
    ) { stacked([Tensor.triuIndices(3, offset: -1).rows, Tensor.triuIndices(3, offset: -1).columns]) },
    Case("stacked(Tensor.diagIndices(2, rank: 3))", .int32, [3, 2], [0, 1, 0, 1, 0, 1]) {
      stacked(Tensor.diagIndices(2, rank: 3))
    },
  ])
  func diagonals(test: Case) { test.run() }

  @Test(arguments: [
    Case("m.rolled(by: .min, axis: 1)", .int32, [2, 3], [2, 0, 1, 5, 3, 4]) { m.rolled(by: .min, axis: 1) },
    Case("m.diagonal(offset: .min)", .int32, [0], []) { m.diagonal(offset: .min) },
    Case("m.rolled(by: 1)", .int32, [2, 3], [5, 0, 1, 2, 3, 4]) { m.rolled(by: 1) },
    Case("m.rolled(by: -4, axis: 1)", .int32, [2, 3], [1, 2, 0, 4, 5, 3]) { m.rolled(by: -4, axis: 1) },
    Case("m.rolled(by: [1, 2], axes: [0, 1])", .int32, [2, 3], [4, 5, 3, 1, 2, 0]) {
      m.rolled(by: [1, 2], axes: [0, 1])
    },
    Case("Tensor.zeros([0, 2]).rolled(by: 3, axis: 0)", .float32, [0, 2], []) {
      Tensor.zeros([0, 2]).rolled(by: 3, axis: 0)
    },
    Case("m.flippedLeftRight()", .int32, [2, 3], [2, 1, 0, 5, 4, 3]) { m.flippedLeftRight() },
    Case("m.flippedUpDown()", .int32, [2, 3], [3, 4, 5, 0, 1, 2]) { m.flippedUpDown() },
    Case("m.rotated90()", .int32, [3, 2], [2, 5, 1, 4, 0, 3]) { m.rotated90() },
    Case("m.rotated90(2)", .int32, [2, 3], [5, 4, 3, 2, 1, 0]) { m.rotated90(2) },
    Case("m.rotated90(-1)", .int32, [3, 2], [3, 0, 4, 1, 5, 2]) { m.rotated90(-1) },
    Case(
      "x.rotated90(1, axes: (2, 1))", .int32, [2, 4, 3],
      [8, 4, 0, 9, 5, 1, 10, 6, 2, 11, 7, 3, 20, 16, 12, 21, 17, 13, 22, 18, 14, 23, 19, 15]
    ) { x.rotated90(1, axes: (2, 1)) },
    Case(
      "x.movedAxes(from: [0, 1], to: [-1, 0])", .int32, [3, 4, 2],
      [0, 12, 1, 13, 2, 14, 3, 15, 4, 16, 5, 17, 6, 18, 7, 19, 8, 20, 9, 21, 10, 22, 11, 23]
    ) { x.movedAxes(from: [0, 1], to: [-1, 0]) },
  ])
  func rotations(test: Case) { test.run() }

  @Test(arguments: [
    Case("hstack([v, v])", .int32, [6], [1, 2, 3, 1, 2, 3]) { hstack([v, v]) },
    Case("hstack([m, m])", .int32, [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) { hstack([m, m]) },
    Case("hstack([Tensor(1), Tensor(2)])", .int32, [2], [1, 2]) { hstack([Tensor(1), Tensor(2)]) },
    Case("vstack([v, v])", .int32, [2, 3], [1, 2, 3, 1, 2, 3]) { vstack([v, v]) },
    Case("vstack([m, v])", .int32, [3, 3], [0, 1, 2, 3, 4, 5, 1, 2, 3]) { vstack([m, v]) },
    Case("dstack([v, v])", .int32, [1, 3, 2], [1, 1, 2, 2, 3, 3]) { dstack([v, v]) },
    Case("dstack([m, m])", .int32, [2, 3, 2], [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) { dstack([m, m]) },
    Case("columnStack([v, v])", .int32, [3, 2], [1, 1, 2, 2, 3, 3]) { columnStack([v, v]) },
    Case("columnStack([m.T, v])", .int32, [3, 3], [0, 3, 1, 1, 4, 2, 2, 5, 3]) { columnStack([m.T, v]) },
    Case(
      "block([[m, m], [Tensor.ones([1, 6], dtype: .int32)]])", .int32, [3, 6],
      [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5, 1, 1, 1, 1, 1, 1]
    ) { block([[m, m], [Tensor.ones([1, 6], dtype: .int32)]]) },
    Case("block([[v, v]])", .int32, [1, 6], [1, 2, 3, 1, 2, 3]) { block([[v, v]]) },
    Case("v.atLeast3D()", .int32, [1, 3, 1], [1, 2, 3]) { v.atLeast3D() },
    Case("m.atLeast3D()", .int32, [2, 3, 1], [0, 1, 2, 3, 4, 5]) { m.atLeast3D() },
    Case("Tensor(3).atLeast2D()", .int32, [1, 1], [3]) { Tensor(3).atLeast2D() },
    Case("m.unstacked(axis: 1)[2]", .int32, [2], [2, 5]) { m.unstacked(axis: 1)[2] },
    Case("Tensor.arange(7).arraySplit(parts: 3)[1]", .int32, [2], [3, 4]) { Tensor.arange(7).arraySplit(parts: 3)[1] },
    Case("Tensor.arange(2).arraySplit(parts: 3)[2]", .int32, [0], []) { Tensor.arange(2).arraySplit(parts: 3)[2] },
    Case("x.hsplit(parts: 3)[1]", .int32, [2, 1, 4], [4, 5, 6, 7, 16, 17, 18, 19]) { x.hsplit(parts: 3)[1] },
    Case("x.vsplit(parts: 2)[1]", .int32, [1, 3, 4], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]) {
      x.vsplit(parts: 2)[1]
    },
    Case("x.dsplit(parts: 2)[0]", .int32, [2, 3, 2], [0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21]) {
      x.dsplit(parts: 2)[0]
    },
    Case("m.appending(v)", .int32, [9], [0, 1, 2, 3, 4, 5, 1, 2, 3]) { m.appending(v) },
    Case("m.appending(m, axis: 1)", .int32, [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) { m.appending(m, axis: 1) },
    Case("m.inserting(9, at: 1, axis: 1)", .int32, [2, 4], [0, 9, 1, 2, 3, 9, 4, 5]) { m.inserting(9, at: 1, axis: 1) },
    Case("m.inserting(v, at: -1)", .int32, [3, 3], [0, 1, 2, 1, 2, 3, 3, 4, 5]) { m.inserting(v, at: -1) },
    Case("m.inserting(m, at: 2)", .int32, [4, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]) { m.inserting(m, at: 2) },
    Case("m.removing(at: [1, -1, 1], axis: 1)", .int32, [2, 1], [0, 3]) { m.removing(at: [1, -1, 1], axis: 1) },
    Case("v.removing(at: [])", .int32, [3], [1, 2, 3]) { v.removing(at: []) },
    Case("v.resized(to: [2, 4])", .int32, [2, 4], [1, 2, 3, 1, 2, 3, 1, 2]) { v.resized(to: [2, 4]) },
    Case("m.resized(to: [2])", .int32, [2], [0, 1]) { m.resized(to: [2]) },
    Case("broadcastArrays([v, m])[0]", .int32, [2, 3], [1, 2, 3, 1, 2, 3]) { broadcastArrays([v, m])[0] },
  ])
  func joining(test: Case) { test.run() }

  @Test(arguments: [
    Case(
      "m.padded([(1, 2), (2, 4)], mode: .edge)", .int32, [5, 9],
      [
        0, 0, 0, 1, 2, 2, 2, 2, 2, 0, 0, 0, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5, 5, 5, 3, 3, 3, 4, 5, 5, 5, 5, 5, 3,
        3, 3, 4, 5, 5, 5, 5, 5,
      ]
    ) { m.padded([(1, 2), (2, 4)], mode: .edge) },
    Case(
      "m.padded([(1, 2), (2, 4)], mode: .reflect)", .int32, [5, 9],
      [
        5, 4, 3, 4, 5, 4, 3, 4, 5, 2, 1, 0, 1, 2, 1, 0, 1, 2, 5, 4, 3, 4, 5, 4, 3, 4, 5, 2, 1, 0, 1, 2, 1, 0, 1, 2, 5,
        4, 3, 4, 5, 4, 3, 4, 5,
      ]
    ) { m.padded([(1, 2), (2, 4)], mode: .reflect) },
    Case(
      "m.padded([(1, 2), (2, 4)], mode: .symmetric)", .int32, [5, 9],
      [
        1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 0, 0, 1, 2, 2, 1, 0, 0, 4, 3, 3, 4, 5, 5, 4, 3, 3, 4, 3, 3, 4, 5, 5, 4, 3, 3, 1,
        0, 0, 1, 2, 2, 1, 0, 0,
      ]
    ) { m.padded([(1, 2), (2, 4)], mode: .symmetric) },
    Case(
      "m.padded([(1, 2), (2, 4)], mode: .wrap)", .int32, [5, 9],
      [
        4, 5, 3, 4, 5, 3, 4, 5, 3, 1, 2, 0, 1, 2, 0, 1, 2, 0, 4, 5, 3, 4, 5, 3, 4, 5, 3, 1, 2, 0, 1, 2, 0, 1, 2, 0, 4,
        5, 3, 4, 5, 3, 4, 5, 3,
      ]
    ) { m.padded([(1, 2), (2, 4)], mode: .wrap) },
    Case(
      "m.padded([(1, 2), (2, 4)], mode: .maximum)", .int32, [5, 9],
      [
        5, 5, 3, 4, 5, 5, 5, 5, 5, 2, 2, 0, 1, 2, 2, 2, 2, 2, 5, 5, 3, 4, 5, 5, 5, 5, 5, 5, 5, 3, 4, 5, 5, 5, 5, 5, 5,
        5, 3, 4, 5, 5, 5, 5, 5,
      ]
    ) { m.padded([(1, 2), (2, 4)], mode: .maximum) },
    Case(
      "m.padded([(1, 2), (2, 4)], mode: .minimum)", .int32, [5, 9],
      [
        0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 3, 3, 4, 5, 3, 3, 3, 3, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0,
        0, 0, 1, 2, 0, 0, 0, 0,
      ]
    ) { m.padded([(1, 2), (2, 4)], mode: .minimum) },
    Case(
      "w.padded([(2, 1)], mode: .mean)", .float32, [6],
      [2.6666667461395264, 2.6666667461395264, 4, 1, 3, 2.6666667461395264]
    ) { w.padded([(2, 1)], mode: .mean) },
    Case("m.padded([(0, 1), (1, 0)], mode: .mean)", .int32, [3, 4], [1, 0, 1, 2, 4, 3, 4, 5, 3, 2, 2, 4]) {
      m.padded([(0, 1), (1, 0)], mode: .mean)
    },
    Case("w.padded([(3, 2)], mode: .linearRamp(to: 1))", .float32, [8], [1, 2, 3, 4, 1, 3, 2, 1]) {
      w.padded([(3, 2)], mode: .linearRamp(to: 1))
    },
    Case("w.padded([(1, 2)], mode: .constant(5))", .float32, [6], [5, 4, 1, 3, 5, 5]) {
      w.padded([(1, 2)], mode: .constant(5))
    },
    Case("w[..<1].padded([(2, 1)], mode: .reflect)", .float32, [4], [4, 4, 4, 4]) {
      w[..<1].padded([(2, 1)], mode: .reflect)
    },
    Case("v.padded([(3, 2)], mode: .linearRamp(to: -4))", .int32, [8], [-4, -3, -1, 1, 2, 3, -1, -4]) {
      v.padded([(3, 2)], mode: .linearRamp(to: -4))
    },
  ])
  func padding(test: Case) { test.run() }

  @Test(arguments: [
    Case("meshgrid([v, w])[0]", .int32, [3, 3], [1, 2, 3, 1, 2, 3, 1, 2, 3]) { meshgrid([v, w])[0] },
    Case("meshgrid([v, f[..<2]], indexing: .ij)[1]", .float32, [3, 2], [1, 2, 1, 2, 1, 2]) {
      meshgrid([v, f[..<2]], indexing: .ij)[1]
    },
    Case("meshgrid([v, f[..<2]], isSparse: true)[0]", .int32, [1, 3], [1, 2, 3]) {
      meshgrid([v, f[..<2]], isSparse: true)[0]
    },
    Case(
      "meshgrid([v, v, w])[1]", .int32, [3, 3, 3],
      [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3]
    ) { meshgrid([v, v, w])[1] },
    Case("Tensor.indices([2, 3])", .int32, [2, 2, 3], [0, 0, 0, 1, 1, 1, 0, 1, 2, 0, 1, 2]) { Tensor.indices([2, 3]) },
    Case(
      "x[openGrid([Tensor([1]), Tensor([0, 2])])[0], openGrid([Tensor([1]), Tensor([0, 2])])[1]]", .int32, [1, 2, 4],
      [12, 13, 14, 15, 20, 21, 22, 23]
    ) { x[openGrid([Tensor([1]), Tensor([0, 2])])[0], openGrid([Tensor([1]), Tensor([0, 2])])[1]] },
    Case("Tensor.fromFunction([2, 3]) { $0[0] * $0[1] }", .int32, [2, 3], [0, 0, 0, 0, 1, 2]) {
      Tensor.fromFunction([2, 3]) { $0[0] * $0[1] }
    },
    Case("stacked(Tensor([5, 11, 99, -1]).unraveledIndex(in: [3, 4]))", .int32, [2, 4], [1, 2, 2, 2, 1, 3, 3, 3]) {
      stacked(Tensor([5, 11, 99, -1]).unraveledIndex(in: [3, 4]))
    },
    Case("raveledIndex([Tensor([1, 2, 9]), Tensor([1, 3, -2])], in: [3, 4])", .int32, [3], [5, 11, 8]) {
      raveledIndex([Tensor([1, 2, 9]), Tensor([1, 3, -2])], in: [3, 4])
    },
  ])
  func grids(test: Case) { test.run() }

  @Test(arguments: [
    Case("select([m .< 2, m .> 3], [m, 10 * m], default: -1)", .int32, [2, 3], [0, 1, -1, -1, 40, 50]) {
      select([m .< 2, m .> 3], [m, 10 * m], default: -1)
    },
    Case("piecewise(f, [f .> 1, f .> 3], [{ -$0 }, { $0 * $0 }, { _ in 7 }])", .float32, [4], [7, -2, -3, 16]) {
      piecewise(f, [f .> 1, f .> 3], [{ -$0 }, { $0 * $0 }, { _ in 7 }])
    },
    Case("piecewise(f, [f .> 3], [{ -$0 }])", .float32, [4], [0, 0, 0, -4]) { piecewise(f, [f .> 3], [{ -$0 }]) },
    Case("Tensor([1, 0, 5]).choose(from: [v, 10 * v])", .int32, [3], [10, 2, 30]) {
      Tensor([1, 0, 5]).choose(from: [v, 10 * v])
    },
  ])
  func choices(test: Case) { test.run() }

  @Test(arguments: [
    Case("m.compressed(where: Tensor([true, false, true]), axis: 1)", .int32, [2, 2], [0, 2, 3, 5]) {
      m.compressed(where: Tensor([true, false, true]), axis: 1)
    },
    Case("m.compressed(where: Tensor([0, 1]), axis: 0)", .int32, [1, 3], [3, 4, 5]) {
      m.compressed(where: Tensor([0, 1]), axis: 0)
    },
    Case("m.compressed(where: Tensor([true]), axis: 1)", .int32, [2, 1], [0, 3]) {
      m.compressed(where: Tensor([true]), axis: 1)
    },
    Case("m.compressed(where: m .> 2)", .int32, [3], [3, 4, 5]) { m.compressed(where: m .> 2) },
    Case("m.compressed(where: m .> 2, size: 5, fillValue: 9)", .int32, [5], [3, 4, 5, 9, 9]) {
      m.compressed(where: m .> 2, size: 5, fillValue: 9)
    },
    Case("m.compressed(where: m .> 2, size: 2)", .int32, [2], [3, 4]) { m.compressed(where: m .> 2, size: 2) },
    Case("m.compressed(where: m .> 9, size: 2)", .int32, [2], [0, 0]) { m.compressed(where: m .> 9, size: 2) },
    Case("m.placing(Tensor([-1, -2]), where: m .> 2)", .int32, [2, 3], [0, 1, 2, -1, -2, -1]) {
      m.placing(Tensor([-1, -2]), where: m .> 2)
    },
    Case("m.placing(9, where: m .< 1)", .int32, [2, 3], [9, 1, 2, 3, 4, 5]) { m.placing(9, where: m .< 1) },
  ])
  func masks(test: Case) { test.run() }

  @Test(arguments: [
    Case("m.tiled([2])", .int32, [2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) { m.tiled([2]) },
    Case(
      "m.tiled([2, 1, 2])", .int32, [2, 2, 6], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5, 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]
    ) { m.tiled([2, 1, 2]) },
    Case("v.tiled([2, 2])", .int32, [2, 6], [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]) { v.tiled([2, 2]) },
    Case("m.tiled([0, 1])", .int32, [0, 3], []) { m.tiled([0, 1]) },
    Case("m.repeated([2, 0, 1], axis: 1)", .int32, [2, 3], [0, 0, 2, 3, 3, 5]) { m.repeated([2, 0, 1], axis: 1) },
    Case("v.repeated([0, 0, 3])", .int32, [3], [3, 3, 3]) { v.repeated([0, 0, 3]) },
  ])
  func copies(test: Case) { test.run() }

  @Test(arguments: [
    Case("f.segmentSum(ids, count: 3)", .float32, [3], [2, 0, 4]) { f.segmentSum(ids, count: 3) },
    Case("f.segmentProd(ids, count: 3)", .float32, [3], [2, 1, 3]) { f.segmentProd(ids, count: 3) },
    Case("f.segmentMax(ids, count: 3)", .float32, [3], [2, -.infinity, 3]) { f.segmentMax(ids, count: 3) },
    Case("f.segmentMin(ids, count: 3)", .float32, [3], [2, .infinity, 1]) { f.segmentMin(ids, count: 3) },
    Case("f.segmentSum(ids)", .float32, [8], [2, 0, 4, 0, 0, 0, 0, 4]) { f.segmentSum(ids) },
    Case("m.segmentMax(Tensor([1, -1]), count: 2)", .int32, [2, 3], [-2147483648, -2147483648, -2147483648, 0, 1, 2]) {
      m.segmentMax(Tensor([1, -1]), count: 2)
    },
    Case(
      "x.segmentSum(Tensor([0, 0]), count: 1)", .int32, [1, 3, 4], [12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34]
    ) { x.segmentSum(Tensor([0, 0]), count: 1) },
  ])
  func segments(test: Case) { test.run() }

  @Test(arguments: [
    Case("Tensor.logspace(0, 3, count: 4, base: 2)", .float32, [4], [1, 2, 4, 8]) {
      Tensor.logspace(0, 3, count: 4, base: 2)
    },
    Case("Tensor.geomspace(-1, -1000, count: 4)", .float32, [4], [-1, -10, -100, -1000]) {
      Tensor.geomspace(-1, -1000, count: 4)
    },
    Case("v.vandermonde()", .int32, [3, 3], [1, 1, 1, 4, 2, 1, 9, 3, 1]) { v.vandermonde() },
    Case("v.vandermonde(columns: 2, increasing: true)", .int32, [3, 2], [1, 1, 1, 2, 1, 3]) {
      v.vandermonde(columns: 2, increasing: true)
    },
    Case("Tensor([0, 1, 0, 2, 0]).trimmingZeros(back: false)", .int32, [4], [1, 0, 2, 0]) {
      Tensor([0, 1, 0, 2, 0]).trimmingZeros(back: false)
    },
    Case("Tensor.zeros([3]).trimmingZeros()", .float32, [0], []) { Tensor.zeros([3]).trimmingZeros() },
    Case("Tensor.identity(2, dtype: .int32)", .int32, [2, 2], [1, 0, 0, 1]) { Tensor.identity(2, dtype: .int32) },
    Case("arrayEquivalent(v, stacked([v, v]))", .bool, [], [1]) { arrayEquivalent(v, stacked([v, v])) },
    Case("arrayEquivalent(v, f)", .bool, [], [0]) { arrayEquivalent(v, f) },
  ])
  func spacings(test: Case) { test.run() }
}

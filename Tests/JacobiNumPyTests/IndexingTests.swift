import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let x = Tensor.arange(24, dtype: .float32).reshaped(2, 3, 4)
private let matrix = Tensor.arange(12).reshaped(3, 4)
private let rows: Tensor = [2, 0, -1]
private let far: Tensor = [5, -9, 1]
private let pairs: Tensor = [[0, 1], [2, 0]]

/// The expected elements are those of NumPy and, for positions out of range, of JAX.
@Suite struct IndexingTests {
  @Test(arguments: [
    Case("matrix[0]", .int32, [4], [0, 1, 2, 3]) { matrix[0] },
    Case("matrix[-1]", .int32, [4], [8, 9, 10, 11]) { matrix[-1] },
    Case("matrix[1, 2]", .int32, [], [6]) { matrix[1, 2] },
    Case("matrix[-3, -4]", .int32, [], [0]) { matrix[-3, -4] },
    Case("x[1, 2]", .float32, [4], [20, 21, 22, 23]) { x[1, 2] },
  ])
  func elements(test: Case) { test.run() }

  @Test(arguments: [
    Case("matrix[1...]", .int32, [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]) { matrix[1...] },
    Case("matrix[..<2]", .int32, [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]) { matrix[..<2] },
    Case("matrix[...1]", .int32, [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]) { matrix[...1] },
    Case("matrix[1..<3]", .int32, [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]) { matrix[1..<3] },
    Case("matrix[1...2]", .int32, [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]) { matrix[1...2] },
    Case("matrix[(-2)...]", .int32, [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]) { matrix[(-2)...] },
    Case("matrix[..<(-1)]", .int32, [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]) { matrix[..<(-1)] },
    Case("matrix[...(-1)]", .int32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) { matrix[...(-1)] },
    Case("matrix[2...Int.max]", .int32, [1, 4], [8, 9, 10, 11]) { matrix[2...Int.max] },
    Case("matrix[Int.min...0]", .int32, [1, 4], [0, 1, 2, 3]) { matrix[Int.min...0] },
    Case("matrix[.stride(from: .max, to: .min, by: .min)]", .int32, [1, 4], [8, 9, 10, 11]) {
      matrix[.stride(from: .max, to: .min, by: .min)]
    },
    Case("matrix[(-3)...(-2)]", .int32, [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]) { matrix[(-3)...(-2)] },
    Case("matrix[1..<9]", .int32, [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]) { matrix[1..<9] },
    Case("matrix[5..<9]", .int32, [0, 4], []) { matrix[5..<9] },
    Case("matrix[2..<2]", .int32, [0, 4], []) { matrix[2..<2] },
    Case("matrix[.all, 1..<3]", .int32, [3, 2], [1, 2, 5, 6, 9, 10]) { matrix[.all, 1..<3] },
    Case("matrix[(-9)..<2]", .int32, [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]) { matrix[(-9)..<2] },
  ])
  func ranges(test: Case) { test.run() }

  @Test(arguments: [
    Case("matrix[.stride(by: -1)]", .int32, [3, 4], [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]) { matrix[.stride(by: -1)] },
    Case("matrix[.all, .stride(by: 2)]", .int32, [3, 2], [0, 2, 4, 6, 8, 10]) { matrix[.all, .stride(by: 2)] },
    Case("matrix[.all, .stride(by: -2)]", .int32, [3, 2], [3, 1, 7, 5, 11, 9]) { matrix[.all, .stride(by: -2)] },
    Case("matrix[.all, .stride(from: 1, to: -1, by: 2)]", .int32, [3, 1], [1, 5, 9]) {
      matrix[.all, .stride(from: 1, to: -1, by: 2)]
    },
    Case("matrix[.all, .stride(from: 2, to: 0, by: -1)]", .int32, [3, 2], [2, 1, 6, 5, 10, 9]) {
      matrix[.all, .stride(from: 2, to: 0, by: -1)]
    },
    Case("matrix[.all, .stride(from: -2, by: -1)]", .int32, [3, 3], [2, 1, 0, 6, 5, 4, 10, 9, 8]) {
      matrix[.all, .stride(from: -2, by: -1)]
    },
    Case("matrix[.all, .stride(from: 9, to: -9, by: -3)]", .int32, [3, 2], [3, 0, 7, 4, 11, 8]) {
      matrix[.all, .stride(from: 9, to: -9, by: -3)]
    },
    Case("matrix[.stride(from: 0, to: 2, by: -1)]", .int32, [0, 4], []) { matrix[.stride(from: 0, to: 2, by: -1)] },
    Case("matrix[.stride(by: -1), .stride(by: -1)]", .int32, [3, 4], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) {
      matrix[.stride(by: -1), .stride(by: -1)]
    },
    Case("matrix[.stride(from: -1, to: 0)]", .int32, [0, 4], []) { matrix[.stride(from: -1, to: 0)] },
  ])
  func strides(test: Case) { test.run() }

  @Test(arguments: [
    Case("matrix[.newAxis]", .int32, [1, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) { matrix[.newAxis] },
    Case("matrix[.ellipsis, 0]", .int32, [3], [0, 4, 8]) { matrix[.ellipsis, 0] },
    Case("x[.ellipsis, 0]", .float32, [2, 3], [0, 4, 8, 12, 16, 20]) { x[.ellipsis, 0] },
    Case("x[0, .ellipsis]", .float32, [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) { x[0, .ellipsis] },
    Case("x[1, .ellipsis, -1]", .float32, [3], [15, 19, 23]) { x[1, .ellipsis, -1] },
    Case(
      "x[.ellipsis]", .float32, [2, 3, 4],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]
    ) { x[.ellipsis] },
    Case("matrix[.all, .newAxis, 1...]", .int32, [3, 1, 3], [1, 2, 3, 5, 6, 7, 9, 10, 11]) {
      matrix[.all, .newAxis, 1...]
    },
    Case("x[1..., .ellipsis, .newAxis, 0]", .float32, [1, 3, 1], [12, 16, 20]) { x[1..., .ellipsis, .newAxis, 0] },
    Case("matrix[.ellipsis, .newAxis]", .int32, [3, 4, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
      matrix[.ellipsis, .newAxis]
    },
    Case("matrix[1, .newAxis, .ellipsis]", .int32, [1, 4], [4, 5, 6, 7]) { matrix[1, .newAxis, .ellipsis] },
  ])
  func newAxesAndEllipses(test: Case) { test.run() }

  @Test(arguments: [
    Case("matrix[rows]", .int32, [3, 4], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]) { matrix[rows] },
    Case("matrix[.all, rows]", .int32, [3, 3], [2, 0, 3, 6, 4, 7, 10, 8, 11]) { matrix[.all, rows] },
    Case("matrix[pairs]", .int32, [2, 2, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3]) { matrix[pairs] },
    Case("matrix[far]", .int32, [3, 4], [8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7]) { matrix[far] },
    Case("x[.all, rows, 1]", .float32, [2, 3], [9, 1, 9, 21, 13, 21]) { x[.all, rows, 1] },
    Case("x[1, rows]", .float32, [3, 4], [20, 21, 22, 23, 12, 13, 14, 15, 20, 21, 22, 23]) { x[1, rows] },
    Case("x[1, .all, rows]", .float32, [3, 3], [14, 18, 22, 12, 16, 20, 15, 19, 23]) { x[1, .all, rows] },
    Case("matrix[rows, rows]", .int32, [3], [10, 0, 11]) { matrix[rows, rows] },
    Case("matrix[rows.expandedDimensions(axis: 1), rows]", .int32, [3, 3], [10, 8, 11, 2, 0, 3, 10, 8, 11]) {
      matrix[rows.expandedDimensions(axis: 1), rows]
    },
    Case("x[Tensor(1), .all, rows]", .float32, [3, 3], [14, 18, 22, 12, 16, 20, 15, 19, 23]) {
      x[Tensor(1), .all, rows]
    },
    Case("x[..<1, rows, .newAxis, 2...]", .float32, [1, 3, 1, 2], [10, 11, 2, 3, 10, 11]) {
      x[..<1, rows, .newAxis, 2...]
    },
    Case("x[.all, .newAxis, rows, 0]", .float32, [2, 1, 3], [8, 0, 8, 20, 12, 20]) { x[.all, .newAxis, rows, 0] },
    Case("x[.all, 1, rows]", .float32, [2, 3], [6, 4, 7, 18, 16, 19]) { x[.all, 1, rows] },
    Case(
      "x[0..., pairs, 1...]", .float32, [2, 2, 2, 3],
      [1, 2, 3, 5, 6, 7, 9, 10, 11, 1, 2, 3, 13, 14, 15, 17, 18, 19, 21, 22, 23, 13, 14, 15]
    ) { x[0..., pairs, 1...] },
    Case("matrix[Tensor([1], dtype: .uint8)]", .int32, [1, 4], [4, 5, 6, 7]) { matrix[Tensor([1], dtype: .uint8)] },
    Case("matrix[Tensor([-1], dtype: .int8), Tensor([2], dtype: .int64)]", .int32, [1], [10]) {
      matrix[Tensor([-1], dtype: .int8), Tensor([2], dtype: .int64)]
    },
  ])
  func positions(test: Case) { test.run() }

  @Test(arguments: [
    Case(
      "x.take(rows, axis: 1)", .float32, [2, 3, 4],
      [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11, 20, 21, 22, 23, 12, 13, 14, 15, 20, 21, 22, 23]
    ) { x.take(rows, axis: 1) },
    Case(
      "x.take(pairs, axis: -1)", .float32, [2, 3, 2, 2],
      [0, 1, 2, 0, 4, 5, 6, 4, 8, 9, 10, 8, 12, 13, 14, 12, 16, 17, 18, 16, 20, 21, 22, 20]
    ) { x.take(pairs, axis: -1) },
    Case("x.take(rows)", .float32, [3], [2, 0, 23]) { x.take(rows) },
    Case(
      "x.take(far, axis: 1)", .float32, [2, 3, 4],
      [
        .nan, .nan, .nan, .nan, .nan, .nan, .nan, .nan, 4, 5, 6, 7, .nan, .nan, .nan, .nan, .nan, .nan, .nan, .nan, 16,
        17, 18, 19,
      ]
    ) { x.take(far, axis: 1) },
    Case(
      "matrix.take(far, axis: 0)", .int32, [3, 4],
      [
        -2147483648, -2147483648, -2147483648, -2147483648, -2147483648, -2147483648, -2147483648, -2147483648, 4, 5, 6,
        7,
      ]
    ) { matrix.take(far, axis: 0) },
    Case(
      "x.take(far, axis: 1, mode: .clip)", .float32, [2, 3, 4],
      [8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 16, 17, 18, 19]
    ) { x.take(far, axis: 1, mode: .clip) },
    Case("x.take(Tensor(1), axis: 2)", .float32, [2, 3], [1, 5, 9, 13, 17, 21]) { x.take(Tensor(1), axis: 2) },
    Case("x.takeAlong(x.argMax(axis: -1, keepDims: true), axis: -1)", .float32, [2, 3, 1], [3, 7, 11, 15, 19, 23]) {
      x.takeAlong(x.argMax(axis: -1, keepDims: true), axis: -1)
    },
    Case(
      "matrix.takeAlong(Tensor([[1, 0], [2, -1], [3, 7]]), axis: 1)", .int32, [3, 2], [1, 0, 6, 7, 11, -2147483648]
    ) { matrix.takeAlong(Tensor([[1, 0], [2, -1], [3, 7]]), axis: 1) },
    Case("matrix.takeAlong(Tensor([[2, 1, 0, 2]]), axis: 0)", .int32, [1, 4], [8, 5, 2, 11]) {
      matrix.takeAlong(Tensor([[2, 1, 0, 2]]), axis: 0)
    },
  ])
  func takenElements(test: Case) { test.run() }
}

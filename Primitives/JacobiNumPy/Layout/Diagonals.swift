import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements on the diagonals of matrices.
  ///
  ///     let x = Tensor.arange(6).reshaped(2, 3)
  ///     x.diagonal()  // [0 4]
  ///     x.diagonal(offset: 1)  // [1 5]
  ///     x.diagonal(offset: -1)  // [3]
  ///
  /// - Parameters:
  ///   - offset: how many places above the main diagonal.
  ///   - axes: the rows and the columns of the matrices; they disappear, and the diagonal is the last axis of the result.
  public func diagonal(offset: Int = 0, axes: (Int, Int) = (0, 1)) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let positions = try positions(ofAxes: [axes.0, axes.1], named: "diagonal")
      // The positions are of 32 bits; nothing is found farther away than they reach.
      let bound = Int(Int32.max)
      let offset = Swift.min(Swift.max(offset, -bound), bound)
      let (above, below) = (Dimension(Swift.max(offset, 0)), Dimension(Swift.max(-offset, 0)))
      let (rows, columns) = (shape.dimensions[positions[0]] - below, shape.dimensions[positions[1]] - above)
      let shorter = smaller(rows, columns)
      let count = Dimension.decide(shorter, .greaterOrEqual, 0) == true ? shorter : .maximum(shorter, 0)
      let numbers = Tensor.iota([count], dtype: .int32)
      return try gathered(
        [(positions[0], numbers + Tensor(below)), (positions[1], numbers + Tensor(above))], place: rank - 2,
        mode: .promiseInBounds, named: "diagonal")
    }
  }

  /// The sums of the elements on the diagonals of matrices.
  ///
  ///     Tensor.arange(6).reshaped(2, 3).trace()  // 4
  ///
  /// - Parameters:
  ///   - offset: how many places above the main diagonal.
  ///   - axes: the rows and the columns of the matrices.
  public func trace(offset: Int = 0, axes: (Int, Int) = (0, 1)) -> Tensor {
    diagonal(offset: offset, axes: axes).sum(axis: -1)
  }

  /// Of a vector a matrix with it on a diagonal, of a matrix a diagonal.
  ///
  ///     Tensor([1, 2]).diag()  // [[1 0] [0 2]]
  ///     Tensor([1, 2]).diag(offset: -1)  // [[0 0 0] [1 0 0] [0 2 0]]
  ///     Tensor([[1, 2], [3, 4]]).diag()  // [1 4]
  ///
  /// - Parameter offset: how many places above the main diagonal.
  public func diag(offset: Int = 0) -> Tensor {
    if isInvalid { return self }
    if rank == 2 { return diagonal(offset: offset) }
    return reporting { () throws(TensorError) in
      guard rank == 1 else {
        throw .shapeMismatch(
          expected: "a vector or a matrix", actual: "\(type)", operation: Operation("diag", operands: [type]))
      }
      let padding = Pad.Widths(after: Dimension(Int(clamping: offset.magnitude)))
      let padded = Pad(widths: [padding])(self, Tensor.zeros([], dtype: dtype))
      let size = padded.shape.dimensions[0]
      // Element i stands in row i on a diagonal above the main one, in column i on one below it.
      let lines = padded.expandedDimensions(axis: offset < 0 ? 0 : 1).broadcast(to: [size, size])
      let mask = Tensor.diagonalMask(TensorType(.int32, [size, size])) { row, column in row + offset .== column }
      return which(mask, lines, Tensor.zeros([], dtype: dtype))
    }
  }

  /// A matrix with all elements, in row-major order, on a diagonal.
  ///
  ///     Tensor([[1, 2], [3, 4]]).diagflat()  // [[1 0 0 0] [0 2 0 0] [0 0 3 0] [0 0 0 4]]
  ///
  /// - Parameter offset: how many places above the main diagonal.
  public func diagflat(offset: Int = 0) -> Tensor { raveled().diag(offset: offset) }

  /// The tensor with other values on its main diagonal, where the positions along all axes are equal.
  ///
  ///     Tensor.zeros([2, 3], dtype: .int32).fillingDiagonal(with: 7)  // [[7 0 0] [0 7 0]]
  ///
  /// - Parameter values: a scalar, or a vector with the elements of the diagonal; converted to the dtype of the tensor.
  public func fillingDiagonal(with values: Tensor) -> Tensor {
    if isInvalid || values.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      guard rank >= 2, values.rank <= 1 else {
        throw .shapeMismatch(
          expected: "at least 2 axes, and a scalar or a vector", actual: "\(type) and \(values.type)",
          operation: Operation("fillingDiagonal", operands: [type, values.type]))
      }
      let count = shape.dimensions.dropFirst().reduce(shape.dimensions[0], smaller)
      let numbers = Tensor.iota([count], dtype: .int32)
      return IndexedPart(tensor: self, indices: [Tensor](repeating: numbers, count: rank)).set(values)
    }
  }

  /// A matrix with ones on and below a diagonal, zeros above it.
  ///
  ///     Tensor.tri(2, 3)  // [[1. 0. 0.] [1. 1. 0.]]
  ///     Tensor.tri(2, offset: -1, dtype: .int32)  // [[0 0] [1 0]]
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns; by default that of rows.
  ///   - offset: how many places above the main diagonal.
  ///   - dtype: the dtype of the result.
  public static func tri(
    _ rows: Dimension, _ columns: Dimension? = nil, offset: Int = 0, dtype: DType = .float32
  ) -> Tensor {
    diagonalMask(TensorType(.int32, [rows, columns ?? rows])) { row, column in row + offset .>= column }.asType(dtype)
  }

  /// The positions on and below a diagonal of a matrix, in row-major order.
  ///
  ///     Tensor.trilIndices(2).columns  // [0 0 1]
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns; by default that of rows.
  ///   - offset: how many places above the main diagonal.
  public static func trilIndices(
    _ rows: Int, _ columns: Int? = nil, offset: Int = 0
  ) -> (rows: Tensor, columns: Tensor) {
    positions(rows, columns) { row, column in column <= row.addingReportingOverflow(offset).partialValue }
  }

  /// The positions on and above a diagonal of a matrix, in row-major order.
  ///
  ///     Tensor.triuIndices(2).columns  // [0 1 1]
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns; by default that of rows.
  ///   - offset: how many places above the main diagonal.
  public static func triuIndices(
    _ rows: Int, _ columns: Int? = nil, offset: Int = 0
  ) -> (rows: Tensor, columns: Tensor) {
    positions(rows, columns) { row, column in column >= row.addingReportingOverflow(offset).partialValue }
  }

  /// The positions of the main diagonal along each of some axes of equal size.
  ///
  ///     let x = Tensor.arange(9).reshaped(3, 3)
  ///     let diagonal = Tensor.diagIndices(3)
  ///     x[diagonal[0], diagonal[1]]  // [0 4 8]
  ///
  /// - Parameters:
  ///   - count: the size of the axes.
  ///   - rank: how many axes there are.
  public static func diagIndices(_ count: Int, rank: Int = 2) -> [Tensor] {
    [Tensor](repeating: arange(count), count: Swift.max(rank, 0))
  }

  private static func positions(
    _ rows: Int, _ columns: Int?, _ condition: (_ row: Int, _ column: Int) -> Bool
  ) -> (rows: Tensor, columns: Tensor) {
    let places = (0..<Swift.max(rows, 0)).flatMap { row in
      (0..<Swift.max(columns ?? rows, 0)).filter { condition(row, $0) }.map { (Int32(row), Int32($0)) }
    }
    return (Tensor(places.map(\.0), shape: [places.count]), Tensor(places.map(\.1), shape: [places.count]))
  }
}

/// The smaller one of two sizes; an expression only where that is not known.
func smaller(_ first: Dimension, _ second: Dimension) -> Dimension {
  switch Dimension.decide(first, .lessOrEqual, second) {
  case true: first
  case false: second
  case nil: .minimum(first, second)
  }
}

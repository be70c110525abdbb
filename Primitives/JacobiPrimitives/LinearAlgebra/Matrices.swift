import JacobiCore

// Matrices are the last two axes of a tensor; the axes before them make a stack of matrices. These functions are made of
// primitives, so that rules and surface functions that use them are differentiated, batched and compiled. An invalid
// tensor, whose rank says nothing, passes through all of them.

extension Tensor {
  /// The transposes of matrices.
  package var matrixTransposed: Tensor {
    if isInvalid { return self }
    var permutation = Array(0..<rank)
    permutation.swapAt(rank - 2, rank - 1)
    return Transpose(permutation: permutation)(self)
  }

  /// The complex conjugate; a real tensor itself.
  package var conjugated: Tensor { dtype.isComplex ? Conj()(self) : self }

  /// The conjugate transposes of matrices.
  package var adjoint: Tensor { matrixTransposed.conjugated }

  /// The Hermitian parts `(A + Aᴴ) / 2` of square matrices.
  package var hermitianPart: Tensor { isInvalid ? self : Add()(self, adjoint).scaled(by: 0.5) }

  /// The products of matrices with those of a stack with the same leading axes.
  package func matrixProduct(_ other: Tensor) -> Tensor {
    if isInvalid || other.isInvalid { return .invalid }
    let stack = Array(0..<rank - 2)
    return DotGeneral(contracting: ([rank - 1], [other.rank - 2]), batch: (stack, stack))(self, other)
  }

  /// The elements of matrices on and below a diagonal, zero above it.
  ///
  /// - Parameter offset: how far above the main diagonal it is.
  package func lowerTriangle(offset: Int = 0) -> Tensor {
    isInvalid ? self : SelectN()(Tensor.isOnOrBelowDiagonal(shape, offset: offset), constant(0), self)
  }

  /// The elements of matrices on and above a diagonal, zero below it.
  ///
  /// - Parameter offset: how far above the main diagonal it is.
  package func upperTriangle(offset: Int = 0) -> Tensor {
    isInvalid ? self : SelectN()(Tensor.isOnOrBelowDiagonal(shape, offset: offset - 1), self, constant(0))
  }

  /// Matrices of a type with ones on the main diagonal and zeros elsewhere; they need not be square.
  package static func identity(_ type: TensorType) -> Tensor {
    let matrix = TensorType(type.dtype, Shape(type.shape.suffix(2)))
    let identity = ones(matrix).lowerTriangle().upperTriangle()
    return BroadcastInDim(to: type.shape, dimensions: [type.rank - 2, type.rank - 1])(identity)
  }

  /// The main diagonals of matrices as vectors.
  package var matrixDiagonal: Tensor {
    if isInvalid { return self }
    let count = Dimension.minimum(shape[rank - 2], shape[rank - 1])
    let square = rows(0, count).columns(0, count)
    return square.lowerTriangle().upperTriangle().summed(over: [rank - 1])
  }

  /// Square matrices with vectors, the last axis, on the main diagonal and zeros elsewhere.
  package var asDiagonalMatrix: Tensor {
    if isInvalid { return self }
    let square = shape.inserting(shape[rank - 1], at: rank)
    return broadcast(to: square, inserting: [rank]).lowerTriangle().upperTriangle()
  }

  /// The rows of matrices from `start` to before `end`.
  package func rows(_ start: Dimension, _ end: Dimension) -> Tensor { sliced(axis: rank - 2, start, end) }

  /// The columns of matrices from `start` to before `end`.
  package func columns(_ start: Dimension, _ end: Dimension) -> Tensor { sliced(axis: rank - 1, start, end) }

  /// The elements from `start` to before `end` along an axis.
  package func sliced(axis: Int, _ start: Dimension, _ end: Dimension) -> Tensor {
    if isInvalid || (start.known == 0 && end == shape[axis]) { return self }
    let starts = shape.indices.map { $0 == axis ? start : 0 }
    return Slice(starts: starts, limits: shape.replacing(axis: axis, with: end).dimensions)(self)
  }

  /// Matrices with zeros added behind their rows and columns.
  package func zeroPadded(rows: Dimension, columns: Dimension) -> Tensor {
    if isInvalid || (rows.known == 0 && columns.known == 0) { return self }
    var widths = [Pad.Widths](repeating: Pad.Widths(), count: rank)
    widths[rank - 2].after = rows
    widths[rank - 1].after = columns
    return Pad(widths: widths)(self, .zeros(type.with(shape: [])))
  }

  /// The rows of matrices in another order: row `i` of the result is row `permutation[i]`.
  ///
  /// - Parameter permutation: integers in the range of the rows, one vector for each matrix.
  package func takingRows(_ permutation: Tensor) -> Tensor {
    if isInvalid || permutation.isInvalid { return .invalid }
    // There is no row that a window could hold.
    if shape[rank - 2].known == 0 { return self }
    let stack = Array(0..<rank - 2)
    let dimensions = GatherDimensions(
      offset: [rank - 1], collapsed: [rank - 2], operandBatching: stack, startIndexBatching: stack, start: [rank - 2])
    let sizes = shape.indices.map { $0 == rank - 1 ? shape[$0] : 1 }
    let positions = Reshape(to: permutation.shape.inserting(1, at: permutation.rank))(permutation)
    return Gather(dimensions: dimensions, sliceSizes: sizes, mode: .promiseInBounds)(self, positions)
  }

  /// The rows of matrices put elsewhere, which undoes ``takingRows(_:)``: row `permutation[i]` of the result is row `i`.
  package func puttingRows(at permutation: Tensor) -> Tensor {
    if isInvalid || permutation.isInvalid { return .invalid }
    // There is no row that a window could hold.
    if shape[rank - 2].known == 0 { return self }
    let stack = Array(0..<rank - 2)
    let dimensions = GatherDimensions(
      offset: [rank - 1], collapsed: [rank - 2], operandBatching: stack, startIndexBatching: stack, start: [rank - 2])
    let positions = Reshape(to: permutation.shape.inserting(1, at: permutation.rank))(permutation)
    return ScatterAdd(dimensions: dimensions, mode: .promiseInBounds)(constant(0), positions, self)
  }

  /// For each element of matrices of a shape whether it is on or below a diagonal.
  private static func isOnOrBelowDiagonal(_ shape: Shape, offset: Int) -> Tensor {
    let matrix = TensorType(.int32, Shape(shape.suffix(2)))
    let row = Iota(matrix, axis: 0)()
    let shifted = offset == 0 ? row : Add()(row, row.constant(Double(offset)))
    let mask = GreaterOrEqual()(shifted, Iota(matrix, axis: 1)())
    return shape.rank == 2 ? mask : BroadcastInDim(to: shape, dimensions: [shape.rank - 2, shape.rank - 1])(mask)
  }
}

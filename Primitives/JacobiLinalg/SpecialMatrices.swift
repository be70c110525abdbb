import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// Matrices along the diagonal of a larger one, with zeros elsewhere.
  ///
  ///     Linalg.blockDiag([Tensor([[1, 2]]), Tensor([[3]])])    // [[1 2 0] [0 0 3]]
  ///
  /// Dtypes are promoted.
  ///
  /// - Parameter blocks: matrices; vectors are rows, scalars one element.
  public static func blockDiag(_ blocks: [Tensor]) -> Tensor {
    if blocks.contains(where: \.isInvalid) { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      guard let first = blocks.first else { return .zeros([1, 0]) }
      guard blocks.allSatisfy({ $0.rank <= 2 }) else {
        throw .shapeMismatch(
          expected: "matrices", actual: blocks.map { $0.shape.description }.joined(separator: ", "),
          operation: Operation("blockDiag", operands: blocks.map(\.type)))
      }
      let dtype = blocks.reduce(first.dtype) { DType.promoted($0, $1.dtype) }
      let matrices = blocks.map { block in
        block.rank == 2 ? block.asType(dtype) : block.asType(dtype).reshaped([1, block.shape.elementCount] as Shape)
      }
      let total = matrices.reduce(Dimension(0)) { $0 + $1.shape[1] }
      var start: Dimension = 0
      let rows = matrices.map { matrix in
        let columns = matrix.shape[1]
        let widths = [Pad.Widths(), Pad.Widths(before: start, after: total - start - columns)]
        start = start + columns
        return Pad(widths: widths)(matrix, .zeros(TensorType(dtype, [])))
      }
      return concatenated(rows, axis: 0)
    }
  }

  /// The matrices whose diagonals are constant, with a first column and a first row.
  ///
  ///     Linalg.toeplitz(Tensor([1, 2, 3]), Tensor([1, 4, 5]))    // [[1 4 5] [2 1 4] [3 2 1]]
  ///
  /// - Parameters:
  ///   - column: `[..., m]`; a scalar is a vector of one element.
  ///   - row: `[..., n]`, of which the first element is not read; by default the conjugate of the column.
  public static func toeplitz(_ column: Tensor, _ row: Tensor? = nil) -> Tensor {
    let row = row ?? column.conjugated
    return indexed(column, row, named: "toeplitz") { column, row in
      concatenated([column.flipped(axis: -1), tail(row)], axis: -1)
    } position: { i, j, m, _ in
      Tensor(m - 1) - i + j
    }
  }

  /// The matrices whose diagonals from the lower left to the upper right are constant, with a first column and a last row.
  ///
  ///     Linalg.hankel(Tensor([1, 2, 3]), Tensor([3, 4, 5]))    // [[1 2 3] [2 3 4] [3 4 5]]
  ///     Linalg.hankel(Tensor([1, 2, 3]))                       // [[1 2 3] [2 3 0] [3 0 0]]
  ///
  /// - Parameters:
  ///   - column: `[..., m]`
  ///   - row: `[..., n]`, of which the first element is not read; by default zeros.
  public static func hankel(_ column: Tensor, _ row: Tensor? = nil) -> Tensor {
    let row = row ?? Tensor.zeros(like: column)
    return indexed(column, row, named: "hankel") { column, row in
      concatenated([column, tail(row)], axis: -1)
    } position: { i, j, _, _ in
      i + j
    }
  }

  /// The matrices whose columns are the first one, moved down in a circle.
  ///
  ///     Linalg.circulant(Tensor([1, 2, 3]))    // [[1 3 2] [2 1 3] [3 2 1]]
  ///
  /// - Parameter column: `[..., n]`
  public static func circulant(_ column: Tensor) -> Tensor {
    indexed(column, column, named: "circulant") { column, _ in
      column
    } position: { i, j, n, _ in
      (i - j) % Tensor(n)
    }
  }

  /// The Hilbert matrix, with elements `1 / (i + j + 1)`.
  ///
  ///     Linalg.hilbert(2, dtype: .float64).shape    // [2,2]
  public static func hilbert(_ size: Int, dtype: DType = .float32) -> Tensor {
    let shape: [Int] = [size, size]
    let sum = Tensor.iota(Shape(shape), axis: 0, dtype: dtype) + Tensor.iota(Shape(shape), axis: 1, dtype: dtype)
    return 1 / (sum + 1)
  }

  /// The Hadamard matrix of Sylvester's construction, of ones and minus ones with orthogonal rows.
  ///
  ///     Linalg.hadamard(2)    // [[ 1  1] [ 1 -1]]
  ///
  /// - Parameters:
  ///   - size: a power of two.
  ///   - dtype: of the result.
  public static func hadamard(_ size: Int, dtype: DType = .int32) -> Tensor {
    guard size > 0, size & (size - 1) == 0 else {
      report(
        .invalidArgument(
          name: "size", expected: "a positive power of two", actual: "\(size)", operation: Operation("hadamard")))
      return .invalid
    }
    let one = Tensor.ones([1, 1], dtype: dtype)
    let step = concatenated([concatenated([one, one], axis: 1), concatenated([one, -one], axis: 1)], axis: 0)
    return (0..<size.trailingZeroBitCount).reduce(one) { matrix, _ in kron(step, matrix) }
  }

  /// All but the first element of vectors.
  private static func tail(_ vector: Tensor) -> Tensor { vector[.ellipsis, 1...] }

  /// The matrices `[..., m, n]` whose elements stand at positions of a vector that is made of a column and a row.
  private static func indexed(
    _ column: Tensor, _ row: Tensor, named name: String, _ vector: (_ column: Tensor, _ row: Tensor) -> Tensor,
    position: (_ i: Tensor, _ j: Tensor, _ m: Dimension, _ n: Dimension) -> Tensor
  ) -> Tensor {
    if column.isInvalid || row.isInvalid { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let dtype = DType.promoted(column, row)
      let vectors = [column, row].map { ($0.rank == 0 ? $0.expandedDimensions(axis: 0) : $0).asType(dtype) }
      let operands = try LinearSystem.stacked(vectors, ranks: [1, 1], named: name)
      let (m, n) = (operands[0].shape[-1], operands[1].shape[-1])
      let stack = Shape(operands[0].shape.dropLast())
      if m.known == 0 || n.known == 0 { return .zeros(Shape(stack.dimensions + [m, n]), dtype: dtype) }
      let positions = position(.iota([m, n], axis: 0, dtype: .int32), .iota([m, n], axis: 1, dtype: .int32), m, n)
      return vector(operands[0], operands[1]).take(positions, axis: -1, mode: .clip)
    }
  }
}

import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// The solution `X` of linear systems `A X = B`, by factors of `A` with row exchanges.
  ///
  ///     let a = Tensor([[2.0, 1.0], [1.0, 3.0]])
  ///     Linalg.solve(a, Tensor([3.0, 4.0]))                  // [1. 1.]
  ///     Linalg.solve(a, Tensor([[3.0, 1.0], [4.0, 3.0]]))    // [[1. 0.] [1. 1.]]
  ///
  /// A singular matrix gives infinities and NaN.
  ///
  /// - Parameters:
  ///   - a: square matrices, `[..., n, n]`.
  ///   - b: one right-hand side `[n]` for all matrices, or several in the columns of `[..., n, k]`. Leading axes broadcast.
  /// - Returns: `[..., n]` or `[..., n, k]`, floating or complex.
  public static func solve(_ a: Tensor, _ b: Tensor) -> Tensor {
    LinearSystem.solved(a, b, isVector: b.rank == 1, named: "solve", by: LinearSystem.solution)
  }

  /// The inverses of square matrices.
  ///
  ///     Linalg.inv(Tensor([[2.0, 0.0], [1.0, 1.0]]))    // [[ 0.5  0. ] [-0.5  1. ]]
  ///
  /// A singular matrix gives infinities and NaN.
  ///
  /// - Parameter a: `[..., n, n]`.
  public static func inv(_ a: Tensor) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: true, named: "inv")
      let a = LinearSystem.promoted(a)[0]
      return LinearSystem.solution(a, .identity(a.type))
    }
  }

  /// The inverse of a linear map between tensors.
  ///
  ///     let a = Tensor.eye(4).reshaped(2, 2, 4) * 2
  ///     Linalg.tensorinv(a, index: 2).shape    // [4,2,2]
  ///
  /// - Parameters:
  ///   - a: a map from tensors with the last axes to tensors with the first ones, both of as many elements.
  ///   - index: how many axes the first ones are.
  /// - Returns: a tensor in which the last axes of `a` come first.
  public static func tensorinv(_ a: Tensor, index: Int = 2) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      guard index > 0, index <= a.rank else {
        throw .invalidArgument(
          name: "index", expected: "in 1...\(a.rank)", actual: "\(index)",
          operation: Operation("tensorinv", operands: [a.type]))
      }
      let (first, last) = (Shape(a.shape.prefix(index)), Shape(a.shape.dropFirst(index)))
      let matrix = a.reshaped([first.elementCount, last.elementCount] as Shape)
      try LinearSystem.requireMatrices(matrix, isSquare: true, named: "tensorinv")
      return inv(matrix).reshaped(Shape(last.dimensions + first))
    }
  }

  /// The tensor `x` that a linear map `a` between tensors takes to `b`: `tensordot(a, x, axes: x.rank)` is `b`.
  ///
  ///     let a = Tensor.eye(4).reshaped(2, 2, 4) * 2
  ///     Linalg.tensorsolve(a, Tensor([[2.0, 4.0], [6.0, 8.0]]))    // [1. 2. 3. 4.]
  ///
  /// - Parameters:
  ///   - a: a tensor whose first axes are those of `b`, followed by others of as many elements.
  ///   - b: the right-hand side.
  ///   - axes: axes of `a` to move behind the others before; none by default.
  public static func tensorsolve(_ a: Tensor, _ b: Tensor, axes: [Int] = []) -> Tensor {
    if a.isInvalid || b.isInvalid { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      let positions = try a.positions(ofAxes: axes, named: "tensorsolve")
      let a =
        positions.isEmpty
        ? a : a.transposed(axes: a.shape.indices.filter { !positions.contains($0) } + positions)
      guard a.rank >= b.rank, Shape(a.shape.prefix(b.rank)) == b.shape else {
        throw .shapeMismatch(
          expected: "first axes of the map like those of the right-hand side", actual: "\(a.shape) and \(b.shape)",
          operation: Operation("tensorsolve", operands: [a.type, b.type]))
      }
      let rest = Shape(a.shape.dropFirst(b.rank))
      return solve(a.reshaped([b.shape.elementCount, rest.elementCount] as Shape), b.raveled()).reshaped(rest)
    }
  }

  /// The solution of linear systems with tridiagonal matrices; all NaN for a singular one.
  ///
  ///     let ones = Tensor([1.0, 1.0, 1.0])
  ///     Linalg.tridiagonalSolve(lower: ones, diagonal: ones * 3, upper: ones, Tensor([[4.0], [5.0], [4.0]]))    // [[1.] [1.] [1.]]
  ///
  /// - Parameters:
  ///   - lower: in each row `i` the element `A[i, i - 1]`; the first one is not read. `[..., n]`
  ///   - diagonal: `A[i, i]`
  ///   - upper: `A[i, i + 1]`; the last one is not read.
  ///   - b: right-hand sides in the columns of `[..., n, k]`. Leading axes broadcast.
  public static func tridiagonalSolve(lower: Tensor, diagonal: Tensor, upper: Tensor, _ b: Tensor) -> Tensor {
    let operands = [lower, diagonal, upper, b]
    if operands.contains(where: \.isInvalid) { return .invalid }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      for (operand, rank) in zip(operands, [1, 1, 1, 2]) where operand.rank < rank {
        throw .shapeMismatch(
          expected: "three vectors and a matrix", actual: operands.map { $0.type.description }.joined(separator: ", "),
          operation: Operation("tridiagonalSolve", operands: operands.map(\.type)))
      }
      return TridiagonalSolve().results(
        try LinearSystem.stacked(
          LinearSystem.promoted(lower, diagonal, upper, b), ranks: [1, 1, 1, 2], named: "tridiagonalSolve"))[0]
    }
  }
}

extension LinearSystem {
  /// The solutions of systems of equal leading axes.
  static func solution(_ a: Tensor, _ b: Tensor) -> Tensor {
    let factors = LU().results([a])
    return substituted(factors[0], permutation: factors[2], b, .none)
  }

  /// The solutions from the factors.
  static func substituted(
    _ factors: Tensor, permutation: Tensor, _ b: Tensor, _ operation: MatrixOperation
  ) -> Tensor {
    if operation == .none {
      let y = TriangularSolve(lower: true, unitDiagonal: true)(factors, b.takingRows(permutation))
      return TriangularSolve(lower: false)(factors, y)
    }
    // From P A = L U: Aᵀ = Uᵀ Lᵀ P.
    let conjugates = operation == .adjoint && factors.dtype.isComplex
    let y = TriangularSolve(lower: false, transposeA: true, conjugateA: conjugates)(factors, b)
    let permuted = TriangularSolve(lower: true, transposeA: true, conjugateA: conjugates, unitDiagonal: true)(
      factors, y)
    return permuted.puttingRows(at: permutation)
  }
}

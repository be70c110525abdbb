import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let spectra: [OpRecord] = [eigh, svd, eig, schur, hessenberg, tridiagonal, pseudoInverse]

  private static let precisions: [DType] = [.float32, .float64, .complex64, .complex128]

  /// Wide, so that values are far from each other compared with the steps of differences.
  private static func matrices(_ kind: Domain.Matrices = .any) -> Domain { Domain(-4...4).matrices(kind) }

  private static let eigh = OpRecord(
    Eigh.self, dtypes: precisions, tolerance: .spectrum,
    determined: { _, results in [results[1], weightedProjections(results[0], results[0].adjoint)] }
  ) { dtype in
    func eigh(_ eigh: Eigh, _ shape: Shape) -> OpCase {
      OpCase(eigh, [OperandSpec(dtype, shape, matrices(.hermitian))])
    }
    return [
      eigh(Eigh(), [3, 3]), eigh(Eigh(lower: false), [2, 2, 2]), eigh(Eigh(sortEigenvalues: false), [4, 4]),
      eigh(Eigh(), [1, 1]), eigh(Eigh(), [0, 0]), eigh(Eigh(), [0, 2, 2]),
    ]
  }

  private static let svd = OpRecord(
    SVD.self, dtypes: precisions, tolerance: .spectrum,
    determined: { _, results in
      guard results.count == 3 else { return results }
      let (u, v) = (results[1], results[2].adjoint)
      let count = results[0].shape[-1]
      let (left, right) = (u.columns(0, count), v.columns(0, count))
      return [
        results[0], weightedProjections(left, right.adjoint), weightedProjections(left, left.adjoint),
        u.adjoint.matrixProduct(u), v.adjoint.matrixProduct(v),
      ]
    }
  ) { dtype in
    func svd(_ shape: Shape, full: Bool, vectors: Bool = true) -> OpCase {
      // The derivative of what full matrices add is not defined.
      let hasDerivative = !full || !vectors || shape[-1] == shape[-2]
      return OpCase(
        SVD(fullMatrices: full, computeUV: vectors),
        [OperandSpec(TensorType(dtype, shape), matrices(), isDifferentiable: hasDerivative)])
    }
    return [
      svd([3, 3], full: true), svd([4, 2], full: false), svd([2, 3], full: false), svd([3, 2], full: true),
      svd([2, 5], full: true), svd([2, 2, 3], full: false, vectors: false), svd([1, 1], full: false),
      svd([0, 2], full: true), svd([3, 0], full: false), svd([3, 3], full: true, vectors: false),
    ]
  }

  private static let eig = OpRecord(
    Eig.self, dtypes: precisions, tolerance: .spectrum,
    determined: { _, results in
      [results[0]] + results.dropFirst().map { weightedProjections($0, $0.matrixTransposed) }
    }
  ) { dtype in
    func eig(_ shape: Shape, left: Bool, right: Bool) -> OpCase {
      OpCase(
        Eig(computeLeftEigenvectors: left, computeRightEigenvectors: right), [OperandSpec(dtype, shape, matrices())])
    }
    return [
      eig([3, 3], left: false, right: false), eig([3, 3], left: false, right: true),
      eig([2, 2, 2], left: true, right: true),
      eig([4, 4], left: true, right: false), eig([1, 1], left: true, right: true),
      eig([0, 0], left: true, right: true),
    ]
  }

  private static let schur = OpRecord(
    Schur.self, dtypes: precisions, tolerance: .spectrum,
    determined: { _, results in
      let t = results[0]
      if t.isInvalid { return results }
      // The other elements of a block of two rows, and with it the rows above, may change places.
      let form = [t.matrixDiagonal, t.matrixProduct(t).matrixDiagonal, t.lowerTriangle(offset: -2)]
      guard results.count == 2 else { return form }
      let z = results[1]
      return form + [z.matrixProduct(t).matrixProduct(z.adjoint), z.adjoint.matrixProduct(z)]
    }
  ) { dtype in
    [([3, 3], true), ([2, 4, 4], true), ([3, 3], false), ([1, 1], true), ([0, 0], true)].map { shape, vectors in
      OpCase(
        Schur(computeSchurVectors: vectors),
        [OperandSpec(TensorType(dtype, shape), matrices(), isDifferentiable: shape == [3, 3])])
    }
  }

  private static let pseudoInverse = OpRecord(
    PseudoInverse.self, dtypes: precisions, tolerance: .spectrum
  ) { dtype in
    let shapes: [Shape] = [[3, 3], [4, 2], [2, 3], [2, 2, 2], [1, 1], [0, 2], [2, 0]]
    return shapes.map {
      OpCase(
        PseudoInverse(relativeTolerance: 1e-6), [OperandSpec(dtype, $0, Domain(-1...1).matrices(.wellConditioned))])
    }
  }

  private static let hessenberg = OpRecord(
    Hessenberg.self, dtypes: precisions, tolerance: .spectrum
  ) { dtype in
    ([[4, 4], [2, 3, 3], [2, 2], [1, 1], [0, 0]] as [Shape]).map {
      OpCase(Hessenberg(), [OperandSpec(TensorType(dtype, $0), matrices(), isDifferentiable: $0 == [2, 2])])
    }
  }

  private static let tridiagonal = OpRecord(
    Tridiagonal.self, dtypes: precisions, tolerance: .spectrum
  ) { dtype in
    [([4, 4], true), ([2, 3, 3], false), ([2, 2], true), ([1, 1], false), ([0, 0], true)].map { shape, lower in
      OpCase(
        Tridiagonal(lower: lower),
        [OperandSpec(TensorType(dtype, shape), matrices(.hermitian), isDifferentiable: shape == [2, 2])])
    }
  }

  static let spectralLimitations: [Limitation] = [Schur.self, Hessenberg.self, Tridiagonal.self].flatMap {
    (primitive: any Primitive.Type) in
    [Driver.rules, .jvp, .vjp, .transposition, .partialDerivatives, .narrowDerivatives, .compositions].map {
      Limitation(
        primitive, $0, because: "as in JAX there is no derivative: an error at the call, which names the primitive")
    }
  }

  /// `Σ k u[k] v[k]` over columns `u[k]` and rows `v[k]`, counted from 1: what does not depend on the sign, or on the phase, of
  /// each pair, and tells all of them apart.
  private static func weightedProjections(_ columns: Tensor, _ rows: Tensor) -> Tensor {
    if columns.isInvalid { return columns }
    let number = Iota(columns.type, axis: columns.rank - 1)()
    return Mul()(columns, Add()(number, number.constant(1))).matrixProduct(rows)
  }
}

extension Tolerance {
  fileprivate static let spectrum = Tolerance.normwise(
    64, because: "iterations with another path are as stable, relative to the largest element")
}

import JacobiCore
import JacobiPrimitives

struct PseudoInverseKernel: SpectralKernel {
  var relativeTolerance: Double

  func results<Scalar: MatrixScalar>(of operand: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    guard let factors = SVDKernel(svd: SVD(fullMatrices: false)).results(of: operand, precision) else { return nil }
    let (values, u, vh) = (factors[0].elements.map(\.real), factors[1], factors[2])
    let cutoff = relativeTolerance * (values.first ?? 0)
    let inverses = values.map { $0 > cutoff ? 1 / $0 : 0 }
    let scaled = Matrix<Complex128>(vh.columns, vh.rows) { vh[$1, $0].conjugate * Complex128(inverses[$1]) }
    return [scaled * u.adjoint]
  }
}

import JacobiCore
import JacobiPrimitives

/// The product of reflections `I - t v vᴴ` in the form `I - V T Vᴴ`, which has a derivative without a loop.
///
/// The triangular `T` is `(I + D S)⁻¹ D`, where `D` has the factors `t` on the diagonal and `S` is the part of `Vᴴ V` above
/// the diagonal. (R. Schreiber, C. Van Loan: "A storage-efficient WY representation for products of Householder
/// transformations", 1989)
struct ReflectionProduct {
  /// `V`: the vectors of the reflections as columns.
  private let v: Tensor
  private let d: Tensor
  private let s: Tensor
  private let t: Tensor
  /// How many columns of the product are wanted.
  private let columns: Dimension
  private let isInvalid: Bool

  init(vectors: Tensor, scales: Tensor) {
    isInvalid = vectors.isInvalid || scales.isInvalid
    columns = isInvalid ? 0 : vectors.shape[-1]
    let lower = ReflectionProduct.part(of: vectors, scales)
    v = isInvalid ? lower : Add()(lower, .identity(lower.type))
    d = scales.asDiagonalMatrix
    s = v.adjoint.matrixProduct(v).upperTriangle(offset: 1)
    // The diagonal of I + D S, which is one, is not read.
    t = TriangularSolve(lower: false, unitDiagonal: true)(d.matrixProduct(s), d)
  }

  /// What is below the diagonal in as many columns as there are factors.
  private static func part(of vectors: Tensor, _ scales: Tensor) -> Tensor {
    vectors.isInvalid || scales.isInvalid ? .invalid : vectors.columns(0, scales.shape[-1]).lowerTriangle(offset: -1)
  }

  /// The tangent of the first columns of the product, as many as the operand has.
  func tangent(_ vectors: Tensor?, _ scales: Tensor?) -> Tensor? {
    isInvalid ? .invalid : tangent(vectors, scales, columns: columns)
  }

  /// The tangent of the whole product, a square matrix.
  func tangentOfSquare(_ vectors: Tensor?, _ scales: Tensor?) -> Tensor? {
    isInvalid ? .invalid : tangent(vectors, scales, columns: v.shape[-2])
  }

  private func tangent(_ vectors: Tensor?, _ scales: Tensor?, columns: Dimension) -> Tensor? {
    let dv = vectors.map { $0.columns(0, v.shape[-1]).lowerTriangle(offset: -1) }
    let dd = scales?.asDiagonalMatrix
    let ds = dv.map { Add()($0.adjoint.matrixProduct(v), v.adjoint.matrixProduct($0)).upperTriangle(offset: 1) }
    // From (I + D S) T = D.
    let matrix = sum(dd.map { $0.matrixProduct(s) }, ds.map { d.matrixProduct($0) })
    let right = sum(dd, matrix.map { Neg()($0.matrixProduct(t)) })
    let dt = right.map { TriangularSolve(lower: false, unitDiagonal: true)(d.matrixProduct(s), $0) }
    // The first columns of V T Vᴴ take the first rows of V.
    let first = v.rows(0, columns).adjoint
    var change = dt.map { v.matrixProduct($0).matrixProduct(first) }
    change = sum(change, dv.map { $0.matrixProduct(t).matrixProduct(first) })
    change = sum(change, dv.map { v.matrixProduct(t).matrixProduct($0.rows(0, columns).adjoint) })
    return change.map { Neg()($0) }
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// Perturbation theory of eigenvectors and singular vectors that belong to different values. (M. Giles: "An extended
  /// collection of matrix derivative results", 2008, section 3)
  static let spectra = RuleTable { table in
    // With P = Vᴴ dA V: dw = diag P and dV = V (F ∘ P), where F is 1 / (w[j] - w[i]) off the diagonal.
    table[Eigh.self] = { primitive, primals, tangents in
      let results = primitive.results(primals)
      let (v, w) = (results[0], results[1])
      guard let dx = tangents[0], !v.isInvalid else { return (results, [nil, nil]) }
      let change = v.adjoint.matrixProduct(dx).matrixProduct(v)
      let quotients = Mul()(inverseDifferences(w.converted(to: v.dtype)), change)
      return (results, [v.matrixProduct(quotients), change.realPart.matrixDiagonal])
    }

    table[SVD.self] = { primitive, primals, tangents in
      let svd = primitive.asRow(SVD.self)
      guard let dx = tangents[0] else {
        return (svd.results(primals), [Tensor?](repeating: nil, count: svd.outputCount))
      }
      try svd.requireDerivative(primals[0].type)
      // Reduced and full factors are the same ones where there is a derivative.
      let factors = SVD(fullMatrices: false).results(primals)
      let results = svd.computeUV ? factors : [factors[0]]
      if factors[0].isInvalid { return (results, results) }
      let (u, v) = (factors[1], factors[2].adjoint)
      let inside = u.adjoint.matrixProduct(dx).matrixProduct(v)
      let ds = inside.realPart.matrixDiagonal
      if !svd.computeUV { return (results, [ds]) }
      let change = SingularChange(s: factors[0], u: u, v: v, dx: dx, inside: inside)
      return (results, [ds, change.du, change.dv.adjoint])
    }

    // With P for the result: dP = -P dA P + P Pᴴ dAᴴ (1 - A P) + (1 - P A) dAᴴ Pᴴ P. (G. H. Golub, V. Pereyra: "The
    // differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate", 1973)
    table.unary(PseudoInverse.self) { _, x, p, dx in
      if p.isInvalid { return p }
      let inside = p.matrixProduct(dx).matrixProduct(p)
      let left = p.matrixProduct(p.adjoint.matrixProduct(dx.adjoint))
      let right = dx.adjoint.matrixProduct(p.adjoint).matrixProduct(p)
      let outside = Sub()(left, left.matrixProduct(x).matrixProduct(p))
      return Add()(Sub()(outside, inside), Sub()(right, p.matrixProduct(x.matrixProduct(right))))
    }

    // With P = V⁻¹ dA V: dw = diag P, and dV = V (F ∘ P) but for the norms and phases.
    table[Eig.self] = { primitive, primals, tangents in
      let eig = primitive.asRow(Eig.self)
      let results = eig.results(primals)
      // Of no elements, none is the largest.
      guard let dx = tangents[0], !results[0].isInvalid, primals[0].shape[-1].known != 0 else {
        return (results, results.map { _ in nil })
      }
      let w = results[0]
      let change = dx.converted(to: w.dtype)
      var derivatives: [Tensor?] = []
      if eig.computeLeftEigenvectors {
        derivatives.append(EigenvectorChange(w: w.conjugated, v: results[1], dx: change.adjoint).dv)
      }
      let v =
        eig.computeRightEigenvectors
        ? results[results.count - 1] : Eig(computeLeftEigenvectors: false).results(primals)[1]
      let right = EigenvectorChange(w: w, v: v, dx: change)
      if eig.computeRightEigenvectors { derivatives.append(right.dv) }
      return (results, [right.dw] + derivatives)
    }
  }
}

extension SVD {
  /// Throws unless there is a derivative for an operand of this type.
  fileprivate func requireDerivative(_ type: TensorType) throws(TensorError) {
    guard computeUV, fullMatrices else { return }
    let operands = Operands([type], of: SVD.id)
    guard try operands.decide(type.shape[-2], .equal, type.shape[-1]) else {
      throw .missingRule(
        primitive: SVD.id, rule: JVP.name,
        remedy: "The vectors that full matrices add have no derivative; set `fullMatrices` to false",
        operation: operands.operation)
    }
  }
}

/// The tangents of the vectors of a reduced singular value decomposition.
private struct SingularChange {
  var du: Tensor
  var dv: Tensor

  /// - Parameter change: `Uᴴ dx V`.
  init(s: Tensor, u: Tensor, v: Tensor, dx: Tensor, inside change: Tensor) {
    let values = s.converted(to: u.dtype)
    let square = change.shape
    let (byColumn, byRow) = (values.repeatedRows(square), values.repeatedColumns(square))
    // Of s[j]² - s[i]², as a product: the squares may overflow, and nearly equal values lose nothing.
    let sums = Add()(Add()(byColumn, byRow), .identity(change.type))
    let quotients = Div()(inverseDifferences(values), sums)
    let (left, right) = (Mul()(change, byColumn), Mul()(byRow, change))
    // A common phase of both vectors is free; all of it goes to the left one. Zeros have no inverse.
    let isZero = Equal()(s, s.constant(0))
    let inverse = Div()(s.constant(1), SelectN()(isZero, s, s.constant(1)))
    let inverses = SelectN()(isZero, inverse, s.constant(0)).converted(to: u.dtype)
    let phases = Mul()(Sub()(change, change.adjoint).scaled(by: 0.5), inverses.asDiagonalMatrix)
    let turning = Add()(Mul()(quotients, Add()(left, left.adjoint)), phases)
    du = u.matrixProduct(turning)
    dv = v.matrixProduct(Mul()(quotients, Add()(right, right.adjoint)))
    // What leaves the space of the vectors there are.
    if u.shape[-2] != u.shape[-1] { du = Add()(du, SingularChange.outside(u, dx.matrixProduct(v), values)) }
    if v.shape[-2] != v.shape[-1] { dv = Add()(dv, SingularChange.outside(v, dx.adjoint.matrixProduct(u), values)) }
  }

  private static func outside(_ basis: Tensor, _ change: Tensor, _ values: Tensor) -> Tensor {
    let rest = Sub()(change, basis.matrixProduct(basis.adjoint.matrixProduct(change)))
    return Div()(rest, values.repeatedRows(rest.shape))
  }
}

/// The tangents of eigenvalues and of eigenvectors of norm 1 whose largest element is real.
private struct EigenvectorChange {
  var dw: Tensor
  var dv: Tensor

  init(w: Tensor, v: Tensor, dx: Tensor) {
    let change = EigenvectorChange.solution(v, dx).matrixProduct(v)
    dw = change.matrixDiagonal
    let free = v.matrixProduct(Mul()(inverseDifferences(w), change))
    // Each vector may be scaled by 1 + c: the real part of c keeps the norm, the imaginary part the phase.
    let rows = v.rank - 2
    let position = ArgMax(axis: rows)(Abs()(v)).broadcast(to: v.shape, inserting: [rows])
    let isLargest = Equal()(Iota(TensorType(.int32, v.shape), axis: rows)(), position)
    func atLargest(_ x: Tensor) -> Tensor { SelectN()(isLargest, x.constant(0), x).summed(over: [rows]) }
    let growth = Mul()(v.conjugated, free).realPart.summed(over: [rows])
    let turning = Div()(Imag()(atLargest(free)), Real()(atLargest(v)))
    let factor = MakeComplex()(Neg()(growth), Neg()(turning))
    dv = Add()(free, Mul()(v, factor.repeatedRows(v.shape)))
  }

  /// The solution of `V X = B`.
  private static func solution(_ v: Tensor, _ b: Tensor) -> Tensor {
    let factors = LU().results([v])
    let lower = TriangularSolve(lower: true, unitDiagonal: true)(factors[0], b.takingRows(factors[2]))
    return TriangularSolve(lower: false)(factors[0], lower)
  }
}

/// `1 / (w[j] - w[i])` in row `i` and column `j`, zero on the diagonal; infinite for equal values.
private func inverseDifferences(_ w: Tensor) -> Tensor {
  let shape = w.shape.inserting(w.shape[w.rank - 1], at: w.rank)
  let identity = Tensor.identity(w.type.with(shape: shape))
  let differences = Sub()(w.repeatedRows(shape), w.repeatedColumns(shape))
  return Sub()(Div()(identity.constant(1), Add()(differences, identity)), identity)
}

extension Tensor {
  fileprivate func converted(to dtype: DType) -> Tensor {
    isInvalid || self.dtype == dtype ? self : ConvertElementType(to: dtype)(self)
  }

  fileprivate var realPart: Tensor { dtype.isComplex ? Real()(self) : self }

  /// Vectors as each of the rows of matrices.
  fileprivate func repeatedRows(_ shape: Shape) -> Tensor { broadcast(to: shape, inserting: [shape.rank - 2]) }

  /// Vectors as each of the columns of matrices.
  fileprivate func repeatedColumns(_ shape: Shape) -> Tensor { broadcast(to: shape, inserting: [shape.rank - 1]) }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// The gamma function and its relatives (DLMF 5.15, 8.8, 8.17, 10.29 and 25.11).
  static let specialFunctions = RuleTable { table in
    table.unary(Lgamma.self) { x, y, dx in Mul()(dx, Digamma()(x)) }
    table.unary(Digamma.self) { x, y, dx in Mul()(dx, Polygamma()(x.constant(1), x)) }
    // ψ⁽ᵐ⁾' = ψ⁽ᵐ⁺¹⁾
    table.partial(Polygamma.self, [nil, { x, y in Polygamma()(Add()(x[0], x[0].constant(1)), x[1]) }])
    // ∂ζ(s, q)/∂q = -s ζ(s + 1, q)
    table.partial(Zeta.self, [nil, { x, y in Neg()(Mul()(x[0], Zeta()(Add()(x[0], x[0].constant(1)), x[1]))) }])
    table.partial(Igamma.self, [{ x, y in IgammaGradA()(x[0], x[1]) }, { x, y in gammaDensity(x[0], x[1]) }])
    table.partial(
      Igammac.self, [{ x, y in Neg()(IgammaGradA()(x[0], x[1])) }, { x, y in Neg()(gammaDensity(x[0], x[1])) }])
    // The derivative of the density with respect to its parameter: p (log x - ψ(a)).
    table.partial(
      IgammaGradA.self,
      [nil, { x, y in Mul()(gammaDensity(x[0], x[1]), Sub()(Log()(x[1]), Digamma()(x[0]))) }])
    table.partial(RandomGammaGrad.self, [nil, nil])
    table.partial(RegularizedIncompleteBeta.self, [nil, nil, { x, y in betaDensity(x[0], x[1], x[2]) }])

    // I₀' = I₁ and I₁' = I₀ - I₁/x; each times exp(-|x|), whose logarithm has the derivative -sign(x).
    table.unary(BesselI0e.self) { x, y, dx in Mul()(dx, Sub()(BesselI1e()(x), Mul()(Sign()(x), y))) }
    table.unary(BesselI1e.self) { x, y, dx in
      // The limit 1/2 at 0, and so near it that x is nothing beside 1.
      let isTiny = Less()(Abs()(x), x.constant(1e-30))
      let divisor = SelectN()(isTiny, x, x.constant(1))
      let slope = Sub()(BesselI0e()(x), Add()(Mul()(Sign()(x), y), Div()(y, divisor)))
      return Mul()(dx, SelectN()(isTiny, slope, x.constant(0.5)))
    }
  }

  /// A primitive whose partial derivatives are known by some operands, and not supported by the others.
  fileprivate mutating func partial<P: Primitive>(
    _ type: P.Type, _ partials: [(@Sendable (_ operands: [Tensor], _ result: Tensor) -> Tensor)?]
  ) {
    self[type] = { primitive, primals, tangents in
      let result = primitive.results(primals)[0]
      var tangent: Tensor?
      for (index, dx) in tangents.enumerated() {
        guard let dx else { continue }
        guard let slope = partials[index] else {
          throw TensorError.missingRule(
            primitive: P.id, rule: "the derivative with respect to operand \(index)",
            remedy: "Hold that operand constant, as with `stopGradient`",
            operation: Operation(P.id, operands: primals.map(\.type)))
        }
        tangent = sum(tangent, Mul()(dx, slope(primals, result)))
      }
      return ([result], [tangent])
    }
  }
}

/// `x^(a-1) exp(-x) / Γ(a)`
private func gammaDensity(_ a: Tensor, _ x: Tensor) -> Tensor {
  Exp()(Sub()(Sub()(logPower(x, minusOne(a)), x), Lgamma()(a)))
}

/// `x^(a-1) (1-x)^(b-1) / B(a, b)`
private func betaDensity(_ a: Tensor, _ b: Tensor, _ x: Tensor) -> Tensor {
  let logBeta = Sub()(Add()(Lgamma()(a), Lgamma()(b)), Lgamma()(Add()(a, b)))
  let complement = Sub()(x.constant(1), x)
  // log(1 - x) keeps its bits near 0 as `log1p`; at 1 the power decides.
  let isOne = Equal()(complement, x.constant(0))
  let inside = Mul()(minusOne(b), Log1p()(Neg()(SelectN()(isOne, x, x.constant(0)))))
  let right = SelectN()(isOne, inside, logPower(complement, minusOne(b)))
  return Exp()(Sub()(Add()(logPower(x, minusOne(a)), right), logBeta))
}

private func minusOne(_ x: Tensor) -> Tensor { Sub()(x, x.constant(1)) }

/// `y log x`, 0 where both are 0.
private func logPower(_ x: Tensor, _ y: Tensor) -> Tensor {
  let isZero = And()(Equal()(x, x.constant(0)), Equal()(y, y.constant(0)))
  return Mul()(y, Log()(SelectN()(isZero, x, x.constant(1))))
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// Samplers whose numbers move when their parameters do. (Figurnov, Mohamed and Mnih, "Implicit reparameterization
  /// gradients", 2018.)
  static let samplers = RuleTable { table in
    table[RandomGamma.self] = { primitive, primals, tangents in
      let sample = primitive.results(primals)[0]
      guard let da = tangents[1] else { return ([sample], [nil]) }
      let isLogarithmic = primitive.asRow(RandomGamma.self).isLogarithmic
      let number = isLogarithmic ? positive(Exp()(sample)) : sample
      let slope = RandomGammaGrad()(primals[1], number)
      // The derivative of a logarithm is that of the number, divided by the number.
      return ([sample], [Mul()(da, isLogarithmic ? Div()(slope, number) : slope)])
    }
  }
}

/// `x`, or the smallest number of full precision where it has underflowed to zero.
private func positive(_ x: Tensor) -> Tensor {
  SelectN()(Equal()(x, x.constant(0)), x, x.constant(x.dtype.floatingLimits?.tiny ?? 0))
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  static let arithmetic = RuleTable { table in
    table.linear(Neg.self) { _, _, ct in Neg()(ct) }
    table.linear(Copy.self) { copy, _, ct in copy(ct) }
    table.linear(Name.self) { name, _, ct in name(ct) }
    table.linear(ReducePrecision.self) { format, _, ct in format(ct) }
    table.linear(Add.self, { _, _, ct in ct }, { _, _, ct in ct })
    table.linear(Sub.self, { _, _, ct in ct }, { _, _, ct in Neg()(ct) })
    table.bilinear(Mul.self, left: { _, _, ct, y in Mul()(ct, y) }, right: { _, _, ct, x in Mul()(ct, x) })
    table.bilinear(Div.self, left: { _, _, ct, y in Div()(ct, y) })
    table.linear(ConvertElementType.self) { _, operand, ct in ConvertElementType(to: operand.dtype)(ct) }

    // Case `k` of the selector gets the cotangent where the selector picks it.
    table[SelectN.self] = { primitive, operands, cotangents in
      guard let ct = cotangents[0], let selector = operands[0].known else { return operands.map { _ in nil } }
      let zero = ct.constant(0)
      return operands.indices.map { index in
        guard operands[index].isLinear else { return nil }
        let cases = operands.indices.dropFirst().map { $0 == index ? ct : zero }
        return SelectN().results([selector] + cases)[0]
      }
    }
  }

  /// The pairing is `Re(ct · z)`, hence `i` turns into `-i` for imaginary parts, as in JAX.
  static let complex = RuleTable { table in
    table.linear(Real.self) { _, _, ct in MakeComplex()(ct, ct.constant(0)) }
    table.linear(Imag.self) { _, _, ct in MakeComplex()(ct.constant(0), Neg()(ct)) }
    table.linear(Conj.self) { _, operand, ct in operand.dtype.isComplex ? Conj()(ct) : Real()(ct) }
    table.linear(MakeComplex.self, { _, _, ct in Real()(ct) }, { _, _, ct in Neg()(Imag()(ct)) })
  }
}

import JacobiCore
import JacobiPrimitives

// The samplers have batches of their own: leading axes of keys, which the parameters share. So the batch axis goes in
// front of all operands, and each example has a key of its own, or a copy of the common one.

extension Batching {
  static let randomRules = RuleTable<Batching> { table in
    table[RandomGamma.self] = keyed
    table[RandomPoisson.self] = keyed
    table[RandomBinomial.self] = keyed
    table[RngBitGenerator.self] = keyed
  }

  private static let keyed: Rule = { primitive, operands, size in
    primitive.results(operands.map { $0.leading(size: size) }).map { Batched($0, axis: 0) }
  }
}

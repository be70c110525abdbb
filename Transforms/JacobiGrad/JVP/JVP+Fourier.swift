import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let fourier = RuleTable { table in
    table.linear(FourierTransform.self)
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let bits = RuleTable { table in
    table[Not.self] = { _, inputs in inputs[0].dtype.visit(Negation()) }
    table.addBitBinary(And.self)
    table.addBitBinary(Or.self)
    table.addBitBinary(Xor.self)
    table.addIntegerBinary(ShiftLeft.self)
    table.addIntegerBinary(ShiftRightLogical.self)
    table.addIntegerBinary(ShiftRightArithmetic.self)
    table.addIntegerBinary(MultiplyHigh.self)
    table[CountLeadingZeros.self] = { _, inputs in inputs[0].dtype.visit(LeadingZeros()) }
    table[PopulationCount.self] = { _, inputs in inputs[0].dtype.visit(SetBits()) }
  }
}

extension And: BitBinaryKernel {
  static func apply<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x & y }
}

extension Or: BitBinaryKernel {
  static func apply<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x | y }
}

extension Xor: BitBinaryKernel {
  static func apply<Scalar: BitScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x ^ y }
}

extension ShiftLeft: IntegerBinaryKernel {
  static func apply<Scalar: IntegerScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .shiftedLeft(x, by: y) }
}

extension ShiftRightLogical: IntegerBinaryKernel {
  static func apply<Scalar: IntegerScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .shiftedRightLogically(x, by: y) }
}

extension ShiftRightArithmetic: IntegerBinaryKernel {
  static func apply<Scalar: IntegerScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { .shiftedRightArithmetically(x, by: y) }
}

extension MultiplyHigh: IntegerBinaryKernel {
  static func apply<Scalar: IntegerScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { x.multipliedFullWidth(by: y).high }
}

private struct LeadingZeros: IntegerVisitor {
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in Scalar(x.leadingZeroBitCount) }] }
  }
}

private struct SetBits: IntegerVisitor {
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in Scalar(x.nonzeroBitCount) }] }
  }
}

private struct Negation: BitVisitor {
  func visit<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in ~x }] }
  }
}

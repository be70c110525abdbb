import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let bits = RuleTable { table in
    table.add(Not.self) { _, rewrite in
      if let inner = rewrite.operands(of: Not.self, at: 0) { return inner[0] }
      // Of a NaN, neither is true.
      if let x = rewrite.operands(of: Equal.self, at: 0), rewrite.dtype.isBoolean {
        return try rewrite.apply(NotEqual(), x[0], x[1])
      }
      guard let x = rewrite.operands(of: NotEqual.self, at: 0), rewrite.dtype.isBoolean else { return nil }
      return try rewrite.apply(Equal(), x[0], x[1])
    }
    table.add(And.self) { _, rewrite in
      if rewrite[0] == rewrite[1] { return rewrite[0] }
      if let x = rewrite.operand(besidesBits: true) { return x }
      return try rewrite.operand(besidesBits: false).map { try rewrite.filled($0.type, with: 0) }
    }
    table.add(Or.self) { _, rewrite in
      if rewrite[0] == rewrite[1] { return rewrite[0] }
      if let x = rewrite.operand(besidesBits: false) { return x }
      if rewrite.isBits(0, set: true) { return rewrite[0] }
      return rewrite.isBits(1, set: true) ? rewrite[1] : nil
    }
    table.add(Xor.self) { _, rewrite in
      if let x = rewrite.operand(besidesBits: false) { return x }
      if let x = rewrite.operand(besidesBits: true) { return try rewrite.apply(Not(), x) }
      return rewrite[0] == rewrite[1] ? try rewrite.filled(rewrite[0].type, with: 0) : nil
    }
  }
}

extension Rewrite {
  /// Whether all elements of an operand are known to have all bits set, or none.
  fileprivate func isBits(_ position: Int, set: Bool) -> Bool {
    guard let value = number(operands[position]) else { return false }
    let all: UInt8 = value.dtype.isBoolean ? 1 : .max
    return value.buffer.bytes.prefix(value.dtype.byteCount).allSatisfy { $0 == (set ? all : 0) }
  }

  /// One of two operands if the bits of the other one are known to be set, or not to be.
  fileprivate func operand(besidesBits set: Bool) -> Atom? {
    if isBits(1, set: set) { return operands[0] }
    return isBits(0, set: set) ? operands[1] : nil
  }
}

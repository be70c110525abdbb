import JacobiCore
import JacobiPrimitives

extension RuleTable<Simplification> {
  static let powers = RuleTable { table in
    table.add(IntegerPow.self) { power, rewrite in
      switch power.exponent {
      case 0 where !rewrite.dtype.isComplex: try rewrite.filled(rewrite[0].type, with: 1)
      case 1: rewrite[0]
      default: nil
      }
    }
    table.add(Pow.self) { _, rewrite in
      // The power of a complex number is computed by its logarithm.
      guard rewrite.dtype.isFloating else { return nil }
      if rewrite.isUniform(1, 0) { return try rewrite.filled(rewrite[0].type, with: 1) }
      if rewrite.isUniform(1, 1) { return rewrite[0] }
      return rewrite.isUniform(1, 2) ? try rewrite.apply(Square(), rewrite[0]) : nil
    }
  }

  static let conversions = RuleTable { table in
    table.add(Copy.self) { _, rewrite in rewrite[0] }
    table.add(ConvertElementType.self) { conversion, rewrite in
      if rewrite.dtype == conversion.dtype { return rewrite[0] }
      guard let inner = rewrite.operands(of: ConvertElementType.self, at: 0),
        DType.canSkip(rewrite.dtype, from: inner[0].type.dtype, to: conversion.dtype)
      else { return nil }
      return try rewrite.apply(conversion, inner[0])
    }
    table.add(BitcastConvert.self) { bitcast, rewrite in rewrite.dtype == bitcast.dtype ? rewrite[0] : nil }
  }

  static let complexNumbers = RuleTable { table in
    table.add(Real.self) { _, rewrite in
      if let z = rewrite.operands(of: Conj.self, at: 0), z[0].type.dtype.isComplex {
        return try rewrite.apply(Real(), z[0])
      }
      return rewrite.operands(of: MakeComplex.self, at: 0)?[0]
    }
    table.add(Imag.self) { _, rewrite in rewrite.operands(of: MakeComplex.self, at: 0)?[1] }
    table.add(Conj.self) { _, rewrite in
      guard let inner = rewrite.operands(of: Conj.self, at: 0), inner[0].type.dtype.isComplex else { return nil }
      return inner[0]
    }
    table.add(MakeComplex.self) { _, rewrite in
      guard let x = rewrite.operands(of: Real.self, at: 0), let y = rewrite.operands(of: Imag.self, at: 1),
        x == y
      else { return nil }
      return x[0]
    }
  }

  static let selection = RuleTable { table in
    table.add(SelectN.self) { selection, rewrite in
      let cases = rewrite.operands.dropFirst()
      if cases.allSatisfy({ $0 == cases[1] }) { return cases[1] }
      if let selector = rewrite.number(rewrite[0]) { return rewrite.chosen(selector) }
      guard cases.count == 2, rewrite.dtype.isBoolean else { return nil }
      if let opposite = rewrite.operands(of: Not.self, at: 0) {
        return try rewrite.apply(selection, opposite[0], rewrite[2], rewrite[1])
      }
      // What the same selector has chosen already.
      let chosen = (1...2).map { position in
        let inner = rewrite.operands(of: SelectN.self, at: position)
        return inner.flatMap { $0[0] == rewrite[0] ? $0[position] : nil } ?? rewrite[position]
      }
      return chosen == Array(cases) ? nil : try rewrite.apply(selection, rewrite[0], chosen[0], chosen[1])
    }
  }
}

extension Rewrite {
  /// The case of a selection by a selector that is known.
  fileprivate func chosen(_ selector: TensorValue) -> Atom? {
    let number = selector.dtype.isBoolean ? (Tensor(selector).item(Bool.self) ? 1 : 0) : selector.integer
    return (0..<operands.count - 1).contains(number) ? operands[number + 1] : nil
  }
}

extension DType {
  /// Whether a conversion by way of another dtype gives what a direct one does.
  fileprivate static func canSkip(_ middle: DType, from source: DType, to target: DType) -> Bool {
    guard middle.holds(allOf: source) else { return false }
    if target == .bool || target.holds(allOf: source) { return true }
    // Integers wrap when they come from integers and saturate when they come from floating numbers; both round once.
    if target.isInteger { return source.isInteger == middle.isInteger && source.isFloating == middle.isFloating }
    return target.isFloating && !middle.isComplex
  }

  /// Whether all numbers of another dtype are numbers of this one.
  private func holds(allOf other: DType) -> Bool {
    if self == other || other == .bool { return true }
    if other.isComplex || isComplex {
      return isComplex && realDType.holds(allOf: other.realDType)
    }
    if let limits = floatingLimits {
      if let others = other.floatingLimits {
        return limits.significandBitCount >= others.significandBitCount
          && limits.exponentBitCount >= others.exponentBitCount
      }
      // The largest power of two has to be one of the numbers, too.
      let bits = other.integerLimits.map { $0.bitWidth - (other.isSignedInteger ? 1 : 0) } ?? .max
      return bits <= limits.significandBitCount + 1
    }
    guard let limits = integerLimits, let others = other.integerLimits else { return false }
    return limits.minimum <= others.minimum && limits.maximum >= others.maximum
  }
}

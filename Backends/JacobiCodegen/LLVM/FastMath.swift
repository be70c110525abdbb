/// Liberties that the compiler may take with floating-point arithmetic. Raw values are LLVM's.
struct FastMath: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  static let reassociate = FastMath(rawValue: 1 << 0)
  static let noNaNs = FastMath(rawValue: 1 << 1)
  static let noInfinities = FastMath(rawValue: 1 << 2)
  static let noSignedZeros = FastMath(rawValue: 1 << 3)
  static let reciprocals = FastMath(rawValue: 1 << 4)
  /// A product and the sum that it goes into become one operation with one rounding.
  static let contract = FastMath(rawValue: 1 << 5)
  static let approximateFunctions = FastMath(rawValue: 1 << 6)
}

/// How integers are compared. Raw values are LLVM's.
enum IntegerPredicate: UInt32, Sendable {
  case equal = 32, notEqual
  case unsignedGreater, unsignedGreaterOrEqual, unsignedLess, unsignedLessOrEqual
  case signedGreater, signedGreaterOrEqual, signedLess, signedLessOrEqual
}

/// How floating-point numbers are compared: ordered comparisons are false when an operand is NaN, unordered ones true.
/// Raw values are LLVM's.
enum FloatPredicate: UInt32, Sendable {
  case orderedEqual = 1, orderedGreater, orderedGreaterOrEqual, orderedLess, orderedLessOrEqual, orderedNotEqual
  /// Neither operand is NaN.
  case ordered
  /// An operand is NaN.
  case unordered
  case unorderedEqual, unorderedGreater, unorderedGreaterOrEqual, unorderedLess, unorderedLessOrEqual
  case unorderedNotEqual
}

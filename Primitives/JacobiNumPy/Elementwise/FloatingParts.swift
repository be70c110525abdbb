import JacobiCore
import JacobiPrimitives

// The parts that floating numbers are made of: sign, exponent, fraction.

/// Whether the sign bit is set: true for -0, unlike `x .< 0`, and for some NaN. The result is of `bool`; not of complex numbers.
///
///     signBit(Tensor([-0.0, 0, -3]))  // [ true false true]
public func signBit(_ x: Tensor) -> Tensor {
  if x.isInvalid || !x.dtype.isFloating { return x.dtype.isUnsignedInteger || x.dtype.isBoolean ? x .!= x : x .< 0 }
  let format = PatternFormat(x.dtype)
  return BitcastConvert(to: format.pattern)(x.asType(x.dtype)) >> Tensor(weak: format.bitWidth - 1) .!= 0
}

/// The magnitude of `x` with the sign of `y`, which may be that of a zero. Shapes broadcast, dtypes are promoted to a floating
/// one; not of complex numbers.
///
///     copySign(Tensor([1.0, -2]), Tensor([-0.0, 5]))  // [-1. 2.]
public func copySign(_ x: Tensor, _ y: Tensor) -> Tensor {
  guard let (x, y) = alignedNumbers(x, y, in: .inexact, named: "copySign") else { return .invalid }
  return which(signBit(x) .== signBit(y), x, -x)
}

/// The next number after `x` toward `y` in the dtype, which is a floating one. Shapes broadcast, dtypes are promoted.
///
///     nextAfter(Tensor([1.0]), 2)  // [1.0000001]
public func nextAfter(_ x: Tensor, _ y: Tensor) -> Tensor {
  NextAfter().elementwise(x, y, named: "nextAfter", in: .inexact)
}

/// `x` times 2 to the power of `exponent`, rounded once.
///
///     ldexp(Tensor([1.5, 0.75]), Tensor([1, -2]))  // [3. 0.1875]
///
/// - Parameters:
///   - x: of a floating dtype; integers become floating.
///   - exponent: integers; broadcasts with `x`.
public func ldexp(_ x: Tensor, _ exponent: Tensor) -> Tensor {
  if x.isInvalid || exponent.isInvalid { return .invalid }
  guard exponent.dtype.isInteger, !x.dtype.isComplex else {
    report(
      .dtypeMismatch(
        expected: "a real number and an integer exponent", actual: "\(x.type) and \(exponent.type)",
        operation: Operation("ldexp", operands: [x.type, exponent.type])))
    return .invalid
  }
  let x = x.converted(to: ElementwiseDomain.inexact.promotion(of: [x]))
  let format = PatternFormat(x.dtype)
  // The factors reach from the smallest to the largest number. Those of the largest magnitude come last: an inexact factor
  // before them means that the result is 0, so that nothing is rounded twice.
  let step = Tensor(weak: format.bias - 1)
  let total = clip(exponent.asType(.int32), min: -3 * step, max: 3 * step)
  let rest = fmod(total, step)
  var result = x * format.powerOfTwo(rest)
  var remaining = total - rest
  for _ in 0..<3 {
    let part = clip(remaining, min: -step, max: step)
    result = result * format.powerOfTwo(part)
    remaining = remaining - part
  }
  return result
}

/// The fraction in [0.5, 1) and the exponent such that `x` is the fraction times 2 to the power of the exponent.
///
///     let parts = frexp(Tensor([8.0, -0.75, 0]))
///     parts.fraction  // [ 0.5 -0.75 0. ]
///     parts.exponent  // [4 0 0]
///
/// Zeros, infinities and NaN are their own fraction, with the exponent 0, which is of `int32`. Integers become floating; not of
/// complex numbers.
public func frexp(_ x: Tensor) -> (fraction: Tensor, exponent: Tensor) {
  guard let x = floatingOperand(x, named: "frexp") else { return (.invalid, .invalid) }
  let format = PatternFormat(x.dtype)
  let isSpecial = (x .== 0) .|| .!isFinite(x)
  // Subnormal numbers are brought into the normal range first.
  let isSmall = abs(x) .< Tensor(weak: x.dtype.floatingLimits?.tiny ?? 0)
  let scaled = which(isSmall, x * Tensor(weak: format.subnormalScale), x)
  let pattern = BitcastConvert(to: format.pattern)(scaled)
  let field = ((pattern >> Tensor(weak: format.significandBitCount)) & Tensor(weak: format.exponentMask)).asType(.int32)
  let fractionBits = (pattern & Tensor(weak: format.fractionMask)) | Tensor(weak: format.patternOfHalf)
  let fraction = which(isSpecial, x, BitcastConvert(to: x.dtype)(fractionBits))
  let shift = which(isSmall, Tensor(weak: format.significandBitCount + 1), 0)
  return (fraction, which(isSpecial, 0, field - (format.bias - 1) - shift).asType(.int32))
}

/// The fraction and the integer part of each element, both with its sign and in its dtype.
///
///     let parts = modf(Tensor([2.5, -1.25]))
///     parts.fraction  // [ 0.5 -0.25]
///     parts.whole  // [ 2. -1.]
///
/// Infinities have the fraction 0. Integers become floating; not of complex numbers.
public func modf(_ x: Tensor) -> (fraction: Tensor, whole: Tensor) {
  guard let x = floatingOperand(x, named: "modf") else { return (.invalid, .invalid) }
  let whole = trunc(x)
  return (copySign(which(isInfinite(x), 0, x - whole), x), whole)
}

/// The operand in a floating dtype; `nil` after reporting a complex one.
private func floatingOperand(_ x: Tensor, named name: String) -> Tensor? {
  if x.isInvalid { return nil }
  guard x.dtype.isComplex else { return x.converted(to: ElementwiseDomain.inexact.promotion(of: [x])) }
  report(.dtypeMismatch(expected: "real numbers", actual: "\(x.type)", operation: Operation(name, operands: [x.type])))
  return nil
}

/// How the numbers of a floating dtype are laid out in bits.
private struct PatternFormat {
  private let dtype: DType
  /// The unsigned dtype of the patterns.
  let pattern: DType
  let significandBitCount: Int
  let exponentMask: Int

  /// - Parameter dtype: a floating one.
  init(_ dtype: DType) {
    self.dtype = dtype
    pattern = dtype == .float64 ? .uint64 : dtype == .float32 ? .uint32 : .uint16
    significandBitCount = dtype.floatingLimits?.significandBitCount ?? 0
    exponentMask = (1 << (dtype.floatingLimits?.exponentBitCount ?? 0)) - 1
  }

  var bitWidth: Int { 8 * dtype.byteCount }
  /// The exponent field of numbers in [1, 2).
  var bias: Int { exponentMask / 2 }
  var patternOfHalf: Int { (bias - 1) << significandBitCount }
  /// The bits of the sign and of the fraction.
  var fractionMask: UInt64 { 1 << UInt64(bitWidth - 1) | ((1 << UInt64(significandBitCount)) - 1) }
  /// Brings subnormal numbers into the normal range.
  var subnormalScale: Int { 1 << (significandBitCount + 1) }

  /// 2 to the power of integers that give normal numbers.
  func powerOfTwo(_ exponent: Tensor) -> Tensor {
    BitcastConvert(to: dtype)((exponent + bias).asType(pattern) << significandBitCount)
  }
}

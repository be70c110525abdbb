import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// Fractions in [0, 1), to be scaled and shifted with a single rounding: a fused multiply-add, made of operations that
/// round one by one.
///
/// The product is split into its rounded value and the exact rest (Dekker 1971, with halves cut off by masks, which no
/// contraction of products and sums by a compiler can disturb). Then the exact sum of three numbers is rounded once, by
/// rounding the lesser part to odd (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums", 2008).
struct ScaledFraction {
  private let dtype: DType
  private let whole: Tensor
  /// The upper half of the significand of `whole`, and the rest.
  private let high: Tensor
  private let low: Tensor

  /// - Parameter patterns: of 1 and the fraction.
  init(_ patterns: Tensor, dtype: DType) {
    self.dtype = dtype
    whole = fraction(ofPattern: patterns, as: dtype)
    high = fraction(ofPattern: patterns & ScaledFraction.mask(dtype), as: dtype)
    low = whole - high
  }

  /// The bits of a pattern without the lower half of the significand.
  private static func mask(_ dtype: DType) -> Tensor {
    dtype == .float64
      ? Tensor(TensorValue(scalar: ~UInt64(0) << 26)) : Tensor(TensorValue(scalar: ~UInt32(0) << 12))
  }

  /// `fraction * factor + summand`, rounded once.
  func scaled(by factor: Tensor, adding summand: Tensor) -> Tensor {
    let product = whole * factor
    let (shifted, shiftedRest) = exactSum(summand, rest(of: product, by: factor))
    let (sum, sumRest) = exactSum(product, shifted)
    let result = sum + sumRoundedToOdd(shiftedRest, sumRest)
    // Of an infinite factor the rest would be NaN.
    return which(isFinite(factor), result, product + summand)
  }

  /// What rounding has taken from the product with `factor`.
  private func rest(of product: Tensor, by factor: Tensor) -> Tensor {
    let bits = BitcastConvert(to: dtype == .float64 ? .uint64 : .uint32)(factor)
    let factorHigh = BitcastConvert(to: dtype)(bits & ScaledFraction.mask(dtype))
    let factorLow = factor - factorHigh
    return high * factorHigh - product + high * factorLow + low * factorHigh + low * factorLow
  }

  /// The rounded sum, and what rounding has taken from it (Knuth).
  private func exactSum(_ x: Tensor, _ y: Tensor) -> (sum: Tensor, rest: Tensor) {
    let sum = x + y
    let yPart = sum - x
    return (sum, (x - (sum - yPart)) + (y - yPart))
  }

  /// The sum if it is exact, else that of its two neighbours whose last bit is 1.
  private func sumRoundedToOdd(_ x: Tensor, _ y: Tensor) -> Tensor {
    let (sum, rest) = exactSum(x, y)
    let bits = BitcastConvert(to: dtype == .float64 ? .int64 : .int32)(sum)
    // Patterns of one sign are ordered like magnitudes.
    let neighbour = which((rest .> 0) .== (sum .> 0), bits + 1, bits - 1)
    let isEven = bits & 1 .== 0
    return BitcastConvert(to: dtype)(which(isEven & (rest .!= 0), neighbour, bits))
  }
}

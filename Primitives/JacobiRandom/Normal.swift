import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random numbers of the standard normal distribution: mean 0, variance 1.
  ///
  ///     let weights = RandomKey(42).normal([64, 10]) * 0.1
  ///     weights.shape  // [64,10]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func normal(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    guard let patterns = unitPatterns(shape, dtype: dtype, named: "normal") else { return .invalid }
    if patterns.isInvalid { return patterns }
    // In (-1, 1), from the number next to -1. The factor of 2 is exact, so that the sum is the only rounding.
    let low = Tensor(weak: (dtype.floatingLimits?.epsilon ?? 0) / 2 - 1)
    let number = maximum(low, fraction(ofPattern: patterns, as: dtype) * 2 + low)
    // The approximation of XLA, so that the numbers are those of JAX.
    let quantile = ErfInv(algorithm: .giles)
    let scaled = dtype.byteCount < 4 ? quantile(number.asType(.float32)).asType(dtype) : quantile(number)
    return scaled * 2.0.squareRoot()
  }

  /// Random numbers of the standard normal distribution: mean 0, variance 1.
  ///
  /// - Parameters:
  ///   - sizes: the sizes of the result.
  ///   - dtype: a floating dtype.
  public func normal(_ sizes: [Int], dtype: DType = .float32) -> Tensor { normal(Shape(sizes), dtype: dtype) }
}

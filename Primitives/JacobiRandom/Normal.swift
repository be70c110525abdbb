import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random numbers of the standard normal distribution: mean 0, variance 1.
  ///
  ///     let weights = RandomKey(42).normal([64, 10]) * 0.1
  ///     weights.shape  // [64,10]
  ///
  /// Complex numbers have normal parts of variance 1/2 each.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating or complex dtype.
  public func normal(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    if dtype.isComplex { return complexNormal(shape, part: dtype == .complex64 ? .float32 : .float64) }
    guard dtype.isFloating else { return reportingDType(dtype, "a floating or complex dtype", "normal") }
    return normalQuantile(symmetricUniform(shape, dtype: dtype))
  }

  /// Random numbers of the standard normal distribution: mean 0, variance 1; see the form for symbolic shapes.
  public func normal(_ sizes: [Int], dtype: DType = .float32) -> Tensor { normal(Shape(sizes), dtype: dtype) }

  private func complexNormal(_ shape: Shape, part: DType) -> Tensor {
    let (realKey, imaginaryKey) = split()
    let parts = [realKey, imaginaryKey].map { $0.normal(shape, dtype: part) / 2.0.squareRoot() }
    return MakeComplex().results(parts)[0]
  }
}

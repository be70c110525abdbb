import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random numbers of the standard normal distribution between two bounds.
  ///
  ///     let x = RandomKey(42).truncatedNormal(lower: -1, upper: 2, shape: [100])
  ///     x.min() .> -1  // true
  ///     x.max() .< 2  // true
  ///
  /// Differentiable with respect to the bounds.
  ///
  /// - Parameters:
  ///   - lower: less than all results.
  ///   - upper: greater than all results.
  ///   - shape: by default that to which the bounds broadcast.
  ///   - dtype: a floating dtype.
  public func truncatedNormal(
    lower: Tensor, upper: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    draw("truncatedNormal", [lower, upper], shape: shape, dtype: dtype) { shape, _ in
      // Not yet broadcast, so that the error function is computed once for common bounds.
      let (low, high) = (lower.asType(dtype), upper.asType(dtype))
      let number = normalQuantile(
        uniform(shape, dtype: dtype, low: signedProbability(low), high: signedProbability(high)))
      // Rounding must not reach the bounds.
      let (least, greatest) = (StopGradient()(low), StopGradient()(high))
      let infinity = Tensor(weak: Double.infinity)
      return clip(
        number, min: NextAfter()(least, Tensor.full(like: least, infinity)),
        max: NextAfter()(greatest, Tensor.full(like: greatest, -infinity)))
    }
  }

  /// The probability of a normal number between `-bound` and `bound`, negative for a negative bound.
  private func signedProbability(_ bound: Tensor) -> Tensor {
    let wide = bound.dtype.byteCount < 4 ? bound.asType(.float32) : bound
    return erf(wide / 2.0.squareRoot()).asType(bound.dtype)
  }

  /// Random numbers whose logarithms are normally distributed, of mean 0.
  ///
  ///     RandomKey(42).lognormal(sigma: 0.5, shape: [5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation of the logarithms.
  ///   - shape: by default that of `sigma`.
  ///   - dtype: a floating dtype.
  public func lognormal(sigma: Tensor = 1, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("lognormal", [sigma], shape: shape, dtype: dtype) { exp(normal($0, dtype: dtype) * $1[0]) }
  }

  /// Random numbers of the Maxwell distribution of scale 1: lengths of vectors of three normal numbers.
  ///
  ///     RandomKey(42).maxwell([5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func maxwell(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    draw("maxwell", [], shape: shape, dtype: dtype) { shape, _ in
      sqrt(square(normal(shape.inserting(3, at: shape.rank), dtype: dtype)).sum(axis: -1))
    }
  }

  /// Random numbers of the Maxwell distribution of scale 1; see the form for symbolic shapes.
  public func maxwell(_ sizes: [Int], dtype: DType = .float32) -> Tensor { maxwell(Shape(sizes), dtype: dtype) }

  /// Random numbers of the Maxwell distribution with random signs.
  ///
  ///     RandomKey(42).doubleSidedMaxwell(location: 1, scale: [1, 2], shape: [3, 2]).shape  // [3,2]
  ///
  /// - Parameters:
  ///   - location: the mean.
  ///   - scale: what the numbers of scale 1 are multiplied by.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  public func doubleSidedMaxwell(
    location: Tensor, scale: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    draw("doubleSidedMaxwell", [location, scale], shape: shape, dtype: dtype) { shape, parameters in
      let (lengthKey, signKey) = split()
      let signed = signKey.rademacher(shape, dtype: dtype) * lengthKey.maxwell(shape, dtype: dtype)
      return signed * parameters[1] + parameters[0]
    }
  }

  /// Random numbers of the Rayleigh distribution: lengths of vectors of two normal numbers.
  ///
  ///     RandomKey(42).rayleigh(scale: 2, shape: [5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - scale: the standard deviation of the normal numbers.
  ///   - shape: by default that of `scale`.
  ///   - dtype: a floating dtype.
  public func rayleigh(scale: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("rayleigh", [scale], shape: shape, dtype: dtype) { shape, parameters in
      parameters[0] * sqrt(log(uniform(shape, dtype: dtype)) * -2)
    }
  }

  /// Random numbers of the Wald distribution, also called inverse Gaussian, of scale 1.
  ///
  ///     RandomKey(42).wald(mean: 2, shape: [5]).shape  // [5]
  ///
  /// By the method of Michael, Schucany and Haas ("Generating random variates using transformations with multiple
  /// roots", 1976).
  ///
  /// - Parameters:
  ///   - mean: positive.
  ///   - shape: by default that of `mean`.
  ///   - dtype: a floating dtype.
  public func wald(mean: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("wald", [mean], shape: shape, dtype: dtype) { shape, parameters in
      let mean = parameters[0]
      let (normalKey, uniformKey) = split()
      let y = square(normalKey.normal(shape, dtype: dtype))
      let chance = uniformKey.uniform(shape, dtype: dtype)
      let root = sqrt(4 * mean * y + square(mean) * square(y))
      let smaller = mean + square(mean) * y / 2 - mean / 2 * root
      return which(chance .<= mean / (mean + smaller), smaller, square(mean) / smaller)
    }
  }

  /// Normal numbers of evenly distributed ones in (-1, 1).
  func normalQuantile(_ number: Tensor) -> Tensor {
    if number.isInvalid { return number }
    let dtype = number.dtype
    // The approximation of XLA, so that the numbers are those of JAX.
    let quantile = ErfInv(algorithm: .giles)
    let scaled = dtype.byteCount < 4 ? quantile(number.asType(.float32)).asType(dtype) : quantile(number)
    return scaled * 2.0.squareRoot()
  }
}

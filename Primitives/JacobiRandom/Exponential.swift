import JacobiCore
import JacobiNumPy

// Distributions without parameters whose quantiles are elementary functions of a uniform number. (Devroye, "Non-uniform
// random variate generation", 1986, II.2.)

extension RandomKey {
  /// Random numbers of the exponential distribution of mean 1.
  ///
  ///     RandomKey(42).exponential([2, 3]).shape  // [2,3]
  ///
  /// Non-negative: `-log(1 - u)` for a uniform `u`. Divide them by a rate, or multiply by a mean.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func exponential(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    draw("exponential", [], shape: shape, dtype: dtype) { shape, _ in -log1p(-uniform(shape, dtype: dtype)) }
  }

  /// Random numbers of the exponential distribution of mean 1; see the form for symbolic shapes.
  public func exponential(_ sizes: [Int], dtype: DType = .float32) -> Tensor {
    exponential(Shape(sizes), dtype: dtype)
  }

  /// Random numbers of the Cauchy distribution: of location 0 and scale 1, and without a mean.
  ///
  ///     RandomKey(42).cauchy([5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func cauchy(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    draw("cauchy", [], shape: shape, dtype: dtype) { shape, _ in
      let low = Tensor(weak: dtype.floatingLimits?.epsilon ?? 0)
      return tan((uniform(shape, dtype: dtype, low: low, high: 1) - 0.5) * Double.pi)
    }
  }

  /// Random numbers of the Cauchy distribution; see the form for symbolic shapes.
  public func cauchy(_ sizes: [Int], dtype: DType = .float32) -> Tensor { cauchy(Shape(sizes), dtype: dtype) }

  /// Random numbers of the Laplace distribution: mean 0, scale 1, variance 2.
  ///
  ///     RandomKey(42).laplace([5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func laplace(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    draw("laplace", [], shape: shape, dtype: dtype) { shape, _ in
      let number = symmetricUniform(shape, dtype: dtype)
      return sign(number) * log1p(-abs(number))
    }
  }

  /// Random numbers of the Laplace distribution; see the form for symbolic shapes.
  public func laplace(_ sizes: [Int], dtype: DType = .float32) -> Tensor { laplace(Shape(sizes), dtype: dtype) }

  /// Random numbers of the logistic distribution: mean 0, scale 1, variance π²/3.
  ///
  ///     RandomKey(42).logistic([5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func logistic(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    draw("logistic", [], shape: shape, dtype: dtype) { shape, _ in
      let number = positiveUniform(shape, dtype: dtype)
      return log(number) - log1p(-number)
    }
  }

  /// Random numbers of the logistic distribution; see the form for symbolic shapes.
  public func logistic(_ sizes: [Int], dtype: DType = .float32) -> Tensor { logistic(Shape(sizes), dtype: dtype) }

  /// Random numbers of the Gumbel distribution: of location 0 and scale 1.
  ///
  ///     RandomKey(42).gumbel([5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  ///   - resolution: with `low` no `float32` number is above 16.6, with `high` none above 32.
  public func gumbel(
    _ shape: Shape = [], dtype: DType = .float32, resolution: RandomResolution = .low
  ) -> Tensor {
    draw("gumbel", [], shape: shape, dtype: dtype) { shape, _ in
      guard resolution == .high else { return -log(-log(positiveUniform(shape, dtype: dtype))) }
      let (coarse, fine) = coarseAndFineUniform(shape, dtype: dtype)
      let tiny = Tensor(weak: dtype.floatingLimits?.tiny ?? 0)
      // Adding to larger numbers could round up to 1.
      let number = which(coarse .>= 0.5, coarse, coarse + fine + tiny)
      return -log(-log1p(-number))
    }
  }

  /// Random numbers of the Gumbel distribution; see the form for symbolic shapes.
  public func gumbel(
    _ sizes: [Int], dtype: DType = .float32, resolution: RandomResolution = .low
  ) -> Tensor {
    gumbel(Shape(sizes), dtype: dtype, resolution: resolution)
  }
}

/// How finely chance is drawn where numbers near 0 matter: of as many steps as a draw of uniform numbers has, or of
/// their square.
public enum RandomResolution: Sendable {
  /// Draws as many bits as a uniform number needs.
  case low
  /// Draws twice as many bits.
  case high
}

extension RandomKey {
  /// Evenly distributed in (-1, 1), from the number next to -1. The factor of 2 is exact, so that the sum is the only
  /// rounding.
  func symmetricUniform(_ shape: Shape, dtype: DType) -> Tensor {
    let low = Tensor(weak: (dtype.floatingLimits?.epsilon ?? 0) / 2 - 1)
    return maximum(low, uniform(shape, dtype: dtype) * 2 + low)
  }

  /// Evenly distributed in (0, 1), from the least positive normal number.
  func positiveUniform(_ shape: Shape, dtype: DType) -> Tensor {
    let tiny = Tensor(weak: dtype.floatingLimits?.tiny ?? 0)
    return maximum(tiny, uniform(shape, dtype: dtype) + tiny)
  }

  /// Evenly distributed in [0, 1), and the part of such a number below the resolution of the first.
  func coarseAndFineUniform(_ shape: Shape, dtype: DType) -> (coarse: Tensor, fine: Tensor) {
    let both = uniform(shape.inserting(2, at: 0), dtype: dtype)
    if both.isInvalid { return (both, both) }
    return (both[0], both[1] * (dtype.floatingLimits?.epsilon ?? 0))
  }
}

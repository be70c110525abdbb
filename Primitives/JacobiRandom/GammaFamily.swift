import JacobiCore
import JacobiNumPy
import JacobiPrimitives

// Distributions made of gamma numbers. (Devroye, "Non-uniform random variate generation", 1986, IX.3 and XI.4.)

extension RandomKey {
  /// Random numbers of gamma distributions of scale 1.
  ///
  ///     let x = RandomKey(42).gamma([0.5, 2, 10], shape: [1000, 3])
  ///     x.shape  // [1000,3]
  ///     round(x.mean(axis: 0))  // [ 0.  2. 10.]
  ///
  /// Differentiable with respect to `alpha`: as `alpha` changes, a number keeps its quantile (Figurnov, Mohamed and Mnih,
  /// "Implicit reparameterization gradients", 2018).
  ///
  /// - Parameters:
  ///   - alpha: the shape parameter of the distribution, and its mean; positive. A negative one gives NaN.
  ///   - shape: by default that of `alpha`.
  ///   - dtype: a floating dtype.
  public func gamma(_ alpha: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("gamma", [alpha], shape: shape, dtype: dtype) { _, parameters in RandomGamma()(words, parameters[0]) }
  }

  /// Logarithms of random numbers of gamma distributions of scale 1, also where the numbers themselves underflow.
  ///
  ///     let x = RandomKey(42).loggamma(0.001, shape: [100])
  ///     isFinite(x).all()  // true
  ///
  /// - Parameters:
  ///   - alpha: the shape parameter of the distribution; positive. A negative one gives NaN.
  ///   - shape: by default that of `alpha`.
  ///   - dtype: a floating dtype.
  public func loggamma(_ alpha: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("loggamma", [alpha], shape: shape, dtype: dtype) { _, parameters in
      RandomGamma(isLogarithmic: true)(words, parameters[0])
    }
  }

  /// Random numbers of beta distributions, in [0, 1].
  ///
  ///     let x = RandomKey(42).beta(2, 3, shape: [100])
  ///     (x.min() .> 0) & (x.max() .< 1)  // true
  ///
  /// Differentiable with respect to both parameters.
  ///
  /// - Parameters:
  ///   - a: positive; the mean is `a / (a + b)`.
  ///   - b: positive.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  public func beta(_ a: Tensor, _ b: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("beta", [a, b], shape: shape, dtype: dtype) { shape, parameters in
      let (aKey, bKey) = split()
      let logA = aKey.loggamma(parameters[0], shape: shape, dtype: dtype)
      let logB = bKey.loggamma(parameters[1], shape: shape, dtype: dtype)
      let larger = maximum(logA, logB)
      let (scaledA, scaledB) = (exp(logA - larger), exp(logB - larger))
      return scaledA / (scaledA + scaledB)
    }
  }

  /// Random probabilities of categories, which add up to 1, of Dirichlet distributions.
  ///
  ///     let p = RandomKey(42).dirichlet([1, 2, 3], shape: [4])
  ///     p.shape  // [4,3]
  ///     round(p.sum(axis: -1))  // [1. 1. 1. 1.]
  ///
  /// Differentiable with respect to `alpha`.
  ///
  /// - Parameters:
  ///   - alpha: positive, one number for each category along the last axis.
  ///   - shape: of the draw without the axis of the categories, by default that of `alpha` without it.
  ///   - dtype: a floating dtype.
  public func dirichlet(_ alpha: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    if alpha.isInvalid { return alpha }
    guard let categories = alpha.shape.dimensions.last else {
      return reportingArgument("alpha", expected: "at least one axis", actual: "\(alpha.type)", "dirichlet")
    }
    let full = shape.map { $0.inserting(categories, at: $0.rank) }
    return draw("dirichlet", [alpha], shape: full, dtype: dtype) { shape, parameters in
      let logarithms = loggamma(parameters[0], shape: shape, dtype: dtype)
      let scaled = exp(logarithms - StopGradient()(logarithms.max(axis: -1, keepDims: true)))
      return scaled / scaled.sum(axis: -1, keepDims: true)
    }
  }

  /// Random numbers of chi-square distributions.
  ///
  ///     let x = RandomKey(42).chisquare(3, shape: [100])
  ///     x.min() .> 0  // true
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: positive, and the mean.
  ///   - shape: by default that of `degreesOfFreedom`.
  ///   - dtype: a floating dtype.
  public func chisquare(_ degreesOfFreedom: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("chisquare", [degreesOfFreedom], shape: shape, dtype: dtype) { shape, parameters in
      exp(loggamma(parameters[0] / 2, shape: shape, dtype: dtype)) * 2
    }
  }

  /// Random numbers of Student's t distributions.
  ///
  ///     RandomKey(42).t(3, shape: [5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - degreesOfFreedom: positive.
  ///   - shape: by default that of `degreesOfFreedom`.
  ///   - dtype: a floating dtype.
  public func t(_ degreesOfFreedom: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("t", [degreesOfFreedom], shape: shape, dtype: dtype) { shape, parameters in
      let (normalKey, gammaKey) = split()
      let half = parameters[0] / 2
      let number = normalKey.normal(shape, dtype: dtype)
      return number * sqrt(half / gammaKey.gamma(half, shape: shape, dtype: dtype))
    }
  }

  /// Random numbers of F distributions: quotients of chi-square numbers, each divided by its degrees of freedom.
  ///
  ///     let x = RandomKey(42).f(3, 5, shape: [100])
  ///     x.min() .> 0  // true
  ///
  /// - Parameters:
  ///   - numerator: the degrees of freedom of the numerator; positive.
  ///   - denominator: the degrees of freedom of the denominator; positive.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  public func f(
    _ numerator: Tensor, _ denominator: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    draw("f", [numerator, denominator], shape: shape, dtype: dtype) { shape, parameters in
      let (denominatorKey, numeratorKey) = split()
      let above = numeratorKey.chisquare(parameters[0], shape: shape, dtype: dtype) / parameters[0]
      let below = denominatorKey.chisquare(parameters[1], shape: shape, dtype: dtype) / parameters[1]
      return above / below
    }
  }

  /// Random numbers with a density proportional to `exp(-|x|ᵖ)`.
  ///
  ///     RandomKey(42).generalizedNormal(p: 1.5, shape: [5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - p: positive; 2 gives normal numbers of variance 1/2, 1 those of the Laplace distribution.
  ///   - shape: by default that of `p`.
  ///   - dtype: a floating dtype.
  public func generalizedNormal(p: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("generalizedNormal", [p], shape: shape, dtype: dtype) { shape, parameters in
      let (gammaKey, signKey) = split()
      let exponent = 1 / parameters[0]
      let magnitude = pow(gammaKey.gamma(exponent, shape: shape, dtype: dtype), exponent)
      return signKey.rademacher(shape, dtype: dtype) * magnitude
    }
  }

  /// Random points, evenly distributed in the unit ball of the p-norm.
  ///
  ///     let points = RandomKey(42).ball(dimension: 3, shape: [10])
  ///     points.shape  // [10,3]
  ///     square(points).sum(axis: -1).max() .<= 1  // true
  ///
  /// By the method of Barthe, Guédon, Mendelson and Naor ("A probabilistic approach to the geometry of the ℓₚⁿ-ball",
  /// 2005).
  ///
  /// - Parameters:
  ///   - dimension: the number of coordinates, which are the last axis of the result.
  ///   - p: positive, a scalar; 2 is the Euclidean norm.
  ///   - shape: of the draw without the axis of the coordinates.
  ///   - dtype: a floating dtype.
  public func ball(dimension: Int, p: Tensor = 2, shape: Shape = [], dtype: DType = .float32) -> Tensor {
    draw("ball", [p], shape: [], dtype: dtype) { _, parameters in
      let (coordinateKey, radiusKey) = split()
      let full = shape.inserting(Dimension(dimension), at: shape.rank)
      let point = coordinateKey.generalizedNormal(p: parameters[0], shape: full, dtype: dtype)
      let powers = pow(abs(point), parameters[0]).sum(axis: -1) + radiusKey.exponential(shape, dtype: dtype)
      return point / pow(powers, 1 / parameters[0]).expandedDimensions(axis: -1)
    }
  }
}

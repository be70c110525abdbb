import JacobiCore
import JacobiNumPy

extension RandomKey {
  /// Random numbers of Pareto distributions of scale 1: at least 1.
  ///
  ///     let x = RandomKey(42).pareto(3, shape: [100])
  ///     x.min() .>= 1  // true
  ///
  /// - Parameters:
  ///   - b: the exponent with which large numbers get rare; positive.
  ///   - shape: by default that of `b`.
  ///   - dtype: a floating dtype.
  public func pareto(_ b: Tensor, shape: Shape? = nil, dtype: DType = .float32) -> Tensor {
    draw("pareto", [b], shape: shape, dtype: dtype) { exp(exponential($0, dtype: dtype) / $1[0]) }
  }

  /// Random numbers of Weibull distributions: non-negative.
  ///
  ///     RandomKey(42).weibullMin(scale: 2, concentration: 1.5, shape: [5]).shape  // [5]
  ///
  /// - Parameters:
  ///   - scale: what the numbers of scale 1 are multiplied by.
  ///   - concentration: positive; 1 gives exponential numbers.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  public func weibullMin(
    scale: Tensor, concentration: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    draw("weibullMin", [scale, concentration], shape: shape, dtype: dtype) { shape, parameters in
      pow(exponential(shape, dtype: dtype), 1 / parameters[1]) * parameters[0]
    }
  }

  /// Random numbers of triangular distributions.
  ///
  ///     let x = RandomKey(42).triangular(left: 0, mode: 1, right: 3, shape: [100])
  ///     (x.min() .>= 0) & (x.max() .<= 3)  // true
  ///
  /// - Parameters:
  ///   - left: the least number.
  ///   - mode: the most likely number, between the two others.
  ///   - right: the greatest number.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  public func triangular(
    left: Tensor, mode: Tensor, right: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    draw("triangular", [left, mode, right], shape: shape, dtype: dtype) { shape, parameters in
      let (left, mode, right) = (parameters[0], parameters[1], parameters[2])
      let width = right - left
      let chance = uniform(shape, dtype: dtype)
      let rising = left + sqrt(chance * width * (mode - left))
      let falling = right - sqrt((1 - chance) * width * (right - mode))
      return which(chance .< (mode - left) / width, rising, falling)
    }
  }
}

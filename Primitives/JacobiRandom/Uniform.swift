import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random numbers, evenly distributed in [0, 1).
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  public func uniform(_ shape: Shape = [], dtype: DType = .float32) -> Tensor {
    guard let patterns = unitPatterns(shape, dtype: dtype, named: "uniform") else { return .invalid }
    return fraction(ofPattern: patterns, as: dtype)
  }

  /// Random numbers, evenly distributed in [0, 1).
  ///
  /// - Parameters:
  ///   - sizes: the sizes of the result.
  ///   - dtype: a floating dtype.
  public func uniform(_ sizes: [Int], dtype: DType = .float32) -> Tensor { uniform(Shape(sizes), dtype: dtype) }

  /// Random numbers, evenly distributed from `low` to `high`.
  ///
  /// By rounding, a number may be equal to `high`.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: a floating dtype.
  ///   - low: converted to `dtype`; broadcast to `shape`.
  ///   - high: converted to `dtype`; broadcast to `shape`.
  public func uniform(_ shape: Shape = [], dtype: DType = .float32, low: Tensor, high: Tensor) -> Tensor {
    guard let patterns = unitPatterns(shape, dtype: dtype, named: "uniform") else { return .invalid }
    let low = low.asType(dtype).broadcast(to: shape)
    let span = high.asType(dtype).broadcast(to: shape) - low
    if patterns.isInvalid || span.isInvalid { return .invalid }
    let number =
      dtype.byteCount < 4
      ? fraction(ofPattern: patterns, as: dtype) * span + low
      : ScaledFraction(patterns, dtype: dtype).scaled(by: span, adding: low)
    return maximum(low, number)
  }

  /// Random numbers, evenly distributed from `low` to `high`.
  public func uniform(_ sizes: [Int], dtype: DType = .float32, low: Tensor, high: Tensor) -> Tensor {
    uniform(Shape(sizes), dtype: dtype, low: low, high: high)
  }

  /// Random numbers, evenly distributed in a range.
  ///
  ///     let limit = 0.1
  ///     let weights = RandomKey(42).uniform([64, 10], in: -limit..<limit)
  ///     weights.max() .<= limit  // true
  ///
  /// By rounding, a number may be equal to the upper bound.
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - range: the numbers to draw from.
  ///   - dtype: a floating dtype.
  public func uniform(_ shape: Shape = [], in range: Range<Double>, dtype: DType = .float32) -> Tensor {
    uniform(shape, dtype: dtype, low: Tensor(weak: range.lowerBound), high: Tensor(weak: range.upperBound))
  }

  /// Random numbers, evenly distributed in a range.
  public func uniform(_ sizes: [Int], in range: Range<Double>, dtype: DType = .float32) -> Tensor {
    uniform(Shape(sizes), in: range, dtype: dtype)
  }

  /// Random Booleans that are true with a probability.
  ///
  ///     RandomKey(42).bernoulli(1.0, shape: [3])  // [ true true true]
  ///
  /// - Parameters:
  ///   - probability: a floating number, whose dtype decides how finely chance is drawn; broadcast to `shape`.
  ///   - shape: by default that of `probability`.
  ///   - resolution: how finely; with `high`, true can be much rarer than the numbers of the dtype are dense.
  public func bernoulli(
    _ probability: Tensor = 0.5, shape: Shape? = nil, resolution: RandomResolution = .low
  ) -> Tensor {
    if probability.isInvalid { return probability }
    let shape = shape ?? probability.shape
    if resolution == .low {
      let draw = uniform(shape, dtype: probability.dtype)
      return draw.isInvalid ? draw : draw .< probability.broadcast(to: shape)
    }
    let (coarse, fine) = coarseAndFineUniform(shape, dtype: probability.dtype)
    return coarse.isInvalid ? coarse : fine .< probability.broadcast(to: shape) - coarse
  }

  /// The patterns of numbers in [1, 2); `nil` after reporting a wrong dtype.
  func unitPatterns(_ shape: Shape, dtype: DType, named name: String) -> Tensor? {
    guard let layout = FloatingLayout(dtype) else {
      report(.dtypeMismatch(expected: "a floating dtype", actual: "\(dtype)", operation: Operation(name)))
      return nil
    }
    let bits = bits(shape, dtype: layout.drawn).asType(layout.pattern)
    return bits >> Tensor(weak: layout.spareBitCount) | Tensor(weak: layout.one)
  }
}

/// The fractions in [0, 1) of numbers in [1, 2) that are given as patterns.
func fraction(ofPattern pattern: Tensor, as dtype: DType) -> Tensor {
  BitcastConvert(to: dtype)(pattern) - 1
}

import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Random signs: -1 or 1.
  ///
  ///     abs(RandomKey(42).rademacher([4]))  // [1 1 1 1]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - dtype: any dtype that has the number -1.
  public func rademacher(_ shape: Shape = [], dtype: DType = .int32) -> Tensor {
    guard dtype.isSignedInteger || dtype.isInexact else { return reportingDType(dtype, "a signed dtype", "rademacher") }
    let isPositive = bernoulli(shape: shape)
    return isPositive.isInvalid ? isPositive : isPositive.asType(dtype) * 2 - 1
  }

  /// Random signs: -1 or 1; see the form for symbolic shapes.
  public func rademacher(_ sizes: [Int], dtype: DType = .int32) -> Tensor { rademacher(Shape(sizes), dtype: dtype) }

  /// How many trials it takes to have the first success: random integers from 1 on.
  ///
  ///     let x = RandomKey(42).geometric(0.25, shape: [100])
  ///     x.min()  // 1
  ///
  /// - Parameters:
  ///   - probability: of success, in (0, 1); a floating number, whose dtype decides how finely chance is drawn.
  ///   - shape: by default that of `probability`.
  ///   - dtype: an integer dtype.
  public func geometric(_ probability: Tensor, shape: Shape? = nil, dtype: DType = .int32) -> Tensor {
    if probability.isInvalid { return probability }
    guard dtype.isInteger else { return reportingDType(dtype, "an integer dtype", "geometric") }
    let counts = draw("geometric", [probability], shape: shape, dtype: probability.dtype) { shape, parameters in
      let chance = uniform(shape, dtype: probability.dtype)
      // The logarithm of 0 would be infinite.
      let logChance = log(which(chance .== 0, 1, chance))
      return floor(logChance / log1p(-parameters[0])) + 1
    }
    return counts.asType(dtype)
  }

  /// How many events happen: random integers of Poisson distributions.
  ///
  ///     let x = RandomKey(42).poisson(4, shape: [1000])
  ///     round(x.mean())  // 4.0
  ///
  /// The elements of one draw share their random bits, so that other rates next to it may change one.
  ///
  /// - Parameters:
  ///   - rate: the mean, not negative; converted to `float32`. A negative one gives -1.
  ///   - shape: by default that of `rate`.
  ///   - dtype: an integer dtype; larger numbers are cut to its range.
  public func poisson(_ rate: Tensor, shape: Shape? = nil, dtype: DType = .int32) -> Tensor {
    draw("poisson", [rate], shape: shape, dtype: .float32) { RandomPoisson(dtype: dtype).results([words, $1[0]])[0] }
  }

  /// How many of so many trials succeed: random whole numbers of binomial distributions.
  ///
  ///     let x = RandomKey(42).binomial(10, 0.5, shape: [1000])
  ///     round(x.mean())  // 5.0
  ///     x.max() .<= 10  // true
  ///
  /// - Parameters:
  ///   - count: the number of trials, rounded down. A negative one gives NaN.
  ///   - probability: of success, in [0, 1]; its dtype decides how finely chance is drawn.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  public func binomial(
    _ count: Tensor, _ probability: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    if count.isInvalid || probability.isInvalid { return .invalid }
    guard dtype.isFloating else { return reportingDType(dtype, "a floating dtype", "binomial") }
    let drawn = probability.dtype.isFloating ? probability.dtype : .float32
    let counts = draw("binomial", [count, probability], shape: shape, dtype: drawn) {
      RandomBinomial()(words, $1[0], $1[1])
    }
    return counts.asType(dtype)
  }

  /// How often each category comes up in so many trials: random whole numbers of multinomial distributions.
  ///
  ///     let x = RandomKey(42).multinomial(20, [0.2, 0.3, 0.5])
  ///     x.sum()  // 20.0
  ///
  /// - Parameters:
  ///   - count: the number of trials.
  ///   - probabilities: of the categories, along the last axis, whose size must be known.
  ///   - shape: of the result, the last axis being that of the categories; by default that of `probabilities`, repeated
  ///     for the elements of `count`.
  ///   - dtype: a floating dtype.
  public func multinomial(
    _ count: Tensor, _ probabilities: Tensor, shape: Shape? = nil, dtype: DType = .float32
  ) -> Tensor {
    if count.isInvalid || probabilities.isInvalid { return .invalid }
    guard let categories = probabilities.shape.dimensions.last?.known else {
      return reportingArgument(
        "probabilities", expected: "a last axis of known size", actual: "\(probabilities.type)", "multinomial")
    }
    let drawn = DType.promoted(count, probabilities).inexactDType
    let counts = count.expandedDimensions(axis: -1)
    let result = draw("multinomial", [counts, probabilities], shape: shape, dtype: drawn) { shape, parameters in
      let each = split(into: categories)
      guard categories > 0 else { return Tensor.zeros(shape, dtype: drawn) }
      // Along the last axis all numbers of trials are the same.
      var remaining = parameters[0][.ellipsis, 0]
      let columns = (0..<categories).map { parameters[1][.ellipsis, $0] }
      var rest = columns.map { $0 }
      for index in columns.indices.dropLast().reversed() { rest[index] = columns[index] + rest[index + 1] }
      let outcomes = columns.indices.map { index in
        let share = clip(columns[index] / which(rest[index] .== 0, 1, rest[index]), min: 0, max: 1)
        let outcome = each[index].binomial(remaining, share, dtype: drawn)
        remaining = remaining - outcome
        return outcome
      }
      return stacked(outcomes, axis: -1)
    }
    return result.asType(dtype)
  }
}

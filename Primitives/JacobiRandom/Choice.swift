import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// Integers drawn from `0..<count`.
  ///
  ///     RandomKey(42).choice(10, shape: [3], replace: false).shape  // [3]
  ///
  /// - Parameters:
  ///   - count: positive unless nothing is drawn; it may be symbolic.
  ///   - shape: the shape of the result.
  ///   - replace: whether an integer may be drawn several times.
  ///   - probabilities: of the integers, a vector of `count` numbers, which need not add up to 1; by default all are
  ///     equally likely. Without replacement, zeros are drawn after all others.
  public func choice(
    _ count: Dimension, shape: Shape = [], replace: Bool = true, probabilities: Tensor? = nil
  ) -> Tensor {
    if words.isInvalid || probabilities?.isInvalid == true { return .invalid }
    if shape.elementCount.known == 0 { return Tensor.zeros(shape, dtype: .int32) }
    do throws(TensorError) {
      try checkChoice(count, shape, replace: replace, probabilities: probabilities)
    } catch {
      report(error)
      return .invalid
    }
    if let probabilities {
      return replace
        ? weightedChoice(probabilities, shape) : weightedChoiceWithoutReplacement(probabilities, shape)
    }
    if replace {
      return count.known.map { integers(shape, in: 0..<$0) } ?? integers(shape, low: 0, high: Tensor(count))
    }
    let order = permutation(count)
    return order.isInvalid ? order : Slice(starts: [0], limits: [shape.elementCount])(order).reshaped(shape)
  }

  /// Integers drawn from `0..<count`; see the form for symbolic counts.
  public func choice(
    _ count: Int, shape: Shape = [], replace: Bool = true, probabilities: Tensor? = nil
  ) -> Tensor {
    choice(Dimension(count), shape: shape, replace: replace, probabilities: probabilities)
  }

  /// Slices drawn from a tensor.
  ///
  ///     let x = Tensor([[1, 2], [3, 4], [5, 6]])
  ///     RandomKey(42).choice(from: x, shape: [4]).shape  // [4,2]
  ///
  /// - Parameters:
  ///   - x: the tensor whose slices along `axis` are drawn.
  ///   - shape: takes the place of `axis` in the shape of the result.
  ///   - axis: a negative one counts from the back.
  ///   - replace: whether a slice may be drawn several times.
  ///   - probabilities: of the slices, a vector of numbers, which need not add up to 1; by default all are equally likely.
  public func choice(
    from x: Tensor, shape: Shape = [], axis: Int = 0, replace: Bool = true, probabilities: Tensor? = nil
  ) -> Tensor {
    if x.isInvalid { return x }
    guard let position = x.shape.position(ofAxis: axis) else {
      report(.axisOutOfRange(axis: axis, rank: x.rank, operation: Operation("choice", operands: [x.type])))
      return .invalid
    }
    return x.take(
      choice(x.shape[position], shape: shape, replace: replace, probabilities: probabilities), axis: position)
  }

  private func checkChoice(
    _ count: Dimension, _ shape: Shape, replace: Bool, probabilities: Tensor?
  ) throws(TensorError) {
    let operation = Operation("choice", operands: probabilities.map { [$0.type] } ?? [])
    func error(_ name: String, _ expected: String, _ actual: String) -> TensorError {
      .invalidArgument(name: name, expected: expected, actual: actual, operation: operation)
    }
    if let known = count.known, known <= 0 {
      throw error("count", "positive unless nothing is drawn", "\(count)")
    }
    if !replace, Dimension.decide(shape.elementCount, .lessOrEqual, count) == false {
      throw error("shape", "at most \(count) numbers without replacement", "\(shape)")
    }
    if let probabilities, probabilities.shape != [count] {
      throw error("probabilities", "a vector of \(count) numbers", "\(probabilities.type)")
    }
  }

  /// The integers at which the cumulative probability reaches uniform numbers.
  private func weightedChoice(_ probabilities: Tensor, _ shape: Shape) -> Tensor {
    let weights = probabilities.asType(probabilities.dtype.inexactDType)
    let cumulative = CumSum(axis: 0)(weights)
    let chance = uniform(shape, dtype: weights.dtype)
    if cumulative.isInvalid || chance.isInvalid { return .invalid }
    return cumulative.searchSorted(cumulative[-1] * (1 - chance))
  }

  /// The integers with the largest logarithms of probabilities after Gumbel numbers were added. (Vieira, "Gumbel-max trick
  /// and weighted reservoir sampling", 2014.)
  private func weightedChoiceWithoutReplacement(_ probabilities: Tensor, _ shape: Shape) -> Tensor {
    let weights = probabilities.asType(probabilities.dtype.inexactDType)
    let noisy = gumbel(weights.shape, dtype: weights.dtype) + log(weights)
    return noisy.isInvalid ? noisy : TopK(shape.elementCount, axis: 0).results([noisy])[1].reshaped(shape)
  }
}

import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The mean of the elements; NaN of none. Integers give a floating result: `float64` where they have 64 bits, else
  /// `float32`.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.mean()  // 2.75
  ///     x.mean(axis: 0)  // [2. 3.5]
  ///     x.mean(axis: 1, where: x .> 1)  // [2. 4.]
  ///
  /// Floating numbers of 16 bits are added up in `float32`.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - dtype: in which to compute, and of the result.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func mean(
    axis: Int? = nil, keepDims: Bool = false, dtype: DType? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    mean(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, dtype: dtype, mask: mask))
  }

  /// The mean of the elements; NaN of none. Integers give a floating result: `float64` where they have 64 bits, else
  /// `float32`.
  ///
  ///     Tensor([[1.0, 2], [3, 5]]).mean(axes: [0, 1])  // 2.75
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - dtype: in which to compute, and of the result.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func mean(
    axes: [Int], keepDims: Bool = false, dtype: DType? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    mean(.some(axes), ReductionOptions(keepDims: keepDims, dtype: dtype, mask: mask))
  }

  /// The mean squared distance of the elements from their mean; real also for complex numbers.
  ///
  ///     let x = Tensor([1.0, 2, 3, 6])
  ///     x.variance()  // 3.5
  ///     x.variance(ddof: 1)  // 4.6666665
  ///
  /// The dtypes are those of the mean. NaN where there are no more than `ddof` elements.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - dtype: in which to compute, and of the result; a floating one.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func variance(
    axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false, dtype: DType? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    variance(ReducedAxes(axis), ddof: ddof, ReductionOptions(keepDims: keepDims, dtype: dtype, mask: mask))
  }

  /// The mean squared distance of the elements from their mean; real also for complex numbers.
  ///
  ///     Tensor([[1.0, 2], [3, 6]]).variance(axes: [0, 1])  // 3.5
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - dtype: in which to compute, and of the result; a floating one.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func variance(
    axes: [Int], ddof: Double = 0, keepDims: Bool = false, dtype: DType? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    variance(.some(axes), ddof: ddof, ReductionOptions(keepDims: keepDims, dtype: dtype, mask: mask))
  }

  /// The standard deviation: the square root of the variance.
  ///
  ///     Tensor([1.0, 5]).std()  // 2.0
  ///
  /// The dtypes are those of the mean. NaN where there are no more than `ddof` elements.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - dtype: in which to compute, and of the result; a floating one.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func std(
    axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false, dtype: DType? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    sqrt(variance(ReducedAxes(axis), ddof: ddof, ReductionOptions(keepDims: keepDims, dtype: dtype, mask: mask)))
  }

  /// The standard deviation: the square root of the variance.
  ///
  ///     Tensor([[1.0, 5]]).std(axes: [0, 1])  // 2.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - dtype: in which to compute, and of the result; a floating one.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func std(
    axes: [Int], ddof: Double = 0, keepDims: Bool = false, dtype: DType? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    sqrt(variance(.some(axes), ddof: ddof, ReductionOptions(keepDims: keepDims, dtype: dtype, mask: mask)))
  }

  private func mean(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    let dtype = options.dtype ?? self.dtype.inexactDType
    return reporting { () throws(TensorError) in
      let positions = try axes.positions(in: self, named: "mean")
      let sum = replacing(outside: options.mask, with: 0)
        .reduced(by: ReduceSum.self, axes, keepDims: true, in: dtype.widened, named: "mean")
      if sum.isInvalid { return sum }
      let mean = sum / elementCount(along: positions, where: options.mask, as: dtype.widened)
      return mean.removing(positions, unless: options.keepDims)
        .converted(to: Promotion(dtype, isWeak: isWeaklyTyped && options.dtype == nil))
    }
  }

  private func variance(_ axes: ReducedAxes, ddof: Double, _ options: ReductionOptions) -> Tensor {
    if isInvalid { return self }
    let result = (options.dtype ?? dtype).inexactDType
    let wide = DType.promoted(dtype.isComplex ? dtype : result, result).widened
    return reporting { () throws(TensorError) in
      let positions = try axes.positions(in: self, named: "variance")
      // What takes no part must not reach the derivative, either.
      let values = asType(wide).replacing(outside: options.mask, with: 0)
      let mean = values.mean(axes, ReductionOptions(keepDims: true, dtype: wide, mask: options.mask))
      let distances = values - mean
      let squares = wide.isComplex ? Real()(distances * Conj()(distances)) : square(distances)
      let sum = squares.replacing(outside: options.mask, with: 0)
        .reduced(by: ReduceSum.self, axes, keepDims: true, named: "variance")
      if sum.isInvalid { return sum }
      let divisor = elementCount(along: positions, where: options.mask, as: sum.dtype) - ddof
      let variance = which(divisor .> 0, sum / divisor, Tensor(.nan, like: sum))
      return variance.removing(positions, unless: options.keepDims)
        .converted(to: Promotion(result.realDType, isWeak: isWeaklyTyped && options.dtype == nil))
    }
  }

  /// The tensor without axes that a reduction has left with size 1.
  private func removing(_ positions: [Int], unless keepDims: Bool) -> Tensor {
    keepDims || isInvalid || positions.isEmpty ? self : reshaped(shape.removing(axes: positions))
  }
}

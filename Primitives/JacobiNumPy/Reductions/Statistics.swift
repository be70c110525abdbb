import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The mean of the elements; NaN of none. Integers give a floating result: `float64` where they have 64 bits, else
  /// `float32`.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.mean()  // 2.75
  ///     x.mean(axis: 0)  // [2. 3.5]
  ///
  /// Floating numbers of 16 bits are added up in `float32`.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  public func mean(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    mean(ReducedAxes(axis), keepDims: keepDims, in: nil)
  }

  /// The mean of the elements; NaN of none. Integers give a floating result: `float64` where they have 64 bits, else
  /// `float32`.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func mean(axes: [Int], keepDims: Bool = false) -> Tensor {
    mean(.some(axes), keepDims: keepDims, in: nil)
  }

  /// The mean squared distance of the elements from their mean; real also for complex numbers.
  ///
  ///     let x = Tensor([1.0, 2, 3, 6])
  ///     x.variance()  // 3.5
  ///     x.variance(ddof: 1)  // 4.6666665
  ///
  /// The dtypes are those of `mean(axis:keepDims:)`. NaN where there are no more than `ddof` elements.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  public func variance(axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    variance(ReducedAxes(axis), ddof: ddof, keepDims: keepDims)
  }

  /// The mean squared distance of the elements from their mean; real also for complex numbers.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  public func variance(axes: [Int], ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    variance(.some(axes), ddof: ddof, keepDims: keepDims)
  }

  /// The standard deviation: the square root of `variance(axis:ddof:keepDims:)`.
  ///
  ///     Tensor([1.0, 5]).std()  // 2.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  public func std(axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    sqrt(variance(ReducedAxes(axis), ddof: ddof, keepDims: keepDims))
  }

  /// The standard deviation: the square root of `variance(axis:ddof:keepDims:)`.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  public func std(axes: [Int], ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    sqrt(variance(.some(axes), ddof: ddof, keepDims: keepDims))
  }

  /// - Parameter result: the dtype of the result and of the computation.
  private func mean(_ axes: ReducedAxes, keepDims: Bool, in result: DType?) -> Tensor {
    let dtype = result ?? self.dtype.inexactDType
    return reporting { () throws(TensorError) in
      let positions = try axes.positions(in: self, named: "mean")
      let sum = reduced(by: ReduceSum.self, axes, keepDims: keepDims, in: dtype.widened, named: "mean")
      if sum.isInvalid { return sum }
      let mean = sum / elementCount(along: positions, as: dtype.widened)
      return mean.converted(to: Promotion(dtype, isWeak: isWeaklyTyped))
    }
  }

  private func variance(_ axes: ReducedAxes, ddof: Double, keepDims: Bool) -> Tensor {
    if isInvalid { return self }
    let wide = dtype.inexactDType.widened
    return reporting { () throws(TensorError) in
      let positions = try axes.positions(in: self, named: "variance")
      let values = asType(wide)
      let distances = values - values.mean(axes, keepDims: true, in: wide)
      let squares = wide.isComplex ? Real()(distances * Conj()(distances)) : square(distances)
      let sum = squares.reduced(by: ReduceSum.self, axes, keepDims: keepDims, named: "variance")
      let divisor = elementCount(along: positions, as: sum.dtype) - ddof
      let variance = which(divisor .> 0, sum / divisor, Tensor(.nan, like: sum))
      return variance.converted(to: Promotion(dtype.inexactDType.realDType, isWeak: isWeaklyTyped))
    }
  }
}

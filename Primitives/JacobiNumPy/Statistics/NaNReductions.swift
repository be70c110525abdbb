import JacobiCore
import JacobiPrimitives

// Reductions that leave out NaN. Of integers, which have none, they are the ordinary ones.

extension Tensor {
  /// The sum of the elements that are not NaN; 0 of none. The dtypes are those of `sum(axis:keepDims:)`.
  ///
  ///     Tensor([1, .nan, 3]).nanSum()  // 4.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanSum(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    replacingNaN(with: 0).sum(axis: axis, keepDims: keepDims)
  }

  /// The product of the elements that are not NaN; 1 of none. The dtypes are those of `sum(axis:keepDims:)`.
  ///
  ///     Tensor([2, .nan, 3]).nanProd()  // 6.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanProd(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    replacingNaN(with: 1).prod(axis: axis, keepDims: keepDims)
  }

  /// The largest of the elements that are not NaN; NaN where all are. There must be at least one element.
  ///
  ///     Tensor([1, .nan, 3]).nanMax()  // 3.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMax(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    guard dtype.isInexact else { return max(axis: axis, keepDims: keepDims) }
    return replacingNaN(with: -.infinity).max(axis: axis, keepDims: keepDims)
      .replacing(with: Tensor(.nan, like: self), where: isNaN(self).all(axis: axis, keepDims: keepDims))
  }

  /// The smallest of the elements that are not NaN; NaN where all are. There must be at least one element.
  ///
  ///     Tensor([1, .nan, 3]).nanMin()  // 1.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMin(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    guard dtype.isInexact else { return min(axis: axis, keepDims: keepDims) }
    return replacingNaN(with: .infinity).min(axis: axis, keepDims: keepDims)
      .replacing(with: Tensor(.nan, like: self), where: isNaN(self).all(axis: axis, keepDims: keepDims))
  }

  /// The position of the first largest element that is not NaN, as `int32`; -1 where all are NaN.
  ///
  ///     Tensor([1, .nan, 3]).nanArgMax()  // 2
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it the position in row-major order of all elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanArgMax(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    let position = replacingNaN(with: -.infinity).argMax(axis: axis, keepDims: keepDims)
    return which(isNaN(self).all(axis: axis, keepDims: keepDims), -1, position)
  }

  /// The position of the first smallest element that is not NaN, as `int32`; -1 where all are NaN.
  ///
  ///     Tensor([.nan, 1, 3]).nanArgMin()  // 1
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it the position in row-major order of all elements.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanArgMin(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    let position = replacingNaN(with: .infinity).argMin(axis: axis, keepDims: keepDims)
    return which(isNaN(self).all(axis: axis, keepDims: keepDims), -1, position)
  }

  /// The mean of the elements that are not NaN; NaN of none. The dtypes are those of `mean(axis:keepDims:)`.
  ///
  ///     Tensor([1, .nan, 3]).nanMean()  // 2.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMean(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    guard dtype.isInexact else { return mean(axis: axis, keepDims: keepDims) }
    return asType(dtype.widened).wideNaNMean(axis: axis, keepDims: keepDims).asType(dtype)
  }

  /// The mean squared distance of the elements that are not NaN from their mean; real also for complex numbers.
  ///
  ///     Tensor([1, .nan, 3]).nanVariance()  // 1.0
  ///
  /// NaN where there are no more than `ddof` such elements.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanVariance(axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    guard dtype.isInexact, !isInvalid else { return variance(axis: axis, ddof: ddof, keepDims: keepDims) }
    let values = asType(dtype.widened)
    let distances = which(isNaN(values), 0, values - values.wideNaNMean(axis: axis, keepDims: true))
    let squares = dtype.isComplex ? Real()(distances * Conj()(distances)) : square(distances)
    let divisor = values.numberCount(axis: axis, keepDims: keepDims, as: squares.dtype) - ddof
    let total = squares.sum(axis: axis, keepDims: keepDims)
    return which(divisor .> 0, total / divisor, Tensor(.nan, like: total)).asType(dtype.realDType)
  }

  /// The standard deviation of the elements that are not NaN: the square root of `nanVariance(axis:ddof:keepDims:)`.
  ///
  ///     Tensor([1, .nan, 3]).nanStd()  // 1.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanStd(axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    sqrt(nanVariance(axis: axis, ddof: ddof, keepDims: keepDims))
  }

  /// The elements, with a number in the place of NaN.
  func replacingNaN(with number: Double) -> Tensor {
    dtype.isInexact && !isInvalid ? which(isNaN(self), Tensor(number, like: self), self) : self
  }

  private func wideNaNMean(axis: Int?, keepDims: Bool) -> Tensor {
    nanSum(axis: axis, keepDims: keepDims) / numberCount(axis: axis, keepDims: keepDims, as: dtype)
  }

  /// How many elements are not NaN.
  private func numberCount(axis: Int?, keepDims: Bool, as dtype: DType) -> Tensor {
    (self .== self).sum(axis: axis, keepDims: keepDims).asType(dtype)
  }
}

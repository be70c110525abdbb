import JacobiCore
import JacobiPrimitives

// Reductions that leave out NaN. Of integers, which have none, they are the ordinary ones.

extension Tensor {
  /// The sum of the elements that are not NaN; 0 of none. The dtypes are those of the sum.
  ///
  ///     Tensor([1, .nan, 3]).nanSum()  // 4.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanSum(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    sum(axis: axis, keepDims: keepDims, where: isNumber)
  }

  /// The sum of the elements that are not NaN; 0 of none. The dtypes are those of the sum.
  ///
  ///     Tensor([1, .nan, 3, 2]).reshaped(2, 2).nanSum(axes: [0, 1])  // 6.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanSum(axes: [Int], keepDims: Bool = false) -> Tensor {
    sum(axes: axes, keepDims: keepDims, where: isNumber)
  }

  /// The product of the elements that are not NaN; 1 of none. The dtypes are those of the sum.
  ///
  ///     Tensor([2, .nan, 3]).nanProd()  // 6.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanProd(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    prod(axis: axis, keepDims: keepDims, where: isNumber)
  }

  /// The product of the elements that are not NaN; 1 of none. The dtypes are those of the sum.
  ///
  ///     Tensor([1, .nan, 3, 2]).reshaped(2, 2).nanProd(axes: [0, 1])  // 6.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanProd(axes: [Int], keepDims: Bool = false) -> Tensor {
    prod(axes: axes, keepDims: keepDims, where: isNumber)
  }

  /// The largest of the elements that are not NaN; NaN where all are. There must be at least one element.
  ///
  ///     Tensor([1, .nan, 3]).nanMax()  // 3.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMax(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    let extreme = replacingNaN(with: -.infinity).max(axis: axis, keepDims: keepDims)
    return extreme.replacingWithNaN(where: isNaN(self).all(axis: axis, keepDims: keepDims))
  }

  /// The largest of the elements that are not NaN; NaN where all are. There must be at least one element.
  ///
  ///     Tensor([1, .nan, 3, 2]).reshaped(2, 2).nanMax(axes: [0, 1])  // 3.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMax(axes: [Int], keepDims: Bool = false) -> Tensor {
    let extreme = replacingNaN(with: -.infinity).max(axes: axes, keepDims: keepDims)
    return extreme.replacingWithNaN(where: isNaN(self).all(axes: axes, keepDims: keepDims))
  }

  /// The smallest of the elements that are not NaN; NaN where all are. There must be at least one element.
  ///
  ///     Tensor([1, .nan, 3]).nanMin()  // 1.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMin(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    let extreme = replacingNaN(with: .infinity).min(axis: axis, keepDims: keepDims)
    return extreme.replacingWithNaN(where: isNaN(self).all(axis: axis, keepDims: keepDims))
  }

  /// The smallest of the elements that are not NaN; NaN where all are. There must be at least one element.
  ///
  ///     Tensor([1, .nan, 3, 2]).reshaped(2, 2).nanMin(axes: [0, 1])  // 1.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMin(axes: [Int], keepDims: Bool = false) -> Tensor {
    let extreme = replacingNaN(with: .infinity).min(axes: axes, keepDims: keepDims)
    return extreme.replacingWithNaN(where: isNaN(self).all(axes: axes, keepDims: keepDims))
  }

  /// The mean of the elements that are not NaN; NaN of none. The dtypes are those of the mean.
  ///
  ///     Tensor([1, .nan, 3]).nanMean()  // 2.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMean(axis: Int? = nil, keepDims: Bool = false) -> Tensor {
    mean(axis: axis, keepDims: keepDims, where: isNumber)
  }

  /// The mean of the elements that are not NaN; NaN of none. The dtypes are those of the mean.
  ///
  ///     Tensor([1, .nan, 3, 2]).reshaped(2, 2).nanMean(axes: [0, 1])  // 2.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanMean(axes: [Int], keepDims: Bool = false) -> Tensor {
    mean(axes: axes, keepDims: keepDims, where: isNumber)
  }

  /// The mean squared distance of the elements that are not NaN from their mean, which is real also for complex numbers;
  /// NaN where there are no more than `ddof` such elements.
  ///
  ///     Tensor([1, .nan, 3]).nanVariance()  // 1.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanVariance(axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    variance(axis: axis, ddof: ddof, keepDims: keepDims, where: isNumber)
  }

  /// The mean squared distance of the elements that are not NaN from their mean, which is real also for complex numbers;
  /// NaN where there are no more than `ddof` such elements.
  ///
  ///     Tensor([1, .nan, 3, 1]).reshaped(2, 2).nanVariance(axes: [0, 1], ddof: 1)  // 1.3333333333333335
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanVariance(axes: [Int], ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    variance(axes: axes, ddof: ddof, keepDims: keepDims, where: isNumber)
  }

  /// The standard deviation of the elements that are not NaN: the square root of their variance.
  ///
  ///     Tensor([1, .nan, 3]).nanStd()  // 1.0
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanStd(axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    std(axis: axis, ddof: ddof, keepDims: keepDims, where: isNumber)
  }

  /// The standard deviation of the elements that are not NaN: the square root of their variance.
  ///
  ///     Tensor([1, .nan, 3, 1]).reshaped(2, 2).nanStd(axes: [0])  // [1. 0.]
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - ddof: what is subtracted from the number of elements in the divisor, as 1 is for an unbiased estimate.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  public func nanStd(axes: [Int], ddof: Double = 0, keepDims: Bool = false) -> Tensor {
    std(axes: axes, ddof: ddof, keepDims: keepDims, where: isNumber)
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

  /// Where the elements are numbers; `nil` where all are, since the dtype has no NaN.
  private var isNumber: Tensor? { dtype.isInexact && !isInvalid ? self .== self : nil }

  /// The elements, with a number in the place of NaN.
  func replacingNaN(with number: Double) -> Tensor {
    dtype.isInexact && !isInvalid ? which(isNaN(self), Tensor(number, like: self), self) : self
  }

  /// The elements, with NaN where a mask is true, if the dtype has it.
  private func replacingWithNaN(where mask: Tensor) -> Tensor {
    dtype.isInexact && !isInvalid ? replacing(with: Tensor(.nan, like: self), where: mask) : self
  }
}

import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The sums of the elements up to each one along an axis.
  ///
  ///     Tensor([1, 2, 3]).cumsum()  // [1 3 6]
  ///     Tensor([1, 2, 3]).cumsum(reverse: true)  // [6 5 3]
  ///
  /// In the dtype of the elements, in which integers wrap around; `bool` becomes `int32`.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all elements as a vector.
  ///   - reverse: whether to add up from each element to the last one instead.
  public func cumsum(axis: Int? = nil, reverse: Bool = false) -> Tensor {
    cumulated(axis, named: "cumsum") { CumSum(axis: $0, reverse: reverse) }
  }

  /// The products of the elements up to each one along an axis. The dtypes are those of `cumsum(axis:reverse:)`.
  ///
  ///     Tensor([1, 2, 3, 4]).cumprod()  // [ 1 2 6 24]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all elements as a vector.
  ///   - reverse: whether to multiply from each element to the last one instead.
  public func cumprod(axis: Int? = nil, reverse: Bool = false) -> Tensor {
    cumulated(axis, named: "cumprod") { CumProd(axis: $0, reverse: reverse) }
  }

  /// The largest of the elements up to each one along an axis; NaN from the first NaN on.
  ///
  ///     Tensor([1, 3, 2, 4]).cummax()  // [1 3 3 4]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all elements as a vector.
  ///   - reverse: whether to look from each element to the last one instead.
  public func cummax(axis: Int? = nil, reverse: Bool = false) -> Tensor {
    cumulated(axis, named: "cummax") { CumMax(axis: $0, reverse: reverse) }
  }

  /// The smallest of the elements up to each one along an axis; NaN from the first NaN on.
  ///
  ///     Tensor([3, 1, 2, 0]).cummin()  // [3 1 1 0]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all elements as a vector.
  ///   - reverse: whether to look from each element to the last one instead.
  public func cummin(axis: Int? = nil, reverse: Bool = false) -> Tensor {
    cumulated(axis, named: "cummin") { CumMin(axis: $0, reverse: reverse) }
  }

  /// The logarithms of the sums of the exponentials of the elements up to each one along an axis, without overflow on the
  /// way. Integers become floating numbers.
  ///
  ///     Tensor([1000.0, 1000]).logCumSumExp()  // [1000. 1000.6932]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all elements as a vector.
  ///   - reverse: whether to add up from each element to the last one instead.
  public func logCumSumExp(axis: Int? = nil, reverse: Bool = false) -> Tensor {
    inexact.cumulated(axis, named: "logCumSumExp") { CumLogSumExp(axis: $0, reverse: reverse) }
  }

  /// The sums of the elements up to each one along an axis, with the 0 before the first one if wished: as the array API
  /// standard has it.
  ///
  ///     Tensor([1, 2, 3]).cumulativeSum(includeInitial: true)  // [0 1 3 6]
  ///
  /// Booleans and integers of fewer than 32 bits are added up as `int32`, unsigned ones as `uint32`.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; may be left out for a vector.
  ///   - includeInitial: whether the result begins with 0, and is longer by one.
  public func cumulativeSum(axis: Int? = nil, includeInitial: Bool = false) -> Tensor {
    cumulative(axis, startingWith: includeInitial ? 0 : nil, named: "cumulativeSum") { CumSum(axis: $0) }
  }

  /// The products of the elements up to each one along an axis, with the 1 before the first one if wished. The dtypes are
  /// those of `cumulativeSum(axis:includeInitial:)`.
  ///
  ///     Tensor([2, 3, 4]).cumulativeProd(includeInitial: true)  // [ 1 2 6 24]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; may be left out for a vector.
  ///   - includeInitial: whether the result begins with 1, and is longer by one.
  public func cumulativeProd(axis: Int? = nil, includeInitial: Bool = false) -> Tensor {
    cumulative(axis, startingWith: includeInitial ? 1 : nil, named: "cumulativeProd") { CumProd(axis: $0) }
  }

  /// The sums of the elements up to each one along an axis, in which NaN counts as 0.
  ///
  ///     Tensor([1, .nan, 3]).nanCumsum()  // [1. 1. 4.]
  ///
  /// - Parameter axis: a negative one counts from the back; without it all elements as a vector.
  public func nanCumsum(axis: Int? = nil) -> Tensor { replacingNaN(with: 0).cumsum(axis: axis) }

  /// The products of the elements up to each one along an axis, in which NaN counts as 1.
  ///
  ///     Tensor([2, .nan, 3]).nanCumprod()  // [2. 2. 6.]
  ///
  /// - Parameter axis: a negative one counts from the back; without it all elements as a vector.
  public func nanCumprod(axis: Int? = nil) -> Tensor { replacingNaN(with: 1).cumprod(axis: axis) }

  private func cumulated(
    _ axis: Int?, named name: String, _ make: (_ position: Int) -> some CumulativePrimitive
  ) -> Tensor {
    inLine(axis, named: name) { x, position in
      make(position)(x.dtype.isBoolean ? x.asType(.int32) : x)
    }
  }

  private func cumulative(
    _ axis: Int?, startingWith initial: Double?, named name: String,
    _ make: (_ position: Int) -> some CumulativePrimitive
  ) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      guard axis != nil || rank == 1 else {
        throw .invalidArgument(
          name: "axis", expected: "given for a tensor of rank \(rank)", actual: "nil",
          operation: Operation(name, operands: [type]))
      }
      let position = try position(ofAxis: axis ?? 0, named: name)
      let values = make(position)(asType(dtype.accumulated))
      guard let initial else { return values }
      let first = Tensor(initial, like: values).broadcast(to: shape.replacing(axis: position, with: 1))
      return concatenated([first, values], axis: position)
    }
  }

  /// The elements, or for integers and Booleans what floating numbers they are.
  var inexact: Tensor { dtype.isInexact ? self : asType(dtype.inexactDType) }
}

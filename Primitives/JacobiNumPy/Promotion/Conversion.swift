import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The elements in another dtype.
  ///
  ///     Tensor([1.7, -1.7]).asType(.int32)  // [ 1 -1]
  ///
  /// To an integer, floating numbers are truncated toward zero and saturate, NaN gives 0; integers wrap. To `bool`:
  /// whether the element is not 0. From complex to real: the real part. The dtype of the result is not weak, even if
  /// that of `self` is.
  public func asType(_ dtype: DType) -> Tensor {
    isInvalid ? self : cast(to: Promotion(dtype, isWeak: false))
  }

  /// The elements in the dtype of an operation. A number in the program has its value rounded only here.
  ///
  /// Integers in the program wrap around as other integers do. One of more than 32 bits that the dtype does not hold is
  /// reported, since it is hardly meant to.
  func converted(to promotion: Promotion) -> Tensor {
    if isInvalid { return self }
    guard case .literal(.integer(let value)) = storage, Int32(exactly: value) == nil,
      !promotion.dtype.holds(value)
    else { return cast(to: promotion) }
    report(
      .invalidArgument(
        name: "literal", expected: "an integer that \(promotion.dtype) holds", actual: "\(value)",
        operation: Operation("convert")))
    return .invalid
  }

  private func cast(to promotion: Promotion) -> Tensor {
    var result = self
    if case .literal(let literal) = storage, !promotion.isWeak || literal.defaultDType != promotion.dtype {
      result = Tensor(literal.value(as: promotion.dtype))
    } else if dtype != promotion.dtype {
      result = ConvertElementType(to: promotion.dtype)(self)
    }
    result.isWeaklyTyped = promotion.isWeak
    return result
  }

  /// A number that takes the dtype of what it is combined with, like a literal, whatever its own Swift type is.
  ///
  ///     let rate: Double = 0.5
  ///     let x = Tensor([1, 2], dtype: .float16)
  ///     let y = x * Tensor(weak: rate)  // [0.5 1. ]
  ///     y.dtype  // float16
  ///
  /// The operators do this to Swift numbers by themselves. Booleans have no weak form.
  public init<Scalar: TensorScalar>(weak scalar: Scalar) {
    let dtype = Scalar.dtype
    if dtype.isFloating {
      self.init(number: .floating(scalar.doubleValue))
    } else if dtype.isInteger, let value = Int("\(scalar)") {
      self.init(number: .integer(value))
    } else {
      self.init(TensorValue(scalar: scalar))
      isWeaklyTyped = dtype.isComplex
    }
  }

  /// A size as a number, which takes the dtype of what it is combined with.
  ///
  ///     let x = Tensor([1.0, 2, 6])
  ///     x.sum() / Tensor(x.shape[0])  // 3.0
  ///
  /// A symbolic size becomes known when the program runs.
  public init(_ size: Dimension) {
    if let known = size.known {
      self.init(number: .integer(known))
      return
    }
    // The number of elements of a vector of that length.
    let ones = BroadcastInDim(to: [size], dimensions: [])(Tensor(TensorValue(scalar: Int32(1))))
    self = ReduceSum(axes: [0])(ones)
    isWeaklyTyped = true
  }
}

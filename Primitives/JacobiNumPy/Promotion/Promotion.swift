import JacobiCore

/// The dtype in which an operation on several operands is carried out.
struct Promotion: Equatable {
  var dtype: DType
  /// Whether the dtype is only a suggestion, because numbers in the program decided it.
  var isWeak: Bool

  init(_ dtype: DType, isWeak: Bool) {
    self.dtype = dtype
    self.isWeak = isWeak
  }

  init(of tensor: Tensor) {
    self.init(tensor.dtype, isWeak: tensor.isWeaklyTyped && !tensor.dtype.isBoolean)
  }

  /// The promotion of operands, of which there is at least one.
  init(of tensors: [Tensor]) {
    self = tensors.dropFirst().reduce(Promotion(of: tensors[0])) { $0.joined(with: Promotion(of: $1)) }
  }

  func joined(with other: Promotion) -> Promotion {
    if self == other { return self }
    // Numbers among themselves are promoted as if their dtypes were meant.
    if isWeak, other.isWeak { return Promotion(DType.promoted(dtype, other.dtype), isWeak: true) }
    if dtype == other.dtype { return Promotion(dtype, isWeak: false) }
    let left = PromotionPoint(dtype, isWeak: isWeak)
    let right = PromotionPoint(other.dtype, isWeak: other.isWeak)
    let join = left.joined(with: right)
    if let dtype = join.dtype { return Promotion(dtype, isWeak: false) }
    // A weak point has a dtype through the operand that it comes from; uint64 with a signed integer has none such.
    if join == left { return self }
    if join == right { return other }
    return Promotion(.float64, isWeak: true)
  }

  /// The promotion for an operation that has no integer results, such as a division.
  var inexact: Promotion {
    Promotion(dtype.inexactDType, isWeak: isWeak)
  }
}

extension DType {
  /// The dtype of an operation on tensors of two dtypes: the least one that JAX's lattice puts above both.
  ///
  ///     DType.promoted(.int8, .uint8)          // int16
  ///     DType.promoted(.int32, .float16)       // float16
  ///     DType.promoted(.float16, .bfloat16)    // float32
  ///     DType.promoted(.uint64, .int8)         // float64
  ///
  /// Numbers written in the program take part as numbers, not as tensors of a dtype: `x + 0.5` is of the dtype of a
  /// floating `x`, and `float32` for an integer `x`.
  public static func promoted(_ lhs: DType, _ rhs: DType) -> DType {
    if lhs == rhs { return lhs }
    // Weak only where uint64 meets a signed integer.
    return PromotionPoint(lhs, isWeak: false).joined(with: PromotionPoint(rhs, isWeak: false)).dtype ?? .float64
  }

  /// The dtype that an operation on tensors is carried out in, in view of which of them are numbers in the program.
  ///
  ///     let x = Tensor([1, 2], dtype: .float16)
  ///     DType.promoted(x, 2)  // float16
  public static func promoted(_ first: Tensor, _ others: Tensor...) -> DType {
    Promotion(of: [first] + others).dtype
  }

  /// The dtype that functions such as `exp` and the division give for an operand of this dtype: floating and complex
  /// dtypes stay, integers of 64 bits give `float64`, all others `float32`.
  public var inexactDType: DType {
    if isInexact { return self }
    return self == .int64 || self == .uint64 ? .float64 : .float32
  }
}

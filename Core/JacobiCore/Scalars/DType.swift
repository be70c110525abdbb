/// The type of the elements of a tensor, known at run time.
///
/// ```swift
/// let dtype = DType.bfloat16
/// dtype.byteCount          // 2
/// dtype.isFloating         // true
/// DType(name: "f32")       // .float32
/// ```
///
/// Every element type has a Swift type of the host, its ``scalarType``: `Float` for ``float32``, ``BFloat16`` for
/// ``bfloat16``, ``Complex64`` for ``complex64``.
public enum DType: UInt8, Hashable, Sendable, CaseIterable {
  case bool
  case int8
  case int16
  case int32
  case int64
  case uint8
  case uint16
  case uint32
  case uint64
  case float16
  case bfloat16
  case float32
  case float64
  case complex64
  case complex128
}

extension DType {
  /// The number of bytes that one element takes.
  @inlinable
  public var byteCount: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64, .complex64: 8
    case .complex128: 16
    }
  }
}

// MARK: - Kinds

extension DType {
  /// Whether the elements are truth values.
  @inlinable
  public var isBoolean: Bool { self == .bool }

  /// Whether the elements are integers with a sign.
  @inlinable
  public var isSignedInteger: Bool {
    switch self {
    case .int8, .int16, .int32, .int64: true
    default: false
    }
  }

  /// Whether the elements are integers without a sign. ``bool`` is not one of them.
  @inlinable
  public var isUnsignedInteger: Bool {
    switch self {
    case .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }

  /// Whether the elements are integers, with or without a sign.
  @inlinable
  public var isInteger: Bool { isSignedInteger || isUnsignedInteger }

  /// Whether the elements are real floating-point numbers.
  @inlinable
  public var isFloating: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// Whether the elements are complex numbers.
  @inlinable
  public var isComplex: Bool { self == .complex64 || self == .complex128 }

  /// Whether arithmetic on the elements rounds: floating-point and complex numbers. These are the types that have
  /// derivatives.
  @inlinable
  public var isInexact: Bool { isFloating || isComplex }
}

// MARK: - Real and complex counterparts

extension DType {
  /// The type of the real part of an element: ``float32`` for ``complex64``, the type itself if it is not complex.
  @inlinable
  public var realDType: DType {
    switch self {
    case .complex64: .float32
    case .complex128: .float64
    default: self
    }
  }

  /// The complex type that the elements become when an operation needs complex numbers.
  ///
  /// As in JAX, 64-bit numbers become ``complex128`` and narrower ones ``complex64``.
  @inlinable
  public var complexDType: DType {
    switch self {
    case .int64, .uint64, .float64, .complex128: .complex128
    default: .complex64
    }
  }
}

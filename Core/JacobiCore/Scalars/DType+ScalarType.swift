extension DType {
  /// The Swift type of one element on the host.
  ///
  /// Passing it to a generic function opens it, which turns a type known at run time into a static one:
  ///
  /// ```swift
  /// func fill<Scalar: TensorScalar>(_ type: Scalar.Type, with value: Double) -> [Double] {
  ///   [Scalar(converting: value).doubleValue]
  /// }
  /// fill(DType.int8.scalarType, with: 1000)   // [127.0]
  /// ```
  public var scalarType: any TensorScalar.Type {
    switch self {
    case .bool: return Bool.self
    case .int8: return Int8.self
    case .int16: return Int16.self
    case .int32: return Int32.self
    case .int64: return Int64.self
    case .uint8: return UInt8.self
    case .uint16: return UInt16.self
    case .uint32: return UInt32.self
    case .uint64: return UInt64.self
    case .float16:
      #if (os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64)
        fatalError("float16 is not available on Intel Macs, where Swift has no Float16; use bfloat16 or float32")
      #else
        return Float16.self
      #endif
    case .bfloat16: return BFloat16.self
    case .float32: return Float.self
    case .float64: return Double.self
    case .complex64: return Complex64.self
    case .complex128: return Complex128.self
    }
  }

  /// Whether elements of this type have a Swift type on this platform. Only ``float16`` on Intel Macs has none.
  public var isAvailable: Bool {
    #if (os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64)
      return self != .float16
    #else
      return true
    #endif
  }
}

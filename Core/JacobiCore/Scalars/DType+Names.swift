extension DType: CustomStringConvertible {
  /// The full name, as NumPy spells it: `"float32"`.
  public var name: String {
    switch self {
    case .bool: "bool"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .float32: "float32"
    case .float64: "float64"
    case .complex64: "complex64"
    case .complex128: "complex128"
    }
  }

  /// The short name, as programs print it: `"f32"`, `"i64"`, `"bf16"`, `"bool"`.
  public var shortName: String {
    switch self {
    case .bool: "bool"
    case .int8: "i8"
    case .int16: "i16"
    case .int32: "i32"
    case .int64: "i64"
    case .uint8: "u8"
    case .uint16: "u16"
    case .uint32: "u32"
    case .uint64: "u64"
    case .float16: "f16"
    case .bfloat16: "bf16"
    case .float32: "f32"
    case .float64: "f64"
    case .complex64: "c64"
    case .complex128: "c128"
    }
  }

  /// The type with this full or short name, or `nil` if there is none.
  ///
  /// ```swift
  /// DType(name: "float32")   // .float32
  /// DType(name: "f32")       // .float32
  /// DType(name: "float")     // nil
  /// ```
  public init?(name: some StringProtocol) {
    guard let match = DType.allCases.first(where: { $0.name == name || $0.shortName == name }) else { return nil }
    self = match
  }

  public var description: String { name }
}

/// Encoded as the short name, so that files do not depend on the order of the cases. The full name is accepted as well.
extension DType: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let dtype = DType(name: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not the name of a dtype")
    }
    self = dtype
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(shortName)
  }
}

/// In the parameters of a primitive a program is written as it is; other encoders are given its text as a string.
extension Program: Codable {
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? ParameterEncoder { return encoder.setContent(.program(self)) }
    var writer = ProgramWriter()
    writer.write(self)
    try writer.encodeText(of: self, to: encoder)
  }

  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? ParameterDecoder {
      self = try decoder.leaf()
    } else {
      self = try decoder.decodeText { (text) throws(ProgramParseError) in try Program(parsing: text) }
    }
  }
}

/// In the parameters of a primitive a value is written as a constant; other encoders are given the text of that,
/// such as `[1.0, 2.0]:f32[2]`, as a string.
extension TensorValue: Codable {
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? ParameterEncoder { return encoder.setContent(.constant(self)) }
    var writer = ProgramWriter()
    writer.write(self)
    try writer.encodeText(of: self, to: encoder)
  }

  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? ParameterDecoder {
      self = try decoder.leaf()
    } else {
      self = try decoder.decodeText { (text) throws(ProgramParseError) in
        var reader = ProgramReader(text)
        let value = try reader.constant()
        try reader.expectEnd()
        return value
      }
    }
  }
}

extension ProgramWriter {
  fileprivate func encodeText(of value: Any, to encoder: any Encoder) throws {
    if let failure {
      let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: failure)
      throw EncodingError.invalidValue(value, context)
    }
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Decoder {
  fileprivate func decodeText<Value>(_ parse: (String) throws(ProgramParseError) -> Value) throws -> Value {
    let text = try singleValueContainer().decode(String.self)
    do {
      return try parse(text)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }
}

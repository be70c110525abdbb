/// Known sizes are integers, all others strings in the form of ``description``: `128`, `"2*b + 1"`.
extension Dimension: Codable {
  /// Throws `EncodingError.invalidValue` for an overflow, which is no size.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let known {
      try container.encode(known)
    } else if isOverflow {
      let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "the size overflowed")
      throw EncodingError.invalidValue(self, context)
    } else {
      try container.encode(description)
    }
  }

  /// Throws `DecodingError.dataCorrupted` for text that ``init(parsing:)`` does not take.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int.self) {
      self.init(value)
      return
    }
    let text = try container.decode(String.self)
    guard let dimension = Dimension(parsing: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a dimension")
    }
    self = dimension
  }
}

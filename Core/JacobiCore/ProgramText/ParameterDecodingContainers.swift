/// Reads fields in braces.
struct ParameterFieldReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let fields: [ParameterValue.Field]
  let decoder: ParameterDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { fields.compactMap { Key(stringValue: $0.name) } }

  func contains(_ key: Key) -> Bool { decoder.positions[key.stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try value(forKey: key).isNone }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try child(forKey: key).whole(type)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    let child = try child(forKey: key)
    let container = try child.container(keyedBy: type)
    try child.requireNoUnknownFields()
    return container
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { throw decoder.rejectSuperclass() }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw decoder.rejectSuperclass() }

  func child(forKey key: Key) throws -> ParameterDecoder { decoder.child(try value(forKey: key), at: key) }

  private func value(forKey key: Key) throws -> ParameterValue {
    if let position = decoder.positions[key.stringValue] { return fields[position].value }
    let names = fields.map(\.name.escaped).joined(separator: ", ")
    let mismatch = ParameterMismatch(expected: "this field", found: names.isEmpty ? "no fields" : "only \(names)")
    throw DecodingError.keyNotFound(key, mismatch.context(at: codingPath))
  }
}

/// Reads elements in brackets.
struct ParameterElementReader: UnkeyedDecodingContainer {
  let elements: [ParameterValue]
  let decoder: ParameterDecoder
  private(set) var currentIndex = 0

  init(elements: [ParameterValue], decoder: ParameterDecoder) {
    self.elements = elements
    self.decoder = decoder
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    // Only an absent element is consumed.
    guard try next().value.isNone else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try next().whole(type)
    currentIndex += 1
    return value
  }

  mutating func decodeLeaf<Leaf: ParameterLeaf>() throws -> Leaf {
    let leaf: Leaf = try next().leaf()
    currentIndex += 1
    return leaf
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    let child = try next()
    let container = try child.container(keyedBy: type)
    try child.requireNoUnknownFields()
    currentIndex += 1
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try next().unkeyedContainer()
    currentIndex += 1
    return container
  }

  mutating func superDecoder() throws -> any Decoder { throw decoder.rejectSuperclass() }

  private func next() throws -> ParameterDecoder {
    if isAtEnd { throw decoder.mismatch("more than \(elements.count) elements") }
    return decoder.child(elements[currentIndex], at: ParameterIndex(currentIndex))
  }
}

/// Reads one value, in whatever form it has.
struct ParameterLeafReader: SingleValueDecodingContainer {
  let decoder: ParameterDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value.isNone }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.part(type) }
}

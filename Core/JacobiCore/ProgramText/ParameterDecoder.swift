/// Makes the parameters of a primitive from a ``ParameterValue``, through their `Codable` conformance.
///
/// Mistakes are thrown as `DecodingError`s, as conformances written by hand expect, with a ``ParameterMismatch`` as the
/// underlying error that tells them from the conformances' own.
final class ParameterDecoder: Decoder {
  let value: ParameterValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The fields that nothing has yet been found to read.
  private var unknownFields: [String] = []
  /// The positions of the fields of a record by their names.
  private(set) lazy var positions: [String: Int] = {
    guard case .record(let fields) = value.content else { return [:] }
    return Dictionary(fields.indices.map { (fields[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
  }()
  private var hasReadKeys = false

  static func decode<Value: Decodable>(_ type: Value.Type, from value: ParameterValue) throws -> Value {
    try ParameterDecoder(value, codingPath: []).whole(type)
  }

  init(_ value: ParameterValue, codingPath: [any CodingKey]) {
    self.value = value
    self.codingPath = codingPath
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .record(let fields) = value.content else { throw mismatch("fields in braces") }
    // A value may read its fields through several types of keys, so a field is unknown only if none of them has it.
    let candidates = hasReadKeys ? unknownFields : fields.map(\.name)
    unknownFields = candidates.filter { Key(stringValue: $0) == nil }
    hasReadKeys = true
    return KeyedDecodingContainer(ParameterFieldReader(fields: fields, decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value.content else { throw mismatch("an array in brackets") }
    return ParameterElementReader(elements: elements, decoder: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { ParameterLeafReader(decoder: self) }
}

extension ParameterDecoder {
  /// The value as one of a given type, which must account for all its fields.
  func whole<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value: Value
    do {
      value = try part(type)
    } catch let error as DecodingError where error.mismatch == nil {
      // What a conformance says of a field that it does not know, if anything, is less clear.
      try requireNoUnknownFields()
      throw error
    }
    try requireNoUnknownFields()
    return value
  }

  /// The value as one of a given type, which may share its fields with others.
  func part<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let leaf = type as? any ParameterLeaf.Type { return try self.leaf(leaf) as! Value }
    return try Value(from: self)
  }

  /// The value as a leaf.
  func leaf<Leaf: ParameterLeaf>(_ type: Leaf.Type = Leaf.self) throws -> Leaf {
    guard let leaf = Leaf(parameterContent: value.content) else { throw mismatch(Leaf.parameterForm) }
    return leaf
  }

  func child(_ value: ParameterValue, at key: any CodingKey) -> ParameterDecoder {
    ParameterDecoder(value, codingPath: codingPath + [key])
  }

  func requireNoUnknownFields() throws {
    guard let name = unknownFields.first else { return }
    let path = codingPath + [FieldName(stringValue: name)]
    throw DecodingError.dataCorrupted(
      ParameterMismatch(expected: "no such field", found: name.escaped).context(at: path))
  }

  func mismatch(_ expected: String) -> DecodingError {
    .dataCorrupted(ParameterMismatch(expected: expected, found: value.summary).context(at: codingPath))
  }

  func rejectSuperclass() -> DecodingError { mismatch("parameters that are no classes that inherit") }
}

/// What a parameter should be and what it is.
struct ParameterMismatch: Error {
  var expected: String
  var found: String

  func context(at path: [any CodingKey]) -> DecodingError.Context {
    .init(codingPath: path, debugDescription: "expected \(expected), found \(found)", underlyingError: self)
  }
}

extension DecodingError {
  var context: Context {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      context
    @unknown default:
      Context(codingPath: [], debugDescription: "\(self)")
    }
  }

  /// What is wrong, unless a conformance written by hand says so in its own words.
  var mismatch: ParameterMismatch? { context.underlyingError as? ParameterMismatch }
}

/// A name that no type of keys has.
private struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) { nil }
}

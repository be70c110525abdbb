/// Turns the parameters of a primitive into a ``ParameterValue``, through their `Codable` conformance.
///
///     try ParameterEncoder.value(of: Reduce(axes: [0], limit: nil))   // {axes: [0], limit: none}
///
/// Fields keep the order in which they are encoded, and optional ones without a value are written as `none`.
final class ParameterEncoder: Encoder {
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private var content = Content.empty
  private let diagnosis: Diagnosis

  private enum Content {
    case empty
    case leaf(ParameterValue.Content)
    case array([Part])
    case record([(name: String, part: Part)], positions: [String: Int])
  }

  /// A nested container is still being filled while its parent is.
  private enum Part {
    case complete(ParameterValue)
    case open(ParameterEncoder)

    var value: ParameterValue {
      switch self {
      case .complete(let value): value
      case .open(let encoder): encoder.value
      }
    }
  }

  /// The first mistake in a call that cannot throw.
  private final class Diagnosis {
    var message: String?
  }

  static func value(of parameters: some Encodable) throws -> ParameterValue {
    let encoder = ParameterEncoder(codingPath: [], diagnosis: Diagnosis())
    try encoder.set(parameters)
    guard let message = encoder.diagnosis.message else { return encoder.value }
    throw EncodingError.invalidValue(parameters, .init(codingPath: [], debugDescription: message))
  }

  private init(codingPath: [any CodingKey], diagnosis: Diagnosis) {
    self.codingPath = codingPath
    self.diagnosis = diagnosis
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    switch content {
    case .empty: content = .record([], positions: [:])
    case .record: break
    case .leaf, .array: mixed()
    }
    return KeyedEncodingContainer(ParameterFieldWriter(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    switch content {
    case .empty: content = .array([])
    case .array: break
    case .leaf, .record: mixed()
    }
    return ParameterElementWriter(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { ParameterLeafWriter(encoder: self) }

  func diagnose(_ message: String) {
    if diagnosis.message == nil { diagnosis.message = message }
  }

  private func mixed() {
    diagnose("the value at '\(codingPath.parameterPath)' is encoded in containers of different kinds")
  }
}

// MARK: - Adding parts

extension ParameterEncoder {
  private var value: ParameterValue {
    switch content {
    case .empty: ParameterValue(content: .record([]))
    case .leaf(let content): ParameterValue(content: content)
    case .array(let parts): ParameterValue(content: .array(parts.map(\.value)))
    case .record(let fields, _):
      ParameterValue(content: .record(fields.map { ParameterValue.Field(name: $0.name, value: $0.part.value) }))
    }
  }

  var count: Int {
    if case .array(let parts) = content { parts.count } else { 0 }
  }

  func setContent(_ leaf: ParameterValue.Content) {
    if case .empty = content { content = .leaf(leaf) } else { mixed() }
  }

  /// Makes this encoder hold a whole value, or adds the fields of one more value to those that are there.
  func set<Value: Encodable>(_ value: Value) throws {
    if let leaf = value as? any ParameterLeaf {
      setContent(try content(of: leaf, at: codingPath))
    } else {
      try value.encode(to: self)
      if value is any Unordered { sort() }
    }
  }

  func append(_ value: some Encodable) throws {
    append(.complete(try encoded(value, at: ParameterIndex(count))))
  }

  func set(_ value: some Encodable, forKey key: some CodingKey) throws {
    set(.complete(try encoded(value, at: key)), named: key.stringValue)
  }

  func appendNone() { append(.complete(.none)) }
  func setNone(forKey key: some CodingKey) { set(.complete(.none), named: key.stringValue) }

  func appendChild() -> ParameterEncoder {
    let child = ParameterEncoder(codingPath: codingPath + [ParameterIndex(count)], diagnosis: diagnosis)
    append(.open(child))
    return child
  }

  func setChild(forKey key: some CodingKey) -> ParameterEncoder {
    let child = ParameterEncoder(codingPath: codingPath + [key], diagnosis: diagnosis)
    set(.open(child), named: key.stringValue)
    return child
  }

  /// An encoder for what has no place in a program's text: classes with superclasses.
  func rejectSuperclass() -> any Encoder {
    diagnose("the parameters of a primitive cannot be classes that inherit: 'super' has no text")
    return ParameterEncoder(codingPath: codingPath, diagnosis: diagnosis)
  }

  private func encoded(_ value: some Encodable, at key: some CodingKey) throws -> ParameterValue {
    if let leaf = value as? any ParameterLeaf {
      return ParameterValue(content: try content(of: leaf, at: codingPath + [key]))
    }
    let child = ParameterEncoder(codingPath: codingPath + [key], diagnosis: diagnosis)
    try child.set(value)
    return child.value
  }

  private func content(
    of leaf: any ParameterLeaf, at path: @autoclosure () -> [any CodingKey]
  ) throws -> ParameterValue.Content {
    if let content = leaf.parameterContent { return content }
    let message = "\(type(of: leaf)) '\(path().parameterPath)' overflowed and has no text"
    throw EncodingError.invalidValue(leaf, .init(codingPath: path(), debugDescription: message))
  }

  private func append(_ part: Part) {
    guard case .array(var parts) = content else { return }
    // Leaves the local array as the only reference, so that appending does not copy it.
    content = .empty
    parts.append(part)
    content = .array(parts)
  }

  private func set(_ part: Part, named name: String) {
    guard case .record(var fields, var positions) = content else { return }
    content = .empty
    if let position = positions[name] {
      fields[position].part = part
    } else {
      positions[name] = fields.count
      fields.append((name, part))
    }
    content = .record(fields, positions: positions)
  }
}

// MARK: - Collections without an order

/// A collection whose order differs from run to run, while the text of a program must not.
private protocol Unordered {}
extension Dictionary: Unordered {}
extension Set: Unordered {}

extension ParameterEncoder {
  private func sort() {
    switch value.content {
    case .record(let fields):
      content = .empty
      _ = container(keyedBy: ParameterIndex.self)
      for field in fields.sorted(by: { $0.name < $1.name }) { set(.complete(field.value), named: field.name) }
    case .array(let elements):
      content = .array(elements.map { ($0, ProgramWriter.text(of: $0)) }.sorted { $0.1 < $1.1 }.map { .complete($0.0) })
    default: break
    }
  }
}

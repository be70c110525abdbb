/// A parameter of a primitive, between its Swift value and its text.
struct ParameterValue: Sendable {
  enum Content: Sendable {
    /// A number, a Boolean, the name of a dtype, a size, or `none`: the type of the Swift value says which it is.
    case word(String)
    case string(String)
    case type(TensorType)
    case constant(TensorValue)
    case program(Program)
    case array([ParameterValue])
    case record([Field])
  }

  struct Field: Sendable {
    var name: String
    var value: ParameterValue
  }

  var content: Content
  /// Where it begins in the text that it was read from.
  var offset = 0

  static let none = ParameterValue(content: .word("none"))

  var isNone: Bool {
    if case .word("none") = content { true } else { false }
  }

  /// What it is, for messages.
  var summary: String {
    switch content {
    case .word(let word): "`\(word.escaped)`"
    case .string(let string): string.quoted
    case .type(let type): "the type \(type)"
    case .constant(let value): "a constant of type \(value.type)"
    case .program: "a program"
    case .array(let elements): "an array of \(elements.count)"
    case .record: "fields in braces"
    }
  }

  /// The offset of the innermost part on a coding path that exists.
  func offset(at path: some Sequence<any CodingKey>) -> Int {
    var part = self
    for key in path {
      switch part.content {
      case .record(let fields):
        guard let field = fields.first(where: { $0.name == key.stringValue }) else { return part.offset }
        part = field.value
      case .array(let elements):
        guard let index = key.intValue, elements.indices.contains(index) else { return part.offset }
        part = elements[index]
      default:
        return part.offset
      }
    }
    return part.offset
  }
}

/// The position of an element in an array.
struct ParameterIndex: CodingKey {
  let index: Int

  init(_ index: Int) {
    self.index = index
  }

  init?(intValue: Int) {
    index = intValue
  }

  init?(stringValue: String) {
    guard let index = Int(stringValue) else { return nil }
    self.index = index
  }

  var intValue: Int? { index }
  var stringValue: String { "\(index)" }
}

extension Sequence<any CodingKey> {
  /// `window.sizes[2]`.
  var parameterPath: String {
    reduce(into: "") { path, key in
      if let index = key as? ParameterIndex {
        path += "[\(index.index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + key.stringValue.escaped
      }
    }
  }
}

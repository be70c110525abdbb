/// Writes programs and their parts in the form described at ``Program/description``.
struct ProgramWriter {
  private(set) var text = ""
  /// Why the text does not parse back: a parameter that has no text.
  private(set) var failure: String?
  private let isAnnotated: Bool
  private var depth = 0
  /// The numbers that stand for operands which are arrays, by their memory; `nil` where their elements are written.
  private var arrayNumbers: [ObjectIdentifier: Int]?

  init(isAnnotated: Bool = false, numbersArrays: Bool = false) {
    self.isAnnotated = isAnnotated
    arrayNumbers = numbersArrays ? [:] : nil
  }

  static func text(of value: ParameterValue) -> String {
    var writer = ProgramWriter()
    writer.write(value)
    return writer.text
  }

  mutating func append(_ part: String) { text += part }

  mutating func write(_ program: Program) {
    text += "("
    writeList(program.inputs) { $0.writeDefinition($1) }
    text += ") {\n"
    depth += 1
    for equation in program.equations {
      indent()
      write(equation)
      text += "\n"
    }
    indent()
    text += program.outputs.isEmpty ? "return" : "return "
    writeList(program.outputs) { $0.write($1) }
    depth -= 1
    text += "\n"
    indent()
    text += "}"
  }

  private mutating func write(_ equation: Equation) {
    if equation.outputs.isEmpty { text += "()" }
    writeList(equation.outputs) { $0.writeDefinition($1) }
    text += " = \(type(of: equation.primitive).id.asName)("
    writeList(equation.inputs) { $0.write($1) }
    text += ")"
    writeParameters(of: equation.primitive)
    if isAnnotated { writeProvenance(of: equation) }
  }

  private mutating func writeDefinition(_ variable: Variable) {
    text += "%\(variable.index): \(variable.type)"
  }

  private mutating func write(_ atom: Atom) {
    switch atom {
    case .variable(let variable): text += "%\(variable.index)"
    case .constant(let value) where arrayNumbers != nil && value.elementCount != 1: writeNumber(of: value)
    case .constant(let value): write(value)
    }
  }

  private mutating func writeNumber(of array: TensorValue) {
    let number = arrayNumbers?.count ?? 0
    text += "#\(arrayNumbers?[ObjectIdentifier(array.buffer), default: number] ?? number):\(array.type)"
    if arrayNumbers?[ObjectIdentifier(array.buffer)] == nil { arrayNumbers?[ObjectIdentifier(array.buffer)] = number }
  }

  private mutating func writeProvenance(of equation: Equation) {
    let notes = [equation.site.location?.description ?? "", equation.nameScope].filter { !$0.isEmpty }
    // A line break in a name must not end the comment.
    if !notes.isEmpty { text += "  // " + notes.joined(separator: " ").escaped }
  }

  private mutating func writeList<Element>(
    _ elements: some Sequence<Element>, _ write: (inout ProgramWriter, Element) -> Void
  ) {
    var isFirst = true
    for element in elements {
      if !isFirst { text += ", " }
      isFirst = false
      write(&self, element)
    }
  }

  private mutating func indent() {
    for _ in 0..<depth { text += "  " }
  }
}

// MARK: - Parameters

extension ProgramWriter {
  private mutating func writeParameters(of primitive: some Primitive) {
    do {
      let parameters = try ParameterEncoder.value(of: primitive)
      switch parameters.content {
      case .record(let fields) where fields.isEmpty: return
      case .record:
        text += " "
        write(parameters)
      default:
        text += " with ("
        write(parameters)
        text += ")"
      }
    } catch {
      let message = (error as? EncodingError)?.message ?? "\(error)"
      text += " {<\(message.escaped)>}"
      if failure == nil { failure = "\(type(of: primitive).id): \(message)" }
    }
  }

  private mutating func write(_ value: ParameterValue) {
    switch value.content {
    case .word(let word): text += word
    case .string(let string): text += string.quoted
    case .type(let type): text += type.description
    case .constant(let value): write(value)
    case .program(let program): write(program)
    case .array(let elements):
      text += "["
      writeList(elements) { $0.write($1) }
      text += "]"
    case .record(let fields):
      text += "{"
      writeList(fields) { writer, field in
        writer.text += "\(field.name.asName): "
        writer.write(field.value)
      }
      text += "}"
    }
  }
}

extension EncodingError {
  fileprivate var message: String? {
    if case .invalidValue(_, let context) = self { context.debugDescription } else { nil }
  }
}

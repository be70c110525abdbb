import JacobiCore

/// The equations of a program by what they define, and how often each value is used.
struct DefinitionTable {
  struct Definition {
    /// The number of the equation.
    var equation: Int
    /// The number of the result.
    var output: Int
  }

  let program: Program
  /// By the index of the variable; `nil` for inputs.
  private(set) var definitions: [Definition?]
  /// The constants that are arrays, by their number.
  private(set) var constants: [TensorValue] = []
  private var constantNumbers: [ObjectIdentifier: Int] = [:]
  private var uniformElements: [ObjectIdentifier: TensorValue] = [:]

  init(_ program: Program) {
    self.program = program
    definitions = .init(repeating: nil, count: program.inputs.count)
    for (number, equation) in program.equations.enumerated() {
      for output in equation.outputs.indices { definitions.append(Definition(equation: number, output: output)) }
    }
    for equation in program.equations {
      for case .constant(let value) in equation.inputs { register(value) }
    }
    for case .constant(let value) in program.outputs { register(value) }
  }

  private mutating func register(_ value: TensorValue) {
    let identity = ObjectIdentifier(value.buffer)
    guard value.elementCount != 1, constantNumbers[identity] == nil else { return }
    constantNumbers[identity] = constants.count
    constants.append(value)
    if let element = value.uniformElement { uniformElements[identity] = element }
  }

  /// The element of an array all of whose elements are the same.
  func uniformElement(of constant: TensorValue) -> TensorValue? { uniformElements[ObjectIdentifier(constant.buffer)] }

  /// What stands for an array among the constants: a number below 0, where those of variables are not.
  func storage(of atom: Atom) -> Int {
    switch atom {
    case .variable(let variable): variable.index
    case .constant(let value): -1 - constantNumbers[ObjectIdentifier(value.buffer)]!
    }
  }

  func definition(of variable: Int) -> (equation: Equation, output: Int)? {
    guard variable >= 0, let definition = definitions[variable] else { return nil }
    return (program.equations[definition.equation], definition.output)
  }
}

extension TensorValue {
  /// The element that all others are equal to, bit for bit; `nil` for values without elements.
  fileprivate var uniformElement: TensorValue? {
    let (size, bytes) = (dtype.byteCount, buffer.bytes.prefix(type.byteCount))
    guard elementCount > 0, bytes.dropLast(size).elementsEqual(bytes.dropFirst(size)) else { return nil }
    let element = TensorValue(uninitialized: type.with(shape: []))
    // SAFETY: the buffer holds at least one element, which is what the new one has room for.
    element.buffer.pointer.copyMemory(from: buffer.pointer, byteCount: size)
    return element
  }
}

import JacobiCore
import JacobiPrimitives

/// What code has at hand wherever it runs: the frame of the run, and the tables of constants and functions.
struct CodeEnvironment {
  /// A pointer to the `JacobiFrame`.
  var frame: IRValue
  var arena: IRValue
  /// An array of pointers to the constants of all programs.
  var constants: IRValue
  /// An array of pairs: the address of a function, its context.
  var calls: IRValue
}

/// Writes a program's steps into a function.
final class ProgramEmitter {
  let code: FunctionCode
  let layout: ProgramLayout
  /// Where this program's part of the arena begins.
  let arena: IRValue
  /// Where outputs are to be written; `nil` for those of one element that are wanted in registers.
  let destinations: [IRValue?]
  private(set) var values: [Int: Storage] = [:]
  /// The scope of values on the stack that several steps need.
  private var scope = 0

  init(_ code: FunctionCode, _ layout: ProgramLayout, inputs: [Storage], arena: IRValue, destinations: [IRValue?]) {
    self.code = code
    self.layout = layout
    self.arena = arena
    self.destinations = destinations
    for (number, input) in inputs.enumerated() { values[number] = input }
  }

  var builder: IRBuilder { code.builder }

  /// Writes all steps; returns where the outputs are.
  func emit() throws -> [Storage] {
    try code.stack.scoped {
      scope = code.stack.scope
      for (number, step) in layout.steps.enumerated() { try code.stack.scoped { try emit(step, number) } }
      return layout.program.outputs.indices.map(output)
    }
  }

  private func emit(_ step: FusionPlan.Step, _ number: Int) throws {
    switch step {
    case .loops(let loops): emit(loops, number)
    case .operation(let equation): try emit(layout.program.equations[equation], equation)
    }
  }

  /// Memory on the stack that lasts as long as the values of this program.
  func stack(_ type: TensorType) -> IRValue { code.stack(type, in: scope) }

  private func output(_ number: Int) -> Storage {
    let atom = layout.program.outputs[number]
    let present = storage(of: atom)
    guard let destination = destinations[number] else { return .register(element(present, atom.type)) }
    if case .memory(let pointer) = present, pointer.reference == destination.reference { return present }
    copy(present, atom.type, to: destination)
    return .memory(destination)
  }

  // MARK: Values

  func storage(of atom: Atom) -> Storage {
    switch atom {
    case .variable(let variable):
      guard let storage = values[variable.index] else {
        preconditionFailure("internal error: %\(variable.index) is used before it is computed")
      }
      return storage
    case .constant(let value):
      return value.elementCount == 1 ? .register(builder.constant(value)) : .memory(code.constant(value))
    }
  }

  func storage(ofNumber number: Int) -> Storage {
    if number < 0 { return .memory(code.constant(layout.plan.table.constants[-1 - number])) }
    guard let storage = values[number] else {
      preconditionFailure("internal error: %\(number) is used before it is computed")
    }
    return storage
  }

  /// A value of one element.
  func element(_ storage: Storage, _ type: TensorType) -> Element {
    switch storage {
    case .register(let element): element
    case .memory(let pointer): code.load(pointer, type.dtype)
    }
  }

  /// Memory that holds a value.
  func pointer(_ storage: Storage, _ type: TensorType) -> IRValue {
    if case .memory(let pointer) = storage { return pointer }
    let place = code.stack(type)
    copy(storage, type, to: place)
    return place
  }

  func copy(_ storage: Storage, _ type: TensorType, to destination: IRValue) {
    switch storage {
    case .register(let element): code.store(element, destination, type.dtype)
    case .memory(let source): code.copy(type, from: source, to: destination)
    }
  }

  /// The memory that a place stands for; `nil` for those that are no memory.
  func memory(for variable: Int, _ type: TensorType) -> IRValue? {
    switch layout.places[variable] {
    case .arena(let offset):
      builder.offset(arena, by: builder.integer(offset, .integer(64)), of: .integer(8))
    case .stack: stack(type)
    case .output(let number): destinations[number] ?? stack(type)
    case .sharing(let operand): shared(storage(ofNumber: operand), type)
    case .register, .nowhere, .row, nil: nil
    }
  }

  /// The memory of a value that nobody reads any more; one in registers gets some.
  private func shared(_ storage: Storage, _ type: TensorType) -> IRValue {
    if case .memory(let pointer) = storage { return pointer }
    let place = stack(type)
    copy(storage, type, to: place)
    return place
  }

  func set(_ variable: Int, _ storage: Storage) { values[variable] = storage }

  // MARK: Steps

  private func emit(_ loops: FusedLoops, _ number: Int) {
    var places: [Int: IRValue] = [:]
    for member in loops.members {
      guard let pointer = memory(for: member.variable, member.type) else { continue }
      if case .update = member.kind, case .sharing = layout.places[member.variable] {
      } else if case .update = member.kind {
        guard let definition = layout.plan.table.definition(of: member.variable) else { continue }
        copy(storage(of: definition.equation.inputs[0]), member.type, to: pointer)
      }
      places[member.variable] = pointer
    }
    var rows: [Int: TensorType] = [:]
    for member in loops.members {
      if case .row(let count) = layout.places[member.variable] {
        rows[member.variable] = TensorType(member.type.dtype, [Dimension(StridedAccess.wholeGroups(count))])
      }
    }
    let operands: (Int) -> Storage = { self.storage(ofNumber: $0) }
    let split = code.mayFork ? ParallelSplit(loops, target: code.target, isRepeated: code.isRepeated) : nil
    let registers =
      if let split {
        ParallelLoops(code: code, loops: loops, places: places, rows: rows, storage: operands, split: split).emit()
      } else {
        LoopsEmitter(code, loops, places, rows: rows, storage: operands).emit()
      }
    for member in loops.members {
      if let pointer = places[member.variable] {
        values[member.variable] = .memory(pointer)
      } else if let element = registers[member.variable] {
        values[member.variable] = .register(element)
      }
    }
  }

  private func emit(_ equation: Equation, _ index: Int) throws {
    switch layout.operations[index] {
    case .call(let call, let scratch): emit(call, scratch, equation)
    case .programs(let layouts, let offset):
      let memory = builder.offset(arena, by: builder.integer(offset, .integer(64)), of: .integer(8))
      try emitPrograms(layouts, equation, memory)
    case nil: preconditionFailure("internal error: an operation without a place")
    }
  }

  private func emit(_ call: LibraryCall, _ scratch: Int, _ equation: Equation) {
    let operands = equation.inputs.map { pointer(storage(of: $0), $0.type) }
    var results: [IRValue] = []
    for output in equation.outputs {
      let place = memory(for: output.index, output.type) ?? stack(output.type)
      results.append(place)
      values[output.index] = .memory(place)
    }
    let memory = builder.offset(arena, by: builder.integer(scratch, .integer(64)), of: .integer(8))
    code.call(call, operands: operands, results: results, scratch: memory)
  }
}

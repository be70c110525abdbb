import JacobiCore

/// What code refers to by number — constants, calls of libraries —, by its place in the program that the code was made from.
///
/// A place is a path: the number of an equation, then of one of the programs that it runs, and so on; at the end the number of
/// an equation, and for constants that of its operand. The operands of the equation behind the last one are the outputs.
struct CodeReferences: Equatable {
  struct Call: Equatable {
    var path: [Int]
    /// Of the call that the code was made for: others may need more memory than the code has for it.
    var name: String
    var scratchByteCount: Int
  }

  var constants: [[Int]]
  var calls: [Call]
}

extension CodeReferences {
  /// `nil` when something is not part of the program.
  init?(_ tables: CodeTables, of layout: ProgramLayout) {
    var places = Places()
    places.visit(layout, [])
    (constants, calls) = ([], [])
    for value in tables.constants {
      guard let path = places.constants[ObjectIdentifier(value.buffer)] else { return nil }
      constants.append(path)
    }
    for call in tables.calls {
      guard let path = places.calls[CallIdentity(call)] else { return nil }
      calls.append(Call(path: path, name: call.name, scratchByteCount: call.scratchByteCount))
    }
  }

  private struct CallIdentity: Hashable {
    var context: ObjectIdentifier
    var function: Int
    var scratchByteCount: Int

    init(_ call: LibraryCall) {
      context = ObjectIdentifier(call.context)
      // SAFETY: a function of C is its address.
      function = unsafeBitCast(call.function, to: Int.self)
      scratchByteCount = call.scratchByteCount
    }
  }

  private struct Places {
    var constants: [ObjectIdentifier: [Int]] = [:]
    var calls: [CallIdentity: [Int]] = [:]

    mutating func visit(_ layout: ProgramLayout, _ path: [Int]) {
      let equations = layout.program.equations
      for (number, equation) in equations.enumerated() {
        visit(equation.inputs, path + [number])
        switch layout.operations[number] {
        case .call(let call, _): calls[CallIdentity(call)] = path + [number]
        case .programs(let layouts, _):
          for (index, inner) in layouts.enumerated() { visit(inner, path + [number, index]) }
        case nil: continue
        }
      }
      visit(layout.program.outputs, path + [equations.count])
    }

    private mutating func visit(_ atoms: [Atom], _ path: [Int]) {
      for case (let number, .constant(let value)) in atoms.enumerated() {
        constants[ObjectIdentifier(value.buffer)] = path + [number]
      }
    }
  }

  /// What a path does not lead to.
  struct Mismatch: Error {}

  /// The constants and calls themselves, in a program that is equal to the one that they were taken from, but for the numbers in
  /// arrays.
  func tables(for program: Program, _ context: CompilationContext) throws -> CodeTables {
    var programs = ProgramsByPath(root: program)
    let tables = CodeTables()
    for path in constants {
      guard path.count >= 2 else { throw Mismatch() }
      let program = try programs.program(path.dropLast(2))
      let (equation, operand) = (path[path.count - 2], path[path.count - 1])
      let atoms: [Atom]
      if program.equations.indices.contains(equation) {
        atoms = program.equations[equation].inputs
      } else {
        atoms = program.outputs
      }
      guard atoms.indices.contains(operand), case .constant(let value) = atoms[operand] else { throw Mismatch() }
      tables.add(value)
    }
    for call in calls {
      guard let equation = call.path.last else { throw Mismatch() }
      let program = try programs.program(call.path.dropLast())
      guard program.equations.indices.contains(equation) else { throw Mismatch() }
      let present = try context.call(for: program.equations[equation])
      // The memory may depend on the number of threads, and more than is needed is no harm.
      guard present.name == call.name, present.scratchByteCount <= call.scratchByteCount else { throw Mismatch() }
      tables.add(present)
    }
    return tables
  }

  private struct ProgramsByPath {
    var known: [ArraySlice<Int>: Program]

    init(root: Program) { known = [[]: root] }

    mutating func program(_ path: ArraySlice<Int>) throws -> Program {
      if let program = known[path] { return program }
      guard path.count >= 2 else { throw Mismatch() }
      let outer = try program(path.dropLast(2))
      let (equation, number) = (path[path.endIndex - 2], path[path.endIndex - 1])
      guard outer.equations.indices.contains(equation),
        let inner = try NativeBodies.programs(of: outer.equations[equation]), inner.indices.contains(number)
      else { throw Mismatch() }
      known[path] = inner[number]
      return inner[number]
    }
  }
}

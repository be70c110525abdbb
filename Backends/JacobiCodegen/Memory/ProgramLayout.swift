import JacobiCore
import JacobiPrimitives

/// Where a value of a program is kept.
enum ValuePlace: Equatable {
  /// Nowhere: the loops that compute it are the only ones that need it, at once.
  case nowhere
  case register
  /// A row of it in memory, on the stack of the thread that computes it.
  case row(Int)
  case arena(Int)
  /// On the stack: small, and a candidate for registers.
  case stack
  /// Where the caller wants an output.
  case output(Int)
  /// In the memory of another value, which it takes over.
  case sharing(Int)
}

/// A program with its steps, and a place for each value: all that is decided before code is written.
struct ProgramLayout {
  /// An equation that is not carried out by loops.
  enum Operation {
    /// By calling a function.
    case call(LibraryCall, scratch: Int)
    /// By running programs.
    case programs([ProgramLayout], arena: Int)
  }

  let program: Program
  let plan: FusionPlan
  private(set) var steps: [FusionPlan.Step]
  private(set) var places: [Int: ValuePlace] = [:]
  private(set) var operations: [Int: Operation] = [:]
  private(set) var arena = Arena()
  private let lastUse: [Int: Int]
  private let takenOver: TakenOverMemory

  /// - Parameter carries: inputs that may be overwritten when they end up as the given output.
  init(_ program: Program, _ context: CompilationContext, carries: [Int: Int] = [:]) throws {
    self.program = program
    plan = try FusionPlan(program)
    steps = plan.steps
    lastUse = ProgramLayout.lastUses(plan)
    takenOver = TakenOverMemory(plan, lastUse: lastUse, carries: carries)
    for number in steps.indices {
      switch steps[number] {
      case .loops(let loops): steps[number] = .loops(place(loops, number))
      case .operation(let equation): try place(program.equations[equation], equation, number, context)
      }
    }
  }

  /// Whether an output lies in the memory of an input.
  func isInPlace(output: Int) -> Int? {
    guard let variable = program.outputs[output].variable, let home = takenOver.homes[variable.index],
      home < program.inputs.count
    else { return nil }
    return home
  }

  /// The last step that reads each value; outputs are read after all steps.
  private static func lastUses(_ plan: FusionPlan) -> [Int: Int] {
    var result: [Int: Int] = [:]
    let program = plan.table.program
    for (number, step) in plan.steps.enumerated() {
      switch step {
      case .loops(let loops):
        for load in loops.graph.loads { result[load.variable] = number }
        for member in loops.members {
          if case .update = member.kind, let operand = plan.updated(by: member.variable) { result[operand] = number }
        }
      case .operation(let equation):
        for case .variable(let variable) in program.equations[equation].inputs { result[variable.index] = number }
      }
    }
    for case .variable(let variable) in program.outputs { result[variable.index] = plan.steps.count }
    return result
  }

  /// Longer ones would not stay in the nearest cache, and the stack of a thread has little room.
  private static let longestRow = 16_384

  private mutating func place(_ loops: FusedLoops, _ number: Int) -> FusedLoops {
    var rows = Set<Int>()
    let readLater = loops.valuesReadLater()
    for member in loops.members {
      let variable = member.variable
      if case .update = member.kind {
        places[variable] = memory(variable, member.type, number)
        continue
      }
      let isUsedElsewhere = lastUse[variable].map { $0 > number } ?? false
      switch loops.place(
        of: member, isReadLater: readLater.contains(variable), isUsedElsewhere: isUsedElsewhere)
      {
      case .nowhere: places[variable] = .nowhere
      case .register: places[variable] = .register
      case .row(let count) where count * member.type.dtype.byteCount > ProgramLayout.longestRow:
        places[variable] = memory(variable, member.type, number)
      case .row(let count):
        places[variable] = .row(count)
        rows.insert(variable)
      case .memory: places[variable] = memory(variable, member.type, number)
      }
    }
    return loops.keepingRows(of: rows)
  }

  private mutating func memory(_ variable: Int, _ type: TensorType, _ number: Int) -> ValuePlace {
    if let home = takenOver.homes[variable] { return .sharing(home) }
    let final = takenOver.last[variable] ?? variable
    if let output = program.outputs.firstIndex(where: { $0.variable?.index == final }) { return .output(output) }
    if type.elementCount <= UnrolledLoops.limit { return .stack }
    let end = max(lastUse[final] ?? number, lastUse[variable] ?? number, number)
    return .arena(arena.place(byteCount: type.byteCount, from: number, through: end))
  }

  private mutating func place(
    _ equation: Equation, _ index: Int, _ number: Int, _ context: CompilationContext
  ) throws {
    for output in equation.outputs { places[output.index] = memory(output.index, output.type, number) }
    if let bodies = try NativeBodies(equation, context) {
      operations[index] = .programs(
        bodies.layouts, arena: arena.place(byteCount: bodies.byteCount, from: number, through: number))
    } else {
      let call = try context.call(for: equation)
      operations[index] = .call(
        call, scratch: arena.place(byteCount: call.scratchByteCount, from: number, through: number))
    }
  }
}

extension FusionPlan {
  /// The value over which an update is written; `nil` for a constant.
  func updated(by variable: Int) -> Int? {
    table.definition(of: variable)?.equation.inputs[0].variable?.index
  }
}

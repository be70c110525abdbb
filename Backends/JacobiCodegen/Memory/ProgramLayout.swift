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
  /// In the memory of the value that it is an update of.
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
  /// By the index of the variable; the first output for those that are several.
  private let outputs: [Int: Int]
  /// Of the values on the stack.
  private var stackByteCount = 0

  /// - Parameter carries: inputs that may be overwritten when they end up as the given output.
  init(_ program: Program, _ context: CompilationContext, carries: [Int: Int] = [:]) throws {
    self.program = program
    plan = try FusionPlan(program)
    steps = plan.steps
    lastUse = ProgramLayout.lastUses(plan)
    takenOver = try TakenOverMemory(plan, context, lastUse: lastUse, carries: carries)
    outputs = Dictionary(
      program.outputs.enumerated().compactMap { number, atom in atom.variable.map { ($0.index, number) } },
      uniquingKeysWith: { first, _ in first })
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

  /// Whether a value lies in the memory of another one.
  func isSharing(_ variable: Int) -> Bool {
    if case .sharing = places[variable] { true } else { false }
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

  /// Longer ones would not stay in the nearest cache, and the stack of a thread has little room: for the rows of loops that
  /// are fused, and for the small values of a program.
  private static let (longestRow, longestRows, largestStack) = (16_384, 65_536, 16_384)

  private mutating func place(_ loops: FusedLoops, _ number: Int) -> FusedLoops {
    var (rows, rowByteCount) = (Set<Int>(), 0)
    let readLater = loops.valuesReadLater()
    for member in loops.members where places[member.variable] == nil {
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
      case .row(let count)
      where count > ProgramLayout.longestRow / member.type.dtype.byteCount
        || rowByteCount + count * member.type.dtype.byteCount > ProgramLayout.longestRows:
        places[variable] = memory(variable, member.type, number)
      case .row(let count):
        places[variable] = .row(count)
        rowByteCount += Arena.rounded(count * member.type.dtype.byteCount)
        rows.insert(variable)
      case .memory: places[variable] = memory(variable, member.type, number)
      }
    }
    return loops.keepingRows(of: rows)
  }

  private mutating func memory(_ variable: Int, _ type: TensorType, _ number: Int) -> ValuePlace {
    if let operand = takenOver.previous[variable] { return .sharing(operand) }
    let final = takenOver.last[variable] ?? variable
    if let output = outputs[final] { return .output(output) }
    if type.elementCount <= UnrolledLoops.limit, stackByteCount < ProgramLayout.largestStack {
      stackByteCount += Arena.rounded(type.byteCount)
      return .stack
    }
    let end = max(takenOver.lastStep[variable] ?? number, lastUse[variable] ?? number, number)
    return .arena(arena.place(byteCount: type.byteCount, from: number, through: end))
  }

  private mutating func place(
    _ equation: Equation, _ index: Int, _ number: Int, _ context: CompilationContext
  ) throws {
    for output in equation.outputs { places[output.index] = memory(output.index, output.type, number) }
    if let bodies = takenOver.bodies[index] {
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

import JacobiCore
import JacobiPrimitives

/// The programs that an operation runs, with the memory that they and what is carried between them need.
struct NativeBodies {
  let layouts: [ProgramLayout]
  /// Of the arena: first what is carried, then what a program needs while it runs.
  let byteCount: Int
  /// The operands whose memory results take over, with the numbers of those.
  let inPlace: [Int: Int]

  /// - Parameter grants: operands that may be overwritten when they end up as the given result.
  /// - Returns: `nil` for an operation that runs no programs in generated code.
  init?(_ equation: Equation, _ context: CompilationContext, grants: [Int: Int]) throws {
    guard let bodies = try NativeBodies(equation, context, granted: grants) else { return nil }
    let kept = grants.filter { bodies.isInPlace(operand: $0.key, result: $0.value, equation) }
    if kept.count == grants.count {
      self = bodies
    } else {
      // What does not take an operand over must not write to it either.
      guard let others = try NativeBodies(equation, context, granted: kept) else { return nil }
      self = others
    }
  }

  /// Whether an operation without bodies is carried out as a program nevertheless.
  static func expands(_ primitive: any Primitive) -> Bool {
    primitive is any ExpandablePrimitive && !(primitive is Call)
  }

  private func isInPlace(operand: Int, result: Int, _ equation: Equation) -> Bool {
    let first = equation.primitive is Switch ? 1 : 0
    let bodies = equation.primitive is While ? layouts.suffix(1) : layouts[...]
    return bodies.allSatisfy { body in
      body.isInPlace(output: result) == operand - first
        || body.program.outputs[result].variable?.index == operand - first
    }
  }

  /// The programs that an operation runs in generated code, or `nil` for one that runs none.
  static func programs(of equation: Equation) throws -> [Program]? {
    switch equation.primitive {
    case let scan as Scan: return [scan.body]
    case let loop as While: return [loop.condition, loop.body]
    case let choice as Switch: return choice.branches
    case let call as Call where call.backend == nil: return [call.program]
    case let primitive as any ExpandablePrimitive where NativeBodies.expands(primitive):
      return [try primitive.expansion(for: equation.inputs.map(\.type))]
    default: return nil
    }
  }

  private init?(_ equation: Equation, _ context: CompilationContext, granted grants: [Int: Int]) throws {
    guard let programs = try NativeBodies.programs(of: equation) else { return nil }
    inPlace = grants
    let shared = Set(grants.values)
    func layout(_ number: Int, carries: [Int: Int] = [:]) throws -> ProgramLayout {
      try context.layout(of: programs[number], carries: carries)
    }
    switch equation.primitive {
    case let scan as Scan:
      let carries = Dictionary(
        uniqueKeysWithValues: (0..<scan.carryCount).map { (scan.constantCount + $0, $0) })
      layouts = [try layout(0, carries: carries)]
      byteCount =
        Arena.sum(
          CarryMemory(layouts[0], firstInput: scan.constantCount, count: scan.carryCount, shared: shared)
            .byteCount,
          layouts[0].arena.byteCount)
    case let loop as While:
      let count = loop.body.outputs.count
      let carries = Dictionary(uniqueKeysWithValues: (0..<count).map { (loop.constantCount + $0, $0) })
      layouts = [try layout(0), try layout(1, carries: carries)]
      byteCount =
        Arena.sum(
          CarryMemory(layouts[1], firstInput: loop.constantCount, count: count, shared: shared).byteCount,
          max(layouts[0].arena.byteCount, layouts[1].arena.byteCount))
    case let choice as Switch:
      let carries = Dictionary(uniqueKeysWithValues: grants.map { ($0.key - 1, $0.value) })
      layouts = try choice.branches.indices.map { try layout($0, carries: carries) }
      byteCount = layouts.map(\.arena.byteCount).max() ?? 0
    default:
      layouts = [try layout(0, carries: equation.primitive is Call ? grants : [:])]
      byteCount = layouts[0].arena.byteCount
    }
  }
}

/// How a value that a loop carries is kept from one step to the next.
enum CarryPlace {
  case register
  /// In memory on the stack, copied after each step.
  case stack
  /// In the memory of what it begins with, which nobody reads any more.
  case shared
  /// In a block of the arena, which the step changes.
  case inPlace(Int)
  /// In two blocks of the arena, one read and the other written in turns.
  case alternating(Int, Int)
}

/// The memory of what a loop carries.
struct CarryMemory {
  private(set) var places: [CarryPlace] = []
  private(set) var byteCount = 0

  /// - Parameter shared: the carries in the memory of what they begin with.
  init(_ body: ProgramLayout, firstInput: Int, count: Int, shared: Set<Int>) {
    for carry in 0..<count {
      let type = body.program.inputs[firstInput + carry].type
      if type.elementCount == 1 {
        places.append(.register)
      } else if type.elementCount <= UnrolledLoops.limit {
        places.append(.stack)
      } else if shared.contains(carry) {
        places.append(.shared)
      } else if body.isInPlace(output: carry) == firstInput + carry {
        places.append(.inPlace(block(type)))
      } else {
        places.append(.alternating(block(type), block(type)))
      }
    }
  }

  private mutating func block(_ type: TensorType) -> Int {
    let offset = byteCount
    byteCount = Arena.sum(byteCount, Arena.rounded(type.byteCount))
    return offset
  }
}

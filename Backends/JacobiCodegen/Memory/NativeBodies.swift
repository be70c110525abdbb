import JacobiCore
import JacobiPrimitives

/// The programs that an operation runs, with the memory that they and what is carried between them need.
struct NativeBodies {
  let layouts: [ProgramLayout]
  /// Of the arena: first what is carried, then what a program needs while it runs.
  let byteCount: Int

  /// `nil` for an operation that runs no programs in generated code.
  init?(_ equation: Equation, _ context: CompilationContext) throws {
    switch equation.primitive {
    case let scan as Scan:
      let carries = Dictionary(
        uniqueKeysWithValues: (0..<scan.carryCount).map { (scan.constantCount + $0, $0) })
      layouts = [try ProgramLayout(scan.body, context, carries: carries)]
      byteCount =
        CarryMemory(layouts[0], firstInput: scan.constantCount, count: scan.carryCount).byteCount
        + layouts[0].arena.byteCount
    case let loop as While:
      let count = loop.body.outputs.count
      let carries = Dictionary(uniqueKeysWithValues: (0..<count).map { (loop.constantCount + $0, $0) })
      layouts = [try ProgramLayout(loop.condition, context), try ProgramLayout(loop.body, context, carries: carries)]
      byteCount =
        CarryMemory(layouts[1], firstInput: loop.constantCount, count: count).byteCount
        + max(layouts[0].arena.byteCount, layouts[1].arena.byteCount)
    case let choice as Switch:
      layouts = try choice.branches.map { try ProgramLayout($0, context) }
      byteCount = layouts.map(\.arena.byteCount).max() ?? 0
    case let call as Call where call.backend == nil:
      layouts = [try ProgramLayout(call.program, context)]
      byteCount = layouts[0].arena.byteCount
    case let primitive as any ExpandablePrimitive where !(primitive is Call):
      layouts = [try ProgramLayout(primitive.expansion(for: equation.inputs.map(\.type)), context)]
      byteCount = layouts[0].arena.byteCount
    default: return nil
    }
  }
}

/// How a value that a loop carries is kept from one step to the next.
enum CarryPlace {
  case register
  /// In memory on the stack, copied after each step.
  case stack
  /// In a block of the arena, which the step changes.
  case inPlace(Int)
  /// In two blocks of the arena, one read and the other written in turns.
  case alternating(Int, Int)
}

/// The memory of what a loop carries.
struct CarryMemory {
  private(set) var places: [CarryPlace] = []
  private(set) var byteCount = 0

  init(_ body: ProgramLayout, firstInput: Int, count: Int) {
    for carry in 0..<count {
      let type = body.program.inputs[firstInput + carry].type
      if type.elementCount == 1 {
        places.append(.register)
      } else if type.elementCount <= UnrolledLoops.limit {
        places.append(.stack)
      } else if body.isInPlace(output: carry) == firstInput + carry {
        places.append(.inPlace(block(type)))
      } else {
        places.append(.alternating(block(type), block(type)))
      }
    }
  }

  private mutating func block(_ type: TensorType) -> Int {
    let offset = byteCount
    byteCount += (type.byteCount + Arena.alignment - 1) / Arena.alignment * Arena.alignment
    return offset
  }
}

import JacobiCore
import JacobiPrimitives

/// Which results are operands with some elements changed, so that they may take over their memory.
struct UpdateChains {
  private let table: DefinitionTable

  init(_ program: Program) {
    table = DefinitionTable(program)
  }

  /// The input that an output is a changed form of, or equal to.
  func input(changedTo output: Int) -> Int? {
    guard var variable = table.program.outputs[output].variable?.index else { return nil }
    while let (equation, result) = table.definition(of: variable) {
      guard let operand = equation.operand(changedTo: result), let origin = equation.inputs[operand].variable else {
        return nil
      }
      variable = origin.index
    }
    return variable
  }
}

extension Equation {
  /// The operand that a result is a changed form of.
  func operand(changedTo output: Int) -> Int? {
    switch primitive {
    case is DynamicUpdateSlice, is any ScatterPrimitive: return 0
    case let scan as Scan where output < scan.carryCount:
      let carry = scan.constantCount + output
      return UpdateChains(scan.body).input(changedTo: output) == carry ? carry : nil
    case let loop as While:
      let carry = loop.constantCount + output
      return UpdateChains(loop.body).input(changedTo: output) == carry ? carry : nil
    case let choice as Switch:
      let inputs = Set(choice.branches.map { UpdateChains($0).input(changedTo: output) })
      return inputs.count == 1 ? inputs.first.flatMap { $0 }.map { $0 + 1 } : nil
    case let call as Call where call.backend == nil: return UpdateChains(call.program).input(changedTo: output)
    default: return nil
    }
  }
}

import JacobiCore
import JacobiPrimitives

/// A program that computes results and their tangents.
public struct ProgramJVP: Sendable {
  /// From the inputs, then the tangents of those that have one, to the outputs, then their tangents that are not zero.
  public let program: Program
  /// Which outputs have a tangent.
  public let nonZero: [Bool]
}

extension Program {
  /// The forward derivative of the program.
  ///
  /// - Parameter nonZero: which inputs have a tangent; the others are constants.
  public func jvp(nonZero: [Bool]) throws -> ProgramJVP {
    try Program.jvps.value(for: self, DerivativeKey(nonZero)) { try tracedJVP(nonZero: nonZero) }
  }

  private static let jvps = ProgramCache<DerivativeKey, ProgramJVP>()

  private func tracedJVP(nonZero: [Bool]) throws -> ProgramJVP {
    var nonZeroOutputs: [Bool] = []
    let differentiated = try substitutingValidElements()
    let types = inputTypes + inputTypes.selected(nonZero)
    let traced = try traceProgram(types, name: "jvp") { tensors in
      var tangents = tensors.dropFirst(inputs.count)
      let trace = JVPTrace(name: "jvp")
      let results = try trace.run {
        let arguments = nonZero.indices.map { index in
          trace.tensor(tensors[index], tangent: nonZero[index] ? tangents.removeFirst() : nil)
        }
        return try differentiated.evaluate(arguments).map(trace.parts)
      }
      nonZeroOutputs = results.map { $0.tangent != nil }
      return results.map(\.primal) + results.compactMap(\.tangent)
    }
    return ProgramJVP(program: try traced.closed(in: "derivative").removingDeadCode().program, nonZero: nonZeroOutputs)
  }
}

/// What derivatives of programs are remembered by: masks of inputs and outputs, and the rules in force.
struct DerivativeKey: Hashable, Sendable {
  private let masks: [[Bool]]
  private let rules: RuleEnvironment

  init(_ masks: [Bool]...) {
    self.masks = masks
    rules = .current
  }
}

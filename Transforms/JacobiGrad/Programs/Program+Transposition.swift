import JacobiCore
import JacobiPrimitives

/// The transposed form of a program that is linear in some of its inputs.
public struct TransposedProgram: Sendable {
  /// From the known inputs, then the cotangents of the outputs that have one, to the cotangents of the linear inputs that
  /// are not zero.
  public let program: Program
  /// Which linear inputs, counted among themselves, get a cotangent.
  public let nonZero: [Bool]
}

extension Program {
  /// The backward pass of a program that is linear in some of its inputs.
  ///
  /// - Parameters:
  ///   - linearInputs: in which inputs the program is linear; the others are known.
  ///   - nonZero: which outputs have a cotangent; by default all.
  public func transposed(linearInputs: [Bool], nonZero: [Bool]? = nil) throws -> TransposedProgram {
    let nonZero = nonZero ?? outputs.map { _ in true }
    return try Program.transpositions.value(for: self, DerivativeKey(linearInputs, nonZero)) {
      try tracedTransposition(linearInputs: linearInputs, nonZero: nonZero)
    }
  }

  private static let transpositions = ProgramCache<DerivativeKey, TransposedProgram>()

  private func tracedTransposition(linearInputs: [Bool], nonZero: [Bool]) throws -> TransposedProgram {
    var nonZeroInputs: [Bool] = []
    let knownTypes = inputTypes.selected(linearInputs.map(!))
    let traced = try traceProgram(knownTypes + outputTypes.selected(nonZero), name: "transpose") { tensors in
      let (known, map) = try linearMap(
        knownInputs: Array(tensors.prefix(knownTypes.count)), linearInputs: linearInputs)
      // Outputs that do not depend on linear inputs have no use for a cotangent.
      var given = tensors.dropFirst(knownTypes.count)
      let cotangents = zip(known, nonZero).compactMap { known, isNonZero -> Tensor?? in
        let cotangent = isNonZero ? given.removeFirst() : nil
        return known == nil ? .some(cotangent) : nil
      }
      let results = try map.pullBack(cotangents)
      nonZeroInputs = results.map { $0 != nil }
      return results.compactMap(\.self)
    }
    return TransposedProgram(
      program: try traced.closed(in: "derivative").removingDeadCode().program, nonZero: nonZeroInputs)
  }
}

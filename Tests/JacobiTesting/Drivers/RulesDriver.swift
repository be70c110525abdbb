import JacobiCore
import JacobiGrad
import JacobiVmap

extension Driver {
  /// Every rule that the record declares exists: derivative, transposition, batching, and a kernel for every case.
  public static let rules = Driver("rules") { check in
    let record = check.record
    var missing: [String] = []
    if record.derivative != .none, JVP.rule(for: record.primitive) == nil {
      missing.append("there is no rule for \(JVP.name). \(JVP.remedy)")
    }
    if record.isLinear, Transposition.rule(for: record.primitive) == nil {
      missing.append("there is no rule for \(Transposition.name). \(Transposition.remedy)")
    }
    if record.isBatchable, Batching.rule(for: record.primitive) == nil {
      missing.append("there is no rule for \(Batching.name). \(Batching.remedy)")
    }
    if record.dtypes.allSatisfy({ record.cases($0).isEmpty }) { missing.append("the record has no cases") }
    return missing.map { check.failure($0) }
      + check.forEachCase { opCase, _ in
        let kernel = try check.backend.kernel(for: opCase.primitive, inputs: opCase.operands.map(\.type))
        return kernel == nil ? ["the backend has no kernel for it"] : []
      }
  }
}

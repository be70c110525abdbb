import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  static let indexing = RuleTable { table in
    table[Gather.self] = { primitive, operands, cotangents in
      let gather = primitive as! Gather
      guard let ct = cotangents[0], case .linear(let type) = operands[0], let indices = operands[1].known else {
        return [nil, nil]
      }
      return [ScatterAdd(dimensions: gather.dimensions, mode: gather.mode)(.zeros(type), indices, ct), nil]
    }

    table[ScatterAdd.self] = { primitive, operands, cotangents in
      let scatter = primitive as! ScatterAdd
      guard let ct = cotangents[0], let indices = operands[1].known else { return [nil, nil, nil] }
      let sizes = try scatter.sliceSizes(Operands(operands.map(\.type), of: ScatterAdd.id))
      let gather = Gather(dimensions: scatter.dimensions, sliceSizes: sizes, mode: scatter.mode, fill: .zero)
      return [operands[0].isLinear ? ct : nil, nil, operands[2].isLinear ? gather(ct, indices) : nil]
    }
  }
}

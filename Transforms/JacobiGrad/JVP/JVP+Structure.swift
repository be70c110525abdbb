import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let layout = RuleTable { table in
    table.linear(Reshape.self, Transpose.self, BroadcastInDim.self, Rev.self, Slice.self, Concatenate.self, Pad.self)
  }

  static let indexing = RuleTable { table in
    // What is filled in for a window that is out of bounds does not depend on the operand.
    table[Gather.self] = { primitive, primals, tangents in
      var gather = primitive as! Gather
      let result = gather(primals[0], primals[1])
      gather.fill = .zero
      return ([result], [tangents[0].map { gather($0, primals[1]) }])
    }

    // Adding nothing to the operand is free; adding to nothing is not.
    table[ScatterAdd.self] = { primitive, primals, tangents in
      let results = primitive.results(primals)
      guard let updates = tangents[2] else { return (results, [tangents[0]]) }
      let operand = tangents[0] ?? .zeros(primals[0].type)
      return (results, primitive.results([operand, primals[1], updates]))
    }
  }

  static let contractions = RuleTable { table in
    table.bilinear(DotGeneral.self)
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let layout = RuleTable { table in
    table.linear(Reshape.self, Transpose.self, BroadcastInDim.self, Rev.self, Slice.self, Concatenate.self, Pad.self)
    table.linear(Split.self)
  }

  static let contractions = RuleTable { table in
    table.bilinear(DotGeneral.self)
  }
}

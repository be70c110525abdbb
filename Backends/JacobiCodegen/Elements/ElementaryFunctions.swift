import JacobiCore
import JacobiPrimitives

extension RuleTable<ElementLowerings> {
  static let elementaryFunctions = RuleTable { table in
    table.addIntrinsic(Exp.self, "llvm.exp")
    table.addIntrinsic(Exp2.self, "llvm.exp2")
    table.addIntrinsic(Log.self, "llvm.log")
    table.addIntrinsic(Sqrt.self, "llvm.sqrt")
    table.addIntrinsic(Sin.self, "llvm.sin")
    table.addIntrinsic(Cos.self, "llvm.cos")
    table.addIntrinsic(Tan.self, "llvm.tan")
    table.addIntrinsic(Tanh.self, "llvm.tanh")
    table.addIntrinsic(Sinh.self, "llvm.sinh")
    table.addIntrinsic(Cosh.self, "llvm.cosh")
    table.add(Rsqrt.self, floating: { b, x in b.fdiv(b.float(1, x[0].type), b.intrinsic("llvm.sqrt", [x[0].type], x)) })
    table.add(
      Logistic.self,
      floating: { b, x in
        let one = b.float(1, x[0].type)
        return b.fdiv(one, b.fadd(one, b.intrinsic("llvm.exp", [x[0].type], [b.fneg(x[0])])))
      })
    table.add(Pow.self, floating: { b, x in b.intrinsic("llvm.pow", [x[0].type], x) })
  }

  private mutating func addIntrinsic<Row: UnaryPrimitive>(_ primitive: Row.Type, _ name: String) {
    add(primitive, floating: { b, x in b.intrinsic(name, [x[0].type], x) })
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<ElementLowerings> {
  static let elementaryFunctions = RuleTable { table in
    table.add(Exp.self, cost: 12) { $0.exp($1) }
    table.add(Exp2.self, cost: 12) { $0.exp2($1) }
    table.add(Expm1.self) { $0.expm1($1) }
    table.add(Log.self, cost: 12) { $0.log($1) }
    table.add(Log1p.self) { $0.log1p($1) }
    table.add(Logistic.self) { $0.logistic($1) }
    table.add(Sqrt.self, cost: 5) { $0.sqrt($1) }
    table.add(Rsqrt.self, cost: 12) { $0.rsqrt($1) }
    table.add(Cbrt.self) { $0.cbrt($1) }
    table.add(Erf.self) { $0.erf($1) }
    table.add(Erfc.self) { $0.erfc($1) }
    table.add(Sin.self) { $0.sin($1) }
    table.add(Cos.self) { $0.cos($1) }
    table.add(Tan.self) { $0.tan($1) }
    table.add(Asin.self) { $0.asin($1) }
    table.add(Acos.self) { $0.acos($1) }
    table.add(Atan.self) { $0.atan($1) }
    table.add(Sinh.self) { $0.sinh($1) }
    table.add(Cosh.self) { $0.cosh($1) }
    table.add(Tanh.self) { $0.tanh($1) }
    table.add(Asinh.self) { $0.asinh($1) }
    table.add(Acosh.self) { $0.acosh($1) }
    table.add(Atanh.self) { $0.atanh($1) }
    table.add(Pow.self, cost: 50, floating: { VectorMath($0).pow($1[0], $1[1]) })
    table.add(Atan2.self, cost: 50, floating: { VectorMath($0).atan2($1[0], $1[1]) })
    // The other algorithm is asked for because of its bits, which its kernel gives.
    table[ErfInv.self] = ElementLowering(
      accepts: { primitive, dtypes in (primitive as? ErfInv)?.algorithm == .accurate && dtypes[0].isFloating },
      emit: { _, x in
        // In float64, because the steep ends cost the narrower formats a few units.
        if x.result == .float64 { return Element(VectorMath(x.builder).erfInv(x[0])) }
        let wide = x.builder.convert(x.elements[0], from: .float32, to: .float64)
        let inverse = Element(VectorMath(x.builder).erfInv(wide.value))
        return x.builder.convert(inverse, from: .float64, to: x.result)
      }, cost: 60)
  }

  /// Adds a row for a function of one real number, which a polynomial approximates.
  private mutating func add<Row: UnaryPrimitive>(
    _ primitive: Row.Type, cost: Double = 18, _ function: @escaping @Sendable (VectorMath, IRValue) -> IRValue
  ) {
    add(primitive, cost: cost, floating: { function(VectorMath($0), $1[0]) })
  }
}

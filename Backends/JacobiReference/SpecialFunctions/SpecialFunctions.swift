import CJacobiReference
import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  /// The gamma function and its relatives, computed with 106 bits and rounded: within one unit of the last place.
  static let specialFunctions = RuleTable { table in
    table.add(Lgamma.self, GammaFunction.logarithm)
    table.add(Digamma.self, GammaFunction.digamma)
    table.add(Polygamma.self, GammaFunction.polygamma)
    table.add(Zeta.self, GammaFunction.zeta)
    table.add(Igamma.self, IncompleteGamma.lower)
    table.add(Igammac.self, IncompleteGamma.upper)
    table.add(IgammaGradA.self, IncompleteGamma.gradient)
    table.add(RandomGammaGrad.self, IncompleteGamma.sampleGradient)
    table.add(BesselI0e.self, ScaledBesselI.order0)
    table.add(BesselI1e.self, ScaledBesselI.order1)
    table[RegularizedIncompleteBeta.self] = { _, inputs in inputs[0].dtype.visit(RegularizedBeta()) }
    table.add(ErfInv.self) { primitive, inputs in
      if primitive.algorithm == .giles { return inputs[0].dtype.visit(GilesInverseErrorFunction()) }
      return { operands, outputs in
        let function = { (x: Double) in x.accurateInverseErrorFunction }
        return [operands[0].dtype.visit(FloatingUnary(function: function, operands: operands, type: outputs[0]))]
      }
    }
  }
}

private struct GilesInverseErrorFunction: FloatingVisitor {
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Scalar) in x.inverseErrorFunction }] }
  }
}

private struct RegularizedBeta: FloatingVisitor {
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel {
    { operands, outputs in
      let result = TensorValue(uninitialized: outputs[0])
      operands[0].withElements(of: Scalar.self) { a in
        operands[1].withElements(of: Scalar.self) { b in
          operands[2].withElements(of: Scalar.self) { x in
            result.withMutableElements(of: Scalar.self) { result in
              for i in 0..<result.count {
                let value = IncompleteBeta.regularized(a[i].accumulator, b[i].accumulator, x[i].accumulator)
                result[i] = Scalar(accumulated: value)
              }
            }
          }
        }
      }
      return [result]
    }
  }
}

import JacobiCore
import JacobiPrimitives

// Functions with rules of their own, whose rules are right: then all transformations of them agree with differences.

extension OpTable {
  static let customRules: [OpRecord] = [
    OpRecord(
      CustomCall.self, dtypes: [.float64, .float32, .complex128],
      tolerance: .ulps(4, because: "a sine and a product, each rounded")
    ) { dtype in
      [
        CustomRules(jvp: productOfSineJVP), CustomRules(vjp: productOfSineVJP),
        CustomRules(jvp: productOfSineJVP, vjp: productOfSineVJP), CustomRules(batching: batchedProductOfSine),
      ].map { rules in
        OpCase([OperandSpec(dtype, [2, 3]), OperandSpec(dtype, [2, 3])]) { size in
          CustomCall(
            program([TensorType(dtype, [size(2), size(3)]), TensorType(dtype, [size(2), size(3)])]) { operands in
              [Mul()(Sin()(operands[0]), operands[1]), Neg()(operands[0])]
            }, name: "product", rules: rules)
        }
      }
    },
    OpRecord(
      CustomLinearCall.self, dtypes: DTypeClass.inexact.dtypes,
      tolerance: .accumulated(2, because: "products of complex numbers may be rounded once"), isLinear: true
    ) { dtype in
      [
        OpCase([OperandSpec(dtype, [3]), OperandSpec(dtype, [3])]) { size in
          CustomLinearCall(
            "scale", residualCount: 1, resultTypes: [TensorType(dtype, [size(3)])],
            forward: elementwiseProduct, backward: elementwiseProduct)
        }
      ]
    },
    OpRecord(
      Remat.self, dtypes: [.float64, .float32, .complex128],
      tolerance: .accumulated(8, because: "two sines and a product in between, each rounded"),
      isLinear: true
    ) { dtype in
      let policies: [RematPolicy] = [
        .nothing, .everything, .dots || .named("a"), .allBut("a") && .dotsWithoutBatch, .named("a", "b"),
      ]
      return policies.map { policy in
        OpCase([OperandSpec(dtype, [2, 2])]) { size in
          let rows = size(2)
          return Remat(
            program([TensorType(dtype, [rows, rows])]) { operands in
              let inner = Name("a")(Sin()(operands[0]))
              return [Sin()(DotGeneral(contracting: ([1], [0]))(inner, operands[0])), operands[0]]
            }, name: "block", policy: policy)
        }
      }
    },
    OpRecord(OptimizationBarrier.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      [OpCase(OptimizationBarrier(count: 2), [OperandSpec(dtype, [2, 3]), OperandSpec(dtype, [])])]
    },
    // Of numbers that are all valid; JacobiScan tests what takes the place of those that are not.
    OpRecord(ValidWhere.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      [Shape([2]), [2, 3], []].map { mask in
        let isValid = OperandSpec(TensorType(.bool, mask), .integers(1...1))
        return OpCase(ValidWhere(), [isValid, OperandSpec(dtype, Shape(mask.dimensions + [4]))])
      }
    },
    OpRecord(Name.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      [OpCase(Name("activation"), [OperandSpec(dtype, [2, 3])]), OpCase(Name("x"), [OperandSpec(dtype, [])])]
    },
  ]

  static let customRuleLimitations: [Limitation] =
    [CustomCall.self, CustomLinearCall.self, Remat.self].map {
      Limitation($0, .goldens, because: "JAX has no counterpart; the operations in the body have their own values")
    }
    + [OptimizationBarrier.self, ValidWhere.self, Name.self].map {
      Limitation($0, .goldens, because: "the results are the operands")
    }

  private static let productOfSineJVP = JacobiPrimitives.TensorFunction("product") { values in
    let (x, y, dx, dy) = (values[0], values[1], values[2], values[3])
    let tangent = Add()(Mul()(Mul()(Cos()(x), y), dx), Mul()(Sin()(x), dy))
    return [Mul()(Sin()(x), y), Neg()(x), tangent, Neg()(dx)]
  }

  private static let productOfSineVJP = CustomRules.Forward("product") { operands in
    let (x, y) = (operands[0], operands[1])
    return CustomRules.ForwardPass(
      results: [Mul()(Sin()(x), y), Neg()(x)], residuals: [x, y], backward: productOfSineBackward)
  }

  private static let productOfSineBackward = JacobiPrimitives.TensorFunction("product") { values in
    let (x, y, product, negative) = (values[0], values[1], values[2], values[3])
    return [Sub()(Mul()(Mul()(Cos()(x), y), product), negative), Mul()(Sin()(x), product)]
  }

  private static let batchedProductOfSine = CustomRules.Batched("product") { operands, isBatched, size in
    func batched(_ index: Int) -> Tensor {
      let operand = operands[index]
      if isBatched[index] { return operand }
      return BroadcastInDim(to: operand.shape.inserting(size, at: 0), dimensions: Array(1...operand.rank))(operand)
    }
    return ([Mul()(Sin()(batched(0)), batched(1)), Neg()(operands[0])], [true, isBatched[0]])
  }

  /// Of other numbers of operands it gives nothing, which is an error where it is called.
  private static let elementwiseProduct = JacobiPrimitives.TensorFunction("scale") { operands in
    operands.count == 2 ? [Mul()(operands[0], operands[1])] : []
  }

  private static func program(_ types: [TensorType], _ body: ([Tensor]) -> [Tensor]) -> Program {
    do {
      return try traceProgram(types, body).program
    } catch {
      preconditionFailure("internal error: \(error)")
    }
  }
}

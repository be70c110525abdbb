import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let programReductions: [OpRecord] = [
    OpRecord(
      Reduce.self, dtypes: DTypeClass.any.dtypes,
      tolerance: .accumulated(4, because: "the order of the sums and products is free, and each one rounds")
    ) { dtype in
      let x = { (shape: Shape) in OperandSpec(dtype, shape, Domain(-1...1).suited(to: dtype).specials(.none)) }
      return [
        OpCase(Reduce(sum(dtype), axes: [0]), [x([5]), x([])]),
        OpCase(Reduce(circle(dtype), axes: [1]), [x([2, 3]), x([2])]),
        // Maps `t -> a t + b`, one after the other: the order of the elements counts.
        OpCase(Reduce(composition(dtype), axes: [0, 2]), [x([2, 3, 2]), x([2, 3, 2]), x([]), x([3])]),
        OpCase(Reduce(composition(dtype), axes: [0]), [x([0, 2]), x([0, 2]), x([2]), x([])]),
        OpCase(Reduce(circle(dtype), axes: []), [x([2]), x([])]),
      ] + (dtype.isComplex ? [mixed(dtype)] : [])
    },
    OpRecord(
      ElementwiseCall.self, dtypes: DTypeClass.any.dtypes,
      tolerance: .ulps(4, because: "a sine and a product, each rounded")
    ) { dtype in
      let scalar = TensorType(dtype, [])
      let body = program([scalar, scalar]) { x in
        dtype.isInexact ? [Mul()(Sin()(x[0]), x[1]), Neg()(x[1])] : [Mul()(Max()(x[0], x[1]), x[1]), x[1]]
      }
      return ([[2, 3], [3], [], [0, 2]] as [Shape]).map { shape in
        OpCase([OperandSpec(dtype, shape), OperandSpec(dtype, shape)]) { size in
          ElementwiseCall(body, name: "body", shape: Shape(shape.map { $0.known.map(size.callAsFunction) ?? $0 }))
        }
      }
    },
  ]

  private static func sum(_ dtype: DType) -> Program {
    let scalar = TensorType(dtype, [])
    return program([scalar, scalar]) { [Add()($0[0], $0[1])] }
  }

  /// `x + y + x y`, which is associative and has 0 as its neutral element.
  private static func circle(_ dtype: DType) -> Program {
    let scalar = TensorType(dtype, [])
    return program([scalar, scalar]) { [Add()(Add()($0[0], $0[1]), Mul()($0[0], $0[1]))] }
  }

  /// The map `t -> a t + b` followed by `t -> c t + d`.
  private static func composition(_ dtype: DType) -> Program {
    let scalar = TensorType(dtype, [])
    return program([scalar, scalar, scalar, scalar]) { x in
      [Mul()(x[0], x[2]), Add()(Mul()(x[2], x[1]), x[3])]
    }
  }

  /// Maps `t -> a t + b` with real factors and complex summands.
  private static func mixed(_ dtype: DType) -> OpCase {
    let (factor, summand) = (TensorType(dtype.realDType, []), TensorType(dtype, []))
    let composition = program([factor, summand, factor, summand]) { x in
      [Mul()(x[0], x[2]), Add()(Mul()(ConvertElementType(to: dtype)(x[2]), x[1]), x[3])]
    }
    return OpCase(
      Reduce(composition, axes: [1]),
      [[2, 3], []].flatMap { (shape: Shape) in [OperandSpec(dtype.realDType, shape), OperandSpec(dtype, shape)] })
  }

  private static func program(_ inputs: [TensorType], _ body: ([Tensor]) -> [Tensor]) -> Program {
    do {
      return try traceProgram(inputs) { body($0) }.program
    } catch {
      preconditionFailure("internal error: \(error)")
    }
  }
}

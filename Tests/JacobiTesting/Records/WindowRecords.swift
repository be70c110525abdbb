import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let movingWindows: [OpRecord] = [
    windowReduction(ReduceWindowSum.self, Domain().specials(.withoutExtremes), sum, isLinear: true),
    windowReduction(ReduceWindowMax.self, Domain().separated()),
    windowReduction(ReduceWindowMin.self, Domain().separated()),
    OpRecord(SelectAndGatherAdd.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      patterns(dtype).map { window in
        OpCase(
          SelectAndGatherAdd(window.selection, sizes: window.sizes, motion: window.motion),
          [OperandSpec(dtype, window.operand), OperandSpec(dtype.ordered, window.operand, Domain().separated())])
      }
    },
    OpRecord(
      SelectAndScatterAdd.self, dtypes: DTypeClass.any.dtypes, tolerance: scattered, isLinear: true
    ) { dtype in
      patterns(dtype).map { window in
        OpCase(
          SelectAndScatterAdd(window.selection, sizes: window.sizes, motion: window.motion),
          [
            OperandSpec(dtype, window.positions, Domain().specials(.withoutExtremes)),
            OperandSpec(dtype.ordered, window.operand, Domain().separated()),
          ])
      }
    },
    OpRecord(
      SelectAndScatter.self, dtypes: DTypeClass.ordered.dtypes, tolerance: scattered, isLinear: true
    ) { dtype in
      let isInexact = dtype.isInexact
      // Products and more have no derivative.
      return patterns(dtype).flatMap { window in
        [
          selectAndScatter(window, dtype, isDifferentiable: isInexact) { Add()($0, $1) },
          selectAndScatter(window, dtype, isDifferentiable: false) { Max()($0, $1) },
        ]
      }
    },
    OpRecord(
      ReduceWindow.self, dtypes: DTypeClass.any.dtypes,
      tolerance: .accumulated(8, because: "each combination of two elements rounds a product and a sum")
    ) { dtype in
      // The program runs once for each element: small operands will do.
      let small = patterns(dtype).filter { $0.positions.rank < 2 || $0.hasEmptyWindows }
      return (dtype.isComplex ? [mixedReduceWindow(dtype)] : [])
        + small.flatMap { window in
          [
            reduceWindow(window, dtype, count: 1) { [Add()(Mul()($0[0], $0[1]), $0[1])] },
            reduceWindow(window, dtype, count: 2) { [Add()($0[0], Mul()($0[2], $0[1])), Mul()($0[1], $0[3])] },
          ]
        }
    },
  ]

  private static let scattered = Tolerance.ulps(
    4, because: "the order of the additions is free, and each one rounds, of few numbers")

  /// A window over an operand.
  private struct WindowPattern {
    var operand: Shape
    var sizes: [Dimension]
    var motion: [WindowMotion]
    var selection = WindowSelection.largest
    /// Whether there are windows that lie on no element at all.
    var hasEmptyWindows = false

    var positions: Shape {
      Shape(operand.indices.map { motion[$0].positionCount(of: operand[$0], window: sizes[$0]) })
    }
  }

  private static let windowPatterns: [WindowPattern] = [
    // As many positions as elements, whatever their number.
    WindowPattern(operand: [4], sizes: [2], motion: [WindowMotion(before: 1)]),
    WindowPattern(operand: [5], sizes: [2], motion: [WindowMotion(before: 1, after: 1)]),
    WindowPattern(
      operand: [2, 5], sizes: [1, 2], motion: [WindowMotion(), WindowMotion(stride: 2, before: -1, after: 1)],
      selection: .smallest),
    WindowPattern(operand: [3, 3], sizes: [2, 2], motion: [WindowMotion(stride: 2), WindowMotion()]),
    // Neighbours in the window two apart; the last element under no window.
    WindowPattern(operand: [6], sizes: [2], motion: [WindowMotion(stride: 3, windowDilation: 2)]),
    WindowPattern(
      operand: [3], sizes: [2], motion: [WindowMotion(before: 1, baseDilation: 2)], selection: .smallest),
    WindowPattern(
      operand: [3, 2], sizes: [2, 1],
      motion: [WindowMotion(before: 2, baseDilation: 3, windowDilation: 2), WindowMotion(after: -1)],
      hasEmptyWindows: true),
    WindowPattern(
      operand: [0, 2], sizes: [2, 1], motion: [WindowMotion(before: 1, after: 2), WindowMotion()], hasEmptyWindows: true
    ),
    WindowPattern(operand: [2], sizes: [3], motion: [WindowMotion()]),
    WindowPattern(operand: [], sizes: [], motion: []),
  ]

  /// All windows for the dtypes in which derivatives are compared and an integer one, the first ones for the others.
  private static func patterns(_ dtype: DType) -> [WindowPattern] {
    [.int32, .float32, .float64, .complex128].contains(dtype) ? windowPatterns : Array(windowPatterns.prefix(3))
  }

  private static func windowReduction<P: WindowReductionPrimitive>(
    _ primitive: P.Type, _ domain: Domain, _ tolerance: Tolerance = .exact, isLinear: Bool = false
  ) -> OpRecord {
    OpRecord(primitive, dtypes: P.accepts.dtypes, tolerance: tolerance, isLinear: isLinear) { dtype in
      windowPatterns.map { window in
        // The largest of no elements is infinite, which has no differences.
        let operand = OperandSpec(
          TensorType(dtype, window.operand), domain.suited(to: dtype),
          isDifferentiable: dtype.isInexact && (isLinear || !window.hasEmptyWindows))
        return OpCase(P(sizes: window.sizes, motion: window.motion), [operand])
      }
    }
  }

  private static func selectAndScatter(
    _ window: WindowPattern, _ dtype: DType, isDifferentiable: Bool, _ scatter: (Tensor, Tensor) -> Tensor
  ) -> OpCase {
    let (scalar, key) = (TensorType(dtype, []), TensorType(dtype.ordered, []))
    return OpCase(
      SelectAndScatter(
        select: program([key, key]) {
          [window.selection == .largest ? GreaterOrEqual()($0[0], $0[1]) : LessOrEqual()($0[0], $0[1])]
        },
        scatter: program([scalar, scalar]) { [scatter($0[0], $0[1])] }, sizes: window.sizes, motion: window.motion),
      [
        OperandSpec(
          TensorType(dtype, window.operand), Domain().separated().suited(to: dtype), isDifferentiable: isDifferentiable),
        OperandSpec(
          TensorType(dtype, window.positions), Domain().specials(.withoutExtremes), isDifferentiable: isDifferentiable),
        OperandSpec(scalar, Domain().specials(.withoutExtremes), isDifferentiable: isDifferentiable),
      ])
  }

  private static func reduceWindow(
    _ window: WindowPattern, _ dtype: DType, count: Int, _ body: ([Tensor]) -> [Tensor]
  ) -> OpCase {
    let scalars = [TensorType](repeating: TensorType(dtype, []), count: 2 * count)
    let tensors = [OperandSpec](
      repeating: OperandSpec(dtype, window.operand, Domain().specials(.withoutExtremes)), count: count)
    return OpCase(
      ReduceWindow(program(scalars, body), sizes: window.sizes, motion: window.motion),
      tensors
        + [OperandSpec](repeating: OperandSpec(dtype, [], Domain().specials(.withoutExtremes)), count: count))
  }

  /// A real and a complex tensor, where the result of each depends on the other.
  private static func mixedReduceWindow(_ dtype: DType) -> OpCase {
    let scalars = [dtype.realDType, dtype, dtype.realDType, dtype].map { TensorType($0, []) }
    let body = program(scalars) { x in
      [Add()(x[0], Mul()(x[2], Real()(x[1]))), Add()(Mul()(ConvertElementType(to: dtype)(x[2]), x[1]), x[3])]
    }
    return OpCase(
      ReduceWindow(body, sizes: [2], motion: [WindowMotion(before: 1)]),
      [[4], []].flatMap { (shape: Shape) in [OperandSpec(dtype.realDType, shape), OperandSpec(dtype, shape)] })
  }

  private static func program(_ types: [TensorType], _ body: ([Tensor]) -> [Tensor]) -> Program {
    do {
      return try traceProgram(types) { body($0) }.program
    } catch {
      preconditionFailure("internal error: \(error)")
    }
  }
}

extension DType {
  /// A dtype whose numbers can be compared: keys of complex numbers.
  fileprivate var ordered: DType { isComplex ? realDType : self }
}

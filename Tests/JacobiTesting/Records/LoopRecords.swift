import JacobiCore
import JacobiPrimitives
import JacobiScan

extension OpTable {
  static let loops: [OpRecord] = [scans, whiles, switches, recomputedLoops]

  private static let ofSteps = Tolerance.accumulated(
    8, because: "a few sines and products per step, each rounded, and the steps amplify what comes before them")

  private static let scans = OpRecord(
    Scan.self, dtypes: [.float32, .float64, .complex128], tolerance: ofSteps
  ) { dtype in
    let x = { (shape: Shape) in OperandSpec(dtype, shape, Domain(-1...1).specials(.none)) }
    return [
      OpCase([x([3]), x([3]), x([4, 3])]) { size in
        Scan(cell(dtype, [size(3)]), constantCount: 1, carryCount: 1, length: size(4))
      },
      OpCase([x([3]), x([3]), x([4, 3])]) { size in
        Scan(cell(dtype, [size(3)]), constantCount: 1, carryCount: 1, length: size(4), isReversed: true, unroll: 2)
      },
      OpCase([x([]), x([]), x([5])]) { size in
        Scan(cell(dtype, []), constantCount: 1, carryCount: 1, length: size(5), checkpoints: 2)
      },
      OpCase([x([2]), x([2]), x([0, 2])]) { size in
        Scan(cell(dtype, [size(2)]), constantCount: 1, carryCount: 1, length: 0)
      },
      // Counts its steps, and gives nothing but the last carry.
      OpCase([x([2]), OperandSpec(TensorType(.int32, []), .integers(0...3))]) { size in
        Scan(counting(dtype, [size(2)]), constantCount: 0, carryCount: 2, length: 3)
      },
    ]
  }

  private static let whiles = OpRecord(
    While.self, dtypes: [.float32, .float64, .complex128], tolerance: ofSteps
  ) { dtype in
    let x = { (shape: Shape) in OperandSpec(dtype, shape, Domain(-1...1).specials(.none)) }
    let count = OperandSpec(TensorType(.int32, []), .integers(0...5))
    return [
      OpCase([x([3]), x([3]), count]) { size in loop(dtype, [size(3)], checkpoints: 2) },
      OpCase([x([]), x([]), count]) { _ in loop(dtype, [], checkpoints: While.defaultCheckpoints) },
    ]
  }

  private static let switches = OpRecord(
    Switch.self, dtypes: [.float32, .float64, .complex128, .int32],
    tolerance: .ulps(4, because: "a sine or a product, each rounded")
  ) { dtype in
    let x = { (shape: Shape) in OperandSpec(dtype, shape, Domain(-1...1).suited(to: dtype).specials(.none)) }
    let index = OperandSpec(TensorType(.int32, []), .integers(-1...3))
    return [
      OpCase([index, x([3]), x([3])]) { size in choice(dtype, [size(3)], isLazy: false) },
      OpCase([index, x([3]), x([3])]) { size in choice(dtype, [size(3)], isLazy: true) },
      OpCase([OperandSpec(TensorType(.bool, []), .integers(0...1)), x([]), x([])]) { _ in
        Switch(Array(choice(dtype, [], isLazy: false).branches.prefix(2)))
      },
    ]
  }

  private static let recomputedLoops = OpRecord(
    RecomputedLoop.self, dtypes: [.float32, .float64, .complex128], tolerance: ofSteps
  ) { dtype in
    let x = { (shape: Shape) in OperandSpec(dtype, shape, Domain(-1...1).specials(.none)) }
    let count = OperandSpec(TensorType(.int64, []), .integers(0...5))
    return [
      OpCase([x([3]), x([3]), x([3]), x([3])]) { size in
        linearLoop(dtype, [size(3)], length: 4)
      },
      OpCase([count, x([3]), x([3]), x([3]), x([3])]) { size in
        linearLoop(dtype, [size(3)], length: nil)
      },
    ]
  }

  /// `c' = w c + sin x`, `y = c x`.
  private static func cell(_ dtype: DType, _ shape: Shape) -> Program {
    let type = TensorType(dtype, shape)
    return program([type, type, type]) { [Add()(Mul()($0[0], $0[1]), Sin()($0[2])), Mul()($0[1], $0[2])] }
  }

  private static func counting(_ dtype: DType, _ shape: Shape) -> Program {
    let count = TensorType(.int32, [])
    return program([TensorType(dtype, shape), count]) { [Sin()($0[0]), Add()($0[1], .ones(count))] }
  }

  /// `x' = y sin x` until the count is 3.
  private static func loop(_ dtype: DType, _ shape: Shape, checkpoints: Int) -> While {
    let (type, count) = (TensorType(dtype, shape), TensorType(.int32, []))
    return While(
      condition: program([type, type, count]) { [Less()($0[2], .filled(count, with: 3))] },
      body: program([type, type, count]) { [Mul()($0[0], Sin()($0[1])), Add()($0[2], .ones(count))] },
      constantCount: 1, checkpoints: checkpoints)
  }

  private static func choice(_ dtype: DType, _ shape: Shape, isLazy: Bool) -> Switch {
    let type = TensorType(dtype, shape)
    return Switch(
      [
        program([type, type]) { [Mul()($0[0], $0[1]), $0[0]] },
        program([type, type]) { [Add()($0[0], $0[1]), .ones(type)] },
        program([type, type]) { [dtype.isInexact ? Sin()($0[0]) : $0[0], Mul()($0[1], $0[1])] },
      ], isLazy: isLazy)
  }

  /// One known constant and carry, one linear constant and carry: `x' = sin(a x)`, `dx' = a dx + x da`.
  private static func linearLoop(_ dtype: DType, _ shape: Shape, length: Dimension?) -> RecomputedLoop {
    let type = TensorType(dtype, shape)
    return RecomputedLoop(
      program([type, type, type, type]) { x in
        [Sin()(Mul()(x[0], x[1])), Add()(Mul()(x[0], x[3]), Mul()(x[1], x[2]))]
      },
      known: .init(constants: 1, carries: 1, elements: 0), linear: .init(constants: 1, carries: 1, elements: 0),
      length: length, checkpoints: 2)
  }

  private static func program(_ inputs: [TensorType], _ body: ([Tensor]) -> [Tensor]) -> Program {
    do {
      return try traceProgram(inputs) { body($0) }.program
    } catch {
      preconditionFailure("internal error: \(error)")
    }
  }
}

@testable import JacobiCodegen

/// Compares a function in float32 with the same function in float64 over ranges of bit patterns, in generated code:
/// fast enough for all 2^32 patterns.
struct FloatSweep: Sendable {
  private static let lanes = 16
  private typealias Code = @convention(c) (Int64, Int64, Int64, UnsafeMutableRawPointer) -> Void
  private let module: NativeModule

  /// The largest error in units in the last place, and where it is.
  struct Outcome: Sendable {
    var error: Double
    var pattern: UInt32

    func worse(_ other: Outcome) -> Outcome { other.error > error ? other : self }
  }

  init(_ function: ElementaryFunction) throws {
    let index = IRType.integer(64)
    module = try compiled([index, index, index, .pointer], .void) { builder, parameters in
      let zero = builder.null(IRType.float64.with(lanes: FloatSweep.lanes))
      let nowhere = builder.null(IRType.integer(32).with(lanes: FloatSweep.lanes))
      let worst = builder.loop(
        from: builder.integer(0, index), to: parameters[1], step: FloatSweep.lanes, carrying: [zero, nowhere]
      ) { position, carried in
        let pattern = builder.patterns(from: parameters[0], position, stride: parameters[2])
        let error = builder.error(of: function, at: pattern)
        let isWorse = builder.compareFloats(.orderedGreater, error, carried[0])
        return [builder.select(isWorse, error, carried[0]), builder.select(isWorse, pattern, carried[1])]
      }
      builder.store(worst[0], parameters[3], alignment: 4)
      let patterns = builder.offset(parameters[3], by: builder.integer(FloatSweep.lanes, index), of: .float64)
      builder.store(worst[1], patterns, alignment: 4)
      builder.ret()
    }
  }

  /// Looks at `count` patterns from `first` on, a multiple of 16.
  func callAsFunction(from first: UInt32, count: Int, stride: Int) throws -> Outcome {
    let code = unsafeBitCast(try module.address(of: "main"), to: Code.self)
    let lanes = FloatSweep.lanes
    return withUnsafeTemporaryAllocation(byteCount: 12 * lanes, alignment: 64) { memory in
      code(Int64(first), Int64(count), Int64(stride), memory.baseAddress!)
      return (0..<lanes).map { lane in
        Outcome(
          error: memory.load(fromByteOffset: 8 * lane, as: Double.self),
          pattern: memory.load(fromByteOffset: 8 * lanes + 4 * lane, as: UInt32.self))
      }.reduce(Outcome(error: 0, pattern: 0)) { $0.worse($1) }
    }
  }
}

extension IRBuilder {
  /// The patterns first + (position + lane) * stride.
  fileprivate func patterns(from first: IRValue, _ position: IRValue, stride: IRValue) -> IRValue {
    let word = IRType.integer(32)
    let start = trunc(add(first, mul(position, stride)), to: word)
    let numbers = vectorConstant((0..<16).map { integer($0, word) })
    return add(splat(start, 16), mul(numbers, splat(trunc(stride, to: word), 16)))
  }

  /// Units in the last place between float32 and float64, infinite where the sign or being a number differs.
  fileprivate func error(of function: ElementaryFunction, at pattern: IRValue) -> IRValue {
    let (single, double) = (IRType.float32.with(lanes: 16), IRType.float64.with(lanes: 16))
    let x = bitcast(pattern, to: single)
    let result = function.code(VectorMath(self), x)
    let accurate = Lanes(self, function.code(VectorMath(self), fpext(x, to: double)))
    let got = Lanes(self, fpext(result, to: double))
    let difference = got.withinRange - accurate.withinRange
    let binade = (accurate.withinRange.pattern & 0x7ff0_0000_0000_0000).lanes(like: accurate)
    let error = difference.magnitude / (binade * 0x1p-23).atLeast(0x1p-149)
    let signsDiffer = !(((got.pattern ^ accurate.pattern) >> 63) .== 0)
    let isWrong = error.isNaN | signsDiffer
    let number = isWrong.select(error.constant(.infinity), else: error)
    return (got.isNaN & accurate.isNaN).select(error.constant(0), else: number).value
  }
}

extension Lanes {
  /// Infinity as the first number that float32 does not have, so that it has a distance from the last that it has.
  fileprivate var withinRange: Lanes { atMost(0x1p128).atLeast(-0x1p128) }
}

import JacobiCore
import JacobiPrimitives
import Testing

@testable import JacobiCodegen

/// Compiles a function that converts `count` numbers in memory, a vector of `lanes` at a time.
private func conversion(
  _ source: IRType, _ target: IRType, lanes: Int = 8, _ convert: (IRBuilder, IRValue, IRType) -> IRValue
) throws -> NativeModule {
  try compiled([.pointer, .pointer, .integer(64)], .void) { builder, parameters in
    builder.loop(from: builder.integer(0, .integer(64)), to: parameters[2], step: lanes) { index in
      let from = builder.offset(parameters[0], by: index, of: source)
      let value = builder.load(source.with(lanes: lanes), from, alignment: 1)
      let result = convert(builder, value, target.with(lanes: lanes))
      builder.store(result, builder.offset(parameters[1], by: index, of: target), alignment: 1)
    }
    builder.ret()
  }
}

private func converted<S, T>(_ module: NativeModule, _ source: [S], zero: T) throws -> [T] {
  typealias Function = @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer, Int) -> Void
  let function = unsafeBitCast(try module.address(of: "main"), to: Function.self)
  var target = [T](repeating: zero, count: source.count)
  source.withUnsafeBytes { from in
    target.withUnsafeMutableBytes { function(from.baseAddress!, $0.baseAddress!, source.count) }
  }
  return target
}

/// A number half-way between two bfloat16 ones, its neighbours, and others: every pattern of the upper bits with these lower ones.
private let singles: [Float] = (0...UInt32(0xffff)).flatMap { upper -> [Float] in
  [0, 1, 0x7fff, 0x8000, 0x8001, 0xc123, 0xffff, 0x4000].map { Float(bitPattern: upper << 16 | $0) }
}

/// The nearest bfloat16 number, by comparing with both neighbours; infinite from half a unit above the largest.
private func nearestBFloat16(_ x: Double) -> UInt16 {
  let sign: UInt16 = x.sign == .minus ? 0x8000 : 0
  let magnitude = x.magnitude
  if magnitude >= 0x1.ffp127 { return sign | 0x7f80 }
  // The largest number that is not larger: the upper half of the float32 one below.
  var single = Float(magnitude)
  if Double(single) > magnitude { single = single.nextDown }
  let lower = UInt16(single.bitPattern >> 16)
  func number(_ pattern: UInt16) -> Double {
    pattern == 0x7f80 ? 0x1p128 : Double(Float(bitPattern: UInt32(pattern) << 16))
  }
  let (below, above) = (magnitude - number(lower), number(lower + 1) - magnitude)
  return sign | (below < above || below == above && lower % 2 == 0 ? lower : lower + 1)
}

@Test func float32IsRoundedToBFloat16() throws {
  let module = try conversion(.float32, .bfloat16) { $0.fptrunc($1, to: $2) }
  let results: [UInt16] = try converted(module, singles, zero: 0)
  for (single, result) in zip(singles, results) {
    if single.isNaN {
      #expect(result & 0x7fff > 0x7f80)
    } else if result != nearestBFloat16(Double(single)) {
      Issue.record("\(single) became \(String(result, radix: 16))")
    }
  }
}

/// Numbers next to ties of a 16-bit format, so close that rounding to float32 first would lose the difference.
private let doubles: [Double] = singles.filter { !$0.isNaN }.flatMap { single -> [Double] in
  let x = Double(single)
  return [x, x.nextUp, x.nextDown, x * (1 + 0x1p-40)]
}

@Test func float64IsRoundedToBFloat16Once() throws {
  let module = try conversion(.float64, .bfloat16) { $0.fptrunc($1, to: $2) }
  let results: [UInt16] = try converted(module, doubles, zero: 0)
  for (double, result) in zip(doubles, results) where result != nearestBFloat16(double) {
    Issue.record("\(double) became \(String(result, radix: 16))")
  }
}

#if !os(macOS) || !arch(x86_64)
  @Test func float64IsRoundedToFloat16Once() throws {
    let module = try conversion(.float64, .float16) { $0.fptrunc($1, to: $2) }
    // Every float16 number, what lies half-way to the next, and their neighbours.
    let numbers = (0..<UInt16(0x7c00)).flatMap { pattern -> [Double] in
      let x = Double(Float16(bitPattern: pattern))
      let tie = (x + Double(Float16(bitPattern: pattern).nextUp)) / 2
      return [x, -x, tie, tie.nextUp, tie.nextDown, -tie.nextUp].map { $0.isInfinite ? 1e300 : $0 }
    }
    let padded = numbers + [Double](repeating: 0, count: 8 - numbers.count % 8)
    let results: [UInt16] = try converted(module, padded, zero: 0)
    for (double, result) in zip(padded, results) where result != Float16(double).bitPattern {
      Issue.record("\(double) became \(String(result, radix: 16))")
    }
  }
#endif

@Test func bfloat16IsExtendedAndConvertedFromIntegers() throws {
  let patterns = Array(UInt16.min...UInt16.max)
  let extended: [UInt32] = try converted(
    conversion(.bfloat16, .float32) { $0.fpext($1, to: $2) }, patterns, zero: 0)
  #expect(extended == patterns.map { UInt32($0) << 16 })
  let integers = (0..<4096).map { Int32($0 * 37 - 70000) }
  let rounded: [UInt16] = try converted(
    conversion(.integer(32), .bfloat16) { $0.sitofp($1, to: $2) }, integers, zero: 0)
  #expect(rounded == integers.map { nearestBFloat16(Double($0)) })
  let back: [Int32] = try converted(
    conversion(.bfloat16, .integer(32)) { $0.fptosi($1, to: $2) }, rounded, zero: 0)
  #expect(back == rounded.map { Int32(Float(bitPattern: UInt32($0) << 16)) })
}

@Test(arguments: [3, 64])
func extremaOfFloat16KeepNaN(_ n: Int) throws {
  let type = TensorType(.float16, [Dimension(n)])
  let program = try traceProgram([type, type], name: "test") { x in [Max()(x[0], x[1]), Min()(x[0], x[1])] }.program
  let a = (0..<n).map { (index: Int) -> Float16 in index % 3 == 0 ? Float16.nan : 2 }
  let b = (0..<n).map { (index: Int) -> Float16 in index % 5 == 1 ? Float16.nan : 1 }
  let inputs = [TensorValue(a, shape: Shape([n])), TensorValue(b, shape: Shape([n]))]
  let results = try compiler().compile(program).run(inputs).map { $0.scalars(as: Float16.self) }
  for (result, other) in zip(results, [2, 1] as [Float16]) {
    for index in 0..<n {
      let isMissing = a[index].isNaN || b[index].isNaN
      #expect(isMissing ? result[index].isNaN : result[index] == other)
    }
  }
}

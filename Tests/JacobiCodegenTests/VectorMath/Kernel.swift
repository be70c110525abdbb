import Foundation

@testable import JacobiCodegen

/// A floating-point format in which functions are tested.
protocol TestedFormat: BinaryFloatingPoint, BitwiseCopyable, Sendable where RawSignificand: FixedWidthInteger {
  static var irType: IRType { get }
  init(anyPattern pattern: UInt64)
}

extension Float: TestedFormat {
  static var irType: IRType { .float32 }
  init(anyPattern pattern: UInt64) { self.init(bitPattern: UInt32(truncatingIfNeeded: pattern)) }
}

extension Double: TestedFormat {
  static var irType: IRType { .float64 }
  init(anyPattern pattern: UInt64) { self.init(bitPattern: pattern) }
}

/// A function of up to two arguments, compiled as a loop over arrays.
struct Kernel<Element: TestedFormat> {
  private let module: NativeModule
  private let lanes: Int
  private typealias Code = @convention(c) (UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, Int64) -> Void

  init(lanes: Int, _ body: (VectorMath, IRValue, IRValue) -> IRValue) throws {
    self.lanes = lanes
    module = try compiled([.pointer, .pointer, .pointer, .integer(64)], .void) { builder, parameters in
      let (element, index) = (Element.irType, IRType.integer(64))
      builder.loop(from: builder.integer(0, index), to: parameters[3], step: lanes) { position in
        let pointers = parameters[0..<3].map { builder.offset($0, by: position, of: element) }
        let x = builder.load(element.with(lanes: lanes), pointers[0], alignment: 4)
        let y = builder.load(element.with(lanes: lanes), pointers[1], alignment: 4)
        builder.store(body(VectorMath(builder), x, y), pointers[2], alignment: 4)
      }
      builder.ret()
    }
  }

  func callAsFunction(_ x: [Element], _ y: [Element]? = nil) throws -> [Element] {
    let code = unsafeBitCast(try module.address(of: "main"), to: Code.self)
    let padding = [Element](repeating: 1, count: (lanes - x.count % lanes) % lanes)
    var results = x + padding
    code(x + padding, (y ?? x) + padding, &results, Int64(results.count))
    return Array(results.prefix(x.count))
  }
}

/// Units in the last place between a result and the accurate one; infinite where the sign or being a number differs.
func ulps<Element: TestedFormat>(_ result: Element, from accurate: Precise) -> Double {
  let nearest = Element(accurate)
  if nearest.isNaN || result.isNaN { return nearest.isNaN && result.isNaN ? 0 : .infinity }
  if accurate.sign != result.sign { return .infinity }
  if nearest == result && (nearest == 0 || nearest.isInfinite) { return 0 }
  // Beyond the largest number the next one would be infinity.
  let end = Element.greatestFiniteMagnitude
  let unit = Precise((nearest.isInfinite ? end : nearest).ulp)
  let limit = Precise(end) + Precise(end.ulp)
  let (a, b) = (min(max(Precise(result), -limit), limit), min(max(accurate, -limit), limit))
  return Double(abs(a - b) / unit)
}

/// The numbers around which something happens, and numbers of all sizes; the same on every run.
func arguments<Element: TestedFormat>(_ type: Element.Type, count: Int) -> [Element] {
  let edges = [0, 1, 2, 3, 0.5, 0.9, 9, 17.5, 20, 27, 38, 88.7, 89.4, 103.9, 709.7, 710.4, 745, 0x1p21, 48000, 1e22]
  let limits: [Element] = [
    .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    .leastNormalMagnitude.nextDown,
  ]
  let special = edges.flatMap { [Element($0).nextDown, Element($0), Element($0).nextUp] } + limits
  var generator = FixedSequence(state: 20)
  let patterns = (0..<count).map { _ in Element(anyPattern: generator.next()) }
  let moderate = [1, 4, 30, 100, 750].flatMap { range in
    (0..<count).map { _ in Element(Double.random(in: -1...1, using: &generator) * range) }
  }
  let nearOne = (0..<count).map { 1 + Element(Double.random(in: -1...1, using: &generator) * exp2(-Double($0 % 50))) }
  let quarters = (0..<count).map { Element(Double($0 * 37) * Double.pi / 2).nextUp }
  return special + special.map { -$0 } + patterns + moderate + nearOne + quarters
}

/// G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators", 2014.
struct FixedSequence: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

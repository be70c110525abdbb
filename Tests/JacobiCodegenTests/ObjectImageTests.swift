import CJacobiCodegen
import Testing

@testable import JacobiCodegen

/// An object file with calls, constants and a table of addresses.
private func objectFile() throws -> [UInt8] {
  try objectFile([.float64, .integer(64)], .float64) { builder, parameters in
    let sine = builder.module.function("sin", [.float64], .float64, isPrivate: false)
    let table = builder.module.globalConstant(bytes: [UInt8](repeating: 0x3f, count: 4096), alignment: 64)
    let entry = builder.load(
      .float64, builder.offset(table, by: parameters[1], of: .float64), alignment: 8)
    builder.ret(builder.fadd(builder.call(sine, [parameters[0]]), builder.fmul(entry, builder.float(0.1, .float64))))
  }
}

@Test func anObjectFileIsLoadedWithoutCompiling() throws {
  let image = try ObjectImage(objectFile())
  let function = unsafeBitCast(try image.address(of: "main"), to: (@convention(c) (Double, Int) -> Double).self)
  let entry = Double(bitPattern: 0x3f3f_3f3f_3f3f_3f3f)
  #expect(abs(function(1, 5) - (0.8414709848078965 + 0.1 * entry)) < 1e-16)
}

@Test func aTruncatedObjectFileIsReported() throws {
  let bytes = try objectFile()
  // The table of sections is at the end, so no shorter file is whole.
  for count in 0..<bytes.count {
    #expect(throws: NativeCodeError.self) { try ObjectImage(Array(bytes[..<count])) }
  }
}

@Test func aDamagedObjectFileThrowsOrLoads() throws {
  let bytes = try objectFile()
  var reported = 0
  for position in bytes.indices {
    for pattern: UInt8 in [0xff, 0x01, 0x80] {
      var damaged = bytes
      damaged[position] ^= pattern
      if (try? ObjectImage(damaged)) == nil { reported += 1 }
    }
  }
  #expect(reported > 100)
}

@Test func aRandomlyDamagedObjectFileThrowsOrLoads() throws {
  let bytes = try objectFile()
  var generator = SplitMix(state: 17)
  var reported = 0
  for _ in 0..<2000 {
    var damaged = bytes
    for _ in 0..<Int.random(in: 1...40, using: &generator) {
      damaged[Int.random(in: damaged.indices, using: &generator)] = .random(in: 0...255, using: &generator)
    }
    if (try? ObjectImage(damaged)) == nil { reported += 1 }
  }
  #expect(reported > 100)
}

/// A generator of a fixed sequence (G. Steele, D. Lea and C. Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

@Test func theFingerprintOfTheProcessorIsTheSameOnEveryThread() async {
  let fingerprints = await withTaskGroup(of: UInt64.self) { group in
    for _ in 0..<64 { group.addTask { jacobi_processor_fingerprint() } }
    return await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
  }
  #expect(fingerprints == [HostFingerprint.processor])
}

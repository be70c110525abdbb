/// The relocation types of the AArch64 ABI that position-independent code has.
///
/// What they do to instructions depends on nothing else, so it is tested on every machine.
enum AArch64Relocation: UInt32 {
  case none = 0
  case absolute64 = 257
  case relative64 = 260
  case relative32 = 261
  /// The distance in pages of 4 KiB, for `adrp`.
  case page = 275
  /// The offset in the page, for `add`.
  case addOffset = 277
  /// The offset in the page, for loads and stores of 1, 4 ... bytes.
  case offset8 = 278
  case jump = 282
  case call = 283
  case offset16 = 284
  case offset32 = 285
  case offset64 = 286
  case offset128 = 299
  /// As `page` and `offset64`, of the address in the table of addresses.
  case tablePage = 311
  case tableOffset = 312

  var isTableEntry: Bool { self == .tablePage || self == .tableOffset }
  var isBranch: Bool { self == .jump || self == .call }
  var byteCount: Int { self == .absolute64 || self == .relative64 ? 8 : 4 }

  /// The instruction at `place` with `target` put in, or `nil` when that is out of reach.
  func patched(_ instruction: UInt32, target: UInt64, place: UInt64) -> UInt32? {
    switch self {
    case .page, .tablePage:
      let pages = Int64(bitPattern: (target & ~0xfff) &- (place & ~0xfff)) >> 12
      guard (-(1 << 20)..<(1 << 20)).contains(pages) else { return nil }
      let bits = UInt32(truncatingIfNeeded: pages)
      return instruction & 0x9f00_001f | (bits & 3) << 29 | (bits >> 2 & 0x7_ffff) << 5
    case .jump, .call:
      let distance = Int64(bitPattern: target &- place)
      guard distance & 3 == 0, (-(1 << 27)..<(1 << 27)).contains(distance) else { return nil }
      return instruction & 0xfc00_0000 | UInt32(truncatingIfNeeded: distance >> 2) & 0x03ff_ffff
    case .addOffset, .offset8: return Self.offset(instruction, target, shift: 0)
    case .offset16: return Self.offset(instruction, target, shift: 1)
    case .offset32: return Self.offset(instruction, target, shift: 2)
    case .offset64, .tableOffset: return Self.offset(instruction, target, shift: 3)
    case .offset128: return Self.offset(instruction, target, shift: 4)
    case .none, .absolute64, .relative64, .relative32: return nil
    }
  }

  /// Puts the offset in the page, in units of the accessed size, into bits 10 to 21.
  private static func offset(_ instruction: UInt32, _ target: UInt64, shift: UInt32) -> UInt32? {
    let offset = UInt32(target & 0xfff)
    guard offset & (1 << shift - 1) == 0 else { return nil }
    return instruction & ~(0xfff << 10) | (offset >> shift) << 10
  }
}

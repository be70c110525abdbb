/// Random bits that are the same in every run: the generator SplitMix64. (G. Steele, D. Lea, C. Flood: "Fast splittable
/// pseudorandom number generators", 2014.)
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A stream of its own for a piece of work that has a name, so that adding another piece changes no numbers.
  init(seed: UInt64, stream name: String) {
    // FNV-1a; Swift's own hash differs from run to run.
    state = name.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

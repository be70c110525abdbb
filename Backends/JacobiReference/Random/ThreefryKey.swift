/// A key of Threefry, and what is drawn with it: the streams of `jax.random`, bit for bit.
///
/// Element `i` of a draw depends on the key and on `i` alone.
struct ThreefryKey {
  var first: UInt32
  var second: UInt32

  /// The two words that belong to a position.
  func block(_ index: Int) -> (UInt32, UInt32) {
    let counter = UInt64(index)
    return threefry2x32(
      key: (first, second), counter: (UInt32(truncatingIfNeeded: counter >> 32), UInt32(truncatingIfNeeded: counter)))
  }

  /// The key at a position of those that this one is split into.
  func child(_ index: Int) -> ThreefryKey {
    let (first, second) = block(index)
    return ThreefryKey(first: first, second: second)
  }

  func bits32(_ index: Int) -> UInt32 {
    let (first, second) = block(index)
    return first ^ second
  }

  func bits64(_ index: Int) -> UInt64 {
    let (first, second) = block(index)
    return UInt64(first) << 32 | UInt64(second)
  }
}

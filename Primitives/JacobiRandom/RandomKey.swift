import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The state of a random generator: what is drawn with one key is always the same.
///
///     let key = RandomKey(42)
///     let (first, second) = key.split()
///     let weights = first.normal([64, 10])
///     let noise = second.uniform([64])
///     weights.shape  // [64,10]
///     noise.shape  // [64]
///
/// A key is used once: for draws, or to make new keys of it by `split()` or `folding(in:)`. There is no hidden
/// state, so that functions with keys can be traced, differentiated, batched and compiled like all others.
///
/// The generator is counter-based, Threefry-2x32 with 20 rounds: element `i` of a draw is a hash of the key and of `i`.
/// The stream is that of `jax.random` with its default settings, bit for bit.
public struct RandomKey: PyTree, Sendable {
  /// Two words of `uint32`, as `uint32[2]`. Inside `vmap` over a batch of keys, those of one key.
  public var words: Tensor

  /// The key of a seed.
  ///
  /// The words are the upper and the lower half of the seed's 64 bits.
  public init(_ seed: Int) {
    let bits = UInt64(bitPattern: Int64(seed))
    words = Tensor([UInt32(truncatingIfNeeded: bits >> 32), UInt32(truncatingIfNeeded: bits)], shape: [2])
  }

  /// The key of two words that another key had, as `uint32[2]`; or a batch of keys, with more axes before the last one,
  /// to be mapped over.
  ///
  ///     let key = RandomKey(7)
  ///     RandomKey(words: key.words).words  // [0 7]
  public init(words: Tensor) {
    self.words = words
    guard !words.isInvalid, words.dtype != .uint32 || words.shape.last?.known != 2 else { return }
    report(
      .shapeMismatch(
        expected: "words of type u32[2]", actual: "\(words.type)",
        operation: Operation("RandomKey", operands: [words.type])))
    self.words = .invalid
  }
}

extension RandomKey {
  /// Two new keys, of independent streams.
  public func split() -> (RandomKey, RandomKey) {
    let keys = split(into: 2)
    return (keys[0], keys[1])
  }

  /// New keys, of independent streams.
  ///
  ///     RandomKey(0).split(into: 3).count  // 3
  ///
  /// - Parameter count: how many, at least 0.
  public func split(into count: Int) -> [RandomKey] {
    let batch = split(batch: Dimension(count)).words
    return (0..<Swift.max(count, 0)).map { RandomKey(unchecked: batch.isInvalid ? batch : batch[$0]) }
  }

  /// New keys as one batch, whose words have the shape `[count,2]`: to be mapped over by `vmap`.
  public func split(batch count: Dimension) -> RandomKey {
    let (first, second) = hash(count: count)
    return RandomKey(unchecked: stacked([first, second], axis: 1))
  }

  /// The key that belongs to an integer, such as the number of a step or of a layer: `key.folding(in: i)` is
  /// `key.split(into: n)[i]` for each `n` above `i`.
  ///
  ///     let keys = RandomKey(0).split(into: 3)
  ///     arrayEqual(RandomKey(0).folding(in: 2).words, keys[2].words)  // true
  ///
  /// - Parameter data: in 0..<2³².
  public func folding(in data: Int) -> RandomKey {
    guard let word = UInt32(exactly: data) else {
      report(
        .invalidArgument(
          name: "data", expected: "in 0..<4294967296", actual: "\(data)", operation: Operation("folding(in:)")))
      return RandomKey(unchecked: .invalid)
    }
    return folding(in: Tensor(TensorValue(scalar: word)))
  }

  /// The key that belongs to an integer.
  ///
  /// - Parameter data: an integer scalar, of which the low 32 bits count.
  public func folding(in data: Tensor) -> RandomKey {
    if data.isInvalid || words.isInvalid { return RandomKey(unchecked: .invalid) }
    guard data.dtype.isInteger, data.rank == 0 else {
      report(
        .shapeMismatch(
          expected: "an integer scalar", actual: "\(data.type)",
          operation: Operation("folding(in:)", operands: [data.type])))
      return RandomKey(unchecked: .invalid)
    }
    let low = data.asType(.uint32).reshaped([1])
    let (first, second) = hash(counters: Tensor.zeros(like: low), low)
    return RandomKey(unchecked: concatenated([first, second]))
  }

  /// Whether this is one key, not a batch of them, which is reported.
  var isSingle: Bool {
    if words.rank == 1 { return true }
    report(
      .shapeMismatch(
        expected: "one key: map over a batch of keys with vmap, or take one of them", actual: "\(words.type)",
        operation: Operation("RandomKey", operands: [words.type])))
    return false
  }

  /// A key of words that are known to be right, or invalid.
  private init(unchecked words: Tensor) {
    self.words = words
  }

  /// The hashes of the counters 0..<count: two vectors of words.
  func hash(count: Dimension) -> (Tensor, Tensor) {
    // Counters have 64 bits; the upper word is 0 unless more than 2³² numbers are drawn, or nobody knows how many.
    if let known = count.known, known <= Int(UInt32.max) {
      let low = Tensor.arange(count, dtype: .uint32)
      return hash(counters: low.isInvalid ? low : Tensor.zeros(like: low), low)
    }
    let counters = Tensor.arange(count, dtype: .uint64)
    return hash(counters: (counters >> 32).asType(.uint32), counters.asType(.uint32))
  }

  /// The hashes of counters, given as vectors of upper and lower words.
  private func hash(counters high: Tensor, _ low: Tensor) -> (Tensor, Tensor) {
    if words.isInvalid || low.isInvalid { return (.invalid, .invalid) }
    guard isSingle else { return (.invalid, .invalid) }
    let key = (0..<2).map { words[$0..<$0 + 1].broadcast(to: low.shape) }
    let hashes = Threefry2x32().results([key[0], key[1], high, low])
    return (hashes[0], hashes[1])
  }
}

extension RandomKey: CustomStringConvertible {
  /// The words: `RandomKey([ 0 42])`.
  public var description: String { "RandomKey(\(words))" }
}

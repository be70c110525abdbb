import JacobiCore
import JacobiPrimitives

/// The bits and new states of an `RngBitGenerator`, as XLA makes them.
struct CounterBits {
  private let generator: RngBitGenerator
  private let state: TensorValue
  private let outputs: [TensorType]
  private let sizes: [Int]

  init(_ generator: RngBitGenerator, state: TensorValue, outputs: [TensorType]) {
    self.generator = generator
    self.state = state
    self.outputs = outputs
    sizes = generator.shape.sizes
  }

  func results() -> [TensorValue] {
    var states = stateWords()
    var bits: [UInt64] = []
    for position in stride(from: 0, to: states.count, by: 2) {
      let (key, counter) = (states[position], states[position + 1])
      bits += generator.algorithm == .threefry ? threefryBits(key, counter) : philoxBits(key, counter)
      states[position + 1] = counter &+ UInt64(blockCount)
    }
    return [stateValue(states), outputs[1].dtype.visit(Truncated(words: bits, type: outputs[1]))]
  }

  private var elementCount: Int { sizes.reduce(1, *) }
  private var isWide: Bool { generator.dtype == .uint64 }

  /// How many counters are used up.
  private var blockCount: Int {
    switch (generator.algorithm, isWide) {
    case (.threefry, true): elementCount
    case (.threefry, false): halvedSizes.reduce(1, *)
    case (.philox, true): (elementCount + 1) / 2
    case (.philox, false): (elementCount + 3) / 4
    }
  }

  // MARK: - Threefry

  /// The axis along which the two words of a hash lie next to each other: the first of even size, else the first of
  /// the largest.
  private var splitAxis: Int? {
    sizes.firstIndex { $0 % 2 == 0 } ?? sizes.max().flatMap(sizes.firstIndex)
  }

  /// The sizes of an array of hashes.
  private var halvedSizes: [Int] {
    var halved = sizes
    if let splitAxis { halved[splitAxis] = (sizes[splitAxis] + 1) / 2 }
    return halved
  }

  private func threefryBits(_ key: UInt64, _ counter: UInt64) -> [UInt64] {
    func hash(_ index: Int) -> (UInt64, UInt64) {
      let words = threefry2x32(key: key.words, counter: (counter &+ UInt64(index)).words)
      return (UInt64(words.0), UInt64(words.1))
    }
    if isWide { return (0..<elementCount).map { hash($0).0 | hash($0).1 << 32 } }
    guard let splitAxis else { return [hash(0).0] }
    let strides = Shape(sizes).strides
    let hashStrides = Shape(halvedSizes).strides
    return (0..<elementCount).map { element in
      var index = 0
      for axis in sizes.indices {
        let position = element / strides[axis] % sizes[axis]
        index += (axis == splitAxis ? position / 2 : position) * hashStrides[axis]
      }
      let isFirst = element / strides[splitAxis] % sizes[splitAxis] % 2 == 0
      return isFirst ? hash(index).0 : hash(index).1
    }
  }

  // MARK: - Philox

  /// The words of successive blocks. The counter has 128 bits, of which the key is the upper half.
  private func philoxBits(_ key: UInt64, _ counter: UInt64) -> [UInt64] {
    let words = (0..<blockCount).flatMap { index -> [UInt64] in
      let (low, isCarried) = counter.addingReportingOverflow(UInt64(index))
      let high = isCarried ? key &+ 1 : key
      let block = [low.words.0, low.words.1, high.words.0, high.words.1]
      return philox4x32(key: key.words, counter: block).map(UInt64.init)
    }
    return (0..<elementCount).map { isWide ? words[2 * $0] | words[2 * $0 + 1] << 32 : words[$0] }
  }

  // MARK: - States

  /// Keys and counters in turn.
  private func stateWords() -> [UInt64] {
    if state.dtype == .uint64 { return state.scalars(as: UInt64.self) }
    let halves = state.scalars(as: UInt32.self)
    return stride(from: 0, to: halves.count, by: 2).map { UInt64(halves[$0]) | UInt64(halves[$0 + 1]) << 32 }
  }

  private func stateValue(_ states: [UInt64]) -> TensorValue {
    if state.dtype == .uint64 { return TensorValue(states, shape: outputs[0].shape) }
    return TensorValue(states.flatMap { [$0.words.0, $0.words.1] }, shape: outputs[0].shape)
  }
}

extension UInt64 {
  /// The lower and the upper half.
  fileprivate var words: (UInt32, UInt32) {
    (UInt32(truncatingIfNeeded: self), UInt32(truncatingIfNeeded: self >> 32))
  }
}

/// The lower bits of words.
private struct Truncated: IntegerVisitor {
  var words: [UInt64]
  var type: TensorType

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> TensorValue {
    TensorValue(words.map { Scalar(truncatingIfNeeded: $0) }, shape: type.shape)
  }
}

/// Philox-4x32 with 10 rounds. (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011.)
private func philox4x32(key: (UInt32, UInt32), counter: [UInt32]) -> [UInt32] {
  var (key, block) = (key, counter)
  for _ in 0..<10 {
    let first = block[0].multipliedFullWidth(by: 0xD251_1F53)
    let second = block[2].multipliedFullWidth(by: 0xCD9E_8D57)
    block = [second.high ^ block[1] ^ key.0, second.low, first.high ^ block[3] ^ key.1, first.low]
    key = (key.0 &+ 0x9E37_79B9, key.1 &+ 0xBB67_AE85)
  }
  return block
}

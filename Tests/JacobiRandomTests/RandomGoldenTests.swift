import Foundation
import JacobiCore
import JacobiNumPy
import JacobiRandom
import JacobiReference
import Testing

/// Numbers of `jax.random`, as `Tests/Goldens/generate_random.py` has written them.
struct RandomGoldens: Decodable {
  struct Seed: Decodable, Sendable {
    var seed: Int
    var key: [UInt32]
  }
  struct Split: Decodable, Sendable {
    var key: [UInt32]
    var shape: [Int]
    var keys: [[UInt32]]
  }
  struct Fold: Decodable, Sendable {
    var key: [UInt32]
    var data: Int
    var result: [UInt32]
  }
  struct Draw: Decodable, Sendable {
    var key: [UInt32]
    var dtype: DType
    var shape: [Int]
    var bits: [String]
    var minval: String?
    var maxval: String?

    var patterns: [UInt64] { bits.map { UInt64($0, radix: 16)! } }

    /// A bound as a scalar.
    func bound(_ text: String) -> Tensor {
      BitcastedScalar(pattern: UInt64(text, radix: 16)!, dtype: dtype).tensor
    }
  }

  var keys: [Seed]
  var splits: [Split]
  var folds: [Fold]
  var bits: [Draw]
  var uniform: [Draw]
  var normal: [Draw]

  static let shared: RandomGoldens = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Goldens/random.json")
    // The file is part of the repository: without it there is nothing to test.
    return try! JSONDecoder().decode(RandomGoldens.self, from: Data(contentsOf: file))
  }()
}

/// A scalar of which only the bits are given.
struct BitcastedScalar {
  var pattern: UInt64
  var dtype: DType

  var tensor: Tensor {
    let buffer = Buffer(byteCount: dtype.byteCount)
    withUnsafeBytes(of: pattern.littleEndian) { bytes in
      buffer.pointer.copyMemory(from: bytes.baseAddress!, byteCount: dtype.byteCount)
    }
    return Tensor(TensorValue(buffer: buffer, type: TensorType(dtype, [])))
  }
}

extension Tensor {
  /// The bits of each element.
  var patterns: [UInt64] {
    let width = dtype.byteCount
    let bytes = value!.buffer.bytes
    return (0..<value!.elementCount).map { index in
      (0..<width).reduce(0) { $0 | UInt64(bytes[index * width + $1]) << UInt64(8 * $1) }
    }
  }
}

@Suite struct RandomGoldenTests {
  private func key(_ words: [UInt32]) -> RandomKey { RandomKey(words: Tensor(words, shape: [2])) }

  @Test(arguments: RandomGoldens.shared.keys)
  func seedsGiveKeys(golden: RandomGoldens.Seed) {
    #expect(RandomKey(golden.seed).words.scalars() == golden.key)
  }

  @Test(arguments: RandomGoldens.shared.splits)
  func splits(golden: RandomGoldens.Split) {
    let count = golden.shape.reduce(1, *)
    let keys = key(golden.key).split(into: count)
    #expect(keys.map { $0.words.scalars(UInt32.self) } == golden.keys)
    #expect(key(golden.key).split(batch: Dimension(count)).words.scalars() == golden.keys.flatMap { $0 })
  }

  @Test(arguments: RandomGoldens.shared.folds)
  func folds(golden: RandomGoldens.Fold) {
    #expect(key(golden.key).folding(in: golden.data).words.scalars() == golden.result)
    let data = Tensor(UInt32(golden.data))
    #expect(key(golden.key).folding(in: data).words.scalars() == golden.result)
  }

  @Test(arguments: RandomGoldens.shared.bits)
  func bits(golden: RandomGoldens.Draw) {
    let draw = key(golden.key).bits(golden.shape, dtype: golden.dtype)
    #expect(draw.type == TensorType(golden.dtype, Shape(golden.shape)))
    #expect(draw.patterns == golden.patterns)
  }

  @Test(arguments: RandomGoldens.shared.uniform)
  func uniform(golden: RandomGoldens.Draw) {
    var draw = key(golden.key).uniform(golden.shape, dtype: golden.dtype)
    if let low = golden.minval, let high = golden.maxval {
      draw = key(golden.key).uniform(
        golden.shape, dtype: golden.dtype, low: golden.bound(low), high: golden.bound(high))
    }
    #expect(draw.type == TensorType(golden.dtype, Shape(golden.shape)))
    #expect(draw.patterns == golden.patterns)
  }

  @Test(arguments: RandomGoldens.shared.normal)
  func normal(golden: RandomGoldens.Draw) {
    let draw = key(golden.key).normal(golden.shape, dtype: golden.dtype)
    #expect(draw.type == TensorType(golden.dtype, Shape(golden.shape)))
    #expect(draw.patterns == golden.patterns)
  }
}

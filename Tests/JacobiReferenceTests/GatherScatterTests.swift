import JacobiCore
import JacobiPrimitives
import Testing

/// Random dimension numbers against the definition of XLA, element by element.
@Suite struct GatherScatterTests {
  /// A gather, or the scatter with the same dimension numbers, that makes sense.
  struct Sample {
    var dimensions: GatherDimensions
    var operand: [Int]
    var indices: [Int]
    var sliceSizes: [Int]
    /// Of the result of the gather, of the updates of the scatter.
    var windows: [Int]

    init(using generator: inout SplitMix) {
      let rank = Int.random(in: 1...4, using: &generator)
      operand = (0..<rank).map { _ in Int.random(in: 1...4, using: &generator) }
      var batch = (0..<Int.random(in: 0...2, using: &generator)).map { _ in Int.random(in: 0...3, using: &generator) }
      var axes = Array(0..<rank).shuffled(using: &generator)
      let batching = Array(axes.prefix(Int.random(in: 0...1, using: &generator)))
      axes.removeFirst(batching.count)
      let start = Array(axes.prefix(Int.random(in: 0...axes.count, using: &generator)))
      let collapsed = axes.filter { _ in Bool.random(using: &generator) }.sorted()
      var batchingAxes: [Int] = []
      for axis in batching {
        batchingAxes.append(batch.count)
        batch.append(operand[axis])
      }
      let sizes = operand
      sliceSizes = sizes.indices.map { axis in
        if collapsed.contains(axis) || batching.contains(axis) { return 1 }
        return start.contains(axis) ? Int.random(in: 0...sizes[axis], using: &generator) : sizes[axis]
      }
      let window = sizes.indices.filter { !collapsed.contains($0) && !batching.contains($0) }
      let offset = (0..<batch.count + window.count).shuffled(using: &generator).prefix(window.count).sorted()
      dimensions = GatherDimensions(
        offset: offset, collapsed: collapsed, operandBatching: batching, startIndexBatching: batchingAxes, start: start)
      indices = batch + [start.count]
      var remaining = batch
      var windowSizes = window.map { [sliceSizes] in sliceSizes[$0] }
      windows = (0..<batch.count + window.count).map {
        offset.contains($0) ? windowSizes.removeFirst() : remaining.removeFirst()
      }
    }

    /// The position in the operand that belongs to a position in the windows, `nil` for a window not inside.
    func source(of position: [Int], indices vectors: [Int], areMovedInside: Bool) -> [Int]? {
      let batch = position.indices.filter { !dimensions.offset.contains($0) }.map { position[$0] }
      var source = [Int](repeating: 0, count: operand.count)
      for (component, axis) in dimensions.start.enumerated() {
        let index = vectors[place(batch + [component], in: indices)]
        let last = operand[axis] - sliceSizes[axis]
        if areMovedInside {
          source[axis] = min(max(index, 0), last)
        } else {
          guard 0...last ~= index else { return nil }
          source[axis] = index
        }
      }
      for (axis, other) in zip(dimensions.operandBatching, dimensions.startIndexBatching) {
        source[axis] = batch[other]
      }
      for (axis, offset) in zip(dimensions.windowAxes(rank: operand.count), dimensions.offset) {
        source[axis] += position[offset]
      }
      return source
    }
  }

  @Test(arguments: [OutOfBoundsMode.clip, .fillOrDrop, .promiseInBounds])
  func agreesWithTheDefinition(mode: OutOfBoundsMode) throws {
    var generator = SplitMix(state: 11)
    for round in 0..<300 {
      let sample = Sample(using: &generator)
      let vectors = positions(sample.indices).map { _ in Int.random(in: -2...4, using: &generator) }
      let indices = TensorValue(vectors.map { Int32($0) }, shape: Shape(sample.indices))
      try checkGather(sample, indices, vectors, mode, round)
      try checkScatter(sample, indices, vectors, mode, round)
    }
  }

  private func checkGather(
    _ sample: Sample, _ indices: TensorValue, _ vectors: [Int], _ mode: OutOfBoundsMode, _ round: Int
  ) throws {
    let operand = TensorValue.scattered(.int16, Shape(sample.operand), seed: UInt64(round))
    let gather = Gather(
      dimensions: sample.dimensions, sliceSizes: sample.sliceSizes.map { Dimension($0) }, mode: mode)
    let result = try run(gather, operand, indices)[0]
    #expect(result.shape == Shape(sample.windows))
    let elements: [Int16] = operand.scalars()
    let expected = positions(sample.windows).map { position in
      sample.source(of: position, indices: vectors, areMovedInside: mode != .fillOrDrop)
        .map { elements[place($0, in: sample.operand)] } ?? .min
    }
    #expect(result.scalars() == expected, "\(sample)")
  }

  private func checkScatter(
    _ sample: Sample, _ indices: TensorValue, _ vectors: [Int], _ mode: OutOfBoundsMode, _ round: Int
  ) throws {
    let operand = TensorValue.scattered(.float32, Shape(sample.operand), seed: UInt64(round))
    let updates = TensorValue.scattered(.float32, Shape(sample.windows), seed: UInt64(round + 1000))
    let scatter = ScatterAdd(dimensions: sample.dimensions, mode: mode)
    let result = try run(scatter, operand, indices, updates)[0]
    var expected: [Float] = operand.scalars()
    for (position, update) in zip(positions(sample.windows), updates.scalars(as: Float.self)) {
      guard let source = sample.source(of: position, indices: vectors, areMovedInside: mode == .clip) else { continue }
      expected[place(source, in: sample.operand)] += update
    }
    #expect(result.scalars() == expected, "\(sample)")
  }

  /// `take(x, i, axis: 0)`.
  static let rows = GatherDimensions(offset: [1], collapsed: [0], start: [0])

  @Test(arguments: allDTypes) func fillsLikeJAX(dtype: DType) throws {
    let x = TensorValue.scattered(dtype, [3, 2], seed: 1)
    let indices = TensorValue([2, 3, -1] as [Int64], shape: [3, 1])
    let result = try run(Gather(dimensions: Self.rows, sliceSizes: [1, 2]), x, indices)[0]
    let missing: Complex128 =
      switch dtype {
      case .bool: 1
      case _ where dtype.isSignedInteger: Complex128(Double(dtype.integerLimits!.minimum))
      case _ where dtype.isUnsignedInteger: Complex128(Double(dtype.integerLimits!.maximum))
      default: Complex128(.nan, 0)
      }
    let zeros = try run(Gather(dimensions: Self.rows, sliceSizes: [1, 2], fill: .zero), x, indices)[0]
    #expect(zeros.complexScalars == Array(x.complexScalars.suffix(2)) + [0, 0, 0, 0])
    let expected = Array(x.complexScalars.suffix(2)) + [Complex128](repeating: missing, count: 4)
    #expect(TensorValue(result.complexScalars, shape: [6]).isIdentical(to: vector(expected)))
  }

  @Test(arguments: allDTypes.filter(\.isInteger)) func takesIndicesOfEveryDType(dtype: DType) throws {
    let x = vector([10, 20, 30] as [Float])
    let indices = vector([2.0, 0]).converted(to: dtype).reshaped([2, 1])
    let take = Gather(dimensions: GatherDimensions(offset: [], collapsed: [0], start: [0]), sliceSizes: [1])
    #expect(try scalars(take, x, indices) == [30, 10] as [Float])
  }

  @Test func treatsHugeIndicesAsOutOfBounds() throws {
    let x = vector([10, 20, 30] as [Float])
    let indices = TensorValue([UInt64.max, 1 << 63], shape: [2, 1])
    let dimensions = GatherDimensions(offset: [], collapsed: [0], start: [0])
    #expect(
      try scalars(Gather(dimensions: dimensions, sliceSizes: [1], mode: .clip), x, indices) == [30, 30] as [Float])
    let filled: [Float] = try scalars(Gather(dimensions: dimensions, sliceSizes: [1]), x, indices)
    #expect(filled.allSatisfy { $0.isNaN })
  }

  @Test(arguments: allDTypes.filter { $0 != .bool }) func addsUpdatesOfOneElementUp(dtype: DType) throws {
    let x = vector([1.0, 1, 1, 1]).converted(to: dtype).reshaped([2, 2])
    let indices = TensorValue([1, 1, 0, 2] as [Int32], shape: [4, 1])
    let updates = vector([1.0, 2, 3, 4, 5, 6, 7, 8]).converted(to: dtype).reshaped([4, 2])
    let result = try run(ScatterAdd(dimensions: Self.rows), x, indices, updates)[0]
    #expect(result == vector([6.0, 7, 5, 7]).converted(to: dtype).reshaped([2, 2]))
  }
}

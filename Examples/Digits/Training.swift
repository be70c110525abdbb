import Foundation
import Jacobi

/// Trains the model and reports on it.
struct Training {
  var training: Dataset
  var test: Dataset
  var epochs = 30
  var batchSize = 32
  var hidden = 128
  var rate: Float = 2e-3

  func run() throws {
    let key = RandomKey(7)
    let model = MLP(inputs: training.pixelCount, hidden: hidden, classes: 10, key: key.folding(in: 0))
    var state = TrainingState(model: model, optimizer: try Adam(for: model, rate: rate))
    let step = jit(trainingStep)
    let predict = jit { (model: MLP, images: Tensor) in model(images).argMax(axis: -1) }

    for epoch in 1...epochs {
      let start = ContinuousClock.now
      let losses = try trainEpoch(epoch, &state, step)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let matrix = try confusion(state.model, predict)
      print(
        "epoch \(padded("\(epoch)", to: 2))  loss \(decimal(losses.reduce(0, +) / Double(losses.count), 4))"
          + "  test accuracy \(decimal(100 * matrix.accuracy, 2)) %"
          + "  \(decimal(Double(losses.count * batchSize) / seconds, 0)) examples/s")
    }
    print("\nConfusion matrix on \(test.count) held-out images:\n\(try confusion(state.model, predict))\n")
    try reportHardestExamples(state.model)
    try reportStepTimes(state, compiled: step)
  }

  /// One pass over the training images in an order of its own; incomplete last batches are left out.
  private func trainEpoch(
    _ epoch: Int, _ state: inout TrainingState,
    _ step: Fn<(TrainingState, Tensor), TrainingState, Tensor, Tensor>
  ) throws -> [Double] {
    var generator = SplitMix64(seed: UInt64(epoch))
    let order = (0..<training.count).shuffled(using: &generator)
    var losses: [Double] = []
    for start in stride(from: 0, through: training.count - batchSize, by: batchSize) {
      let (images, labels) = training.batch(order[start..<start + batchSize])
      let (next, loss) = try step(state, images, labels)
      state = next
      losses.append(loss.item(Double.self))
    }
    return losses
  }

  private func confusion(_ model: MLP, _ predict: Fn<Tensor, MLP, Tensor>) throws -> ConfusionMatrix {
    let predictions = try predict(model, test.images)
    return ConfusionMatrix(labels: test.labels.scalars(Int32.self), predictions: predictions.scalars(Int32.self))
  }

  /// The norm of each example's own gradient says how much the model would still learn from it.
  private func reportHardestExamples(_ model: MLP) throws {
    let count = min(256, test.count)
    let (images, labels) = test.batch(0..<count)
    let gradients = try vmap(grad(loss), in: nil, 0, 0)(model, images, labels)
    let squares = try treeLeaves(gradients).map { gradient in
      square(gradient.reshaped(count, -1)).sum(axis: 1)
    }
    let norms = sqrt(squares.dropFirst().reduce(squares[0], +)).scalars(Float.self)
    let hardest = norms.indices.sorted { norms[$0] > norms[$1] }.prefix(5)
    let digits = labels.scalars(Int32.self)
    print("Largest gradient norms among the first \(count) held-out images, by vmap(grad(loss)):")
    for position in hardest {
      print(
        "  image \(padded("\(position)", to: 3)), digit \(digits[position]): \(decimal(Double(norms[position]), 3))")
    }
    print("  median: \(decimal(Double(norms.sorted()[count / 2]), 5))\n")
  }

  private func reportStepTimes(
    _ state: TrainingState, compiled: Fn<(TrainingState, Tensor), TrainingState, Tensor, Tensor>
  ) throws {
    let (images, labels) = training.batch(0..<batchSize)
    let eager = try shortestTime(of: 20) { _ = try trainingStep(state, images, labels) }
    let fast = try shortestTime(of: 20) { _ = try compiled(state, images, labels) }
    print(
      "One training step on \(batchSize) images: eager \(decimal(1e3 * eager, 2)) ms, "
        + "compiled \(decimal(1e3 * fast, 2)) ms")
  }
}

/// A small generator of shuffles that are the same on every run (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

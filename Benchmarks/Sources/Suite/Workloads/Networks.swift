import Jacobi

private let (width, heads, hidden, length, batch, vocabulary) = (256, 8, 1024, 128, 8, 1024)
private let blockFlops = Double(
  2 * batch * length * (4 * width * width + 2 * width * hidden) + 4 * batch * length * length * width)
private let convolutionalFlops: Double = 64 * 2 * (784 * 16 * 9 + 196 * 32 * 144 + 1568 * 128 + 1280)

/// Training steps of larger networks.
let networkWorkloads: [Workload] = [
  derivative(
    "ad.cnn_step", "two convolutions 3x3 with pooling, two dense layers, batch 64 of 28x28: a step of 0.01 (first)",
    flops: 3 * convolutionalFlops, tolerance: 1e-3
  ) {
    let (x, labels) = (unit([64, 28, 28, 1], 1), ints([64], 2, below: 10))
    let step = jit(
      { (parameters: [String: Tensor], x: Tensor, labels: Tensor) in
        let gradient = try grad(convolutionalLoss)(parameters, x, labels)
        return try treeMap(parameters, gradient) { $0 - 0.01 * $1 }
      }, donating: 0)
    return .chained(from: convolutionalParameters(), { try step($0, x, labels) }, comparing: { try $0.leaves })
  },
  derivative(
    "ad.block_fwdbwd", "transformer block, batch 8 of 128, width 256: gradients for input and parameters",
    flops: 3 * blockFlops, tolerance: 1e-3
  ) {
    let weights = sym([batch, length, width], 2)
    let point = Pair(blockParameters(510), sym([batch, length, width], 1))
    return .compiled(point, weights) { (point: Pair<[String: Tensor], Tensor>, weights: Tensor) in
      try grad { (point: Pair<[String: Tensor], Tensor>) in (block(point.first, point.second) * weights).sum() }(point)
    }
  },
  derivative(
    "ad.gpt_step", "four such blocks between embedding and head, vocabulary 1024: a step of Adam (first)",
    flops: 3 * (4 * blockFlops + Double(2 * batch * length * width * vocabulary)), tolerance: 2e-3
  ) {
    let (tokens, targets) = transformerData()
    return .chained(
      from: try TransformerState(transformerParameters()),
      { [step = jit(transformerStep, donating: 0)] in try step($0, tokens, targets).first },
      comparing: { try $0.parameters.leaves })
  },
]

// MARK: - A convolutional network

private func convolutionalParameters() -> [String: Tensor] {
  [
    "c1": glorot([3, 3, 1, 16], 20, 9, 144), "c2": glorot([3, 3, 16, 32], 21, 144, 288),
    "d1": glorot([1568, 128], 22, 1568, 128), "d2": glorot([128, 10], 23, 128, 10),
    "e1": .zeros([16]), "e2": .zeros([32]), "f1": .zeros([128]), "f2": .zeros([10]),
  ]
}

private func convolutionalLoss(_ p: [String: Tensor], _ x: Tensor, _ labels: Tensor) -> Tensor {
  func layer(_ x: Tensor, _ number: Int) -> Tensor {
    let sums = convolution(x, p["c\(number)"]!, padding: .same, layout: .featuresLast)
    return maxPooled(relu(sums + p["e\(number)"]!))
  }
  let features = layer(layer(x, 1), 2).flattened(from: 1)
  let dense = relu(matmul(features, p["d1"]!) + p["f1"]!)
  return softmaxCrossEntropy(logits: matmul(dense, p["d2"]!) + p["f2"]!, labels: labels).mean()
}

// MARK: - A transformer

private func blockParameters(_ salt: Int) -> [String: Tensor] {
  func weights(_ shape: [Int], _ number: Int) -> Tensor { sym(shape, salt + number, scale: 0.06) }
  return [
    "ln1_g": .ones([width]), "ln1_b": .zeros([width]), "ln2_g": .ones([width]), "ln2_b": .zeros([width]),
    "wqkv": weights([width, 3 * width], 1), "wo": weights([width, width], 2),
    "w1": weights([width, hidden], 3), "b1": .zeros([hidden]),
    "w2": weights([hidden, width], 4), "b2": .zeros([width]),
  ]
}

/// A pre-norm block with causal attention: A. Vaswani et al., "Attention is all you need", NeurIPS 2017.
private func block(_ p: [String: Tensor], _ x: Tensor) -> Tensor {
  let attended = x + matmul(attention(normalized(x, p["ln1_g"]!, p["ln1_b"]!), p), p["wo"]!)
  let inner = matmul(normalized(attended, p["ln2_g"]!, p["ln2_b"]!), p["w1"]!) + p["b1"]!
  return attended + matmul(gelu(inner, approximate: true), p["w2"]!) + p["b2"]!
}

private func attention(_ x: Tensor, _ p: [String: Tensor]) -> Tensor {
  let (batch, length) = (x.shape.sizes[0], x.shape.sizes[1])
  let parts = matmul(x, p["wqkv"]!).split(parts: 3, axis: -1)
    .map { $0.reshaped([batch, length, heads, width / heads]) }
  let scale = Float(1 / Double(width / heads).squareRoot())
  let scores = einsum("bqhd,bkhd->bhqk", parts[0], parts[1]) * scale
  let isPast = Tensor.tri(Dimension(length), dtype: .bool)
  let shares = softmax(which(isPast, scores, Tensor(-Float.infinity)), axis: -1)
  return einsum("bhqk,bkhd->bqhd", shares, parts[2]).reshaped([batch, length, width])
}

struct TransformerParameters: PyTree {
  var tokens = sym([vocabulary, width], 500, scale: 0.05)
  var positions = sym([length, width], 501, scale: 0.05)
  var head = sym([width, vocabulary], 502, scale: 0.06)
  var gain = Tensor.ones([width])
  var bias = Tensor.zeros([width])
  var blocks = (0..<4).map { blockParameters(510 + 10 * $0) }
}

func transformerParameters() -> TransformerParameters { TransformerParameters() }

func transformerData() -> (tokens: Tensor, targets: Tensor) {
  (ints([batch, length], 1, below: UInt32(vocabulary)), ints([batch, length], 2, below: UInt32(vocabulary)))
}

private func transformerLoss(_ p: TransformerParameters, _ tokens: Tensor, _ targets: Tensor) -> Tensor {
  let embedded = p.tokens[tokens] + p.positions
  let features = normalized(p.blocks.reduce(embedded) { block($1, $0) }, p.gain, p.bias)
  return softmaxCrossEntropy(logits: matmul(features, p.head), labels: targets).mean()
}

/// What Adam goes on with: D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015.
struct TransformerState: PyTree {
  var parameters: TransformerParameters
  var means: TransformerParameters
  var squares: TransformerParameters
  var time: Tensor

  init(_ parameters: TransformerParameters) throws {
    self.parameters = parameters
    means = try parameters.mapLeaves { .zeros(like: $0) }
    squares = means
    time = Tensor(Float(0))
  }
}

func transformerStep(
  _ state: TransformerState, _ tokens: Tensor, _ targets: Tensor
) throws -> Pair<TransformerState, Tensor> {
  let (value, gradient) = try valueAndGrad(transformerLoss)(state.parameters, tokens, targets)
  var next = state
  next.time = state.time + 1
  next.means = try treeMap(state.means, gradient) { 0.9 * $0 + 0.1 * $1 }
  next.squares = try treeMap(state.squares, gradient) { 0.999 * $0 + 0.001 * $1 * $1 }
  let (meanScale, squareScale) = (1 - pow(0.9, next.time), 1 - pow(0.999, next.time))
  let moves = try treeMap(next.means, next.squares) { 1e-3 * ($0 / meanScale) / (sqrt($1 / squareScale) + 1e-8) }
  next.parameters = try treeMap(state.parameters, moves) { $0 - $1 }
  return Pair(next, value)
}

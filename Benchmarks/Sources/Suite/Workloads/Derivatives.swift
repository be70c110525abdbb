import Jacobi

private let perceptronProducts = 784 * 512 + 512 * 512 + 512 * 10

/// Gradients, products with second derivatives, and whole matrices of derivatives of small functions.
let derivativeWorkloads: [Workload] = [
  derivative(
    "ad.mlp_step", "perceptron 784-512-512-10, batch 128: gradient and a step of 0.01 (after the first one)",
    flops: Double((6 * perceptronProducts - 2 * 784 * 512) * 128)
  ) {
    let (x, labels) = perceptronData(128)
    return .chained(
      from: perceptronParameters(), { [step = jit(perceptronStep, donating: 0)] in try step($0, x, labels).first },
      comparing: { try $0.leaves })
  },
  derivative(
    "ad.mlp_perex_grads", "64 gradients of the same, one per example",
    flops: Double((6 * perceptronProducts - 2 * 784 * 512) * 64)
  ) {
    let (x, labels) = perceptronData(64)
    let gradient = grad { (p: [String: Tensor], x: Tensor, label: Tensor) in
      perceptronLoss(p, x.expandedDimensions(axis: 0), label.expandedDimensions(axis: 0))
    }
    let body = vmap(gradient, in: nil, 0, 0)
    return .compiled(perceptronParameters(), x, labels) { try body($0, $1, $2) }
  },
  derivative(
    "ad.mlp_hvp", "Hessian-vector product of the same, batch 128", flops: Double(12 * perceptronProducts * 128),
    tolerance: 1e-3
  ) {
    let (x, labels) = perceptronData(128)
    let parameters = perceptronParameters()
    var direction = parameters
    for (index, name) in parameters.keys.sorted().enumerated() {
      direction[name] = sym(parameters[name]!.shape.sizes, 50 + index)
    }
    let point = Pair(parameters, direction)
    return .compiled(point, x, labels) { (point: Pair<[String: Tensor], [String: Tensor]>, x: Tensor, labels: Tensor) in
      try hvp(perceptronLoss, at: point.first, x, labels, along: point.second)
    }
  },
  derivative("ad.hessian_rosenbrock64", "Hessian of the Rosenbrock function at sym(1)") {
    .compiled(sym([64], 1)) { try hessian(rosenbrock)($0) }
  },
  derivative("ad.hessian_mlp81", "Hessian of the error of a perceptron with 81 parameters") {
    .compiled(sym([81], 3, scale: 0.5), sym([32, 8], 1), sym([32], 2)) { try hessian(smallPerceptronError)($0, $1, $2) }
  },
  derivative("ad.jacfwd256", "256x256 Jacobian of two layers of tanh, forward") {
    jacobianWorkload { try jacfwd(twoLayers)($0, $1, $2) }
  },
  derivative("ad.jacrev256", "256x256 Jacobian of two layers of tanh, backward") {
    jacobianWorkload { try jacrev(twoLayers)($0, $1, $2) }
  },
]

func derivative(
  _ id: String, _ definition: String, flops: Double? = nil, tolerance: Double = 1e-4,
  _ prepare: @escaping @Sendable () throws -> PreparedWorkload
) -> Workload {
  Workload(
    id: id, group: .transformations, definition: definition, flops: flops, tolerance: tolerance, prepare: prepare)
}

// MARK: - A perceptron

func perceptronParameters() -> [String: Tensor] {
  let sizes = [784, 512, 512, 10]
  var parameters: [String: Tensor] = [:]
  for layer in 0..<3 {
    let (from, to) = (sizes[layer], sizes[layer + 1])
    parameters["w\(layer)"] = glorot([from, to], 10 + layer, from, to)
    parameters["b\(layer)"] = .zeros([to])
  }
  return parameters
}

func perceptronData(_ batch: Int) -> (x: Tensor, labels: Tensor) {
  (unit([batch, 784], 1), ints([batch], 2, below: 10))
}

func perceptronLoss(_ p: [String: Tensor], _ x: Tensor, _ labels: Tensor) -> Tensor {
  var hidden = x
  for layer in 0..<2 { hidden = relu(matmul(hidden, p["w\(layer)"]!) + p["b\(layer)"]!) }
  return softmaxCrossEntropy(logits: matmul(hidden, p["w2"]!) + p["b2"]!, labels: labels).mean()
}

func perceptronStep(
  _ parameters: [String: Tensor], _ x: Tensor, _ labels: Tensor
) throws -> Pair<[String: Tensor], Tensor> {
  let (value, gradient) = try valueAndGrad(perceptronLoss)(parameters, x, labels)
  return Pair(try treeMap(parameters, gradient) { $0 - 0.01 * $1 }, value)
}

// MARK: - Small functions

/// H. Rosenbrock, "An automatic method for finding the greatest or least value of a function", Computer Journal 3, 1960.
private func rosenbrock(_ x: Tensor) -> Tensor {
  let (now, next) = (x[..<(-1)], x[1...])
  let valley = next - now * now
  return (100 * valley * valley + (1 - now) * (1 - now)).sum()
}

private func smallPerceptronError(_ p: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
  let hidden = tanh(matmul(x, p[0..<64].reshaped([8, 8])) + p[64..<72])
  let error = matmul(hidden, p[72..<80]) + p[80] - y
  return (error * error).mean()
}

private func twoLayers(_ x: Tensor, _ first: Tensor, _ second: Tensor) -> Tensor {
  tanh(matmul(second, tanh(matmul(first, x))))
}

private func jacobianWorkload(
  _ jacobian: @escaping (Tensor, Tensor, Tensor) throws -> Tensor
) -> PreparedWorkload {
  .compiled(sym([256], 3), sym([256, 256], 1, scale: 0.1), sym([256, 256], 2, scale: 0.1), jacobian)
}

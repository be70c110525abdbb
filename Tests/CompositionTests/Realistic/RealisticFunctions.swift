import Jacobi

/// A function of one vector with a vector as its result: the same as the one of its name in
/// `Tests/Goldens/realistic_functions.py`.
struct RealisticFunction: Sendable {
  var name: String
  var apply: @Sendable (_ x: Tensor, _ loops: Loops) throws -> Tensor

  static let all: [RealisticFunction] = [
    RealisticFunction(name: "mlp", apply: mlp),
    RealisticFunction(name: "cnn", apply: cnn),
    RealisticFunction(name: "lstm", apply: lstm),
    RealisticFunction(name: "attention", apply: attention),
    RealisticFunction(name: "ode", apply: ode),
    RealisticFunction(name: "kalman", apply: kalman),
    RealisticFunction(name: "newton", apply: newton),
    RealisticFunction(name: "mandelbrot", apply: mandelbrot),
    RealisticFunction(name: "nbody", apply: nbody),
    RealisticFunction(name: "sorting", apply: sorting),
    RealisticFunction(name: "solve", apply: solve),
    RealisticFunction(name: "truncated", apply: truncated),
    RealisticFunction(name: "branches", apply: branches),
  ]
}

/// Numbers that need no file: `sin(shift)`, `sin(shift + 1)`, ... in row-major order, times a scale.
func waves(_ sizes: [Int], shift: Double = 0, scale: Double = 1) -> Tensor {
  let positions = Tensor.arange(sizes.reduce(1, *), dtype: .float64)
  return (sin(positions + shift) * scale).reshaped(Shape(sizes))
}

@Sendable private func mlp(_ x: Tensor, _ loops: Loops) -> Tensor {
  let first = tanh(matmul(waves([5, 4]), x) + waves([5], shift: 0.5))
  let second = softplus(matmul(waves([5, 5], shift: 1), first))
  return logSoftmax(matmul(waves([3, 5], shift: 2), second))
}

@Sendable private func cnn(_ x: Tensor, _ loops: Loops) -> Tensor {
  let image = x.reshaped(1, 1, 6, 6)
  let maps = gelu(convolution(image, waves([2, 1, 3, 3]), padding: .same), approximate: false)
  let pooled = maxPool(maps, window: [2, 2], strides: [2, 2])
  return tanh(matmul(pooled.reshaped(-1), waves([18, 4], shift: 0.3, scale: 0.5)))
}

private struct Memory: PyTree {
  var cell: Tensor
  var hidden: Tensor
}

@Sendable private func lstm(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  let size = 3
  let toGates = waves([2, 4 * size])
  let recurrent = waves([size, 4 * size], shift: 0.7)
  let bias = waves([4 * size], shift: 0.2, scale: 0.1)
  let zeros = Tensor.zeros([size], dtype: .float64)
  let (last, outputs) = try loops.scan(over: x.reshaped(4, 2), from: Memory(cell: zeros, hidden: zeros)) {
    (memory: Memory, input: Tensor) -> (Memory, Tensor) in
    let gates = (matmul(input, toGates) + matmul(memory.hidden, recurrent) + bias).split(parts: 4)
    let cell = logistic(gates[1]) * memory.cell + logistic(gates[0]) * tanh(gates[2])
    let hidden = logistic(gates[3]) * tanh(cell)
    return (Memory(cell: cell, hidden: hidden), hidden)
  }
  return concatenated([last.cell, outputs.reshaped(-1)])
}

@Sendable private func attention(_ x: Tensor, _ loops: Loops) -> Tensor {
  let tokens = x.reshaped(4, 3)
  let projected = [0.0, 1, 2].map { matmul(tokens, waves([3, 3], shift: $0)) }
  let scores = matmul(projected[0], projected[1].T) / sqrt(Tensor(3.0).asType(.float64))
  let causal = Tensor.ones([4, 4], dtype: .bool).tril()
  let weights = softmax(which(causal, scores, Tensor(-1e9).asType(.float64)))
  let mixed = matmul(weights, projected[2]) + tokens
  let centred = mixed - mixed.mean(axis: -1, keepDims: true)
  return (centred / sqrt(square(centred).mean(axis: -1, keepDims: true) + 1e-5)).reshaped(-1)
}

/// Runge and Kutta's method for predators and prey, whose rates are `x`.
@Sendable private func ode(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  func velocity(_ state: Tensor) -> Tensor {
    let (prey, predators) = (state[0], state[1])
    let growth = x[0] * prey - x[1] * prey * predators
    return stacked([growth, x[2] * prey * predators - x[3] * predators])
  }
  let h = 0.1
  let steps = Tensor.zeros([8], dtype: .float64)
  let (state, prey) = try loops.scan(over: steps, from: double([1, 0.5])) {
    (state: Tensor, _: Tensor) -> (Tensor, Tensor) in
    let k1 = velocity(state)
    let k2 = velocity(state + k1 * (h / 2))
    let k3 = velocity(state + k2 * (h / 2))
    let k4 = velocity(state + k3 * h)
    let sum = k1 + k2 * 2 + k3 * 2 + k4
    let next = state + sum * (h / 6)
    return (next, next[0])
  }
  return concatenated([state, prey])
}

private struct Belief: PyTree {
  var mean: Tensor
  var covariance: Tensor
  var logLikelihood: Tensor
}

/// The filtered means and the log-likelihood of observations `x` of a particle in one dimension.
@Sendable private func kalman(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  let motion = Tensor([1, 0.5, 0, 0.9] as [Double], shape: [2, 2])
  let noise = Tensor([0.1, 0.02, 0.02, 0.2] as [Double], shape: [2, 2])
  let observe = Tensor([1, 0] as [Double], shape: [1, 2])
  let initial = Belief(
    mean: .zeros([2], dtype: .float64), covariance: .eye(2, dtype: .float64), logLikelihood: double(0))
  let (last, means) = try loops.scan(over: x, from: initial) {
    (belief: Belief, observation: Tensor) -> (Belief, Tensor) in
    let predicted = matmul(motion, belief.mean)
    let covariance = matmul(matmul(motion, belief.covariance), motion.T) + noise
    let innovation = observation - matmul(observe, predicted)
    let spread = matmul(matmul(observe, covariance), observe.T) + 0.3
    let gain = Linalg.solve(spread, matmul(observe, covariance)).T
    let mean = predicted + matmul(gain, innovation)
    let misfit = matmul(innovation, Linalg.solve(spread, innovation)) + log(Linalg.det(spread))
    let next = Belief(
      mean: mean, covariance: covariance - matmul(matmul(gain, observe), covariance),
      logLikelihood: belief.logLikelihood - misfit * 0.5)
    return (next, mean)
  }
  return concatenated([last.logLikelihood.reshaped(1), last.mean, means[0..., 1]])
}

/// The roots `y` of `y³ + y = x`, iterated until the largest residual is small.
@Sendable private func newton(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  func residual(_ y: Tensor) -> Tensor { y * y * y + y - x }
  return try loops.loop(from: x) {
    abs(residual($0)).max() .> 1e-10
  } do: {
    $0 - residual($0) / (square($0) * 3 + 1)
  }
}

private struct Orbit: PyTree {
  var re: Tensor
  var im: Tensor
  var count: Tensor
}

/// The orbit of `x[0] + i x[1]`, until it escapes or for 20 steps, and the number of steps.
@Sendable private func mandelbrot(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  let start = Orbit(re: x[0] * 0, im: x[1] * 0, count: Tensor(0).asType(.int32))
  let end = try loops.loop(from: start) { (orbit: Orbit) in
    (square(orbit.re) + square(orbit.im) .< 4) & (orbit.count .< 20)
  } do: { (orbit: Orbit) in
    let re = square(orbit.re) - square(orbit.im) + x[0]
    return Orbit(re: re, im: orbit.re * orbit.im * 2 + x[1], count: orbit.count + 1)
  }
  return stacked([end.re, end.im, end.count.asType(.float64)])
}

private struct Bodies: PyTree {
  var positions: Tensor
  var velocities: Tensor
}

/// Three bodies in the plane, five leapfrog steps.
@Sendable private func nbody(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  let masses = double([1, 0.5, 0.25])
  func acceleration(_ positions: Tensor) -> Tensor {
    let offsets = positions[.newAxis, 0..., 0...] - positions[0..., .newAxis, 0...]
    let distances = sqrt(square(offsets).sum(axis: -1) + 0.1)
    let pull = masses / (distances * distances * distances)
    return (pull[0..., 0..., .newAxis] * offsets).sum(axis: 1)
  }
  let start = Bodies(positions: x[..<6].reshaped(3, 2), velocities: x[6...].reshaped(3, 2))
  let end = try loops.iterate(5, from: start) { (bodies: Bodies) -> Bodies in
    let half = bodies.velocities + acceleration(bodies.positions) * 0.05
    let positions = bodies.positions + half * 0.1
    return Bodies(positions: positions, velocities: half + acceleration(positions) * 0.05)
  }
  return concatenated([end.positions.reshaped(-1), end.velocities.reshaped(-1)])
}

@Sendable private func sorting(_ x: Tensor, _ loops: Loops) -> Tensor {
  let ordered = x.sorted()
  let best = (x * Tensor.arange(1..<7, dtype: .float64)).topK(3).values
  let ranks = x.argSorted().argSorted().asType(.float64)
  return concatenated([(ordered * waves([6])).cumsum(), square(best), (x * ranks).sum().reshaped(1)])
}

@Sendable private func solve(_ x: Tensor, _ loops: Loops) -> Tensor {
  let matrix = x.reshaped(3, 3) + Tensor.eye(3, dtype: .float64) * 4
  let solution = Linalg.solve(matrix, waves([3]))
  return concatenated([solution, Linalg.slogdet(matrix).logAbsDet.reshaped(1)])
}

/// The log-likelihood of data under a normal distribution between -1 and 2, `x` being its mean and log deviation.
@Sendable private func truncated(_ x: Tensor, _ loops: Loops) -> Tensor {
  let (mean, deviation) = (x[0], exp(x[1]))
  let mass = ndtr((2 - mean) / deviation) - ndtr((-1 - mean) / deviation)
  let z = (waves([5]) - mean) / deviation
  return square(z) * -0.5 - log(deviation) - 0.918938533204672742 - log(mass)
}

/// Depending on the sum and on the place of the largest number, one of several formulas.
@Sendable private func branches(_ x: Tensor, _ loops: Loops) throws -> Tensor {
  let isPositive = (x.sum() .> 0).asType(.int32)
  let y = try loops.choose(isPositive, of: [{ square($0) - 1 }, { sin($0) * $0 }], x)
  return try loops.choose(
    x.argMax(), of: [{ tanh($0) }, { $0 * $0[0] }, { $0 / (square($0) + 1) }], y)
}

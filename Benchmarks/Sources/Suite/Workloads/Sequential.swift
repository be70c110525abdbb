import Jacobi

private let (hidden, lstmBatch, steps) = (128, 32, 256)
private let lstmFlops = Double(steps * lstmBatch * 2 * 4 * hidden * 2 * hidden)

/// Computations in which each step needs the last one.
let sequentialWorkloads: [Workload] = [
  sequential("seq.lstm_fwd", "LSTM 128, batch 32, 256 steps, all outputs", flops: lstmFlops, tolerance: 1e-3) {
    .compiled(lstmParameters(), sym([steps, lstmBatch, hidden], 1), lstm)
  },
  sequential(
    "seq.lstm_grad", "gradient of the mean square of the same for weights and bias", flops: 3 * lstmFlops,
    tolerance: 1e-3
  ) {
    .compiled(lstmParameters(), sym([steps, lstmBatch, hidden], 1), lstmGradient)
  },
  sequential(
    "seq.scalar_scan.1e5", "c <- 0.999 c + x, all c (per step)", operations: 100_000, tolerance: 1e-3
  ) {
    .compiled(sym([100_000], 1)) { (x: Tensor) in
      scan(over: x, from: Tensor(Float(0))) { (c: Tensor, x: Tensor) in
        let next = 0.999 * c + x
        return (next, next)
      }.1
    }
  },
  sequential("seq.lorenz_rk4.1e5", "Lorenz system, 1e5 steps (per step)", operations: 100_000, tolerance: 1e-2) {
    .compiled(Tensor.ones([3])) { (start: Tensor) in
      scan(length: 100_000, from: start) { (state: Tensor) in (rungeKutta(lorenz, state, 1e-5), ()) }.0
    }
  },
  sequential("seq.mandelbrot.512x512x200", "steps until |z| > 2, at most 200, stops when all have", tolerance: 1e-2) {
    let compiled = jit { (axis: Tensor) in escapeTimes(axis) }
    let axis = Tensor.arange(512, dtype: .float32)
    return PreparedWorkload { try compiled(axis) }
  },
  sequential(
    "seq.nbody.256x100", "100 steps of 256 bodies with softened gravity", flops: 100 * 256 * 256 * 20, tolerance: 1e-3
  ) {
    .compiled(sym([256, 3], 1), unit([256], 2, scale: 1 / 256), bodies)
  },
  sequential("seq.assoc_scan.1e5", "all h <- a h + b by an associative scan", tolerance: 1e-3) {
    .compiled(unit([100_000], 1), sym([100_000], 2)) { (a: Tensor, b: Tensor) in
      associativeScan(
        { (p: [Tensor], q: [Tensor]) in [p[0] * q[0], q[0] * p[1] + q[1]] }, [a, b])[1]
    }
  },
  sequential("seq.scan_matmul64", "h <- tanh(h W), 64 steps", flops: 64 * 2 * 64 * 64 * 64, tolerance: 1e-3) {
    .compiled(sym([64, 64], 1), sym([64, 64], 2, scale: 0.2)) { (h: Tensor, w: Tensor) in
      scan(length: 64, from: h) { (h: Tensor) in (tanh(matmul(h, w)), ()) }.0
    }
  },
  sequential("seq.vmap_scan.256x1000", "256 sequences of c <- tanh(0.9 c + x), all c", tolerance: 1e-3) {
    .compiled(sym([256, 1000], 1)) { (x: Tensor) in try vmap(decayingSum)(x) }
  },
]

private func sequential(
  _ id: String, _ definition: String, operations: Int = 1, flops: Double? = nil, tolerance: Double,
  _ prepare: @escaping @Sendable () throws -> PreparedWorkload
) -> Workload {
  Workload(
    id: id, group: .sequential, definition: definition, flops: flops, operations: operations, tolerance: tolerance,
    prepare: prepare)
}

// MARK: - A recurrent network

func lstmParameters() -> [String: Tensor] {
  let scale = 1 / Double(hidden).squareRoot()
  return [
    "b": .zeros([4 * hidden]), "w_hh": sym([4 * hidden, hidden], 3, scale: scale),
    "w_ih": sym([4 * hidden, hidden], 2, scale: scale),
  ]
}

/// S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; gates in the order input,
/// forget, cell, output.
private func lstm(_ p: [String: Tensor], _ x: Tensor) -> Tensor {
  let inputs = matmul(x, p["w_ih"]!.T) + p["b"]!
  let start = Tensor.zeros([x.shape.sizes[1], hidden])
  let weights = p["w_hh"]!.T
  return scan(over: inputs, from: [start, start]) { (state: [Tensor], input: Tensor) in
    let gates = (input + matmul(state[0], weights)).split(parts: 4, axis: -1)
    let memory = sigmoid(gates[1]) * state[1] + sigmoid(gates[0]) * tanh(gates[2])
    let output = sigmoid(gates[3]) * tanh(memory)
    return ([output, memory], output)
  }.1
}

func lstmGradient(_ parameters: [String: Tensor], _ x: Tensor) throws -> [String: Tensor] {
  try grad { (p: [String: Tensor]) in
    let outputs = lstm(p, x)
    return (outputs * outputs).mean()
  }(parameters)
}

// MARK: - Differential equations and others

/// A step of the classical method of order 4: W. Kutta, Z. Math. Phys. 46, 1901.
func rungeKutta(_ f: (Tensor) -> Tensor, _ s: Tensor, _ dt: Double) -> Tensor {
  let k1 = f(s)
  let k2 = f(s + dt / 2 * k1)
  let k3 = f(s + dt / 2 * k2)
  let k4 = f(s + dt * k3)
  let sum = k1 + 2 * k2 + 2 * k3 + k4
  return s + dt / 6 * sum
}

/// E. Lorenz, "Deterministic nonperiodic flow", J. Atmospheric Sciences 20, 1963.
private func lorenz(_ s: Tensor) -> Tensor {
  let (x, y, z) = (s[0], s[1], s[2])
  return stacked([10 * (y - x), x * (28 - z) - y, x * y - 8.0 / 3 * z])
}

/// - Parameter axis: 0, 1, ..., 511.
private func escapeTimes(_ axis: Tensor) -> Tensor {
  let steps = axis * Float(2.5 / 512)
  let real = (steps - 2).broadcast(to: [512, 512])
  let imaginary = (steps - 1.25).expandedDimensions(axis: 1).broadcast(to: [512, 512])
  let start = Tensor.zeros([512, 512])
  let state = [
    Tensor(Int32(0)), start, start, start.asType(.int32), start .== 0,
  ]
  let last = whileLoop(from: state) { (state: [Tensor]) in
    (state[0] .< 200) & state[4].any()
  } do: { (state: [Tensor]) in
    let (x, y, isInside) = (state[1], state[2], state[4])
    let nextX = which(isInside, x * x - y * y + real, x)
    let nextY = which(isInside, 2 * x * y + imaginary, y)
    let count = state[3] + isInside.asType(.int32)
    return [state[0] + 1, nextX, nextY, count, isInside & (nextX * nextX + nextY * nextY .<= 4)]
  }
  return last[3]
}

private func bodies(_ start: Tensor, _ masses: Tensor) -> [Tensor] {
  forLoop(0..<100, from: [start, .zeros(like: start)]) { (_: Tensor, state: [Tensor]) in
    let (positions, velocities) = (state[0], state[1])
    let distances = positions.expandedDimensions(axis: 0) - positions.expandedDimensions(axis: 1)
    let weights = masses / pow((distances * distances).sum(axis: -1) + 0.01, 1.5)
    let accelerations = (weights.expandedDimensions(axis: -1) * distances).sum(axis: 1)
    let next = velocities + 1e-3 * accelerations
    return [positions + 1e-3 * next, next]
  }
}

private func decayingSum(_ x: Tensor) -> Tensor {
  scan(over: x, from: Tensor(Float(0))) { (c: Tensor, x: Tensor) in
    let next = tanh(0.9 * c + x)
    return (next, next)
  }.1
}

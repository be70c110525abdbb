import Jacobi

/// Measurements that need a process of their own: the time to the first result, with nothing compiled before, and the
/// largest amount of memory.
let processCases: [String: @Sendable () throws -> [String: Double]] = [
  "compile.mlp_step": {
    let (x, labels) = perceptronData(128)
    let step = jit(perceptronStep)
    let parameters = perceptronParameters()
    return try firstResult { try step(parameters, x, labels) }
  },
  "compile.gpt_step": {
    let (tokens, targets) = transformerData()
    let state = try TransformerState(transformerParameters())
    let step = jit(transformerStep)
    return try firstResult { try step(state, tokens, targets) }
  },
  "compile.chain500": {
    let x = sym([10_000], 1)
    let chain = jit { (x: Tensor) in chained(x, 50) }
    return try firstResult { try chain(x) }
  },
  "compile.lstm_grad": {
    let (parameters, x) = (lstmParameters(), sym([256, 32, 128], 1))
    let gradient = jit(lstmGradient)
    return try firstResult { try gradient(parameters, x) }
  },
  "compile.mlp_10_batches": {
    let step = jit(perceptronStep)
    let parameters = perceptronParameters()
    let batches = (1...10).map { perceptronData(16 * $0) }
    return try firstResult { for batch in batches { _ = try step(parameters, batch.x, batch.labels) } }
  },
  "memory.gpt": {
    let (tokens, targets) = transformerData()
    var state = try TransformerState(transformerParameters())
    let step = jit(transformerStep)
    return try firstResult { for _ in 0..<5 { state = try step(state, tokens, targets).first } }
  },
  "memory.chain100": {
    let x = Tensor.full([16_000_000], Tensor(Float(0.3)))
    let chain = jit { (x: Tensor) in chained(x, 10) }
    return try firstResult { try chain(x) }
  },
  "memory.chain100_eager": {
    let x = Tensor.full([16_000_000], Tensor(Float(0.3)))
    return try firstResult { chained(x, 10) }
  },
]

/// What is measured, in one line each.
let processCaseDefinitions: KeyValuePairs = [
  "compile.mlp_step": "the first step of the perceptron",
  "compile.gpt_step": "the first step of the transformer",
  "compile.chain500": "the first call of 500 elementwise operations",
  "compile.lstm_grad": "the first gradient of the LSTM",
  "compile.mlp_10_batches": "the first steps with batches of 16, 32, ..., 160",
  "memory.gpt": "five steps of the transformer",
  "memory.chain100": "100 compiled elementwise operations on 64 MB",
  "memory.chain100_eager": "100 elementwise operations on 64 MB, not compiled",
]

func chained(_ x: Tensor, _ times: Int) -> Tensor { (0..<times).reduce(x) { y, _ in tenOperations(y) } }

private func firstResult<Result>(_ compute: () throws -> Result) throws -> [String: Double] {
  let base = ProcessMemory.resident
  var values = ["seconds": try Timing.seconds { _ = try compute() }]
  values["base"] = base
  values["peak"] = ProcessMemory.peak
  return values
}

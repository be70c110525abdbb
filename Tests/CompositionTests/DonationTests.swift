import Jacobi
import Testing

private let availableBackends = ["reference", "native"].filter { name in
  Backends.all.contains { $0.name == name && $0.availability == .available }
}

/// What else may hold the memory of an argument that is given away: it keeps its numbers.
@Suite(.serialized) struct DonationTests {
  private func numbers() -> Tensor { Tensor.arange(100, dtype: .float32) + 0 }
  private func expected(_ body: (Float) -> Float) -> [Float] { (0..<100).map { body(Float($0)) } }

  private func doubling(_ backend: String) -> Fn<Tensor, Tensor> {
    jit(backend: backend, { (x: Tensor) in x * 2 }, donating: 0)
  }

  @Test(arguments: availableBackends) func tensorsOfAnotherShape(_ backend: String) throws {
    let x = numbers()
    let view = x.reshaped([10, 10])
    #expect(try doubling(backend)(x).scalars(Float.self) == expected { 2 * $0 })
    #expect(view.scalars(Float.self) == expected { $0 })
    let y = numbers()
    let sum = jit(backend: backend, { (x: Tensor, y: Tensor) in x + y.reshaped([100]).flipped(axis: 0) }, donating: 0)
    #expect(try sum(y, y.reshaped([10, 10])).scalars(Float.self) == expected { _ in 99 })
  }

  @Test(arguments: availableBackends) func capturedConstants(_ backend: String) throws {
    let weight = numbers()
    let shifted = jit(backend: backend) { (x: Tensor) in x + weight }
    let one = Tensor.ones([100])
    #expect(try shifted(one).scalars(Float.self) == expected { $0 + 1 })
    _ = try doubling(backend)(weight)
    #expect(try shifted(one).scalars(Float.self) == expected { $0 + 1 })
  }

  @Test(arguments: availableBackends) func resultsThatAreConstantsArgumentsOrTheSame(_ backend: String) throws {
    let table = numbers()
    let f = jit(backend: backend) { (x: Tensor) in
      let y = x + 1
      return [table, x, y, y]
    }
    let x = numbers()
    for _ in 0..<3 {
      let results = try f(x)
      _ = try doubling(backend)(results[0])
      _ = try doubling(backend)(results[1])
      _ = try doubling(backend)(results[2])
      #expect(results[3].scalars(Float.self) == expected { $0 + 1 })
      #expect(x.scalars(Float.self) == expected { $0 })
    }
  }

  @Test(arguments: availableBackends) func longChainsWithTheFirstTensorKept(_ backend: String) throws {
    let next = jit(backend: backend, { (x: Tensor) in x + 1 }, donating: 0)
    let first = numbers()
    var x = first
    let count = backend == "native" ? 100_000 : 1000
    for _ in 0..<count { x = try next(x) }
    #expect(x[0].item(Int.self) == count)
    #expect("\(first)".hasPrefix("<donated"))
  }

  @Test(arguments: availableBackends) func memoryIsUsedAgain(_ backend: String) throws {
    let next = jit(backend: backend, { (x: Tensor) in x + 1 }, donating: 0)
    let x = try next(numbers())
    let address = x.value?.buffer.pointer
    let y = try next(x)
    if backend == "native" { #expect(y.value?.buffer.pointer == address) }
    #expect(y.scalars(Float.self) == expected { $0 + 2 })
  }

  @Test(arguments: availableBackends) func twoTasksAtOnce(_ backend: String) async throws {
    var failures = 0
    for _ in 0..<50 {
      let x = numbers()
      failures += await withTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            let step = jit(backend: backend, { (x: Tensor) in x * 2 }, donating: 0)
            return (try? step(x)) == nil ? 1 : 0
          }
        }
        return await group.reduce(0, +)
      }
    }
    // Who comes second may be told so, or may have read before; nothing is freed twice.
    #expect(failures <= 150)
  }

  @Test(arguments: availableBackends) func wrongPositionsAreErrors(_ backend: String) throws {
    let step = jit(backend: backend, { (x: Tensor) in x * 2 }, donating: 1)
    #expect {
      try step(numbers())
    } throws: { error in
      "\(error)".contains("positions of the 1 arguments")
    }
  }

  @Test(arguments: availableBackends) func compiledStagesGiveArgumentsAway(_ backend: String) throws {
    let traced = try jit { (x: Tensor, y: Tensor) in 2 * x + y }.traced(for: numbers(), numbers())
    let compiled = try traced.lowered(backend: backend, donating: 0).compiled()
    let (x, y) = (numbers(), numbers())
    #expect(try compiled(x, y).scalars(Float.self) == expected { 3 * $0 })
    #expect("\(x)".hasPrefix("<donated"))
    #expect(y.scalars(Float.self) == expected { $0 })
    #expect(throws: TensorError.self) { try traced.lowered(backend: backend, donating: 2) }
  }

  @Test(arguments: availableBackends.filter { $0 == "native" }) func whatIsWrittenOverArgumentsNeedsNoMemory(
    _ backend: String
  ) throws {
    let traced = try jit { (x: Tensor, y: Tensor) in (2 * x + y, y.sum()) }.traced(for: numbers(), numbers())
    let (kept, given) = (try traced.lowered(backend: backend), try traced.lowered(backend: backend, donating: 0))
    #expect(try kept.memoryAnalysis.outputByteCount == 404)
    #expect(try given.memoryAnalysis.outputByteCount == 4)
    #expect(try kept.memoryAnalysis.peakByteCount - given.memoryAnalysis.peakByteCount == 400)
  }
}

import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import Testing

private struct State: PyTree {
  var position: Tensor
  var speed: Tensor
}

private func numbers() -> Tensor { Tensor([1.0, 2, 3]) * 1 }

@Suite struct DonationTests {
  @Test func resultsAreTheSame() throws {
    let step = jit({ (x: Tensor, y: Tensor) in x + 2 * y }, donating: 0)
    var x = numbers()
    for _ in 0..<3 { x = try step(x, Tensor([1.0, 1, 1])) }
    #expect(x.scalars(Float.self) == [7, 8, 9])
  }

  @Test func whatWasGivenAwayIsAnError() throws {
    let step = jit({ (state: State, factor: Tensor) in state.position + factor * state.speed }, donating: 0)
    let state = State(position: numbers(), speed: numbers())
    let factor = numbers()
    #expect(try step(state, factor).scalars(Float.self) == [2, 6, 12])
    for use in [
      { _ = state.position + 1 }, { _ = state.speed.scalars(Float.self) }, { _ = try step(state, factor) },
      { _ = try grad { (x: Tensor) in (x * state.speed).sum() }(numbers()) },
    ] as [() throws -> Void] {
      #expect {
        try withTensorErrors { try use() }
      } throws: { error in
        "\(error)".contains("was donated to a compiled function")
      }
    }
    #expect("\(state.position)" == "<donated f32[3]>")
    // The other argument is not touched.
    #expect(factor.scalars(Float.self) == [1, 2, 3])
  }

  @Test func aResultThatIsTheArgumentKeepsItsNumbers() throws {
    let both = jit({ (x: Tensor) in [x, x + 1] }, donating: 0)
    let results = try both(numbers())
    #expect(results.map { $0.scalars(Float.self) } == [[1, 2, 3], [2, 3, 4]])
  }

  @Test func memoryOfArraysStaysAsItIs() throws {
    let array: [Float] = [1, 2, 3]
    let twice = jit({ (x: Tensor) in x * 2 }, donating: 0)
    #expect(try twice(Tensor(array)).scalars(Float.self) == [2, 4, 6])
    #expect(array == [1, 2, 3])
  }

  @Test func insideOtherTransformationsNothingIsGivenAway() throws {
    let square = jit({ (x: Tensor) in (x * x).sum() }, donating: 0)
    let x = numbers()
    #expect(try grad(square)(x).scalars(Float.self) == [2, 4, 6])
    #expect(x.scalars(Float.self) == [1, 2, 3])
  }
}

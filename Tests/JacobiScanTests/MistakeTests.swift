import JacobiCore
import JacobiGrad
import JacobiNumPy
import JacobiPrimitives
import JacobiScan
import JacobiVmap
import Testing

/// The error of a piece of numeric code, and what the code gives.
private func mistake<Result>(_ body: () -> Result) -> (error: TensorError?, result: Result) {
  var result: Result!
  do {
    try withTensorErrors { result = body() }
    return (nil, result)
  } catch {
    return (error as? TensorError, result)
  }
}

/// Where something is wrong before the body is traced, nothing of it is carried out, and nothing valid comes out.
@Test func mistakesBeforeTheBodyHaveNoEffects() {
  let counter = Counter()
  func body(_ x: Tensor) -> Tensor {
    hostEffect(x) { _ in counter.add() }
    return x * 2
  }
  let (a, b) = (Tensor([1.0, 2.0]), Tensor([1.0, 2.0, 3.0]))
  let results = [
    mistake { scan(over: (a, b), from: Tensor(1.0)) { (c: Tensor, x: (Tensor, Tensor)) in (body(c), x.0) } },
    mistake { scan(over: (a, b), from: Tensor(1.0)) { (c: Tensor, x: (Tensor, Tensor)) in (c, body(x.0)) } },
  ]
  for (error, result) in results {
    #expect(error != nil && result.0.isInvalid && result.1.isInvalid)
  }
  let others = [
    mistake { cond(a, then: { body(b) }, else: { body(b) }) },
    mistake { switchCase(a, [{ body(b) }]) },
    mistake { mapLeading(body, a, batchSize: 0) },
    mistake { mapLeading({ (x: (Tensor, Tensor)) in body(x.0) }, (a, b)) },
    mistake { forLoop(lower: a, upper: b, from: b) { _, s in body(s) } },
    mistake { forLoop(0..<(1 << 40), from: b) { _, s in body(s) } },
    mistake { associativeScan({ (x: Tensor, y: Tensor) in body(x) + y }, Tensor(1.0)) },
  ]
  for (index, (error, result)) in others.enumerated() {
    #expect(error != nil && result.isInvalid, "\(index)")
  }
  #expect(counter.value == 0)
}

@Test func aChoiceOfNothingIsAnError() {
  let (error, result) = mistake { switchCase(Tensor(0), [() -> Tensor]()) }
  guard case .invalidArgument("branches", _, _, _)? = error else {
    Issue.record("\(String(describing: error)) is not about the branches")
    return
  }
  #expect(result.isInvalid)
  #expect(throws: TensorError.self) { try switchCase(Tensor(0), [() throws -> [Tensor]]()) }
}

@Test func loopsWithAConditionNameThemselvesInMessages() {
  let notBoolean = mistake {
    forLoop(0..<3, from: Tensor(1.0)) { (_: Tensor, x: Tensor) in
      x
    } do: { (_: Tensor, x: Tensor) in
      x * 2
    }
  }
  guard case .shapeMismatch(let expected, _, let operation)? = notBoolean.error else {
    Issue.record("\(String(describing: notBoolean.error)) is not about the condition")
    return
  }
  #expect(expected.contains("condition") && operation.name == "forLoop")
  let changed = mistake {
    forLoop(0..<3, from: ["a": Tensor(1.0)]) { (_: Tensor, s: [String: Tensor]) in
      s["a"]! .< 2
    } do: { (_: Tensor, s: [String: Tensor]) in
      ["a": stacked([s["a"]!])]
    }
  }
  guard case .shapeMismatch(let carry, _, let operation)? = changed.error else {
    Issue.record("\(String(describing: changed.error)) is not about the carry")
    return
  }
  #expect(carry.contains("carry[\"a\"]") && operation.name == "forLoop", "\(carry)")
}

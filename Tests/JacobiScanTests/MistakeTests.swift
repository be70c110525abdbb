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

/// What a body is given after a mistake has the types of what it would have been given.
@Test func bodiesMayLookAtShapesAfterAMistake() {
  let (a, b) = (Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
  let counter = Counter()
  func width(_ x: Tensor) -> Double {
    hostEffect(x) { _ in counter.add() }
    return Double(x.shape.sizes[x.rank - 1])
  }
  func step(_ c: Tensor, _ x: (Tensor, Tensor)) -> (Tensor, [Tensor]) {
    // With as many results as the rows of the carry.
    (c * width(c), (0..<c.shape.sizes[1]).map { x.0[$0] * width(x.1) })
  }
  let (error, result) = mistake { scan(over: (a, b), from: a, step) }
  #expect(error != nil && result.0.isInvalid && result.1.count == 2 && result.1.allSatisfy(\.isInvalid))
  for row in [mistake { mapLeading({ (x: Tensor) in x[1] * width(x) }, a, batchSize: 0) }] {
    #expect(row.error != nil && row.result.isInvalid)
  }
  let empty = mistake { scan(over: [Tensor](), from: a) { (c: Tensor, _: [Tensor]) in (c, c[1, 1]) } }
  #expect(empty.error != nil && empty.result.0.isInvalid && empty.result.1.isInvalid)
  #expect(counter.value == 0)
}

private struct Settings: PyTree {
  enum Mode: CaseIterable { case fast, exact }
  var weights: [Tensor]
  var scale: Tensor
  var bias: Tensor?
  var mode: Mode
  var width: Int
  var name: String
}

/// A choice of nothing gives what can be made of the type of its result.
@Test func aChoiceOfNothingGivesInvalidTrees() {
  let index = Tensor(0)
  let settings = mistake { switchCase(index, [() -> Settings]()) }
  #expect(settings.error != nil && settings.result.scale.isInvalid && settings.result.weights.isEmpty)
  let pair = mistake { switchCase(index, [() -> (Tensor, [String: Tensor])]()) }
  #expect(pair.error != nil && pair.result.0.isInvalid && pair.result.1.isEmpty)
  let operands = mistake { switchCase(index, Tensor(1.0), [(Tensor) -> [Tensor]]()) }
  #expect(operands.error != nil && operands.result.isEmpty)
}

/// Trees that change, and what the message says: where, and what was there before and after.
@Test func messagesNameTheLeafWhoseTreeChanges() {
  let one = Tensor(1.0)
  let start = (one, ["a": [one], "b": [one]])
  func grown(_ s: (Tensor, [String: [Tensor]])) -> (Tensor, [String: [Tensor]]) {
    (s.0, ["a": s.1["a"]!, "b": s.1["b"]! + [s.0]])
  }
  let silent = LoopProgress { _, _ in }
  let errors = [
    mistake { _ = scan(length: 3, from: start) { s in (grown(s), s.0) } },
    mistake { _ = scan(length: 3, from: start, progress: silent) { s in (grown(s), s.0) } },
    mistake { _ = forLoop(0..<3, from: start) { _, s in grown(s) } },
    mistake { _ = forLoop(0..<3, from: start, progress: silent) { _, s in grown(s) } },
    mistake { _ = forLoop(lower: Tensor(0), upper: Tensor(3), from: start) { _, s in grown(s) } },
    mistake {
      _ = forLoop(0..<3, from: start) { _, s in
        s.0 .< 3
      } do: { _, s in
        grown(s)
      }
    },
    mistake {
      _ = whileLoop(from: start) { s in
        s.0 .< 3
      } do: { s in
        grown(s)
      }
    },
    mistake {
      _ = whileLoop(from: start, progress: silent) { s in
        s.0 .< 3
      } do: { s in
        grown(s)
      }
    },
  ].map(\.error)
  for (index, error) in errors.enumerated() {
    guard case .treeMismatch("carry.1[\"b\"]", let expected, let actual, _)? = error else {
      Issue.record("\(index): \(String(describing: error)) does not name the leaf")
      continue
    }
    #expect(expected == "an array of 1 after each step, as before it" && actual == "an array of 2 after a step")
  }
  let branches = mistake { _ = cond(one .> 0, then: { start }, else: { grown(start) }) }
  guard
    case .treeMismatch("result.1[\"b\"]", "an array of 2 from branch 0", "an array of 1 from branch 1", _)? = branches
      .error
  else {
    Issue.record("\(String(describing: branches.error)) does not name the leaf")
    return
  }
}

/// What a loop carries besides the user's tree does not show in the paths of messages.
@Test func pathsInMessagesAreThoseOfTheUsersTree() {
  let start = (Tensor(1.0), ["a": Tensor(1.0)])
  func changed(_ s: (Tensor, [String: Tensor])) -> (Tensor, [String: Tensor]) { (s.0, ["a": stacked([s.1["a"]!])]) }
  let silent = LoopProgress { _, _ in }
  let errors = [
    mistake { _ = scan(length: 3, from: start) { s in (changed(s), s.0) } },
    mistake { _ = scan(length: 3, from: start, progress: silent) { s in (changed(s), s.0) } },
    mistake { _ = forLoop(0..<3, from: start) { _, s in changed(s) } },
    mistake { _ = forLoop(0..<3, from: start, progress: silent) { _, s in changed(s) } },
    mistake { _ = forLoop(lower: Tensor(0), upper: Tensor(3), from: start) { _, s in changed(s) } },
    mistake {
      _ = whileLoop(from: start, progress: silent) { s in
        s.0 .< 3
      } do: { s in
        changed(s)
      }
    },
  ].map(\.error)
  for (index, error) in errors.enumerated() {
    guard case .shapeMismatch(let expected, _, _)? = error else {
      Issue.record("\(index): \(String(describing: error)) is not about the shape")
      continue
    }
    #expect(expected.hasPrefix("the carry.1[\"a\"] of type"), "\(index): \(expected)")
  }
  let alone = mistake { _ = forLoop(0..<3, from: Tensor(1.0), progress: silent) { _, s in stacked([s]) } }
  #expect("\(String(describing: alone.error))".contains("the carry of type"))
}

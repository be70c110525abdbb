import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

// What must not happen to examples of a batch that have finished while others go on.

/// Adds `x` until 10 is reached. From 0 that never happens, so that a test in which it is run does not end.
private func additions(_ x: Tensor) -> Tensor {
  whileLoop(from: x * 0) { (sum: Tensor) in
    sum .< 10
  } do: { (sum: Tensor) in
    sum + x
  }
}

private struct Step: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// A function of one number, for which 0 is a number that it must not be given.
  var body: @Sendable (Tensor) throws -> Tensor
  var isDifferentiable: Bool

  static let all: [Step] = [
    Step(testDescription: "loop") { additions($0) },
    Step(testDescription: "loop in a scan") { x in
      scan(length: 2, from: x) { (s: Tensor) in (s + additions(x) * 0.5, ()) }.0
    },
    Step(testDescription: "loop in a loop of as many steps for all") { x in
      forLoop(lower: 0, upper: Tensor(2), from: x) { (_: Tensor, s: Tensor) in s + additions(x) * 0.5 }
    },
    Step(testDescription: "loop in a condition") { x in
      whileLoop(from: x) { (s: Tensor) in
        additions(x) .> s * 3
      } do: { (s: Tensor) in
        s + 1
      }
    },
    Step(testDescription: "loop that updates an array") { x in
      whileLoop(from: (Tensor.zeros([4]), x * 0)) { (s: (Tensor, Tensor)) in
        s.1 .< 10
      } do: { (s: (Tensor, Tensor)) in
        var array = s.0
        array[s.1.asType(.int32) % 4] = s.1 * additions(x)
        return (array, s.1 + x)
      }.0.sum()
    },
    Step(testDescription: "branch") { x in cond(x .> 1, then: { additions(x) }, else: { additions(x + x) }) },
    Step(testDescription: "lazy branch") { x in
      cond(x .> 1, lazily: true, then: { additions(x) }, else: { additions(x + x) })
    },
    Step(testDescription: "compiled function") { x in try jit(additions)(x) },
    Step(testDescription: "function whose values are computed again") { x in try remat(additions)(x) },
    Step(testDescription: "callback", isDifferentiable: false) { x in checked(x, takesBatches: false) },
    Step(testDescription: "callback on batches", isDifferentiable: false) { x in checked(x, takesBatches: true) },
    Step(testDescription: "callback in a scan", isDifferentiable: false) { x in
      scan(length: 2, from: x) { (s: Tensor) in (s + checked(x, takesBatches: false), ()) }.0
    },
  ]

  init(
    testDescription: String, isDifferentiable: Bool = true, _ body: @escaping @Sendable (Tensor) throws -> Tensor
  ) {
    (self.testDescription, self.isDifferentiable, self.body) = (testDescription, isDifferentiable, body)
  }
}

private struct NotPositive: Error {}

private func checked(_ x: Tensor, takesBatches: Bool) -> Tensor {
  hostCallback(x, result: Tensor.placeholder([]), takesBatches: takesBatches) { x in
    guard x.scalars(Float.self).allSatisfy({ $0 > 0 }) else { throw NotPositive() }
    return x * 2
  }
}

private func numbers(_ x: Tensor) -> [Double] { x.scalars(Float.self).map(Double.init) }

/// The values that the function takes on the way down to 0, added up.
private func descent(_ step: Step) -> (Tensor) throws -> Tensor {
  { n in
    try whileLoop(from: (n, n * 0)) { (s: (Tensor, Tensor)) in
      s.0 .> 0
    } do: { (s: (Tensor, Tensor)) in
      (s.0 - 1, s.1 + (try step.body(s.0)))
    }.1
  }
}

@Test(arguments: Step.all) private func finishedExamplesAreNotRun(_ step: Step) throws {
  let f = descent(step)
  let ns = Tensor([1.0, 3, 0, 2])
  let expected = try [1.0, 3, 0, 2].flatMap { (n: Float) in numbers(try withTensorErrors { try f(Tensor(n)) }) }
  expect(try vmap(f)(ns), expected)
  expect(try jit(vmap(f))(ns), expected)
  // In a batch of batches the first row finishes as a whole before the second one.
  let rows = Tensor([[1.0, 0], [3, 2]])
  let ofRows = [expected[0], expected[2], expected[1], expected[3]]
  expect(try vmap(vmap(f))(rows), ofRows)
  expect(try jit(vmap(vmap(f)))(rows), ofRows)
  guard step.isDifferentiable else { return }
  let slopes = try [1.0, 3, 0, 2].flatMap { (n: Float) in numbers(try grad(f)(Tensor(n))) }
  expect(try vmap(grad(f))(ns), slopes)
  expect(try grad { (ns: Tensor) throws in try vmap(f)(ns).sum() }(ns), slopes)
  expect(
    try grad { (rows: Tensor) throws in try vmap(vmap(f))(rows).sum() }(rows),
    [slopes[0], slopes[2], slopes[1], slopes[3]])
}

@Test func effectsAreThoseOfExamplesThatAreRunning() throws {
  let log = Log()
  let f = { (n: Tensor) in
    whileLoop(from: (n, n * 0)) { (s: (Tensor, Tensor)) in
      s.0 .> 0
    } do: { (s: (Tensor, Tensor)) in
      debugPrint("{} of {}", s.0, n, output: log.add)
      return (s.0 - 1, s.1 + additions(s.0))
    }.1
  }
  let expected = ["1.0 of 1.0", "1.0 of 2.0", "1.0 of 3.0", "2.0 of 2.0", "2.0 of 3.0", "3.0 of 3.0"]
  let sums = [10, 32, 0, 20.0]
  expect(try vmap(f)(Tensor([1.0, 3, 0, 2])), sums)
  #expect(log.take().sorted() == expected)
  expect(try vmap(vmap(f))(Tensor([[1.0, 3], [0, 2]])), sums)
  #expect(log.take().sorted() == expected)
  expect(try jit(vmap(vmap(f)))(Tensor([[1.0, 3], [0, 2]])), sums)
  #expect(log.take().sorted() == expected)
}

/// Callbacks without effects are called for examples that have finished neither.
@Test func callbacksGetValuesOfExamplesThatAreRunning() throws {
  let log = Log()
  let f = { (n: Tensor) in
    whileLoop(from: (n, n * 0)) { (s: (Tensor, Tensor)) in
      s.0 .> 0
    } do: { (s: (Tensor, Tensor)) in
      let doubled = pureCallback(s.0, result: Tensor.placeholder([])) { (x: Tensor) in
        log.add("\(x)")
        return x * 2
      }
      return (s.0 - 1, s.1 + doubled)
    }.1
  }
  expect(try vmap(vmap(f))(Tensor([[1.0, 3], [0, 2]])), [2, 12, 0, 6])
  #expect(Set(log.take()) == ["1.0", "2.0", "3.0"])
}

/// What all examples of a row share must meet values of that row: those of another one may not be meant for it.
@Test func elementsInPlaceOfThoseThatAreNotUsedAreOfTheSameRow() throws {
  let f = { (x: Tensor, low: Tensor) in
    whileLoop(from: (x, x * 0)) { (s: (Tensor, Tensor)) in
      s.0 .> low
    } do: { (s: (Tensor, Tensor)) in
      (s.0 - 1, s.1 + sqrt(s.0 - low))
    }.1
  }
  let lows = Tensor([0.0, 10])
  let xs = Tensor([[1.5, 2.5], [13.5, 10.5]])
  let batched = { (xs: Tensor, lows: Tensor) throws in try vmap(vmap(f, in: 0, nil))(xs, lows) }
  let slopes = [2, 3, 4, 1].map { count in
    (0..<count).reduce(0.0) { sum, step in sum + 0.5 / (Double(step) + 0.5).squareRoot() }
  }
  expect(try grad { (xs: Tensor) throws in try batched(xs, lows).sum() }(xs), slopes, tolerance: 1e-5)
  expect(
    try grad { (lows: Tensor) throws in try batched(xs, lows).sum() }(lows),
    [-slopes[0] - slopes[1], -slopes[2] - slopes[3]], tolerance: 1e-5)
}

/// A row in which nothing is valid takes the place of another row's first valid element.
@Test func validElementsAreFoundInTheSameRow() {
  let values = Tensor([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
  let mask = Tensor([[false, true, true], [false, false, false], [true, false, true]])
  let pairs = stacked([values, -values], axis: -1)
  expect(ValidWhere.substituted(mask, values), [2, 2, 3, 2, 2, 2, 7, 7, 9])
  expect(ValidWhere.substituted(mask, pairs)[.ellipsis, 1], [-2, -2, -3, -2, -2, -2, -7, -7, -9])
  expect(ValidWhere.substituted(mask[0], values), [4, 5, 6, 4, 5, 6, 7, 8, 9])
  let none = Tensor.zeros([3, 0], dtype: .bool)
  #expect(ValidWhere.substituted(none, none).shape == [3, 0])
}

/// Functions that are not to be run on everything, picked by some examples of a batch.
@Test func branchesThatMightNotEndAreGivenWhatTheyAreMeantFor() throws {
  let choice = { (x: Tensor) in
    switchCase(x.asType(.int32), [{ x }, { additions(x) }, { additions(x * 2) }, { checked(x, takesBatches: true) }])
  }
  let xs = Tensor([0.0, 1, 2, 3, 0])
  expect(try vmap(choice)(xs), [0, 10, 12, 6, 0])
  expect(try jit(vmap(choice))(xs), [0, 10, 12, 6, 0])
  // No example picks the functions with loops.
  expect(try vmap(choice)(Tensor([0.0, 3])), [0, 6])
  expect(try vmap(vmap(choice))(Tensor([[0.0, 1], [0, 0], [2, 3]])), [0, 10, 0, 0, 12, 6])
  let either = { (x: Tensor) in cond(x .> 0, then: { additions(x) }, else: { x }) }
  let points = Tensor([[0.0, 1], [0, -1]])
  expect(try vmap(vmap(either))(points), [0, 10, 0, -1])
  expect(try grad { (xs: Tensor) throws in try vmap(vmap(either))(xs).sum() }(points), [1, 10, 1, 1])
  let early = { (n: Tensor) in
    forLoop(0..<5, from: (n, n * 0)) { (_: Tensor, s: (Tensor, Tensor)) in
      s.0 .> 0
    } do: { (_: Tensor, s: (Tensor, Tensor)) in
      (s.0 - 1, s.1 + additions(s.0))
    }.1
  }
  expect(try vmap(early)(Tensor([1.0, 3, 0, 2])), [10, 32, 0, 20])
  expect(try jit(grad { (ns: Tensor) throws in try vmap(early)(ns).sum() })(Tensor([1.0, 3, 0, 2])), [10, 19, 0, 15])
}

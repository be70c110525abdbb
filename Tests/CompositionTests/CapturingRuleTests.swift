import Jacobi
import Testing

/// A function of one number `x`, and of another one `c` that functions with rules of their own capture.
private typealias Function = (_ x: Tensor, _ c: Tensor) throws -> Tensor

private func plain(_ x: Tensor, _ c: Tensor) -> Tensor { sin(x) * c }

/// The same function with rules that capture `c`.
private let ruled: [(name: String, function: @Sendable (Tensor, Tensor) throws -> Tensor)] = [
  (
    "customJVP",
    { x, c in
      try customJVP { (x: Tensor) in
        sin(x) * c
      } rule: { (x: Tensor, dx: Tensor) in
        (sin(x) * c, cos(x) * c * dx)
      }(x)
    }
  ),
  (
    "customVJP",
    { x, c in
      try customVJP { (x: Tensor) in
        sin(x) * c
      } forward: { (x: Tensor) in
        (sin(x) * c, x)
      } backward: { (x: Tensor, cotangent: Tensor) in
        cos(x) * c * cotangent
      }(x)
    }
  ),
  (
    "customVJP with a captured residual and a rule for forward mode",
    { x, c in
      let function = customVJP(
        { (x: Tensor) in sin(x) * c }, jvp: { (x: Tensor, dx: Tensor) in (sin(x) * c, cos(x) * c * dx) },
        forward: { (x: Tensor) in (sin(x) * c, (x, c)) },
        backward: { (kept: (Tensor, Tensor), cotangent: Tensor) in cos(kept.0) * kept.1 * cotangent })
      return try function(x)
    }
  ),
  (
    "customVMap",
    { x, c in
      try customVMap { (x: Tensor) in
        sin(x) * c
      } rule: { (_: Dimension, _: [Bool], x: Tensor) in
        sin(x) * c
      }(x)
    }
  ),
]

private let transformations: [(name: String, apply: @Sendable (@escaping Function) -> Function)] = [
  ("jit", { f in { x, c in try jit { (x: Tensor) in try f(x, c) }(x) } }),
  ("jit of both", { f in { x, c in try jit { (x: Tensor, c: Tensor) in try f(x, c) }(x, c) } }),
  ("vmap", { f in { x, c in try vmap { (x: Tensor) in try f(x, c) }(stacked([x, 2 * x])).sum() } }),
  (
    "vmap of both",
    { f in
      { x, c in
        try vmap { (x: Tensor, c: Tensor) in try f(x, c) }(stacked([x, 2 * x]), stacked([c, 3 * c])).sum()
      }
    }
  ),
  ("grad", { f in { x, c in try grad { (x: Tensor) in try f(x, c) }(x) } }),
  ("jvp", { f in { x, c in try jvp({ (x: Tensor) in try f(x, c) }, at: x, along: double(1.5)).tangent } }),
  ("remat", { f in { x, c in try remat { (x: Tensor) in try f(x, c) }(x) } }),
  (
    "scan",
    { f in
      { x, c in
        try scan(over: double([1, 0.5]), from: x) { (x: Tensor, y: Tensor) in (try f(x, c) * y, x) }.0
      }
    }
  ),
  ("cond", { f in { x, c in try cond(x .> 0, then: { try f(x, c) }, else: { try f(-x, c) }) } }),
]

private func expectSame(_ actual: Tensor, _ expected: Tensor, _ comment: String) {
  let pairs = zip(actual.scalars(Double.self), expected.scalars(Double.self))
  // Both compute the same sums and products, in another order.
  let isClose = actual.type == expected.type && pairs.allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) }
  #expect(isClose, "\(comment): \(actual) instead of \(expected)")
}

private let x = double(0.7)
private let c = double(1.3)

@Suite struct CapturingRuleTests {
  /// Every nesting of two transformations, under each of three in which the captured value is traced.
  @Test(arguments: ruled.indices) func nestLikeFunctionsWithoutRules(_ index: Int) throws {
    for outer in transformations {
      for inner in transformations {
        let transform = { (f: @escaping Function) in outer.apply(inner.apply(f)) }
        try compare(ruled[index], transform, "\(outer.name) of \(inner.name)")
      }
    }
  }

  /// What is captured may be differentiated by a transformation around that which the rules are for.
  @Test(arguments: ruled.indices) func capturedValuesAreDifferentiatedFromOutside(_ index: Int) throws {
    for outer in transformations where ["jit of both", "vmap", "scan"].contains(outer.name) {
      for inner in transformations {
        let transform = { (f: @escaping Function) -> Function in
          let slope = transformations[4].apply(inner.apply(f))
          return { x, c in try grad { (c: Tensor) in try outer.apply(slope)(x, c * c) }(c) }
        }
        try compare(ruled[index], transform, "grad, with respect to c, of \(outer.name) of grad of \(inner.name)")
      }
    }
  }

  private func compare(
    _ rule: (name: String, function: @Sendable (Tensor, Tensor) throws -> Tensor),
    _ transform: (@escaping Function) -> Function, _ nesting: String
  ) throws {
    let expected = transform(plain)
    let actual = transform(rule.function)
    let value = try expected(x, c)
    let batch = (double([0.7, 0.2]), double([1.3, 0.4]))
    do {
      expectSame(try actual(x, c), value, "\(rule.name): \(nesting)")
      let compiled = jit { (x: Tensor, c: Tensor) in try actual(x, c) }
      expectSame(try compiled(x, c), value, "\(rule.name): jit of \(nesting)")
      let batched = vmap { (x: Tensor, c: Tensor) in try actual(x, c) }
      let values = try vmap { (x: Tensor, c: Tensor) in try expected(x, c) }(batch.0, batch.1)
      expectSame(try batched(batch.0, batch.1), values, "\(rule.name): vmap of \(nesting)")
    } catch {
      Issue.record("\(rule.name): \(nesting): \(error)")
    }
  }

  /// A rule says nothing of captured values, so that a derivative with respect to them would be wrong.
  @Test(arguments: 0..<3) func capturedValuesAreNotDifferentiatedAtTheSameLevel(_ index: Int) throws {
    let f = ruled[index].function
    let both = { (c: Tensor) in try f(c, c) }
    let constant = { (c: Tensor) in try f(double(0.7), c) }
    for function in [both, constant] {
      let ways: [(Tensor) throws -> Tensor] = [
        { try grad(function)($0) }, { try jvp(function, at: $0, along: $0).tangent }, { try jit(grad(function))($0) },
        { try grad(jit(function))($0) }, { try grad(remat(function))($0) },
        { try vmap(grad(function))($0.reshaped([1])) },
        { try grad { (c: Tensor) in try vmap(function)(c.reshaped([1])).sum() }($0) },
      ]
      for (position, way) in ways.enumerated() {
        do {
          _ = try way(c)
          Issue.record("way \(position) has no error")
        } catch TensorError.invalidArgument(_, _, let actual, _) {
          #expect(actual.contains("pass it as an argument"), "way \(position)")
        }
      }
    }
  }

  /// A rule may apply the function whose rule it is, and make functions with rules.
  @Test func rulesMayRecur() throws {
    for (name, transform) in transformations {
      let nesting = transform { x, c in try transform { x, c in try recursiveSine(x, c) }(x, c) }
      let expected = transform { x, c in try transform(plain)(x, c) }
      let compiled = jit { (x: Tensor, c: Tensor) in try nesting(x, c) }
      expectSame(try compiled(x, c), try expected(x, c), "jit of \(name) twice")
    }
  }
}

private func recursiveSine(_ x: Tensor, _ c: Tensor) throws -> Tensor {
  try customJVP { (x: Tensor) in
    sin(x) * c
  } rule: { (x: Tensor, dx: Tensor) in
    (try recursiveSine(x, c), try recursiveSine(x + Double.pi / 2, c) * dx)
  }(x)
}

import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import JacobiVmap
import Testing

/// Two layers with a matrix product, a named activation and a batched product.
private func layers(_ x: Tensor, _ w: Tensor) -> Tensor {
  let hidden = sin(matmul(x, w)).named("hidden")
  return sin(matmul(sin(hidden), w))
}

private let x = f64([0.1, 0.2, 0.3, 0.4], [2, 2])
private let w = f64([0.5, -0.25, 0.75, 1], [2, 2])

/// How often a primitive stands in a program, bodies included.
private func count<P: Primitive>(_ type: P.Type, in program: Program) -> Int {
  program.equations.reduce(0) { sum, equation in
    sum + (equation.primitive is P ? 1 : 0) + equation.primitive.bodies.reduce(0) { $0 + count(type, in: $1) }
  }
}

private func gradientProgram(_ policy: RematPolicy) throws -> Program {
  let f = remat(layers, policy: policy)
  let program = try makeProgram(grad { (w: Tensor) in try f(x, w).sum() })(w)
  return try program.optimized(for: Backends.current)
}

@Suite struct RematTests {
  private static let policies: [RematPolicy] = [
    .nothing, .everything, .dots, .dotsWithoutBatch, .named("hidden"), .allBut("hidden"), .dots || .named("hidden"),
    .dots && .allBut("hidden"),
  ]

  @Test(arguments: policies) func derivativesAreTheSame(_ policy: RematPolicy) throws {
    let f = remat(layers, policy: policy)
    let expected = try grad { (w: Tensor) in layers(x, w).sum() }(w).scalars(Double.self)
    func check(_ gradient: Tensor, _ way: String) {
      let actual = gradient.scalars(Double.self)
      #expect(zip(actual, expected).allSatisfy { abs($0 - $1) < 1e-15 }, "\(way): \(actual), expected \(expected)")
    }
    let loss = { (w: Tensor) in try f(x, w).sum() }
    check(try grad(loss)(w), "eager")
    check(try jit(grad(loss))(w), "jit(grad)")
    check(try grad(jit(loss))(w), "grad(jit)")
    check(try grad(remat(loss))(w), "nested")
    check(try vmap(grad(loss))(w.reshaped([1, 2, 2])), "vmap(grad)")
    check(
      try grad { (w: Tensor) in try vmap(f)(x.reshaped([1, 2, 2]), w.reshaped([1, 2, 2])).sum() }(w), "grad(vmap)")
    // Captured values are differentiated, too.
    check(try grad { (w: Tensor) in try remat { (x: Tensor) in layers(x, w) }(x).sum() }(w), "captured")
    #expect(try checkGradients({ (w: Tensor) in try f(x, w) }, at: w, order: 2) == [])
    #expect(try checkGradients({ (w: Tensor) in try jit { try f(x, $0) }(w) }, at: w, order: 2) == [])
  }

  /// Sines are computed once forward and, where they are not kept, again backward; the cosines are those of the derivative.
  @Test func whatIsNotKeptIsComputedAgain() throws {
    let plain = try makeProgram(grad { (w: Tensor) in layers(x, w).sum() })(w).optimized(for: Backends.current)
    #expect(count(Sin.self, in: plain) == 2 && count(DotGeneral.self, in: plain) == 5)
    // Nothing needs the value itself, hence the forward pass of the gradient alone vanishes: what is left is the second one.
    let nothing = try gradientProgram(.nothing)
    #expect(count(OptimizationBarrier.self, in: nothing) == 1)
    let both = remat(layers)
    let value = try makeProgram(valueAndGrad { (w: Tensor) in try both(x, w).sum() })(w)
      .optimized(for: Backends.current)
    #expect(count(Sin.self, in: value) == 5 && count(DotGeneral.self, in: value) == 7)
    let dots = remat(layers, policy: .dots)
    let kept = try makeProgram(valueAndGrad { (w: Tensor) in try dots(x, w).sum() })(w).optimized(for: Backends.current)
    #expect(count(DotGeneral.self, in: kept) == 5)
    let everything = remat(layers, policy: .everything)
    let all = try makeProgram(valueAndGrad { (w: Tensor) in try everything(x, w).sum() })(w)
      .optimized(for: Backends.current)
    #expect(count(Sin.self, in: all) == 3 && count(DotGeneral.self, in: all) == 5)
  }

  @Test func itIsSeenInThePrintedProgram() throws {
    let program = try makeProgram { (w: Tensor) in try remat(layers, policy: .dots || .named("a"))(x, w) }(w)
    #expect("\(program)".contains("remat("))
    #expect(try Program(parsing: program.description) == program)
  }

  @Test func reportOfWhatIsSaved() throws {
    func saved(_ policy: RematPolicy) throws -> [SavedResidual] {
      let f = remat(layers, policy: policy)
      return try savedResiduals(of: { (w: Tensor) in try f(x, w).sum() }, at: w)
    }
    #expect(try saved(.nothing).map(\.source) == [.argument("")])
    let named = try saved(.named("hidden"))
    #expect(named.map(\.name) == [nil, "hidden"] && named.map(\.byteCount) == [32, 32])
    #expect(named[1].description.hasPrefix("f64[2,2], 32 bytes: sin, named \"hidden\""))
    #expect(named[1].description.contains("RematTests.swift"))
    #expect(try saved(.dots).dropFirst().map(\.source) == [.operation("dot_general"), .operation("dot_general")])
    let plain = try savedResiduals(of: { (x: Tensor, w: Tensor) in layers(x, w) }, at: x, w)
    // Without `remat` more is kept: what the derivatives need, to which the hidden values themselves do not belong.
    #expect(plain.count > 3)
    #expect(plain.allSatisfy { $0.name != "hidden" })
  }

  @Test func namesAreTransparent() throws {
    #expect(x.named("x").scalars(Double.self) == x.scalars(Double.self))
    #expect(try checkGradients({ (x: Tensor) in sin(x.named("a")) }, at: x, order: 2) == [])
  }
}

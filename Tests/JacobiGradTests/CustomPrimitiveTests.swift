import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

/// `x³`, with rules written the way a user of the package would.
private struct Cube: UnaryPrimitive, Differentiable {
  static let id = "test.cube"
  static let accepts: DTypeClass = .floating

  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    let x = primals[0]
    let y = Mul()(x, Mul()(x, x))
    return ([y], [tangents[0].map { Scaled(by: 3)(Mul()($0, Mul()(x, x))) }])
  }
}

/// `factor * x`, a linear primitive.
private struct Scaled: Primitive, Differentiable, Transposable {
  static let id = "test.scaled"
  var factor: Double

  init(by factor: Double) { self.factor = factor }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }

  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    ([self(primals[0])], [tangents[0].map { self($0) }])
  }

  func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?] {
    [cotangents[0].map { self($0) }]
  }
}

private let kernels = Plugin("test kernels") { plugin in
  plugin.add(ReferenceKernels.self, for: Scaled.self) { primitive, _ in
    let factor = (primitive as! Scaled).factor
    return { operands, _ in
      [TensorValue(operands[0].scalars(as: Double.self).map { factor * $0 }, shape: operands[0].shape)]
    }
  }
}

@Suite struct CustomPrimitiveTests {
  @Test func conformancesAreRules() throws {
    let cube: (Tensor) -> Tensor = { Cube()($0) }
    func derivative(_ f: Fn<Tensor, Tensor>) throws -> Double {
      try withPlugin(kernels) { try f(f64(2)).item(Double.self) }
    }
    #expect(try derivative(grad(cube)) == 12)
    #expect(try derivative(grad(grad(cube))) == 12)
    #expect(try derivative(grad(grad(grad(cube)))) == 6)
  }

  @Test func pluginsOverrideRules() throws {
    let flipped = Plugin("flipped") { plugin in
      plugin.add(JVP.self, for: Sin.self) { primitive, primals, tangents in
        (primitive.results(primals), [tangents[0].map { Neg()(Mul()($0, Cos()(primals[0]))) }])
      }
    }
    let slope = { try grad { Sin()($0) }(f64(0)).item(Double.self) }
    #expect(try withPlugin(flipped, slope) == -1)
    #expect(try slope() == 1)
    // Derivatives of programs are remembered together with the rules that they were made with.
    let program = try traceProgram([TensorType(.float64, [])]) { [Sin()($0[0])] }.program
    let call = { try grad { Call(program, name: "sine")($0) }(f64(0)).item(Double.self) }
    #expect(try call() == 1)
    #expect(try withPlugin(flipped, call) == -1)
    #expect(try call() == 1)
  }
}

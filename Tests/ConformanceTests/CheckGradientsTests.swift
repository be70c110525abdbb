import JacobiCore
import JacobiGrad
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import Testing

@Suite struct CheckGradientsTests {
  struct Layer: PyTree {
    var weight: Tensor
    var bias: Tensor
    var step: Tensor
  }

  let layer = Layer(
    weight: Tensor([[0.3, -0.7], [1.1, 0.2]]), bias: Tensor([0.1, -0.2]), step: Tensor(7))

  @Test func aFunctionOfTreesPassesToSecondOrder() throws {
    let failures = try checkGradients(
      { (layer: Layer) in
        (tanh(matmul(layer.weight, layer.bias)).sum(), ["squares": layer.bias * layer.bias])
      }, at: layer, order: 2)
    #expect(failures == [])
  }

  @Test func complexFunctionsPass() throws {
    let z = Tensor([Complex128(0.3, 0.4), Complex128(-1, 0.5)])
    #expect(try checkGradients({ (z: Tensor) in Exp()(z) * Conj()(z) }, at: z, order: 2) == [])
  }

  @Test func aWrongGradientIsNamedByLeafAndElement() throws {
    let failures = try checkGradients(
      { (layer: Layer) in Cube<WrongDerivative>()(layer.bias).sum() }, at: layer, modes: .reverse)
    #expect(failures.count == 1)
    let message = try #require(failures.first?.message)
    #expect(message.hasPrefix("reverse mode: the gradient with respect to .bias at [0] is "))
  }

  @Test func modesAreCheckedOneByOne() throws {
    let wrong = { (x: Tensor) in Cube<WrongDerivative>()(x) }
    let x = Tensor([0.5, 2])
    let messages = try checkGradients(wrong, at: x, modes: .forward).map(\.message)
    #expect(messages.count == 1)
    #expect(messages.allSatisfy { $0.hasPrefix("forward mode") })
    #expect(try checkGradients(wrong, at: x).count == 2)
  }

  @Test func wrongSecondDerivativesAreFoundAtOrderTwoOnly() throws {
    let function = { (x: Tensor) in Cube<BarredSecondDerivative>()(x) }
    let x = Tensor([0.5, 2])
    #expect(try checkGradients(function, at: x, order: 1) == [])
    #expect(try !checkGradients(function, at: x, order: 2).isEmpty)
  }

  @Test func aProductWithZerosHasASmoothDerivative() throws {
    let x = Tensor([0.0, 2, 0, 3])
    #expect(try checkGradients({ (x: Tensor) in ReduceProd(axes: [0])(x) }, at: x, order: 2) == [])
  }

  @Test func errorsOfTheFunctionAreThrown() {
    #expect(throws: TensorError.self) {
      try checkGradients({ (x: Tensor) in x + Tensor([1.0, 2, 3]) }, at: Tensor([1.0, 2]))
    }
    #expect {
      try checkGradients({ (x: Tensor) in x }, at: Tensor([1, 2]))
    } throws: { error in
      if case .nonDifferentiable? = error as? TensorError { true } else { false }
    }
  }

  @Test func nothingToCheckIsAnError() {
    let x = Tensor([0.5, 2])
    #expect {
      try checkGradients({ (x: Tensor) in ConvertElementType(to: .float32)(x) }, at: x)
    } throws: { error in
      if case .dtypeMismatch? = error as? TensorError { true } else { false }
    }
    #expect {
      try checkGradients({ (x: Tensor) in Exp()(x) }, at: x, modes: [])
    } throws: { error in
      if case .invalidArgument("modes", _, _, _)? = error as? TensorError { true } else { false }
    }
    #expect {
      try checkGradients({ (x: Tensor) in Exp()(x) }, at: x, order: 3)
    } throws: { error in
      if case .invalidArgument("order", _, _, _)? = error as? TensorError { true } else { false }
    }
  }
}

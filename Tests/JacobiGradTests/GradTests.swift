import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiPrimitives
import JacobiReference
import Testing

struct Layer: PyTree {
  var weight: Tensor
  var bias: Tensor?
}

struct Model: PyTree {
  var layers: [Layer]
  var scale: Tensor
  let activation: String
}

private func model() -> Model {
  Model(
    layers: [
      Layer(weight: f64([1, 2, 3, 4], [2, 2]), bias: f64([0.5, -0.5])),
      Layer(weight: f64([1, -1], [2, 1]), bias: nil),
    ],
    scale: f64(0.5), activation: "tanh")
}

private func apply(_ model: Model, _ x: Tensor) -> Tensor {
  var x = x
  for layer in model.layers {
    x = DotGeneral(contracting: ([1], [0]))(x, layer.weight)
    if let bias = layer.bias { x = Add()(x, bias.broadcast(to: x.shape, inserting: [0])) }
    x = Tanh()(x)
  }
  return Mul()(total(x), model.scale)
}

private func cube(_ x: Tensor) -> Tensor { Mul()(x, Mul()(x, x)) }

private func number(_ x: Tensor) -> Double { x.item(Double.self) }

@Suite struct GradTests {
  @Test func gradientHasTheTypeOfTheArgument() throws {
    let x = f64([0.1, 0.2, -0.3, 0.4], [2, 2])
    let gradient: Model = try grad(apply)(model(), x)
    #expect(gradient.layers.count == 2 && gradient.layers[1].bias == nil && gradient.activation == "tanh")
    #expect(gradient.layers[0].weight.shape == [2, 2])
    let expected = number(apply(model(), x)) / 0.5
    #expect(abs(number(gradient.scale) - expected) < 1e-15)
    try checkDerivatives("model", at: try treeLeaves(model()), order: 1) { leaves in
      apply(try treeUnflatten(treeStructure(model()), leaves), x)
    }
  }

  @Test func valueAndGradientTogether() throws {
    let (value, slope) = try valueAndGrad(cube)(f64(2))
    #expect(number(value) == 8 && number(slope) == 12)
    let (second, slopes) = try valueAndGrad({ (x: Tensor, y: Tensor) in Mul()(x, y) }, withRespectTo: .all)(
      f64(2), f64(5))
    #expect(number(second) == 10 && number(slopes.0) == 5 && number(slopes.1) == 2)
  }

  @Test func otherArgumentsAreConstants() throws {
    let f = grad { (x: Tensor, y: Tensor, times: Int) in
      (0..<times).reduce(x) { sum, _ in Mul()(sum, y) }
    }
    #expect(try number(f(f64(2), f64(3), 4)) == 81)
    let unused = grad { (x: Tensor, y: Tensor) in y }
    #expect(try number(unused(f64(2), f64(3))) == 0)
  }

  @Test func gradientsNest() throws {
    let fifth = { (x: Tensor) in IntegerPow(exponent: 5)(x) }
    #expect(try number(grad(grad(grad(grad(fifth))))(f64(2))) == 240)
    #expect(try number(grad(grad(grad(grad(grad(grad(fifth))))))(f64(2))) == 0)
    let product = { (x: Tensor, y: Tensor) in Mul()(cube(x), y) }
    #expect(try number(grad(grad(product))(f64(2), f64(3))) == 36)
  }

  @Test func forwardAndReverseNestInAnyOrder() throws {
    let x = f64(0.7)
    let one = f64(1)
    let second = -0.644_217_687_237_691_053_67  // sin''(0.7) = -sin(0.7)
    let sine = { (x: Tensor) in Sin()(x) }
    let derivatives: [Tensor] = [
      try jvp({ try jvp(sine, at: $0, along: one).tangent }, at: x, along: one).tangent,
      try jvp(grad(sine), at: x, along: one).tangent,
      try grad { try jvp(sine, at: $0, along: one).tangent }(x),
      try vjp({ try vjp(sine, at: $0).pullback(one) }, at: x).pullback(one),
      try linearize({ try linearize(sine, at: $0).pushforward(one) }, at: x).pushforward(one),
      try hvp(sine, at: x, along: one),
    ]
    for derivative in derivatives { #expect(abs(number(derivative) - second) < 1e-15) }
  }

  /// d/dx (x · d/dy (x + y)) is 1, not 2: the two perturbations are different ones.
  @Test func perturbationsAreNotConfused() throws {
    let reverse = grad { x in Mul()(x, try grad { (y: Tensor) in Add()(x, y) }(x)) }
    #expect(try number(reverse(f64(1))) == 1)
    let one = f64(1)
    let forward = try jvp(
      { x in Mul()(x, try jvp({ (y: Tensor) in Add()(x, y) }, at: x, along: one).tangent) }, at: f64(1), along: one)
    #expect(number(forward.tangent) == 1)
    // d/dx d/dy (x² y³) at the same point, the inner function closing over the outer argument: 6 x y².
    let mixed = grad { x in try grad { y in Mul()(Mul()(x, x), cube(y)) }(x.constant(3)) }
    #expect(try number(mixed(f64(2))) == 108)
  }

  @Test func swiftControlFlowSeesNumbers() throws {
    let collatz = grad { (x: Tensor) in
      var (y, steps) = (x, 0)
      while y.item(Double.self) < 100 {
        y = steps.isMultiple(of: 2) ? Mul()(y, x) : Add()(y, x)
        steps += 1
      }
      #expect("\(y)".hasPrefix("1"))
      return Greater()(y, y.constant(0)).item(Bool.self) ? y : Neg()(y)
    }
    // ((3² + 3) 3 + 3) 3 = 117 = x⁴ + x³ + x², of which the derivative is 4 x³ + 3 x² + 2 x.
    #expect(try number(collatz(f64(3))) == 141)
  }

  @Test func auxiliaryResultsPassThrough() throws {
    let f = { (x: Tensor) in (cube(x), ["square": Mul()(x, x), "count": Tensor([3] as [Int32])]) }
    let (slope, aux) = try gradWithAux(f)(f64(2))
    #expect(number(slope) == 12 && number(aux["square"]!) == 4 && aux["count"]!.scalars(Int32.self) == [3])
    // A tracer in the auxiliary result would be an escaped one.
    #expect(number(Add()(aux["square"]!, f64(1))) == 5)
    let (results, gradient) = try valueAndGradWithAux { (x: Tensor, y: Tensor) in (Mul()(x, y), (x, y)) }(
      f64(2), f64(3))
    #expect(number(results.0) == 6 && number(results.1.0) == 2 && number(results.1.1) == 3 && number(gradient) == 3)
  }

  @Test func auxiliaryResultsOfNestedGradientsAreDifferentiated() throws {
    let inner = { (x: Tensor) in try gradWithAux { (y: Tensor) in (cube(y), Mul()(y, x)) }(x).1 }
    #expect(try number(grad(inner)(f64(3))) == 6)
  }

  @Test func stoppedGradientsAreZero() throws {
    #expect(try number(grad { Mul()($0, stopGradient($0)) }(f64(3))) == 3)
    let frozen = try grad { (m: Model) in apply(try stopGradient(m), f64([1, 2], [1, 2])) }(model())
    #expect(try treeLeaves(frozen).allSatisfy { largest($0) == 0 })
  }

  @Test func complexGradientsFollowJAX() throws {
    // |z|² has the gradient 2 conj(z).
    let z = MakeComplex()(f64([1, -2]), f64([3, 0.5]))
    let gradient = try grad { total(Square()(Abs()($0))) }(z)
    #expect(largest(Sub()(gradient, Conj()(z).scaled(by: 2))) < 1e-14)
  }

  @Test func literalsAreArguments() throws {
    #expect(try grad { Mul()($0, $0) }(Tensor(3.0)).item(Float.self) == 6)
    #expect(try vjp({ Mul()($0, $0) }, at: f64(3)).pullback(1.0).item(Double.self) == 6)
  }

  @Test func furtherArgumentsAndChosenOnes() throws {
    let energy = { (x: Tensor, k: Tensor, n: Int) in total(Mul()(k, Mul()(x, Mul()(x, x)))) }
    let (x, v, k) = (f64([1, 2]), f64([1, 0]), f64([2, 3]))
    #expect(try hvp(energy, at: x, k, 3, along: v).scalars(Double.self) == [12, 0])
    #expect(try jit { (k: Tensor) in try hvp(energy, at: x, k, 3, along: v) }(k).scalars(Double.self) == [12, 0])
    let product = { (x: Tensor, y: Tensor) in (Mul()(x, y), Add()(x, y)) }
    let (gradients, sum) = try gradWithAux(product, withRespectTo: 1)(f64(2), f64(3))
    #expect(gradients.0.isNoTangent && gradients.1.item(Double.self) == 2 && sum.item(Double.self) == 5)
    let ((value, other), both) = try valueAndGradWithAux(product, withRespectTo: .all)(f64(2), f64(3))
    #expect(value.item(Double.self) == 6 && other.item(Double.self) == 5)
    #expect(both.0.item(Double.self) == 3 && both.1.item(Double.self) == 2)
    let compiled = try gradWithAux(jit(product), withRespectTo: 0, 1)(f64(2), f64(3))
    #expect(compiled.0.0.item(Double.self) == 3 && compiled.1.item(Double.self) == 5)
    #expect(throws: TensorError.self) { try gradWithAux(product, withRespectTo: 2)(f64(2), f64(3)) }
  }
}

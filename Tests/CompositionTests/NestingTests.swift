import Jacobi
import Testing

private func cube(_ x: Tensor) -> Tensor { x * x * x }
private func wave(_ x: Tensor, _ y: Tensor) -> Tensor { (sin(x) * exp(-y) + x / y).sum() }

@Test func gradientsOfEveryOrder() throws {
  let first = grad { x in x * x * x * x * x }
  let second = grad(first)
  let third = grad(second)
  let x = double(1.5)
  expectClose(try first(x), double(5 * 1.5 * 1.5 * 1.5 * 1.5))
  expectClose(try second(x), double(20 * 1.5 * 1.5 * 1.5))
  expectClose(try third(x), double(60 * 1.5 * 1.5))
  expectClose(try jit(third)(x), double(60 * 1.5 * 1.5))
}

@Test func gradientOfBatchedFunction() throws {
  let xs = double([1, 2, 3])
  let total = grad { (xs: Tensor) in try vmap(cube)(xs).sum() }
  expectClose(try total(xs), double([3, 12, 27]))
}

@Test func batchedGradient() throws {
  let xs = double([1, 2, 3])
  expectClose(try vmap(grad(cube))(xs), double([3, 12, 27]))
  expectClose(try vmap(grad(grad(cube)))(xs), double([6, 12, 18]))
  expectClose(try jit(vmap(grad(cube)))(xs), double([3, 12, 27]))
  expectClose(try vmap(jit(grad(cube)))(xs), double([3, 12, 27]))
  expectClose(try vmap(grad(jit(cube)))(xs), double([3, 12, 27]))
}

@Test func compiledInsideGradientInsideCompiled() throws {
  let inner = jit(wave)
  let x = double([0.3, 1.2])
  let y = double([2, 0.7])
  let eager = try grad(wave)(x, y)
  expectClose(try grad(inner)(x, y), eager)
  expectClose(try jit(grad(inner))(x, y), eager)
  expectClose(
    try grad { (x: Tensor, y: Tensor) in try grad(inner)(x, y).sum() }(x, y),
    try grad { (x: Tensor, y: Tensor) in
      try grad(wave)(x, y).sum()
    }(x, y))
}

@Test func perturbationsAreNotConfused() throws {
  // d/dx (x * d/dy (x + y)) = 1, and 2 if the two perturbations are taken for one.
  let outer = grad { (x: Tensor) in try x * grad { (y: Tensor) in x + y }(double(1)) }
  expectClose(try outer(double(3)), double(1))
  // d/dx (x * d/dy (x * y)) = 2 x
  let product = grad { (x: Tensor) in try x * grad { (y: Tensor) in x * y }(double(5)) }
  expectClose(try product(double(3)), double(6))
  expectClose(try jit(product)(double(3)), double(6))
}

@Test func forwardOverReverseAgreesWithReverseOverReverse() throws {
  let f = { (x: Tensor) in (sin(x) * x * x).sum() }
  let x = double([0.4, -1.1, 2])
  let v = double([1, 0.5, -2])
  let forward = try jvp(grad(f), at: x, along: v).tangent
  let reverse = try grad { (x: Tensor) in try (grad(f)(x) * v).sum() }(x)
  expectClose(forward, reverse)
  expectClose(try hvp(f, at: x, along: v), reverse)
}

@Test func closuresOverOuterTracers() throws {
  // Each row scaled by a captured traced value, inside a compiled function made inside the transformation.
  let f = { (scale: Tensor) in
    try vmap { (row: Tensor) in try jit { (x: Tensor) in (x * scale).sum() }(row) }(double([1, 2, 3])).sum()
  }
  expectClose(try grad(f)(double(2)), double(6))
  expectClose(try jit(grad(f))(double(2)), double(6))
}

@Test func aCompiledFunctionMadeOnceServesSeveralOuterTransformations() throws {
  var captured = double(1)
  let f = jit { (x: Tensor) in x * captured }
  let g = grad { (c: Tensor) in
    captured = c
    return try f(double(4))
  }
  expectClose(try g(double(2)), double(4))
  expectClose(try g(double(3)), double(4))
}

@Test func batchingThreeDeep() throws {
  let a = Tensor.arange(24).asType(.float64).reshaped(2, 3, 4)
  let f = vmap(vmap(vmap { (x: Tensor) in x * x + 1 }))
  expectClose(try f(a), a * a + 1)
}

@Test func matrixProductsOfVectors() throws {
  let a = Tensor.arange(6).asType(.float64).reshaped(2, 3)
  let b = Tensor.arange(12).asType(.float64).reshaped(3, 4)
  let dot = { (u: Tensor, v: Tensor) in (u * v).sum() }
  let product = vmap(vmap(dot, in: nil, 1), in: 0, nil)
  expectClose(try product(a, b), matmul(a, b))
  expectClose(try jit(product)(a, b), matmul(a, b))
}

@Test func jacobianByBatchedPullback() throws {
  let f = { (x: Tensor) in stacked([x[0] * x[1], sin(x[0]), x[1] * x[1]]) }
  let x = double([0.5, 2])
  let (_, pullback) = try vjp(f, at: x)
  let rows = try vmap { (ct: Tensor) in try pullback(ct) }(Tensor.eye(3, dtype: .float64))
  let expected = Tensor([2, 0.5, 0.8775825618903728, 0, 0, 4], shape: [3, 2])
  expectClose(rows, expected)
}

@Test func eagerGradientsSeeValues() throws {
  let f = grad { (x: Tensor) in
    var y = x
    while y.item(Double.self) < 100 { y = y * x }
    return y
  }
  // 3^5 = 243 is the first power above 100.
  expectClose(try f(double(3)), double(5 * 81))
}

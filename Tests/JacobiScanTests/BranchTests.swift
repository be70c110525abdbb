import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiScan
import JacobiVmap
import Testing

private func piecewise(_ x: Tensor) -> Tensor { cond(x .> 0, then: { sin(x) }, else: { x * x }) }

@Test func conditions() throws {
  expect(piecewise(Tensor(0.5)), [0.47942555])
  expect(piecewise(Tensor(-0.5)), [0.25])
  expect(try grad(piecewise)(Tensor(0.5)), [0.87758255])
  expect(try jit(grad(piecewise))(Tensor(-0.5)), [-1])
  expect(try vmap(grad(piecewise))(Tensor([0.5, -0.5])), [0.87758255, -1])
  expect(try grad { (x: Tensor) throws in try vmap(piecewise)(x).sum() }(Tensor([0.5, -0.5])), [0.87758255, -1])
  expect(try grad(grad(piecewise))(Tensor(0.5)), [-0.47942555])
  expect(cond(Tensor(2), Tensor(3.0), then: { $0 + 1 }, else: { $0 - 1 }), [4])
}

@Test func switches() throws {
  let f = { (i: Tensor, x: Tensor) in switchCase(i, x, [{ $0 }, { $0 * $0 }, { exp($0) }]) }
  let index = Tensor([-1, 0, 1, 2, 7])
  let x = Tensor([0.0, 0.25, 0.5, 0.75, 1])
  expect(try vmap(f)(index, x), [0, 0.25, 0.25, 2.117, 2.7182817])
  expect(try vmap(f, in: nil, 0)(Tensor(1), x), [0, 0.0625, 0.25, 0.5625, 1])
  expect(
    try vmap { (i: Tensor, x: Tensor) throws in try grad { (x: Tensor) in f(i, x) }(x) }(index, x),
    [1, 1, 1, 2.117, 2.7182817])
}

@Test func lazyBatchesRunOnlyTheBranchOfEachExample() throws {
  let counter = Counter()
  let f = { (x: Tensor, lazily: Bool) in
    cond(
      x .> 0, lazily: lazily, then: { x * 2 },
      else: {
        hostCallback(x, result: Tensor.placeholder([])) { x in
          counter.add()
          return x
        }
      })
  }
  let x = Tensor([1.0, -2, 3, -4])
  expect(try vmap { (x: Tensor) in f(x, true) }(x), [2, -2, 6, -4])
  #expect(counter.value == 2)
  expect(try vmap { (x: Tensor) in f(x, false) }(x), [2, -2, 6, -4])
  #expect(counter.value == 6)
}

@Test func lazyBatchesEndWhereEachExampleEnds() throws {
  // The loop does not end on numbers that are not meant for it.
  let f = { (x: Tensor) in
    cond(
      x .> 0, lazily: true,
      then: {
        whileLoop(from: x) { y in
          y .!= 0
        } do: { y in
          y - 1
        }
      }, else: { x })
  }
  expect(try vmap(f)(Tensor([3.0, -0.5, 2])), [0, -0.5, 0])
  expect(try jit(vmap(f))(Tensor([3.0, -0.5, 2])), [0, -0.5, 0])
}

@Test func numbersInBranchesGiveWay() {
  let x = Tensor([1.5], dtype: .float16)
  #expect(cond(Tensor(true), then: { x }, else: { Tensor([0], dtype: .float16) }).dtype == .float16)
  #expect(cond(Tensor(true), then: { Tensor(weak: 1) }, else: { Tensor(weak: 0.5) }).dtype == .float32)
  #expect(cond(Tensor(true), then: { x[0] }, else: { 0 }).dtype == .float16)
}

@Test func branchesThatDifferAreAnError() {
  #expect(throws: TensorError.self) {
    try withTensorErrors { cond(Tensor(true), then: { Tensor([1.0]) }, else: { Tensor(1.0) }) }
  }
  #expect(throws: TensorError.self) {
    try withTensorErrors { cond(Tensor(true), then: { [Tensor(1.0)] }, else: { [] }) }
  }
  #expect(throws: TensorError.self) {
    try withTensorErrors { cond(Tensor([true, false]), then: { Tensor(1.0) }, else: { Tensor(1.0) }) }
  }
}

@Test func mapsOverTheLeadingAxis() throws {
  let x = Tensor((0..<14).map(Float.init), shape: [7, 2])
  let expected = x.scalars(Float.self).map { Double($0 * $0) }
  for size in [nil, 1, 2, 3, 7, 20] {
    expect(mapLeading({ (row: Tensor) in row * row }, x, batchSize: size), expected)
    expect(
      try grad { (x: Tensor) in mapLeading({ (row: Tensor) in row * row }, x, batchSize: size).sum() }(x),
      x.scalars(Float.self).map { Double(2 * $0) })
  }
}

@Test func associativeScans() throws {
  let xs = Tensor([0.5, -0.3, 0.8, 0.1])
  let (a, b) = associativeScan(
    { (l: (Tensor, Tensor), r: (Tensor, Tensor)) in (l.0 * r.0, r.0 * l.1 + r.1) }, (xs, xs + 1))
  expect(a, [0.5, -0.15, -0.12, -0.012])
  expect(b, [1.5, 0.25, 2, 1.3])
  expect(associativeScan({ (a: Tensor, b: Tensor) in a + b }, xs, reverse: true), [1.1, 0.6, 0.9, 0.1])
  for n in 0..<12 {
    let x = Tensor((0..<(2 * n)).map { Float($0) }, shape: [2, n])
    expect(
      associativeScan({ (a: Tensor, b: Tensor) in a + b }, x, axis: 1),
      x.cumsum(axis: 1).scalars(Float.self).map(Double.init))
  }
}

@Test func indicesBeyondInt64PickTheLastBranch() throws {
  let f = { (x: Tensor) in
    switchCase(Tensor(TensorValue(scalar: UInt64.max)), x, [{ $0 }, { $0 * 2 }, { $0 * 3 }])
  }
  expect(f(Tensor(2.0)), [6])
  expect(try jit(f)(Tensor(2.0)), [6])
}

@Test func branchesAndLoopsOfNoExamples() throws {
  let nothing = Tensor([Float](), shape: [0])
  let loop = { (x: Tensor) in
    whileLoop(from: x) { y in
      y .< 10
    } do: { y in
      y * 2
    }
  }
  expect(try vmap(piecewise)(nothing), [])
  expect(try jit(vmap(piecewise))(nothing), [])
  expect(try vmap(loop)(nothing), [])
  expect(try jit(vmap(loop))(nothing), [])
}

@Test func associativeOperationsThatChangeTheirElementsAreAnError() {
  let xs = Tensor([1.0, 2.0, 3.0, 4.0])
  func error(_ body: () -> Void) -> TensorError? {
    do {
      try withTensorErrors(body)
      return nil
    } catch {
      return error as? TensorError
    }
  }
  let shape = error { _ = associativeScan({ (a: Tensor, b: Tensor) in (a + b).sum() }, xs) }
  if case .shapeMismatch(let expected, let actual, let operation)? = shape {
    #expect(expected.contains("f32[2]") && actual.contains("f32[]") && operation.name == "associativeScan")
  } else {
    Issue.record("\(String(describing: shape)) is not about the shape")
  }
  let dtype = error { _ = associativeScan({ (a: [Tensor], b: [Tensor]) in [(a[0] + b[0]).asType(.float64)] }, [xs]) }
  if case .dtypeMismatch(let expected, _, _)? = dtype {
    #expect(expected.contains("[0]"))
  } else {
    Issue.record("\(String(describing: dtype)) is not about the dtype")
  }
  let tree = error { _ = associativeScan({ (a: [Tensor], b: [Tensor]) in a + b }, [xs]) }
  if case .treeMismatch? = tree { return }
  Issue.record("\(String(describing: tree)) is not about the structure")
}

import Jacobi
import Testing

/// The line of the caller, as errors report it.
private func line(_ line: Int = #line) -> Int { line }

@Test func mismatchedShapes() throws {
  var expectedLine = 0
  let error = tensorError {
    _ = try withTensorErrors {
      expectedLine = line() + 1
      return Tensor([1.0, 2.0]) + Tensor([1.0, 2.0, 3.0])
    }
  }
  guard case .shapeMismatch(_, let actual, let operation) = error else { throw error! }
  #expect(actual.contains("[2]") && actual.contains("[3]"))
  #expect(operation.operands == [TensorType(.float32, [2]), TensorType(.float32, [3])])
  #expect(operation.site.location?.line == expectedLine)
  #expect(operation.site.location?.file.hasSuffix("BadInputTests.swift") == true)
}

@Test func laterOperationsPassInvalidTensorsThrough() throws {
  let error = tensorError {
    _ = try withTensorErrors {
      let broken = matmul(Tensor.zeros([2, 3]), Tensor.zeros([2, 3]))
      return exp(broken).sum() + Tensor([1.0]).reshaped(7)
    }
  }
  guard case .shapeMismatch = error else { throw error! }
  #expect(error!.operation.operands.first?.shape == [2, 3])
}

@Test func wrongDType() throws {
  let error = tensorError { _ = try withTensorErrors { Tensor([1.0, 2.0]) & Tensor([1.0, 2.0]) } }
  guard case .dtypeMismatch = error else { throw error! }
  #expect(error!.operation.operands == [TensorType(.float32, [2]), TensorType(.float32, [2])])
}

@Test func nonScalarGradient() throws {
  let error = tensorError { _ = try grad { x in x * 2 }(Tensor([1.0, 2.0])) }
  guard case .nonScalarGradient(let result, _) = error else { throw error! }
  #expect(result == TensorType(.float32, [2]))
  #expect("\(error!)".contains("sum()"))
}

@Test func integerGradient() throws {
  struct Pair: PyTree {
    var weight: Tensor
    var count: Tensor
  }
  let pair = Pair(weight: Tensor([1.0]), count: Tensor([1]))
  // An integer among parameters is a constant; where there is nothing but integers, that must be a mistake.
  #expect(try grad { (p: Pair) in (p.weight * p.count).sum() }(pair).count.isNoTangent)
  let integers = Pair(weight: Tensor([1]), count: Tensor([1]))
  let error = tensorError { _ = try grad { (p: Pair) in (p.weight * p.count).sum() }(integers) }
  guard case .nonDifferentiable(let path, let dtype, _) = error else { throw error! }
  #expect(path.contains("weight"))
  #expect(dtype == .int32)
}

@Test func axisOutOfRange() throws {
  let error = tensorError { _ = try withTensorErrors { Tensor.zeros([2, 3]).sum(axis: 2) } }
  guard case .axisOutOfRange(2, 2, let operation) = error else { throw error! }
  #expect(operation.operands == [TensorType(.float32, [2, 3])])
  #expect("\(error!)".contains("-2...1"))
}

@Test func mismatchedTrees() throws {
  let error = tensorError { _ = try treeMap([Tensor(1.0), Tensor(2.0)], [Tensor(1.0)]) { $0 + $1 } }
  guard case .treeMismatch = error else { throw error! }
}

@Test func missingRule() throws {
  struct Ruleless: Primitive {
    static let id = "test.ruleless"
    func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }
  }
  for (transform, error) in [
    ("jvp", tensorError { _ = try grad { x in Ruleless()(x) }(Tensor(1.0)) }),
    ("vmap", tensorError { _ = try vmap { x in Ruleless()(x) }(Tensor([1.0])) }),
    (
      "reference", tensorError { _ = try withBackend("reference") { try withTensorErrors { Ruleless()(Tensor(1.0)) } } }
    ),
  ] {
    guard case .missingRule("test.ruleless", let rule, _, _) = error else { throw error! }
    #expect(rule.contains(transform))
  }
}

@Test func unknownBackend() throws {
  let error = tensorError { try withBackend("tpu") {} }
  guard case .unknownBackend("tpu", let available, _) = error else { throw error! }
  #expect(available.contains("reference"))
}

@Test func escapedTracer() throws {
  var escaped: Tensor?
  var madeLine = 0
  _ = try jit { (x: Tensor) in
    madeLine = line() + 1
    escaped = exp(x)
    return x
  }(Tensor(1.0))
  let error = tensorError { _ = try withTensorErrors { escaped! + 1 } }
  guard case .escapedTracer(let made, _) = error else { throw error! }
  #expect(made.name == "exp")
  #expect(made.site.location?.line == madeLine)
}

@Test func tracerOnAnotherThread() async throws {
  let error = tensorError {
    _ = try jit { (x: Tensor) in
      let failure = onAnotherThread { tensorError { _ = try withTensorErrors { x + 1 } } }
      if let failure { throw failure }
      return x
    }(Tensor(1.0))
  }
  guard case .foreignTracer = error else { throw error! }
}

@Test func readingATracedValue() throws {
  let error = tensorError { _ = try jit { (x: Tensor) in x.item(Float.self) > 0 ? x : -x }(Tensor(1.0)) }
  guard case .valueRequired(_, "jit", _) = error else { throw error! }
}

@Test func nanInAShape() throws {
  let error = tensorError { _ = try withTensorErrors { Tensor.zeros([Dim(Double.nan)]) } }
  guard case .invalidDimension(let value, _) = error else { throw error! }
  #expect(value == "nan")
}

@Test func negativeSize() throws {
  let error = tensorError { _ = try withTensorErrors { Tensor.zeros([Dim(-3)]) } }
  guard case .invalidDimension("-3", _) = error else { throw error! }
}

@Test func sizeOverflow() throws {
  let error = tensorError { _ = try withTensorErrors { Tensor.zeros([Dim(Int.max), 4]) } }
  guard case .sizeOverflow = error else { throw error! }
}

@Test func unsupportedField() throws {
  struct Handle { var id = 1 }
  struct Model: PyTree {
    var weight: Tensor
    var handle: Handle
  }
  let error = tensorError { _ = try grad { (m: Model) in m.weight }(Model(weight: Tensor(1.0), handle: Handle())) }
  guard case .unsupportedTree(let type, let field, _, _) = error else { throw error! }
  #expect(type.contains("Model") && field == "handle")
}

@Test func constantTensorField() throws {
  struct Model: PyTree { let weight: Tensor }
  let error = tensorError { _ = try grad { (m: Model) in m.weight }(Model(weight: Tensor(1.0))) }
  guard case .unsupportedTree(_, "weight", _, _) = error else { throw error! }
}

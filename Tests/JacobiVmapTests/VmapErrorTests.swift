import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

private func tensor(_ shape: Shape) -> Tensor {
  Tensor([Float](repeating: 1, count: shape.elementCount.known ?? 0), shape: shape)
}

private func error(of body: () throws -> Void) throws -> TensorError {
  try #require(try #require(throws: (any Error).self) { try body() } as? TensorError)
}

private func sum(_ x: Tensor, _ y: Tensor) -> Tensor { Add()(x, y) }

@Suite struct VmapErrorTests {
  @Test func sizesThatDisagree() throws {
    struct Model: PyTree { var weight: Tensor }
    let map = vmap({ (model: Model, x: Tensor) in x }, in: 1, 0)
    let error = try error { _ = try map(Model(weight: tensor([2, 3])), tensor([4])) }
    guard case .shapeMismatch(_, let actual, let operation) = error else { throw error }
    #expect(operation.name == "vmap")
    #expect(actual == "size 3 of axis 1 of argument 0.weight, size 4 of axis 0 of argument 1")
  }

  @Test func sizeThatDisagreesWithAnArgument() throws {
    let error = try error { _ = try vmap(sum, size: 5)(tensor([4]), tensor([4])) }
    guard case .shapeMismatch(_, let actual, _) = error else { throw error }
    #expect(actual == "`size` 5, size 4 of axis 0 of argument 0, size 4 of axis 0 of argument 1")
  }

  @Test func sizesThatMayDisagree() throws {
    let types = [TensorType(.float32, [.symbol("a")]), TensorType(.float32, [.symbol("b")])]
    let error = try error { _ = try traceProgram(types) { [try vmap(sum)($0[0], $0[1])] } }
    guard case .undecidableDimension(let comparison, _) = error else { throw error }
    #expect(comparison == "a == b")
  }

  @Test(arguments: [1, -2, 7]) func axisOutOfRange(_ axis: Int) throws {
    let map = vmap({ (x: [Tensor], y: Tensor) in y }, in: 0, .axis(axis))
    let error = try error { _ = try map([tensor([4, 2])], tensor([4])) }
    #expect(
      error
        == .axisOutOfRange(
          axis: axis, rank: 1, operation: Operation("vmap, argument 1", operands: [TensorType(.float32, [4])])))
  }

  @Test func scalarLeaf() throws {
    let error = try error { _ = try vmap { (x: [String: Tensor]) in x }(["a": tensor([])]) }
    #expect(
      error
        == .axisOutOfRange(
          axis: 0, rank: 0, operation: Operation("vmap, argument 0[\"a\"]", operands: [TensorType(.float32, [])])))
  }

  @Test func outAxisOutOfRange() throws {
    let error = try error { _ = try vmap({ x in x }, out: 2)(tensor([4, 2])) as Tensor }
    #expect(
      error
        == .axisOutOfRange(
          axis: 2, rank: 2, operation: Operation("vmap, result", operands: [TensorType(.float32, [2])])))
  }

  @Test func nothingMapped() throws {
    let error = try error { _ = try vmap(sum, in: nil)(tensor([4]), tensor([4])) }
    guard case .invalidArgument(let name, let expected, _, _) = error else { throw error }
    #expect(name == "in")
    #expect(expected.contains("`size`"))
  }

  @Test func wrongNumberOfSpecifications() throws {
    let error = try error { _ = try vmap(sum, in: 0, 0, nil)(tensor([4]), tensor([4])) }
    guard case .invalidArgument("in", _, "3", _) = error else { throw error }
  }

  @Test func wrongNumberOfLeaves() throws {
    let error = try error { _ = try vmap({ (x: [Tensor]) in x }, in: .leaves([0, 0]))([tensor([4])]) }
    guard case .invalidArgument("in", _, "[0, 0]", _) = error else { throw error }
  }

  @Test func unknownPath() throws {
    let error = try error {
      _ = try vmap({ (x: [String: Tensor]) in x }, in: .paths(["[\"b\"]": 0]))(["a": tensor([4])])
    }
    guard case .invalidArgument("in", let expected, "\"[\"b\"]\"", _) = error else { throw error }
    #expect(expected.contains("[\\\"a\\\"]"))
  }

  @Test func batchedResultDeclaredShared() throws {
    let error = try error { _ = try vmap({ (x: Tensor) in x }, out: nil)(tensor([4])) }
    guard case .invalidArgument("out", _, "nil", _) = error else { throw error }
  }

  @Test func mistakesAreToldInTermsOfOneExample() throws {
    let error = try error { _ = try vmap(sum)(tensor([4, 2]), tensor([4, 3])) }
    guard case .shapeMismatch(_, _, let operation) = error else { throw error }
    #expect(operation.name == "add")
    #expect(operation.operands == [TensorType(.float32, [2]), TensorType(.float32, [3])])
  }

  @Test func numbersOfATracedValue() throws {
    let item = try error { _ = try vmap { (x: Tensor) in x.item(Float.self) > 0 ? x : Neg()(x) }(tensor([4])) }
    guard case .valueRequired(TensorType(.float32, []), "vmap", _) = item else { throw item }
    let scalars = try error {
      _ = try vmap { (x: Tensor) in Tensor(x.scalars(Float.self)) }(tensor([4, 2]))
    }
    guard case .valueRequired(TensorType(.float32, [2]), "vmap", _) = scalars else { throw scalars }
  }

  @Test func escapedTracer() throws {
    var escaped: Tensor?
    _ = try vmap { (x: Tensor) in
      escaped = x
      return x
    }(tensor([4]))
    let tracer = try #require(escaped)
    let error = try error { _ = try withTensorErrors { Neg()(tracer) } }
    guard case .escapedTracer = error else { throw error }
    let argument = try self.escapedAsArgument(tracer)
    guard case .escapedTracer = argument else { throw argument }
  }

  private func escapedAsArgument(_ tracer: Tensor) throws -> TensorError {
    try error { _ = try vmap({ (x: Tensor) in x }, in: nil, size: 2)(tracer) }
  }

  @Test func thrownErrorsPassThrough() {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) { try vmap { (x: Tensor) -> Tensor in throw Refusal() }(tensor([4])) }
  }
}

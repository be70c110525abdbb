import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

/// The `TensorError` that `body` throws.
private func tensorError(
  sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () throws -> Void
) throws -> TensorError {
  do {
    try body()
  } catch let error as TensorError {
    return error
  }
  Issue.record("no error was thrown", sourceLocation: sourceLocation)
  throw CancellationError()
}

private struct Unlucky: Error {}

@Suite struct ErrorTests {
  @Test func gradientsNeedARealScalar() throws {
    let vector = try tensorError { _ = try grad { Sin()($0) }(f64([1, 2])) }
    #expect(vector == .nonScalarGradient(result: TensorType(.float64, [2]), operation: Operation("grad")))
    #expect("\(vector)".contains("expected a function with a real scalar result, got f64[2]"))
    let complex = try tensorError {
      _ = try valueAndGrad { MakeComplex()($0, $0) }(f64(1))
    }
    #expect(complex == .nonScalarGradient(result: TensorType(.complex128, []), operation: Operation("valueAndGrad")))
    let integer = try tensorError { _ = try grad { ConvertElementType(to: .int32)($0) }(f64(1)) }
    #expect(integer == .nonScalarGradient(result: TensorType(.int32, []), operation: Operation("grad")))
  }

  @Test func integersAreNotDifferentiated() throws {
    let counts = ["step": Tensor([1] as [Int32])]
    let error = try tensorError { _ = try grad { (p: [String: Tensor]) in p["step"]! }(counts) }
    #expect(error == .nonDifferentiable(path: "[\"step\"]", dtype: .int32, operation: Operation("grad")))
    #expect("\(error)".contains("at [\"step\"], got int32"))
    let whole = try tensorError { _ = try jvp({ $0 }, at: Tensor([1] as [Int32]), along: Tensor([1] as [Int32])) }
    #expect(whole == .nonDifferentiable(path: "", dtype: .int32, operation: Operation("jvp")))
  }

  @Test func tangentsMustBeLikeTheirPrimals() throws {
    let f = { (x: [Tensor]) in total(x[0]) }
    let missing = try tensorError { _ = try jvp(f, at: [f64(1), f64(2)], along: [f64(1)]) }
    let expected = TensorError.treeMismatch(
      path: "", expected: "an array of 2", actual: "an array of 1", operation: Operation("jvp"))
    #expect(missing == expected)
    let shape = try tensorError { _ = try jvp(f, at: [f64([1, 2])], along: [f64([1, 2, 3])]) }
    #expect(
      shape
        == .shapeMismatch(expected: "a tangent of f64[2] at [0]", actual: "f64[3]", operation: Operation("jvp")))
    let dtype = try tensorError { _ = try jvp(f, at: [f64([1, 2])], along: [Tensor([1, 2] as [Float])]) }
    #expect(
      dtype
        == .dtypeMismatch(expected: "a tangent of f64[2] at [0]", actual: "f32[2]", operation: Operation("jvp")))
  }

  @Test func cotangentsMustBeLikeTheValue() throws {
    let (_, pullback) = try vjp({ (x: Tensor) in (x, ["a": Sin()(x)]) }, at: f64([1, 2]))
    let shape = try tensorError { _ = try pullback((f64([1, 2]), ["a": f64(1)])) }
    #expect(
      shape
        == .shapeMismatch(
          expected: "a cotangent of f64[2] at .1[\"a\"]", actual: "f64[]", operation: Operation("pullback")))
    let keys = try tensorError { _ = try pullback((f64([1, 2]), ["b": f64([1, 2])])) }
    guard case .treeMismatch(let path, _, _, _) = keys else { throw keys }
    #expect(path == ".1")
  }

  @Test func mistakesInsideTheFunctionAreThrown() throws {
    let error = try tensorError { _ = try grad { total(Add()($0, f64([1, 2, 3]))) }(f64([1, 2])) }
    guard case .shapeMismatch(_, _, let operation) = error else { throw error }
    #expect(operation.name == "add" && operation.operands == [TensorType(.float64, [2]), TensorType(.float64, [3])])
  }

  @Test func errorsOfTheFunctionPassThrough() {
    #expect(throws: Unlucky.self) { try grad { (_: Tensor) in throw Unlucky() }(f64(1)) }
  }

  @Test func invalidArgumentsGiveInvalidGradients() throws {
    let error = try tensorError {
      try withTensorErrors {
        let invalid = Add()(f64(1), f64([1, 2]))
        _ = try grad { Mul()($0, $0) }(invalid)
      }
    }
    guard case .shapeMismatch = error else { throw error }
  }

  @Test func escapedTracersAreErrors() throws {
    var escaped: Tensor?
    _ = try grad { x in
      escaped = Sin()(x)
      return x
    }(f64(1))
    let error = try tensorError { _ = try withTensorErrors { Cos()(escaped!) } }
    guard case .escapedTracer(let made, let operation) = error else { throw error }
    #expect(made.name == "sin" && operation.name == "cos")

    var inner: Tensor?
    let returned = try tensorError {
      _ = try grad { x in
        _ = try grad { y in
          inner = Mul()(x, y)
          return y
        }(x)
        return inner!
      }(f64(1))
    }
    guard case .escapedTracer = returned else { throw returned }
  }

  @Test func missingRulesNameTheTransform() throws {
    let error = try tensorError { _ = try grad { Opaque()($0) }(f64(1)) }
    guard case .missingRule(let primitive, let rule, let remedy, _) = error else { throw error }
    #expect(primitive == "test.opaque" && rule == "jvp" && remedy.contains("Differentiable"))
  }

  @Test func derivativesOfTheWrongTypeAreErrors() throws {
    let error = try tensorError { _ = try grad { Careless()($0) }(f64(1)) }
    #expect(
      error
        == .invalidArgument(
          name: "tangent", expected: "f64[], as the rule of `test.careless` must give it", actual: "f32[]",
          operation: Operation("test.careless")))
  }
}

private struct Opaque: UnaryPrimitive {
  static let id = "test.opaque"
  static let accepts: DTypeClass = .floating
}

private struct Careless: UnaryPrimitive, Differentiable {
  static let id = "test.careless"
  static let accepts: DTypeClass = .floating

  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    ([Neg()(primals[0])], [ConvertElementType(to: .float32)(tangents[0]!)])
  }
}

import JacobiCore

/// Calls Swift code with concrete values in the middle of a function that may be compiled, and computes on with its results.
///
///     let x = Tensor([3.0, 1.0, 2.0])
///     let sorted = hostCallback(x, result: Tensor.placeholder([3])) { x in
///       Tensor(x.scalars(Float.self).sorted())
///     }
///     sorted  // [1. 2. 3.]
///
/// Under `jit` the call becomes an operation of the program. Under `vmap` it is made once for each example, in order, or
/// once for all of them with `takesBatches`. It has no derivative: to differentiate through it, make a primitive of your
/// own that conforms to `Differentiable`, or stop the gradient in front of it.
///
/// Swift cannot tell whether two closures are the same, so each call of this function makes an operation that is equal to no
/// other. Outside `jit`, a loop with a callback in its body is therefore compiled again each time; put `jit` around
/// what calls the loop, which is then traced once. (`debugPrint` without `output` is recognised.)
///
/// - Parameters:
///   - input: a tree of tensors, given to `body` with their values.
///   - result: a tree of tensors with the structure, shapes and dtypes of what `body` returns, such as placeholders.
///   - name: in printed programs and messages.
///   - isPure: whether equal inputs always give equal results and nothing else happens. A pure call may be left out when
///     its result is not used, or made more than once; others are made exactly once, in the order of the program.
///   - takesBatches: whether `body` takes a whole batch: its tensors then have further axes in front, and so
///     must its results.
///   - body: may run on several threads at once. What it throws, and results of other types than those of `result`, are
///     errors of the operation.
/// - Returns: what `body` returns.
public func hostCallback<Input: PyTree & Sendable, Result: PyTree & Sendable>(
  _ input: Input, result: Result, name: String = "host", isPure: Bool = true, takesBatches: Bool = false,
  _ body: @escaping @Sendable (Input) throws -> Result
) -> Result {
  reportingErrors(fallback: (try? result.mapLeaves { _ in .invalid }) ?? result) {
    let (operands, inputStructure) = try flattenTree(input, for: "hostCallback")
    let (expected, resultStructure) = try flattenTree(result, for: "hostCallback")
    let function = HostFunction(name) { values in
      let argument: Input = try unflattenTree(
        leaves: values.map { Tensor($0) }, structure: inputStructure, for: "hostCallback")
      let (leaves, structure) = try flattenTree(body(argument), for: "hostCallback")
      guard structure == resultStructure else {
        throw TensorError.treeMismatch(
          path: "", expected: "\(resultStructure)", actual: "\(structure)", operation: Operation("hostCallback"))
      }
      return try leaves.map { try $0.requiredValue(in: "hostCallback") }
    }
    let callback = HostCallback(
      function, resultTypes: expected.map(\.type), isPure: isPure, takesBatches: takesBatches)
    return try unflattenTree(leaves: callback.results(operands), structure: resultStructure, for: "hostCallback")
  }
}

/// Runs Swift code with concrete values whenever this place of a function that may be compiled is reached: to print,
/// to log, to record.
///
///     hostEffect(Tensor([1.0, 2.0])) { x in print("x is", x) }
///
/// The calls are made exactly once, in the order of the program; under `vmap` once for each example, in order, or just once
/// if nothing that they get differs between examples. Differentiation leaves them as they are. As with
/// ``hostCallback(_:result:name:isPure:takesBatches:_:)``, no two of these operations are equal.
///
/// - Parameters:
///   - input: a tree of tensors, given to `body` with their values.
///   - name: in printed programs and messages.
///   - body: may run on several threads at once. What it throws is an error of the operation.
public func hostEffect<Input: PyTree & Sendable>(
  _ input: Input, name: String = "host", _ body: @escaping @Sendable (Input) throws -> Void
) {
  reportingErrors(fallback: ()) {
    let (operands, structure) = try flattenTree(input, for: "hostEffect")
    let function = HostFunction(name) { values in
      try body(unflattenTree(leaves: values.map { Tensor($0) }, structure: structure, for: "hostEffect"))
      return []
    }
    _ = HostCallback(function, resultTypes: [], isPure: false).results(operands)
  }
}

/// Computes with Swift code on concrete values; equal inputs must give equal results, and nothing else may happen.
///
///     let x = Tensor([3.0, 1.0, 2.0])
///     pureCallback(x, result: Tensor.placeholder([3])) { x in Tensor(x.scalars(Float.self).sorted()) }  // [1. 2. 3.]
///
/// The call may be left out when its result is not used, or made more than once. See ``hostCallback(_:result:name:isPure:takesBatches:_:)``.
///
/// - Parameters:
///   - input: a tree of tensors, given to `body` with their values.
///   - result: a tree of placeholders for what `body` returns.
///   - takesBatches: whether `body` takes a whole batch at once under `vmap`.
///   - body: may run on several threads at once.
/// - Returns: what `body` returns.
public func pureCallback<Input: PyTree & Sendable, Result: PyTree & Sendable>(
  _ input: Input, result: Result, takesBatches: Bool = false, _ body: @escaping @Sendable (Input) throws -> Result
) -> Result {
  hostCallback(input, result: result, name: "pure", isPure: true, takesBatches: takesBatches, body)
}

/// Runs Swift code that reads or changes what is outside of the program, exactly once, in the order of the program.
///
///     let next = ioCallback(Tensor(1.0), result: Tensor.placeholder([])) { x in
///       print("at", x)
///       return x + 1
///     }
///     next  // 2.0
///
/// See ``hostCallback(_:result:name:isPure:takesBatches:_:)``. Where reverse differentiation computes parts of a loop again,
/// so are those of its calls whose results are used.
///
/// - Parameters:
///   - input: a tree of tensors, given to `body` with their values.
///   - result: a tree of placeholders for what `body` returns.
///   - body: may run on several threads at once.
/// - Returns: what `body` returns.
public func ioCallback<Input: PyTree & Sendable, Result: PyTree & Sendable>(
  _ input: Input, result: Result, _ body: @escaping @Sendable (Input) throws -> Result
) -> Result {
  hostCallback(input, result: result, name: "io", isPure: false, body)
}

private func reportingErrors<Result>(fallback: Result, _ body: () throws -> Result) -> Result {
  do {
    return try body()
  } catch let error as TensorError {
    report(error)
  } catch {
    report(.executionFailed(reason: "\(error)", operation: Operation("hostCallback")))
  }
  return fallback
}

extension Tensor {
  fileprivate func requiredValue(in name: String) throws(TensorError) -> TensorValue {
    if let value { return value }
    throw .valueRequired(type: type, trace: name, operation: Operation(name, operands: [type]))
  }
}

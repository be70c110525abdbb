import JacobiCore
import JacobiPrimitives

/// The value of a scalar function, its other result, and its gradient: what all forms of `grad` are made of.
func gradient<Input, Aux>(
  _ name: String, at point: Input, _ f: (Input) throws -> (Tensor, Aux)
) throws -> (value: Tensor, aux: Aux, gradient: Input) {
  try withTensorErrors {
    let input = try Leaves(point, for: name)
    try input.requireDifferentiable(for: name)
    var aux: Leaves?
    let linearization = try linearize(input.tensors, name: name) { leaves in
      let (value, other) = try f(input.tree(leaves, for: name))
      try requireRealScalar(value, name)
      aux = try Leaves(other, for: name)
      return ([value], aux!.tensors)
    }
    let value = linearization.results[0]
    let other: Aux = try aux!.tree(linearization.auxiliary, for: name)
    let gradient = value.isInvalid ? input.tensors.map { _ in .invalid } : try input.filled(input.spread(linearization.gradient()))
    return (value, other, try input.tree(gradient, for: name))
  }
}

extension Linearization {
  /// The gradient of the first result, which is a scalar.
  fileprivate consuming func gradient() throws -> [Tensor?] {
    let one = Tensor.ones(results[0].type)
    return try map.pullBack([one])
  }
}

private func requireRealScalar(_ value: Tensor, _ name: String) throws(TensorError) {
  guard value.rank == 0 && value.dtype.isFloating || value.isInvalid else {
    throw .nonScalarGradient(result: value.type, operation: Operation(name))
  }
}

/// Which arguments of a function are differentiated; by default the first.
public enum DifferentiatedArguments: Sendable {
  /// Every argument: the gradient is a tuple.
  case all
}

/// The gradients of a scalar function with respect to all its arguments.
///
///     func product(_ a: Tensor, _ b: Tensor) -> Tensor { (a * b).sum() }
///     let (da, db) = try grad(product, withRespectTo: .all)(Tensor([1.0, 2]), Tensor([3.0, 4]))
///     da  // [3. 4.]
///     db  // [1. 2.]
///
/// See `grad` for requirements and errors; they hold for all arguments.
public func grad<First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> Tensor, withRespectTo arguments: DifferentiatedArguments
) -> Fn<(First, repeat each Rest), First, repeat each Rest> {
  let differentiated = differentiatedInAll("grad", f)
  return Fn { (first: First, rest: repeat each Rest) in try differentiated(first, repeat each rest).gradient }
}

/// The gradients of a scalar transformed function with respect to all its arguments.
public func grad<First: PyTree, each Rest: PyTree>(
  _ f: Fn<Tensor, First, repeat each Rest>, withRespectTo arguments: DifferentiatedArguments
) -> Fn<(First, repeat each Rest), First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Tensor = f.body
  return grad(body, withRespectTo: arguments)
}

/// The value and the gradients of a scalar function with respect to all its arguments.
public func valueAndGrad<First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> Tensor, withRespectTo arguments: DifferentiatedArguments
) -> Fn<(Tensor, (First, repeat each Rest)), First, repeat each Rest> {
  let differentiated = differentiatedInAll("valueAndGrad", f)
  return Fn { (first: First, rest: repeat each Rest) in try differentiated(first, repeat each rest) }
}

/// The value and the gradients of a scalar transformed function with respect to all its arguments.
public func valueAndGrad<First: PyTree, each Rest: PyTree>(
  _ f: Fn<Tensor, First, repeat each Rest>, withRespectTo arguments: DifferentiatedArguments
) -> Fn<(Tensor, (First, repeat each Rest)), First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Tensor = f.body
  return valueAndGrad(body, withRespectTo: arguments)
}

private func differentiatedInAll<each Argument: PyTree>(
  _ name: String, _ f: @escaping (repeat each Argument) throws -> Tensor
) -> PackFunction<(value: Tensor, gradient: (repeat each Argument)), repeat each Argument> {
  PackFunction { (argument: repeat each Argument) in
    let (value, _, gradient) = try gradient(name, at: (repeat each argument)) { (arguments: (repeat each Argument)) in
      (try f(repeat each arguments), ())
    }
    return (value, gradient)
  }
}

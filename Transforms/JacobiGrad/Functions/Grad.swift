import JacobiCore
import JacobiPrimitives

/// The gradient of a scalar function with respect to its first argument.
///
///     struct Model: PyTree { var weight: Tensor; var bias: Tensor }
///     func loss(_ model: Model, _ x: Tensor) -> Tensor { square(model.weight * x + model.bias).sum() }
///     let model = Model(weight: Tensor(2.0), bias: Tensor(1.0))
///     let gradients = try grad(loss)(model, Tensor([1.0, 3]))
///     gradients.weight  // 48.0
///     gradients.bias    // 20.0
///
/// The gradient is a tree like the argument. Leaves that are integers or Booleans, such as a step counter, are constants and
/// have `Tensor.noTangent` in their place; `treeMap(model, gradients) { ... }` leaves them as they are. Outside `jit` the function computes with real numbers, so Swift's `if`,
/// `while` and `print` work in it.
///
/// - Parameter f: a function with a real floating scalar as its result; its first argument has floating or complex
///   leaves, its other arguments are of any types.
/// - Returns: a function that throws the first `TensorError` of `f`, or what `f` throws;
///   `TensorError.nonScalarGradient` for a result that is not a real scalar;
///   `TensorError.nonDifferentiable` if all leaves of the first argument are integers or Booleans.
public func grad<Argument: PyTree>(_ f: @escaping (Argument) throws -> Tensor) -> Fn<Argument, Argument> {
  Fn { try gradient("grad", at: $0) { (try f($0), ()) }.gradient }
}

/// The gradient of a scalar function with respect to its first argument.
public func grad<Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Tensor
) -> Fn<Argument, Argument, repeat each Other> {
  Fn { (argument: Argument, other: repeat each Other) in
    try gradient("grad", at: argument) { (try f($0, repeat each other), ()) }.gradient
  }
}

/// The gradient of a scalar transformed function with respect to its first argument.
public func grad<Argument: PyTree, each Other>(
  _ f: Fn<Tensor, Argument, repeat each Other>
) -> Fn<Argument, Argument, repeat each Other> {
  grad { (argument: Argument, other: repeat each Other) in try f(argument, repeat each other) }
}

/// The gradient of a scalar transformed function.
public func grad<Argument: PyTree>(_ f: Fn<Tensor, Argument>) -> Fn<Argument, Argument> {
  grad { try f($0) }
}

/// The value and the gradient of a scalar function with respect to its first argument, computed together.
///
///     func loss(_ x: Tensor) -> Tensor { square(x).sum() }
///     let (value, gradient) = try valueAndGrad(loss)(Tensor([1.0, 2]))
///     value     // 5.0
///     gradient  // [2. 4.]
///
/// See `grad` for requirements and errors.
public func valueAndGrad<Argument: PyTree>(
  _ f: @escaping (Argument) throws -> Tensor
) -> Fn<(Tensor, Argument), Argument> {
  Fn {
    let (value, _, gradient) = try gradient("valueAndGrad", at: $0) { (try f($0), ()) }
    return (value, gradient)
  }
}

/// The value and the gradient of a scalar function with respect to its first argument, computed together.
public func valueAndGrad<Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Tensor
) -> Fn<(Tensor, Argument), Argument, repeat each Other> {
  Fn { (argument: Argument, other: repeat each Other) in
    let (value, _, gradient) = try gradient("valueAndGrad", at: argument) { (try f($0, repeat each other), ()) }
    return (value, gradient)
  }
}

/// The value and the gradient of a scalar transformed function with respect to its first argument.
public func valueAndGrad<Argument: PyTree, each Other>(
  _ f: Fn<Tensor, Argument, repeat each Other>
) -> Fn<(Tensor, Argument), Argument, repeat each Other> {
  valueAndGrad { (argument: Argument, other: repeat each Other) in try f(argument, repeat each other) }
}

/// The value and the gradient of a scalar transformed function.
public func valueAndGrad<Argument: PyTree>(_ f: Fn<Tensor, Argument>) -> Fn<(Tensor, Argument), Argument> {
  valueAndGrad { try f($0) }
}

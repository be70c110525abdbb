import JacobiCore
import JacobiPrimitives

/// The gradient of the first result of a function, with the other result passed through.
///
///     func loss(_ x: Tensor) -> (Tensor, Tensor) { (square(x).sum(), x + 1) }
///     let (gradient, others) = try gradWithAux(loss)(Tensor([1.0, 2]))
///     gradient  // [2. 4.]
///     others    // [2. 3.]
///
/// - Parameter f: as for `grad`, but with two results: a real floating scalar, and a tree or tuple of trees.
public func gradWithAux<Argument: PyTree, Aux>(
  _ f: @escaping (Argument) throws -> (Tensor, Aux)
) -> Fn<(Argument, Aux), Argument> {
  Fn {
    let (_, aux, gradient) = try gradient("gradWithAux", at: $0, f)
    return (gradient, aux)
  }
}

/// The gradient of the first result of a function, with the other result passed through.
public func gradWithAux<Argument: PyTree, Aux, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> (Tensor, Aux)
) -> Fn<(Argument, Aux), Argument, repeat each Other> {
  Fn { (argument: Argument, other: repeat each Other) in
    let (_, aux, gradient) = try gradient("gradWithAux", at: argument) { try f($0, repeat each other) }
    return (gradient, aux)
  }
}

/// The gradient of the first result of a transformed function, with the other result passed through.
public func gradWithAux<Argument: PyTree, Aux, each Other>(
  _ f: Fn<(Tensor, Aux), Argument, repeat each Other>
) -> Fn<(Argument, Aux), Argument, repeat each Other> {
  gradWithAux { (argument: Argument, other: repeat each Other) in try f(argument, repeat each other) }
}

/// The gradient of the first result of a transformed function, with the other result passed through.
public func gradWithAux<Argument: PyTree, Aux>(
  _ f: Fn<(Tensor, Aux), Argument>
) -> Fn<(Argument, Aux), Argument> {
  gradWithAux { try f($0) }
}

/// Both results of a function, and the gradient of the first: `((value, aux), gradient)`.
///
///     func loss(_ x: Tensor) -> (Tensor, Tensor) { (square(x).sum(), x + 1) }
///     let (results, gradient) = try valueAndGradWithAux(loss)(Tensor([1.0, 2]))
///     results.0  // 5.0
///     gradient   // [2. 4.]
///
/// See `gradWithAux`.
public func valueAndGradWithAux<Argument: PyTree, Aux>(
  _ f: @escaping (Argument) throws -> (Tensor, Aux)
) -> Fn<((Tensor, Aux), Argument), Argument> {
  Fn {
    let (value, aux, gradient) = try gradient("valueAndGradWithAux", at: $0, f)
    return ((value, aux), gradient)
  }
}

/// Both results of a function, and the gradient of the first: `((value, aux), gradient)`.
public func valueAndGradWithAux<Argument: PyTree, Aux, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> (Tensor, Aux)
) -> Fn<((Tensor, Aux), Argument), Argument, repeat each Other> {
  Fn { (argument: Argument, other: repeat each Other) in
    let (value, aux, gradient) = try gradient("valueAndGradWithAux", at: argument) { try f($0, repeat each other) }
    return ((value, aux), gradient)
  }
}

/// Both results of a transformed function, and the gradient of the first: `((value, aux), gradient)`.
public func valueAndGradWithAux<Argument: PyTree, Aux, each Other>(
  _ f: Fn<(Tensor, Aux), Argument, repeat each Other>
) -> Fn<((Tensor, Aux), Argument), Argument, repeat each Other> {
  valueAndGradWithAux { (argument: Argument, other: repeat each Other) in try f(argument, repeat each other) }
}

/// Both results of a transformed function, and the gradient of the first: `((value, aux), gradient)`.
public func valueAndGradWithAux<Argument: PyTree, Aux>(
  _ f: Fn<(Tensor, Aux), Argument>
) -> Fn<((Tensor, Aux), Argument), Argument> {
  valueAndGradWithAux { try f($0) }
}

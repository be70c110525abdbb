import JacobiCore
import JacobiGrad

/// The matrix of second derivatives of a scalar function of a tensor.
///
///     try hessian { (x: Tensor) in (x * x * x).sum() }(Tensor([1.0, 2.0]))
///     // [[ 6. 0.] [ 0. 12.]]
///
/// The result has the axes of the first argument twice; other arguments are constants. Forward over reverse mode: one tangent of
/// the gradient for each element of the argument, all at once. For one product of the matrix and a vector use `hvp`.
///
/// - Parameter f: as for `grad`.
/// - Returns: a function that throws as `grad` does.
public func hessian<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor
) -> Fn<Tensor, Tensor, repeat each Other> {
  Fn { (argument: Tensor, other: repeat each Other) in
    let slope = { (x: Tensor) in try grad { (x: Tensor) in try f(x, repeat each other) }(x) }
    return try Blocks("hessian", of: slope, at: argument, mode: .forward, isHolomorphic: false).rows[0][0]
  }
}

/// All second derivatives of a scalar function of a tree.
public func hessian<Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Tensor
) -> Fn<TreeJacobian<Argument, Argument>, Argument, repeat each Other> {
  Fn { (argument: Argument, other: repeat each Other) in
    let slope = { (x: Argument) in try grad { (x: Argument) in try f(x, repeat each other) }(x) }
    return try Blocks("hessian", of: slope, at: argument, mode: .forward, isHolomorphic: false).jacobian()
  }
}

/// The matrix of second derivatives of a scalar transformed function of a tensor.
public func hessian<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>
) -> Fn<Tensor, Tensor, repeat each Other> {
  hessian(f.body)
}

/// All second derivatives of a scalar transformed function of a tree.
public func hessian<Argument: PyTree, each Other>(
  _ f: Fn<Tensor, Argument, repeat each Other>
) -> Fn<TreeJacobian<Argument, Argument>, Argument, repeat each Other> {
  hessian(f.body)
}

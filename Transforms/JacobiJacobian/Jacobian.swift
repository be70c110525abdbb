import JacobiCore
import JacobiGrad
import JacobiPrimitives

/// The matrix of all derivatives of a function of a tensor, by forward mode.
///
///     let f = { (x: Tensor) in x * x }
///     try jacobianForward(f)(Tensor([1.0, 2.0]))
///     // [[2. 0.] [0. 4.]]
///
/// The result has the axes of the function's value, then those of its first argument; other arguments are constants.
/// One run of the function and one tangent for each element of the argument, all of them at once. For a function
/// of or to trees see `TreeJacobian`.
///
/// - Parameters:
///   - f: the function.
///   - isHolomorphic: whether argument and value are complex and the derivative is that of complex analysis. Otherwise a
///     complex argument is an error, since its derivative takes two real numbers.
/// - Returns: a function that throws what `f` throws, and a `TensorError` for dtypes that do not fit.
public func jacobianForward<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f, mode: .forward, isHolomorphic: isHolomorphic)
}

/// All derivatives of a function of trees, by forward mode.
public func jacobianForward<Result, Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Result, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f, mode: .forward, isHolomorphic: isHolomorphic)
}

/// The matrix of all derivatives of a transformed function of a tensor, by forward mode.
public func jacobianForward<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f.body, mode: .forward, isHolomorphic: isHolomorphic)
}

/// All derivatives of a transformed function of trees, by forward mode.
public func jacobianForward<Result, Argument: PyTree, each Other>(
  _ f: Fn<Result, Argument, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f.body, mode: .forward, isHolomorphic: isHolomorphic)
}

/// The matrix of all derivatives of a function of a tensor, by reverse mode.
///
///     let f = { (x: Tensor) in x * x }
///     try jacobianReverse(f)(Tensor([1.0, 2.0]))
///     // [[2. 0.] [0. 4.]]
///
/// The result has the axes of the function's value, then those of its first argument; other arguments are constants.
/// One run of the function and one backward pass for each element of its value, all of them at once. For a function
/// of or to trees see `TreeJacobian`.
///
/// - Parameters:
///   - f: the function.
///   - isHolomorphic: whether argument and value are complex and the derivative is that of complex analysis. Otherwise a
///     complex value is an error, since its derivative takes two real numbers.
/// - Returns: a function that throws what `f` throws, and a `TensorError` for dtypes that do not fit.
public func jacobianReverse<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// All derivatives of a function of trees, by reverse mode.
public func jacobianReverse<Result, Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Result, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// The matrix of all derivatives of a transformed function of a tensor, by reverse mode.
public func jacobianReverse<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f.body, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// All derivatives of a transformed function of trees, by reverse mode.
public func jacobianReverse<Result, Argument: PyTree, each Other>(
  _ f: Fn<Result, Argument, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f.body, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// The matrix of all derivatives of a function of a tensor, in a mode of your choice.
///
///     try jacobian({ (x: Tensor) in sin(x) }, mode: .reverse)(Tensor(0.0))  // 1.0
///
/// See `jacobianForward` and `jacobianReverse`.
public func jacobian<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  Fn { (argument: Tensor, other: repeat each Other) in
    let f = { (x: Tensor) in try f(x, repeat each other) }
    return try Blocks("jacobian", of: f, at: argument, mode: mode, isHolomorphic: isHolomorphic).rows[0][0]
  }
}

/// All derivatives of a function of trees, in a mode of your choice.
public func jacobian<Result, Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Result, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  Fn { (argument: Argument, other: repeat each Other) in
    let f = { (x: Argument) in try f(x, repeat each other) }
    return try Blocks("jacobian", of: f, at: argument, mode: mode, isHolomorphic: isHolomorphic).jacobian()
  }
}

/// The matrix of all derivatives of a transformed function of a tensor, in a mode of your choice.
public func jacobian<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f.body, mode: mode, isHolomorphic: isHolomorphic)
}

/// All derivatives of a transformed function of trees, in a mode of your choice.
public func jacobian<Result, Argument: PyTree, each Other>(
  _ f: Fn<Result, Argument, repeat each Other>, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f.body, mode: mode, isHolomorphic: isHolomorphic)
}

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

import JacobiCore

// The names that users of JAX know.

/// `jacobianForward` by its name in JAX.
///
///     try jacfwd { (x: Tensor) in x * x }(Tensor([1.0, 2.0]))  // [[2. 0.] [0. 4.]]
public func jacfwd<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f, mode: .forward, isHolomorphic: isHolomorphic)
}

/// `jacobianForward` by its name in JAX.
public func jacfwd<Result, Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Result, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f, mode: .forward, isHolomorphic: isHolomorphic)
}

/// `jacobianForward` by its name in JAX.
public func jacfwd<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f.body, mode: .forward, isHolomorphic: isHolomorphic)
}

/// `jacobianForward` by its name in JAX.
public func jacfwd<Result, Argument: PyTree, each Other>(
  _ f: Fn<Result, Argument, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f.body, mode: .forward, isHolomorphic: isHolomorphic)
}

/// `jacobianReverse` by its name in JAX.
///
///     try jacrev { (x: Tensor) in x * x }(Tensor([1.0, 2.0]))  // [[2. 0.] [0. 4.]]
public func jacrev<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// `jacobianReverse` by its name in JAX.
public func jacrev<Result, Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Result, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// `jacobianReverse` by its name in JAX.
public func jacrev<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  jacobian(f.body, mode: .reverse, isHolomorphic: isHolomorphic)
}

/// `jacobianReverse` by its name in JAX.
public func jacrev<Result, Argument: PyTree, each Other>(
  _ f: Fn<Result, Argument, repeat each Other>, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  jacobian(f.body, mode: .reverse, isHolomorphic: isHolomorphic)
}

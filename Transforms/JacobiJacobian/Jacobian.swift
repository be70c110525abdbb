import JacobiCore

/// The transformation of a function into that of all its derivatives, in one mode: `jacobianForward` and `jacobianReverse`,
/// which are called like functions.
///
///     let f = { (x: Tensor) in x * x }
///     try jacobianForward(f)(Tensor([1.0, 2.0]))  // [[2. 0.] [0. 4.]]
///
/// The result has the axes of the function's value, then those of its first argument; other arguments are constants. For a
/// function of or to trees see `TreeJacobian`.
public struct JacobianTransform: Hashable, Sendable {
  /// How the derivatives are found.
  public var mode: JacobianMode

  /// The transformation in a mode.
  ///
  ///     let jacobian = JacobianTransform(mode: .reverse)
  ///     try jacobian { (x: Tensor) in 3 * x }(Tensor([1.0]))  // [[3.]]
  public init(mode: JacobianMode) { self.mode = mode }

  /// The matrix of all derivatives of a function of a tensor.
  ///
  ///     try jacobianForward { (x: Tensor) in x * x }(Tensor([1.0, 2.0]))  // [[2. 0.] [0. 4.]]
  ///
  /// - Parameters:
  ///   - f: the function.
  ///   - isHolomorphic: whether argument and value are complex and the derivative is that of complex analysis. Otherwise a
  ///     complex argument in forward mode, and a complex value in reverse mode, is an error, since its derivative takes
  ///     two real numbers.
  /// - Returns: a function that throws what `f` throws, and a `TensorError` for dtypes that do not fit.
  public func callAsFunction<each Other>(
    _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, isHolomorphic: Bool = false
  ) -> Fn<Tensor, Tensor, repeat each Other> {
    Fn { (argument: Tensor, other: repeat each Other) in
      let f = { (x: Tensor) in try f(x, repeat each other) }
      return try Blocks("jacobian", of: f, at: argument, mode: mode, isHolomorphic: isHolomorphic).rows[0][0]
    }
  }

  /// All derivatives of a function of trees.
  public func callAsFunction<Result, Argument: PyTree, each Other>(
    _ f: @escaping (Argument, repeat each Other) throws -> Result, isHolomorphic: Bool = false
  ) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
    Fn { (argument: Argument, other: repeat each Other) in
      let f = { (x: Argument) in try f(x, repeat each other) }
      return try Blocks("jacobian", of: f, at: argument, mode: mode, isHolomorphic: isHolomorphic).jacobian()
    }
  }

  /// The matrix of all derivatives of a transformed function of a tensor.
  public func callAsFunction<each Other>(
    _ f: Fn<Tensor, Tensor, repeat each Other>, isHolomorphic: Bool = false
  ) -> Fn<Tensor, Tensor, repeat each Other> {
    self(f.body, isHolomorphic: isHolomorphic)
  }

  /// All derivatives of a transformed function of trees.
  public func callAsFunction<Result, Argument: PyTree, each Other>(
    _ f: Fn<Result, Argument, repeat each Other>, isHolomorphic: Bool = false
  ) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
    self(f.body, isHolomorphic: isHolomorphic)
  }
}

/// All derivatives of a function, by forward mode: one run of the function and one tangent for each element of the argument,
/// all of them at once.
///
///     let f = { (x: Tensor) in x * x }
///     try jacobianForward(f)(Tensor([1.0, 2.0]))
///     // [[2. 0.] [0. 4.]]
public let jacobianForward = JacobianTransform(mode: .forward)

/// All derivatives of a function, by reverse mode: one run of the function and one backward pass for each element of its value,
/// all of them at once.
///
///     let f = { (x: Tensor) in x * x }
///     try jacobianReverse(f)(Tensor([1.0, 2.0]))
///     // [[2. 0.] [0. 4.]]
public let jacobianReverse = JacobianTransform(mode: .reverse)

/// `jacobianForward` by its name in JAX.
///
///     try jacfwd { (x: Tensor) in x * x }(Tensor([1.0, 2.0]))  // [[2. 0.] [0. 4.]]
public let jacfwd = jacobianForward

/// `jacobianReverse` by its name in JAX.
///
///     try jacrev { (x: Tensor) in x * x }(Tensor([1.0, 2.0]))  // [[2. 0.] [0. 4.]]
public let jacrev = jacobianReverse

/// The matrix of all derivatives of a function of a tensor, in a mode of your choice.
///
///     try jacobian({ (x: Tensor) in sin(x) }, mode: .reverse)(Tensor(0.0))  // 1.0
///
/// See `jacobianForward` and `jacobianReverse`.
public func jacobian<each Other>(
  _ f: @escaping (Tensor, repeat each Other) throws -> Tensor, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  JacobianTransform(mode: mode)(f, isHolomorphic: isHolomorphic)
}

/// All derivatives of a function of trees, in a mode of your choice.
public func jacobian<Result, Argument: PyTree, each Other>(
  _ f: @escaping (Argument, repeat each Other) throws -> Result, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  JacobianTransform(mode: mode)(f, isHolomorphic: isHolomorphic)
}

/// The matrix of all derivatives of a transformed function of a tensor, in a mode of your choice.
public func jacobian<each Other>(
  _ f: Fn<Tensor, Tensor, repeat each Other>, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<Tensor, Tensor, repeat each Other> {
  JacobianTransform(mode: mode)(f.body, isHolomorphic: isHolomorphic)
}

/// All derivatives of a transformed function of trees, in a mode of your choice.
public func jacobian<Result, Argument: PyTree, each Other>(
  _ f: Fn<Result, Argument, repeat each Other>, mode: JacobianMode, isHolomorphic: Bool = false
) -> Fn<TreeJacobian<Result, Argument>, Argument, repeat each Other> {
  JacobianTransform(mode: mode)(f.body, isHolomorphic: isHolomorphic)
}

import JacobiCore
import JacobiPrimitives

/// The value of a scalar function, its other result, and its gradient: what all forms of `grad` are made of.
func gradient<Input, Aux>(
  _ name: String, at point: Input, selection: [Bool]? = nil, _ f: (Input) throws -> (Tensor, Aux)
) throws -> (value: Tensor, aux: Aux, gradient: Input) {
  try withTensorErrors {
    var input = try Leaves(point, for: name)
    input.selection = selection
    try input.requireDifferentiable(for: name)
    var aux: Leaves?
    var linearization = try linearize(input, name: name) { [input] leaves in
      let (value, other) = try f(input.tree(leaves, for: name))
      try requireRealScalar(value, name)
      aux = try Leaves(other, for: name)
      return ([value], aux!.tensors)
    }
    let value = linearization.results[0]
    let other: Aux = try aux!.tree(linearization.auxiliary, for: name)
    let gradient =
      value.isInvalid ? input.tensors.map { _ in .invalid } : try input.filled(input.spread(linearization.gradient()))
    return (value, other, try input.tree(gradient, for: name))
  }
}

extension Linearization {
  /// The gradient of the first result, which is a scalar. The map is used up.
  fileprivate mutating func gradient() throws -> [Tensor?] {
    try map.taken().pullBack([.ones(results[0].type)])
  }
}

private func requireRealScalar(_ value: Tensor, _ name: String) throws(TensorError) {
  guard value.rank == 0 && value.dtype.isFloating || value.isInvalid else {
    throw .nonScalarGradient(result: value.type, operation: Operation(name))
  }
}

/// Which arguments of a function are differentiated: all of them, or that at a position.
public struct DifferentiatedArguments: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// `nil` for all.
  private var position: Int?

  /// Every argument.
  public static let all = DifferentiatedArguments(position: nil)

  private init(position: Int?) { self.position = position }

  /// The argument at a position, from 0.
  ///
  ///     let slope = grad({ (x: Tensor, y: Tensor) in x * y * y }, withRespectTo: 1)
  ///     try slope(Tensor(2.0), Tensor(3.0)).1  // 12.0
  public init(integerLiteral value: Int) { position = value }

  /// For each leaf, whether it belongs to an argument that is differentiated.
  ///
  /// - Parameter counts: the numbers of leaves of the arguments.
  fileprivate static func selection(
    _ arguments: [DifferentiatedArguments], counts: [Int], for name: String
  ) throws(TensorError) -> [Bool] {
    for argument in arguments {
      guard let position = argument.position, !counts.indices.contains(position) else { continue }
      throw .invalidArgument(
        name: "withRespectTo", expected: "positions of the \(counts.count) arguments, from 0", actual: "\(position)",
        operation: Operation(name))
    }
    let isAll = arguments.contains(.all)
    let chosen = Set(arguments.compactMap(\.position))
    return counts.indices.flatMap { [Bool](repeating: isAll || chosen.contains($0), count: counts[$0]) }
  }
}

/// The gradients of a scalar function with respect to chosen arguments, as a tuple like that of the arguments.
///
///     let loss = { (w: Tensor, x: Tensor, b: Tensor) in w * x + b }
///     let (dw, dx, db) = try grad(loss, withRespectTo: 0, 2)(Tensor(2.0), Tensor(3.0), Tensor(1.0))
///     dw              // 3.0
///     db              // 1.0
///     dx.isNoTangent  // true
///
/// In the place of an argument that is not chosen is the same tree with `Tensor.noTangent` as its leaves; `.all`
/// chooses all arguments. See `grad` for requirements and errors; they hold for the chosen arguments.
public func grad<First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> Tensor, withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<(First, repeat each Rest), First, repeat each Rest> {
  let differentiated = differentiatedInSome("grad", [argument] + others, f)
  return Fn { (first: First, rest: repeat each Rest) in try differentiated(first, repeat each rest).gradient }
}

/// The gradients of a scalar transformed function with respect to chosen arguments.
public func grad<First: PyTree, each Rest: PyTree>(
  _ f: Fn<Tensor, First, repeat each Rest>, withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<(First, repeat each Rest), First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Tensor = f.body
  let differentiated = differentiatedInSome("grad", [argument] + others, body)
  return Fn { (first: First, rest: repeat each Rest) in try differentiated(first, repeat each rest).gradient }
}

/// The value and the gradients of a scalar function with respect to chosen arguments.
public func valueAndGrad<First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> Tensor, withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<(Tensor, (First, repeat each Rest)), First, repeat each Rest> {
  let differentiated = differentiatedInSome("valueAndGrad", [argument] + others, f)
  return Fn { (first: First, rest: repeat each Rest) in try differentiated(first, repeat each rest) }
}

/// The value and the gradients of a scalar transformed function with respect to chosen arguments.
public func valueAndGrad<First: PyTree, each Rest: PyTree>(
  _ f: Fn<Tensor, First, repeat each Rest>, withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<(Tensor, (First, repeat each Rest)), First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> Tensor = f.body
  let differentiated = differentiatedInSome("valueAndGrad", [argument] + others, body)
  return Fn { (first: First, rest: repeat each Rest) in try differentiated(first, repeat each rest) }
}

/// The gradients of the first result of a function with respect to chosen arguments, with the other result passed through.
///
///     let loss = { (w: Tensor, x: Tensor) in (w * x, w + x) }
///     let (gradients, sum) = try gradWithAux(loss, withRespectTo: 1)(Tensor(2.0), Tensor(3.0))
///     gradients.1  // 2.0
///     sum          // 5.0
///
/// See `grad` and `gradWithAux`.
public func gradWithAux<Aux, First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> (Tensor, Aux), withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<((First, repeat each Rest), Aux), First, repeat each Rest> {
  let differentiated = differentiatedInSome("gradWithAux", [argument] + others, f)
  return Fn { (first: First, rest: repeat each Rest) in
    let (_, aux, gradient) = try differentiated(first, repeat each rest)
    return (gradient, aux)
  }
}

/// The gradients of the first result of a transformed function with respect to chosen arguments, with the other result.
public func gradWithAux<Aux, First: PyTree, each Rest: PyTree>(
  _ f: Fn<(Tensor, Aux), First, repeat each Rest>, withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<((First, repeat each Rest), Aux), First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> (Tensor, Aux) = f.body
  let differentiated = differentiatedInSome("gradWithAux", [argument] + others, body)
  return Fn { (first: First, rest: repeat each Rest) in
    let (_, aux, gradient) = try differentiated(first, repeat each rest)
    return (gradient, aux)
  }
}

/// Both results of a function, and the gradients of the first with respect to chosen arguments.
///
/// See `gradWithAux`.
public func valueAndGradWithAux<Aux, First: PyTree, each Rest: PyTree>(
  _ f: @escaping (First, repeat each Rest) throws -> (Tensor, Aux), withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<((Tensor, Aux), (First, repeat each Rest)), First, repeat each Rest> {
  let differentiated = differentiatedInSome("valueAndGradWithAux", [argument] + others, f)
  return Fn { (first: First, rest: repeat each Rest) in
    let (value, aux, gradient) = try differentiated(first, repeat each rest)
    return ((value, aux), gradient)
  }
}

/// Both results of a transformed function, and the gradients of the first with respect to chosen arguments.
public func valueAndGradWithAux<Aux, First: PyTree, each Rest: PyTree>(
  _ f: Fn<(Tensor, Aux), First, repeat each Rest>, withRespectTo argument: DifferentiatedArguments,
  _ others: DifferentiatedArguments...
) -> Fn<((Tensor, Aux), (First, repeat each Rest)), First, repeat each Rest> {
  let body: (First, repeat each Rest) throws -> (Tensor, Aux) = f.body
  let differentiated = differentiatedInSome("valueAndGradWithAux", [argument] + others, body)
  return Fn { (first: First, rest: repeat each Rest) in
    let (value, aux, gradient) = try differentiated(first, repeat each rest)
    return ((value, aux), gradient)
  }
}

private func differentiatedInSome<each Argument: PyTree>(
  _ name: String, _ chosen: [DifferentiatedArguments], _ f: @escaping (repeat each Argument) throws -> Tensor
) -> PackFunction<(value: Tensor, gradient: (repeat each Argument)), repeat each Argument> {
  let differentiated = differentiatedInSome(name, chosen) { (argument: repeat each Argument) in
    (try f(repeat each argument), ())
  }
  return PackFunction { (argument: repeat each Argument) in
    let (value, _, gradient) = try differentiated(repeat each argument)
    return (value, gradient)
  }
}

private func differentiatedInSome<Aux, each Argument: PyTree>(
  _ name: String, _ chosen: [DifferentiatedArguments], _ f: @escaping (repeat each Argument) throws -> (Tensor, Aux)
) -> PackFunction<(value: Tensor, aux: Aux, gradient: (repeat each Argument)), repeat each Argument> {
  PackFunction { (argument: repeat each Argument) in
    var counts: [Int] = []
    for tree in repeat each argument { counts.append(try flattenTree(tree, for: name).leaves.count) }
    let selection = try DifferentiatedArguments.selection(chosen, counts: counts, for: name)
    return try gradient(name, at: (repeat each argument), selection: selection) {
      (arguments: (repeat each Argument)) in try f(repeat each arguments)
    }
  }
}

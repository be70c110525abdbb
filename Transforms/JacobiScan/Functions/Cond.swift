import JacobiCore
import JacobiPrimitives

/// One of two functions, picked by a value that may be known only when the program runs.
///
///     let x = Tensor(-3.0)
///     cond(x .> 0, then: { x }, else: { x * x })  // 9.0
///
/// Only the function that is picked is run, also in compiled code. Both may use tensors from outside. Under `vmap`, when the
/// examples differ in what they pick, both are run on the whole batch; with `lazily` the examples are run one after the
/// other instead, each its own, which is cheaper if one function costs much and is seldom picked. It also keeps a function
/// whose slope is infinite, or not a number, on values that are not meant for it out of gradients: of `log(x)` picked for
/// positive `x` only, say. A function with loops of unknown length or callbacks in it is given values of examples that
/// pick it only, also without `lazily`: it ends if it does for each of them.
///
/// - Parameters:
///   - predicate: a Boolean scalar; of a number, whether it is not zero.
///   - lazily: whether `vmap` runs the examples one after the other.
///   - then: the result if the predicate is true, a tree or a tuple of trees.
///   - otherwise: the result if it is false, of the same structure, shapes and dtypes.
/// - Throws: what the functions throw. Results that differ in structure or type are a mistake of the operation.
public func cond<Result, Failure: Error>(
  _ predicate: Tensor, lazily: Bool = false, then: () throws(Failure) -> Result,
  else otherwise: () throws(Failure) -> Result
) throws(Failure) -> Result {
  try reportingMistakes(in: "cond") { (code: UserCode<Result, Failure>) in
    try branch(try condition(predicate), count: 2, isLazy: lazily, name: "cond", code) {
      (position: Int) throws(Failure) in try position == 0 ? otherwise() : then()
    }
  } fallback: { () throws(Failure) in
    try then()
  }
}

/// One of two functions of the same operands; see the form without operands.
///
///     cond(Tensor(true), (Tensor(1.0), Tensor(2.0)), then: { $0.0 }, else: { $0.1 })  // 1.0
public func cond<Operands, Result, Failure: Error>(
  _ predicate: Tensor, _ operands: Operands, lazily: Bool = false, then: (Operands) throws(Failure) -> Result,
  else otherwise: (Operands) throws(Failure) -> Result
) throws(Failure) -> Result {
  try cond(
    predicate, lazily: lazily, then: { () throws(Failure) in try then(operands) },
    else: { () throws(Failure) in try otherwise(operands) })
}

/// One of several functions, picked by a number that may be known only when the program runs.
///
///     let x = Tensor(2.0)
///     switchCase(Tensor(1), [{ x }, { x * x }, { x * x * x }])  // 4.0
///
/// - Parameters:
///   - index: an integer scalar; outside of the range it picks the nearest.
///   - lazily: whether `vmap` runs the examples one after the other; see `cond`.
///   - branches: functions whose results have the same structure, shapes and dtypes; at least one. None is a mistake of
///     the operation, whose result then has no elements in arrays, and invalid tensors. The process stops with the message
///     if functions that cannot throw a `TensorError` give trees with static parts of a type of which no value is known: one
///     that is not made of numbers, text, or enumerated by `CaseIterable`.
/// - Throws: what the functions throw.
public func switchCase<Result, Failure: Error>(
  _ index: Tensor, lazily: Bool = false, _ branches: [() throws(Failure) -> Result]
) throws(Failure) -> Result {
  if branches.isEmpty, let failure = noBranches as? Failure { throw failure }
  return try reportingMistakes(in: "switchCase") { (code: UserCode<Result, Failure>) in
    if branches.isEmpty { throw noBranches }
    guard index.dtype.isInteger, index.rank == 0 else {
      throw TensorError.invalidArgument(
        name: "index", expected: "an integer scalar", actual: "\(index.type)", operation: Operation("switchCase"))
    }
    return try branch(index, count: branches.count, isLazy: lazily, name: "switchCase", code) {
      (position: Int) throws(Failure) in try branches[position]()
    }
  } fallback: { () throws(Failure) in
    guard let first = branches.first else { return resultOfNoBranch() }
    return try first()
  }
}

private var noBranches: TensorError {
  .invalidArgument(
    name: "branches", expected: "at least one function", actual: "none", operation: Operation("switchCase"))
}

/// Without a function only the type of the result is known.
private func resultOfNoBranch<Result>() -> Result {
  do {
    return try unflattenTree(ofInvalid: Result.self)
  } catch {
    // A value of a type of which none can be made; see `switchCase`.
    fatalError("\(noBranches)")
  }
}

/// One of several functions of the same operands; see the form without operands.
///
///     switchCase(Tensor(7), Tensor(3.0), [{ $0 }, { $0 * 2 }])  // 6.0
public func switchCase<Operands, Result, Failure: Error>(
  _ index: Tensor, _ operands: Operands, lazily: Bool = false, _ branches: [(Operands) throws(Failure) -> Result]
) throws(Failure) -> Result {
  try switchCase(index, lazily: lazily, branches.map { branch in { () throws(Failure) in try branch(operands) } })
}

/// A Boolean scalar; of a number, whether it is not zero.
private func condition(_ predicate: Tensor) throws(TensorError) -> Tensor {
  guard predicate.rank == 0 || predicate.isInvalid else {
    throw .shapeMismatch(
      expected: "a scalar as predicate; for a choice element by element there is `which`",
      actual: "\(predicate.type)", operation: Operation("cond"))
  }
  return predicate.dtype == .bool ? predicate : NotEqual()(predicate, .zeros(predicate.type))
}

private func branch<Result, Failure: Error>(
  _ index: Tensor, count: Int, isLazy: Bool, name: String, _ code: UserCode<Result, Failure>,
  _ body: (Int) throws(Failure) -> Result
) throws -> Result {
  var common: [Tensor]?
  while true {
    var results: [Flattened] = []
    let traced = try (0..<count).map { position in
      try TracedBody([], name: name) { _ in
        let result = try code.run { () throws(Failure) in try body(position) }
        code.keep(result)
        var flattened = try Flattened(result, for: name)
        if let common, common.count == flattened.leaves.count {
          flattened.leaves = zip(flattened.leaves, common).map {
            $0.isWeaklyTyped ? $0.promoted(to: $1.dtype, isWeak: $1.isWeaklyTyped) : $0
          }
        }
        results.append(flattened)
        return flattened.leaves
      }
    }
    try requireSameStructure(results, name)
    if common == nil, let chosen = commonNumbers(results) {
      common = chosen
      continue
    }
    try requireSameTypes(results, name)
    let (programs, captured) = try traced.sharingCaptured()
    let outputs = Switch(programs, isLazy: isLazy).results([index] + captured)
    return try results[0].tree(outputs, for: name)
  }
}

private func requireSameStructure(_ results: [Flattened], _ name: String) throws(TensorError) {
  for (position, result) in results.enumerated() {
    try result.structure.requireSame(
      as: results[0].structure, "result", before: "from branch 0", after: "from branch \(position)", for: name)
  }
}

private func requireSameTypes(_ results: [Flattened], _ name: String) throws(TensorError) {
  for (position, result) in results.enumerated() {
    for (index, leaf) in result.leaves.enumerated() where leaf.type != results[0].leaves[index].type {
      let expected =
        "the result\(result.structure.leafPaths[index]) of type \(results[0].leaves[index].type), as branch 0 gives it"
      let actual = "\(leaf.type) from branch \(position)"
      throw leaf.dtype == results[0].leaves[index].dtype
        ? .shapeMismatch(expected: expected, actual: actual, operation: Operation(name))
        : .dtypeMismatch(expected: expected, actual: actual, operation: Operation(name))
    }
  }
}

/// For each leaf a result that the numbers in the program that other branches give there give way to; `nil` when there
/// are none.
private func commonNumbers(_ results: [Flattened]) -> [Tensor]? {
  guard results.contains(where: { $0.leaves.contains(where: \.isWeaklyTyped) }) else { return nil }
  return results[0].leaves.indices.map { index in
    let leaves = results.map { $0.leaves[index] }
    return leaves.max { first, second in
      (first.dtype.kind, first.isWeaklyTyped ? 0 : 1) < (second.dtype.kind, second.isWeaklyTyped ? 0 : 1)
    }!
  }
}

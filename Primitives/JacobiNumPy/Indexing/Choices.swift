import JacobiCore
import JacobiPrimitives

/// For each element the choice that belongs to the first condition that is true.
///
///     let x = Tensor.arange(6)
///     select([x .< 2, x .> 3], [x, 10 * x], default: -1)  // [ 0 1 -1 -1 40 50]
///
/// - Parameters:
///   - conditions: Booleans; shapes broadcast.
///   - choices: as many as there are conditions; their dtypes are promoted.
///   - otherwise: what is taken where no condition is true.
public func select(_ conditions: [Tensor], _ choices: [Tensor], default otherwise: Tensor = 0) -> Tensor {
  guard conditions.count == choices.count else {
    report(
      .invalidArgument(
        name: "choices", expected: "\(conditions.count), as many as conditions", actual: "\(choices.count)",
        operation: Operation("select")))
    return .invalid
  }
  return zip(conditions, choices).reversed().reduce(otherwise) { rest, pair in which(pair.0, pair.1, rest) }
}

/// For each element the value of the function that belongs to the last condition that is true.
///
///     let x: Tensor = [-2.0, -1.0, 0.0, 1.0]
///     piecewise(x, [x .< -1, x .> 0], [{ _ in -1 }, { $0 * 10 }])  // [-1. 0. 0. 10.]
///
/// - Parameters:
///   - x: what the functions are of.
///   - conditions: Booleans of the shape of `x`, or that broadcast to it.
///   - functions: as many as there are conditions; one more is for where no condition is true, else 0. All are computed
///     everywhere, and their results have the dtype of `x`.
public func piecewise(_ x: Tensor, _ conditions: [Tensor], _ functions: [(Tensor) -> Tensor]) -> Tensor {
  guard functions.count == conditions.count || functions.count == conditions.count + 1 else {
    report(
      .invalidArgument(
        name: "functions", expected: "\(conditions.count), as many as conditions, or one more",
        actual: "\(functions.count)", operation: Operation("piecewise", operands: [x.type])))
    return .invalid
  }
  let initial = functions.count > conditions.count ? functions[conditions.count](x).asType(x.dtype) : .zeros(like: x)
  return zip(conditions, functions).reduce(initial) { which($1.0, $1.1(x).asType(x.dtype), $0) }
}

extension Tensor {
  /// For each element of this tensor of integers the element of the choice with that number.
  ///
  ///     Tensor([1, 0, 2]).choose(from: [Tensor([10, 20, 30]), 5, 7])  // [ 5 20 7]
  ///
  /// - Parameter choices: shapes broadcast, dtypes are promoted. A number out of range stands for the nearest choice.
  public func choose(from choices: [Tensor]) -> Tensor {
    if isInvalid || choices.contains(where: \.isInvalid) { return .invalid }
    return reporting { () throws(TensorError) in
      guard dtype.isInteger, !choices.isEmpty else {
        throw .invalidArgument(
          name: "choices", expected: "at least one, chosen by integers", actual: "\(choices.count), by \(type)",
          operation: Operation("choose", operands: [type] + choices.map(\.type)))
      }
      let promotion = Promotion(of: choices)
      let shape = try broadcastShape([self] + choices, operation: "choose")
      let numbers = clip(self, min: 0, max: Tensor(choices.count - 1)).asType(.int32).broadcast(to: shape)
      return SelectN().results([numbers] + choices.map { $0.converted(to: promotion).broadcast(to: shape) })[0]
    }
  }
}

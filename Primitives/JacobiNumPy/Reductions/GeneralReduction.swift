import JacobiCore
import JacobiPrimitives

/// The elements of several tensors along some axes, combined by a function; the axes disappear.
///
///     let x = Tensor([3, 1, 2])
///     let position = Tensor.arange(3)
///     let smallest = reduce([x, position], from: [9, -1], axes: [0]) { best, next in
///       let isBetter = next[0] .< best[0]
///       return [which(isBetter, next[0], best[0]), which(isBetter, next[1], best[1])]
///     }
///     smallest[1]  // 1
///
/// The function takes what has been combined so far, one scalar for each tensor, and the next element of each. It must be
/// associative; the order of the elements counts. Derivatives are those of the function.
///
/// - Parameters:
///   - tensors: at least one; all of one shape.
///   - initial: a scalar for each tensor, of which the reduction of no elements consists; converted to its dtype.
///   - axes: negative ones count from the back.
///   - combine: gives a scalar of the dtype of each tensor. It is called once, to be recorded.
/// - Returns: as many tensors.
/// - Note: a function that uses traced tensors other than its arguments is a `TensorError.invalidArgument`.
public func reduce(
  _ tensors: [Tensor], from initial: [Tensor], axes: [Int],
  _ combine: (_ accumulated: [Tensor], _ element: [Tensor]) throws -> [Tensor]
) -> [Tensor] {
  combined(tensors, from: initial, named: "reduce", combine) { body, operands, operation in
    let positions = try operands[0].shape.positions(ofAxes: axes, in: operation).sorted()
    return Reduce(body, axes: positions).results(operands)
  }
}

/// Applies an operation that combines elements of tensors by a function.
///
/// - Parameters:
///   - tensors: at least one; all of one shape.
///   - initial: a scalar for each tensor.
///   - name: what the user called.
///   - combine: gives a scalar of the dtype of each tensor for what was combined and the next elements.
///   - apply: the operation, given the recorded function, and the tensors followed by the initial scalars.
package func combined(
  _ tensors: [Tensor], from initial: [Tensor], named name: String,
  _ combine: (_ accumulated: [Tensor], _ element: [Tensor]) throws -> [Tensor],
  by apply: (_ body: Program, _ operands: [Tensor], _ operation: () -> Operation) throws -> [Tensor]
) -> [Tensor] {
  let failed = [Tensor](repeating: .invalid, count: tensors.count)
  if (tensors + initial).contains(where: \.isInvalid) { return failed }
  let operation = { Operation(name, operands: tensors.map(\.type)) }
  do {
    guard !tensors.isEmpty, tensors.count == initial.count else {
      throw TensorError.invalidArgument(
        name: "initial", expected: "one for each tensor, and at least one", actual: "\(initial.count)",
        operation: operation())
    }
    let scalars = tensors.map { TensorType($0.dtype, []) }
    let traced = try traceProgram(scalars + scalars, name: name) { operands in
      let results = try combine(Array(operands.prefix(tensors.count)), Array(operands.suffix(tensors.count)))
      return zip(results, scalars).map { $0.asType($1.dtype) } + results.dropFirst(tensors.count)
    }
    guard traced.captured.isEmpty else {
      throw TensorError.invalidArgument(
        name: "combine", expected: "a function of its arguments and of constants", actual: "one of traced tensors",
        operation: operation())
    }
    let starts = zip(initial, scalars).map { $0.asType($1.dtype) }
    let results = try apply(traced.program, tensors.map { $0.asType($0.dtype) } + starts, operation)
    return results.count == tensors.count ? results : failed
  } catch let error as TensorError {
    report(error)
  } catch {
    report(.executionFailed(reason: "\(error)", operation: operation()))
  }
  return failed
}

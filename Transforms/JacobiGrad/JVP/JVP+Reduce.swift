import JacobiCore
import JacobiPrimitives

/// The derivative of a reduction by a program: the derivative of the program, on many pairs of elements at once.
///
/// The elements are combined in another order than by the reduction itself, which is allowed since the program is
/// associative. It takes as many operations as the logarithm of their number, which must be known.
func reductionTangents(
  _ reduce: Reduce, _ primals: [Tensor], _ tangents: [Tensor?]
) throws -> (primals: [Tensor], tangents: [Tensor?]) {
  let results = reduce.results(primals)
  let count = reduce.outputCount
  let isInexact = primals.prefix(count).map(\.dtype.isInexact)
  guard isInexact.contains(true) else { return (results, results.map { _ in nil }) }
  let filled = zip(primals, tangents).map { $1 ?? .zeros($0.type) }
  let combination = try DualCombination(reduce.body, isInexact: isInexact)
  let shape = results[0].shape
  let initial = combination.dual(primals.suffix(count), filled.suffix(count)).map { value in
    value.rank == shape.rank ? value : BroadcastInDim(to: shape, dimensions: [])(value)
  }
  let elements = combination.dual(primals.prefix(count), filled.prefix(count)).map {
    movedToFront($0, reduce.axes.sorted())
  }
  let total = try combination.total(of: elements, after: initial)
  var remaining = total.dropFirst(count)
  return (results, isInexact.map { $0 ? remaining.removeFirst() : nil })
}

/// How values with their tangents are combined by the program of a reduction, of axes or of windows. Sets of both are lists: all values, then the
/// tangents of those that have one.
struct DualCombination {
  private let derivative: ProgramJVP
  private let isInexact: [Bool]

  init(_ body: Program, isInexact: [Bool]) throws {
    self.isInexact = isInexact
    derivative = try body.jvp(nonZero: isInexact + isInexact)
  }

  func dual(_ values: ArraySlice<Tensor>, _ tangents: ArraySlice<Tensor>) -> [Tensor] {
    values + Array(tangents).selected(isInexact)
  }

  /// Combines the corresponding elements of two sets of one shape.
  func callAsFunction(_ left: [Tensor], _ right: [Tensor]) -> [Tensor] {
    let count = isInexact.count
    let call = ElementwiseCall(derivative.program, name: "jvp(reduce)", shape: left[0].shape)
    let operands =
      left.prefix(count) + right.prefix(count) + left.dropFirst(count) + right.dropFirst(count)
    let results = call.results(Array(operands))
    var tangents = results.dropFirst(count)
    let filled = zip(zip(results, derivative.nonZero), isInexact).compactMap { result, isInexact -> Tensor? in
      if result.1 { return tangents.removeFirst() }
      return isInexact ? .zeros(result.0.type) : nil
    }
    return results.prefix(count) + filled
  }

  /// Combines the elements along the first axis with one another, and all with what comes before them.
  func total(of elements: [Tensor], after initial: [Tensor]) throws(TensorError) -> [Tensor] {
    guard var count = elements[0].shape[0].known else {
      throw .undecidableDimension(
        comparison: "\(elements[0].shape[0]) == 1, for the derivative of a reduction by a program,",
        operation: Operation(Reduce.id, operands: elements.map(\.type)))
    }
    if count == 0 { return initial }
    var elements = elements
    while count > 1 {
      let half = count / 2
      // Neighbours are combined, so that the order of the elements stays.
      let pairs = self(
        elements.map { steps($0, from: 0, to: 2 * half) }, elements.map { steps($0, from: 1, to: 2 * half) })
      elements =
        count == 2 * half
        ? pairs : zip(pairs, elements).map { Concatenate(axis: 0)($0, rows($1, count - 1..<count)) }
      count -= half
    }
    return self(initial, elements.map { Reshape(to: $0.shape.removing(axes: [0]))($0) })
  }
}

/// Every second row, starting with `start`, of those before `end`.
private func steps(_ x: Tensor, from start: Int, to end: Int) -> Tensor {
  let others = x.shape.dropFirst()
  return Slice(
    starts: [Dimension(start)] + others.map { _ in 0 }, limits: [Dimension(end)] + others,
    strides: [2] + others.map { _ in 1 })(x)
}

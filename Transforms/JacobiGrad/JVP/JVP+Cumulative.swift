import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let cumulative = RuleTable { table in
    table.linear(CumSum.self)
    table.addCumulative(CumProd.self, combining: Mul()) { x, _, isPreceding, operation in
      // For each factor, the products of all others: the factors along the axis of the results, with 1 in place of that one.
      var permutation = Array(x.shape.indices)
      permutation.swapAt(operation.axis, operation.axis + 1)
      let factors = Transpose(permutation: permutation)(x)
      let others = SelectN()(isDiagonal(x.shape, operation.axis), factors, x.constant(1))
      let products = CumProd(axis: operation.axis + 1, reverse: operation.reverse)(others)
      return SelectN()(isPreceding, x.constant(0), products)
    }
    table.addCumulative(CumMax.self, combining: Max()) { shares(of: $0, in: $1, $2, axis: $3.axis) }
    table.addCumulative(CumMin.self, combining: Min()) { shares(of: $0, in: $1, $2, axis: $3.axis) }
    table.unary(CumLogSumExp.self) { operation, x, y, dx in
      guard x.shape[operation.axis].isKnown else {
        return tangent(x, y, dx, operation) { x, y, isPreceding, _ in
          // No exponential of a difference that may be large.
          let differences = SelectN()(isPreceding, x.constant(0), difference(x, y))
          return SelectN()(isPreceding, x.constant(0), Exp()(differences))
        }
      }
      return inForwardOrder([x, y, dx], operation) { logSumExpTangent($0[0], $0[1], $0[2], axis: operation.axis) }
    }
  }

  /// Adds a rule for the cumulative form of an operation on two elements: where the number of elements is known, the
  /// derivative of that operation on pairs of them.
  ///
  /// - Parameter influence: for a number of elements that is not known.
  private mutating func addCumulative<P: CumulativePrimitive>(
    _ type: P.Type, combining operation: some Primitive, influence: @escaping Influence
  ) {
    unary(type) { cumulative, x, y, dx in
      guard x.shape[cumulative.axis].isKnown else { return tangent(x, y, dx, cumulative, influence) }
      let rule = try JVP.requiredRule(for: operation)
      return try inForwardOrder([x, dx], cumulative) { elements in
        try prefixes(elements, axis: cumulative.axis) { left, right in
          let (primals, tangents) = try rule(operation, [left[0], right[0]], [left[1], right[1]])
          return primals + tangents.compactMap(\.self)
        }[1]
      }
    }
  }
}

/// Does what is meant for results that go forward to tensors along an axis that may be taken in reverse.
private func inForwardOrder(
  _ tensors: [Tensor], _ operation: some CumulativePrimitive, _ body: ([Tensor]) throws -> Tensor
) rethrows -> Tensor {
  guard operation.reverse else { return try body(tensors) }
  let reversal = Rev(axes: [operation.axis])
  return reversal(try body(tensors.map { reversal($0) }))
}

// MARK: - A known number of elements

/// Combines the elements up to each one along an axis, by the recursion of Blelloch: combine neighbours, take the prefixes
/// of these, which are every second result, and combine each with the element that follows for the others.
/// (G. Blelloch: "Prefix sums and their applications", 1990.)
///
/// The sizes must be known. As many operations as the logarithm of the number of elements; where elements are equal their
/// shares in a maximum are those that JAX gives them, which go by the same recursion.
private func prefixes(
  _ elements: [Tensor], axis: Int, _ combine: ([Tensor], [Tensor]) throws -> [Tensor]
) rethrows -> [Tensor] {
  let count = elements[0].shape[axis].known ?? 0
  if count < 2 { return elements }
  func every(second start: Int, of tensors: [Tensor], to end: Int) -> [Tensor] {
    tensors.map { part($0, axis, start, end, stride: 2) }
  }
  let pairs = try combine(
    every(second: 0, of: elements, to: count / 2 * 2), every(second: 1, of: elements, to: count))
  let odd = try prefixes(pairs, axis: axis, combine)
  let first = elements.map { part($0, axis, 0, 1) }
  if count == 2 { return zip(first, odd).map { Concatenate(axis: axis)($0, $1) } }
  let even = try combine(
    odd.map { part($0, axis, 0, (count - 1) / 2) }, every(second: 2, of: elements, to: count))
  return zip(zip(first, even), odd).map { even, odd in
    interleaved(Concatenate(axis: axis)(even.0, even.1), odd, axis: axis, count: count)
  }
}

/// The elements of two tensors in turn; the first may have one more.
private func interleaved(_ even: Tensor, _ odd: Tensor, axis: Int, count: Int) -> Tensor {
  let pairCount = count / 2
  let pairs = [part(even, axis, 0, pairCount), odd].map { Reshape(to: $0.shape.inserting(1, at: axis + 1))($0) }
  let joined = Concatenate(axis: axis + 1)(pairs[0], pairs[1])
  let merged = Reshape(to: even.shape.replacing(axis: axis, with: Dimension(2 * pairCount)))(joined)
  return count == 2 * pairCount ? merged : Concatenate(axis: axis)(merged, part(even, axis, pairCount, pairCount + 1))
}

private func part(_ x: Tensor, _ axis: Int, _ start: Int, _ end: Int, stride: Int = 1) -> Tensor {
  var starts = [Dimension](repeating: 0, count: x.rank)
  var limits = x.shape.dimensions
  var strides = [Int](repeating: 1, count: x.rank)
  (starts[axis], limits[axis], strides[axis]) = (Dimension(start), Dimension(end), stride)
  return Slice(starts: starts, limits: limits, strides: strides)(x)
}

/// From `y[i] = log(exp(y[i-1]) + exp(x[i]))` follows `dy[i] = exp(y[i-1] - y[i]) dy[i-1] + exp(x[i] - y[i]) dx[i]`, where no
/// exponential overflows; maps of this form are combined into maps of this form.
private func logSumExpTangent(_ x: Tensor, _ y: Tensor, _ dx: Tensor, axis: Int) -> Tensor {
  let count = x.shape[axis].known ?? 0
  if count < 2 { return dx }
  let first = part(y, axis, 0, 1).constant(0)
  let factors = Exp()(difference(part(y, axis, 0, count - 1), part(y, axis, 1, count)))
  let terms = Mul()(dx, Exp()(difference(x, y)))
  return prefixes([Concatenate(axis: axis)(first, factors), terms], axis: axis) { left, right in
    [Mul()(left[0], right[0]), Add()(Mul()(right[0], left[1]), right[1])]
  }[1]
}

/// `x - y`, 0 where both are the same infinity.
private func difference(_ x: Tensor, _ y: Tensor) -> Tensor {
  SelectN()(Equal()(x, y), Sub()(x, y), x.constant(0))
}

// MARK: - A symbolic number of elements

/// The derivatives of results with respect to elements: all elements along the axis of the operation, all results along the
/// next one. Gets the elements and the results, each repeated along the axis of the others, and which elements count for
/// which results; the derivatives with respect to others are 0.
private typealias Influence =
  @Sendable (_ x: Tensor, _ y: Tensor, _ isPreceding: Tensor, _ operation: any CumulativePrimitive) -> Tensor

/// The tangents of all results from those of all elements. Takes the square of their number in memory, but need not know
/// it.
private func tangent(
  _ x: Tensor, _ y: Tensor, _ dx: Tensor, _ operation: any CumulativePrimitive, _ influence: Influence
) -> Tensor {
  let axis = operation.axis
  let shape = x.shape.inserting(x.shape[axis], at: axis)
  let (first, second) = operation.reverse ? (axis + 1, axis) : (axis, axis + 1)
  let isPreceding = LessOrEqual()(positions(shape, first), positions(shape, second))
  let derivatives = influence(
    x.broadcast(to: shape, inserting: [axis + 1]), y.broadcast(to: shape, inserting: [axis]), isPreceding, operation)
  return Mul()(dx.broadcast(to: shape, inserting: [axis + 1]), derivatives).summed(over: [axis])
}

/// Equal shares for all elements that equal a result.
private func shares(of x: Tensor, in y: Tensor, _ isPreceding: Tensor, axis: Int) -> Tensor {
  let isExtreme = And()(isPreceding, Equal()(x, y))
  let ones = SelectN()(isExtreme, x.constant(0), x.constant(1))
  return Div()(ones, ones.summed(over: [axis]).broadcast(to: x.shape, inserting: [axis]))
}

private func isDiagonal(_ shape: Shape, _ axis: Int) -> Tensor {
  Equal()(positions(shape, axis), positions(shape, axis + 1))
}

private func positions(_ shape: Shape, _ axis: Int) -> Tensor {
  Iota(TensorType(.int64, shape), axis: axis)()
}

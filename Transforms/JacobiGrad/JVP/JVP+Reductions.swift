import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let reductions = RuleTable { table in
    table.linear(ReduceSum.self)
    table.unary(ReduceMax.self) { reduction, x, y, dx in meanWhereExtreme(dx, x, y, axes: reduction.axes) }
    table.unary(ReduceMin.self) { reduction, x, y, dx in meanWhereExtreme(dx, x, y, axes: reduction.axes) }
    table.unary(ReduceProd.self) { reduction, x, y, dx in productTangent(x, dx, axes: reduction.axes) }
    table[Reduce.self] = { primitive, primals, tangents in
      try reductionTangents(primitive.asRow(Reduce.self), primals, tangents)
    }
  }
}

/// The mean of the tangents of those elements that equal the extreme value: equal elements share the derivative. The
/// extreme of no elements is a constant.
private func meanWhereExtreme(_ dx: Tensor, _ x: Tensor, _ extreme: Tensor, axes: [Int]) -> Tensor? {
  let elementCount = Shape(axes.map { x.shape[$0] }).elementCount
  if elementCount.known == 0 { return nil }
  let isExtreme = Equal()(x, extreme.broadcast(to: x.shape, inserting: axes))
  let ones = SelectN()(isExtreme, x.constant(0), x.constant(1))
  var count = ones.summed(over: axes)
  if !elementCount.isKnown {
    // Where a symbolic size is 0 the sum above the line is 0, too.
    let isEmpty = Equal()(x.constant(1).summed(over: axes), count.constant(0))
    count = SelectN()(isEmpty, count, count.constant(1))
  }
  return Div()(Mul()(dx, ones).summed(over: axes), count)
}

/// The tangent of a product of many factors, right also where some are zero: no division.
private func productTangent(_ x: Tensor, _ dx: Tensor, axes: [Int]) -> Tensor {
  let factors = movedToFront(x, axes)
  let tangents = movedToFront(dx, axes)
  return factors.shape[0].isKnown
    ? pairwiseProductTangent(factors, tangents) : Mul()(tangents, productsOfOthers(factors)).summed(over: [0])
}

/// The tensor with some axes made one, which comes first.
func movedToFront(_ x: Tensor, _ axes: [Int]) -> Tensor {
  let kept = x.shape.removing(axes: axes)
  let permutation = axes + x.shape.indices.filter { !axes.contains($0) }
  let count = Shape(axes.map { x.shape[$0] }).elementCount
  return Reshape(to: kept.inserting(count, at: 0))(Transpose(permutation: permutation)(x))
}

/// Multiplies the first half of the factors with the second half, and so on: as many operations as the logarithm of
/// their number, on two numbers for every factor in all.
private func pairwiseProductTangent(_ x: Tensor, _ dx: Tensor) -> Tensor {
  var (x, dx) = (x, dx)
  let rest = x.shape.removing(axes: [0])
  guard var count = x.shape[0].known, count > 0 else { return .zeros(x.type.with(shape: rest)) }
  while count > 1 {
    let half = count / 2
    let (left, right) = (rows(x, 0..<half), rows(x, half..<2 * half))
    var product = Mul()(left, right)
    var tangent = Add()(Mul()(rows(dx, 0..<half), right), Mul()(left, rows(dx, half..<2 * half)))
    if count > 2 * half {
      product = Concatenate(axis: 0)(product, rows(x, 2 * half..<count))
      tangent = Concatenate(axis: 0)(tangent, rows(dx, 2 * half..<count))
    }
    (x, dx, count) = (product, tangent, count - half)
  }
  return Reshape(to: rest)(dx)
}

/// For each factor the product of all others. Takes the square of their number in memory, but need not know it.
private func productsOfOthers(_ x: Tensor) -> Tensor {
  let shape = x.shape.inserting(x.shape[0], at: 0)
  let position = TensorType(.int32, shape)
  let isSame = Equal()(Iota(position, axis: 0)(), Iota(position, axis: 1)())
  let factors = x.broadcast(to: shape, inserting: [0])
  return ReduceProd(axes: [1])(SelectN()(isSame, factors, factors.constant(1)))
}

func rows(_ x: Tensor, _ range: Range<Int>) -> Tensor {
  let others = x.shape.dropFirst()
  return Slice(
    starts: [Dimension(range.lowerBound)] + others.map { _ in 0 }, limits: [Dimension(range.upperBound)] + others)(x)
}

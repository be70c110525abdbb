import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let selection = RuleTable { table in
    table[SelectN.self] = { primitive, primals, tangents in
      let cases = zip(primals, tangents).dropFirst().map { $1 ?? .zeros($0.type) }
      let isConstant = tangents.allSatisfy { $0 == nil }
      return (primitive.results(primals), [isConstant ? nil : SelectN().results([primals[0]] + cases)[0]])
    }

    // To an integer or a Boolean there is no tangent; `JVPTrace` drops what is given for one.
    table.unary(ConvertElementType.self) { conversion, x, y, dx in conversion.dtype.isInexact ? conversion(dx) : nil }

    // min(max(x, lower), upper); zero with respect to all three where two of them meet.
    table[Clamp.self] = { primitive, primals, tangents in
      let shape = primals[1].shape
      let (lower, x, upper) = (expanded(primals[0], to: shape), primals[1], expanded(primals[2], to: shape))
      func contribution(_ index: Int, where condition: () -> Tensor) -> Tensor? {
        tangents[index].map { SelectN()(condition(), x.constant(0), expanded($0, to: shape)) }
      }
      // Complex numbers have no comparison but with the limits: where the result is a bound, it is that bound's.
      if x.dtype.isComplex {
        let result = primitive.results(primals)[0]
        let below = contribution(0) { And()(Equal()(result, lower), NotEqual()(lower, upper)) }
        let inside = contribution(1) { And()(NotEqual()(result, lower), NotEqual()(result, upper)) }
        let above = contribution(2) { Equal()(result, upper) }
        return ([result], [sum(below, sum(inside, above))])
      }
      let below = contribution(0) { And()(Greater()(lower, x), Less()(lower, upper)) }
      let inside = contribution(1) { And()(Greater()(x, lower), Less()(x, upper)) }
      let above = contribution(2) { Less()(upper, Max()(lower, x)) }
      return (primitive.results(primals), [sum(below, sum(inside, above))])
    }
  }
}

/// A scalar repeated to a shape; a tensor of that shape stays.
private func expanded(_ x: Tensor, to shape: Shape) -> Tensor {
  x.rank == shape.rank ? x : BroadcastInDim(to: shape, dimensions: [])(x)
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let indexing = RuleTable { table in
    // What is filled in for a window that is out of bounds does not depend on the operand.
    table[Gather.self] = { primitive, primals, tangents in
      var gather = primitive.asRow(Gather.self)
      let result = gather(primals[0], primals[1])
      gather.fill = .zero
      return ([result], [tangents[0].map { gather($0, primals[1]) }])
    }

    // Adding nothing to the operand is free; adding to nothing is not.
    for scatter: any Primitive.Type in [ScatterAdd.self, ScatterSub.self] {
      table[scatter] = { primitive, primals, tangents in
        let results = primitive.results(primals)
        guard let updates = tangents[2] else { return (results, [tangents[0]]) }
        let operand = tangents[0] ?? .zeros(primals[0].type)
        return (results, primitive.results([operand, primals[1], updates]))
      }
    }

    // Which element an update replaces, and which update stays, depends on the indices alone.
    table[Scatter.self] = { primitive, primals, tangents in
      let operand = tangents[0] ?? .zeros(primals[0].type)
      let updates = tangents[2] ?? .zeros(primals[2].type)
      return (primitive.results(primals), primitive.results([operand, primals[1], updates]))
    }

    table.scatter(ScatterMul.self) { scatter, x, indices, updates, _, dx, du in
      let ofOperand = dx.map { scatter($0, indices, updates) }
      let ofUpdates = try du.map { du in
        let others = try otherFactors(scatter, x, indices, updates)
        return ScatterAdd(like: scatter)(.zeros(x.type), indices, Mul()(du, others))
      }
      return sum(ofOperand, ofUpdates)
    }
    table.scatter(ScatterMin.self, meanOfExtremes)
    table.scatter(ScatterMax.self, meanOfExtremes)

    table.linearWithStarts(DynamicSlice.self, count: 1)
    table.linearWithStarts(DynamicUpdateSlice.self, count: 2)
  }

  /// The tangent of a scatter from operand, indices, updates, result, and the tangents of operand and updates.
  private typealias ScatterTangent<P> =
    @Sendable (
      _ scatter: P, _ x: Tensor, _ indices: Tensor, _ updates: Tensor, _ y: Tensor, _ dx: Tensor?, _ du: Tensor?
    ) throws -> Tensor?

  private mutating func scatter<P: ScatterPrimitive>(_ type: P.Type, _ tangent: @escaping ScatterTangent<P>) {
    self[type] = { primitive, primals, tangents in
      let y = primitive.results(primals)[0]
      let dy = try tangent(primitive.asRow(P.self), primals[0], primals[1], primals[2], y, tangents[0], tangents[2])
      return ([y], [dy])
    }
  }

  /// A primitive that is linear in its first `count` operands together, and whose other operands are integers.
  private mutating func linearWithStarts(_ primitive: any Primitive.Type, count: Int) {
    self[primitive] = { primitive, primals, tangents in
      let filled = (0..<count).map { tangents[$0] ?? .zeros(primals[$0].type) }
      return (primitive.results(primals), primitive.results(filled + primals[count...]))
    }
  }
}

/// For each update the product of all that the element is multiplied with besides: the element itself and other updates.
///
/// Updates of zero are left out of the product, and then divided by is what is not zero. The sum of the zeros at an element
/// stands for the product with one other zero: its value is the same, and so is its derivative. With two other zeros
/// value and derivative are zero.
private func otherFactors(
  _ scatter: ScatterMul, _ x: Tensor, _ indices: Tensor, _ updates: Tensor
) throws -> Tensor {
  let inverse = try scatter.inverse(operand: x.type, indices: indices.type, updates: updates.type)
  if scatter.uniqueIndices { return inverse(x, indices) }
  let (zero, one) = (updates.constant(0), updates.constant(1))
  let isZero = Equal()(updates, zero)
  let factors = SelectN()(isZero, updates, one)
  let quotients = Div()(inverse(scatter(x, indices, factors), indices), factors)
  /// The sum over the other updates of an element.
  func sumOfOthers(_ values: Tensor) -> Tensor {
    Sub()(inverse(ScatterAdd(like: scatter)(.zeros(x.type), indices, values), indices), values)
  }
  let zeroCount = sumOfOthers(SelectN()(isZero, zero, one))
  let zeros = sumOfOthers(SelectN()(isZero, zero, updates))
  let withZeros = SelectN()(Equal()(zeroCount, one), zero, Mul()(quotients, zeros))
  return SelectN()(Equal()(zeroCount, zero), withZeros, quotients)
}

/// The mean of the tangents of all that equal the extreme value of an element: what it held, and updates.
private func meanOfExtremes(
  _ scatter: some ScatterPrimitive, _ x: Tensor, _ indices: Tensor, _ updates: Tensor, _ y: Tensor, _ dx: Tensor?,
  _ du: Tensor?
) throws -> Tensor? {
  let inverse = try scatter.inverse(operand: x.type, indices: indices.type, updates: updates.type)
  let isKept = Equal()(x, y)
  let isTaken = Equal()(updates, inverse(y, indices))
  let add = ScatterAdd(like: scatter)
  func total(_ ofOperand: Tensor, _ ofUpdates: Tensor) -> Tensor {
    add(SelectN()(isKept, x.constant(0), ofOperand), indices, SelectN()(isTaken, updates.constant(0), ofUpdates))
  }
  let count = total(x.constant(1), updates.constant(1))
  // Where the result is NaN, nothing equals it.
  let divisor = SelectN()(Equal()(count, x.constant(0)), count, x.constant(1))
  return Div()(total(dx ?? x.constant(0), du ?? updates.constant(0)), divisor)
}

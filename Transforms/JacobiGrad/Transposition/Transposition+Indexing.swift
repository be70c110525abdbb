import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  static let indexing = RuleTable { table in
    table[Gather.self] = { primitive, operands, cotangents in
      let gather = primitive.asRow(Gather.self)
      guard let ct = cotangents[0], case .linear(let type) = operands[0], let indices = operands[1].known else {
        return [nil, nil]
      }
      let scatter = ScatterAdd(
        dimensions: gather.dimensions, mode: gather.mode, uniqueIndices: gather.uniqueIndices,
        indicesAreSorted: gather.indicesAreSorted)
      return [scatter(.zeros(type), indices, ct), nil]
    }

    table.scatter(ScatterAdd.self, ofOperand: { _, ct, _, _ in ct }, ofUpdates: { _, ct, _, _ in ct })
    table.scatter(ScatterSub.self, ofOperand: { _, ct, _, _ in ct }, ofUpdates: { _, ct, _, _ in Neg()(ct) })
    table.scatter(
      Scatter.self,
      // Nothing of what was there stays in the places that are written to.
      ofOperand: { scatter, ct, indices, operands in scatter(ct, indices, .zeros(operands[2].type)) },
      ofUpdates: { scatter, ct, indices, operands in
        scatter.uniqueIndices ? ct : try lastOnly(scatter, ct, indices, operands[0].type)
      })
    table.scatter(
      ScatterMul.self,
      ofOperand: { scatter, ct, indices, operands in
        guard let updates = operands[2].known else { throw notLinear(scatter, operands) }
        return scatter(ct, indices, updates)
      },
      ofUpdates: { scatter, ct, indices, operands in
        // Several updates of one element are multiplied with each other.
        guard scatter.uniqueIndices, let x = operands[0].known else { throw notLinear(scatter, operands) }
        let inverse = try scatter.inverse(operand: x.type, indices: indices.type, updates: ct.type)
        return Mul()(ct, inverse(x, indices))
      })

    table[DynamicSlice.self] = { _, operands, cotangents in
      let others = operands.dropFirst().map { _ in Tensor?.none }
      guard let ct = cotangents[0], case .linear(let type) = operands[0] else { return [nil] + others }
      return [DynamicUpdateSlice().results([.zeros(type), ct] + starts(operands, after: 1))[0]] + others
    }

    table[DynamicUpdateSlice.self] = { _, operands, cotangents in
      let others = operands.dropFirst(2).map { _ in Tensor?.none }
      guard let ct = cotangents[0] else { return [nil, nil] + others }
      let starts = starts(operands, after: 2)
      let update = operands[1].type
      let ofOperand = operands[0].isLinear ? DynamicUpdateSlice().results([ct, .zeros(update)] + starts)[0] : nil
      let ofUpdate =
        operands[1].isLinear ? DynamicSlice(sizes: update.shape.dimensions).results([ct] + starts)[0] : nil
      return [ofOperand, ofUpdate] + others
    }
  }

  private typealias ScatterTranspose<P> =
    @Sendable (_ scatter: P, _ ct: Tensor, _ indices: Tensor, _ operands: [Transposition.Operand]) throws -> Tensor

  /// A scatter: the cotangent of the operand from that of the result, and the cotangents of the updates from those of the
  /// elements that they go to.
  private mutating func scatter<P: ScatterPrimitive>(
    _ type: P.Type, ofOperand: @escaping ScatterTranspose<P>, ofUpdates: @escaping ScatterTranspose<P>
  ) {
    self[type] = { primitive, operands, cotangents in
      guard let ct = cotangents[0], let indices = operands[1].known else { return [nil, nil, nil] }
      let scatter = primitive.asRow(P.self)
      let operand = operands[0].isLinear ? try ofOperand(scatter, ct, indices, operands) : nil
      guard operands[2].isLinear else { return [operand, nil, nil] }
      let inverse = try scatter.inverse(operand: ct.type, indices: indices.type, updates: operands[2].type)
      return [operand, nil, try ofUpdates(scatter, inverse(ct, indices), indices, operands)]
    }
  }
}

/// The starts of a dynamic slice, which are integers and hence known.
private func starts(_ operands: [Transposition.Operand], after count: Int) -> [Tensor] {
  operands.dropFirst(count).map { operand in
    guard let start = operand.known else { preconditionFailure("internal error: a start is linear") }
    return start
  }
}

/// The cotangents of those updates that stay; zero for updates that later ones replace.
///
/// The updates are numbered, and the scatter of their numbers says which ones stay.
private func lastOnly(_ scatter: Scatter, _ ct: Tensor, _ indices: Tensor, _ operand: TensorType) throws -> Tensor {
  let count = ct.shape.elementCount
  let isSmall = Dimension.decide(count, .lessOrEqual, Dimension(Int(Int32.max))) == true
  let dtype: DType = isSmall ? .int32 : .int64
  let numbers = Reshape(to: ct.shape)(Iota(TensorType(dtype, [count]), axis: 0)())
  let last = scatter(.filled(operand.with(dtype: dtype), with: -1), indices, numbers)
  let inverse = try scatter.inverse(operand: last.type, indices: indices.type, updates: numbers.type)
  return SelectN()(Equal()(inverse(last, indices), numbers), ct.constant(0), ct)
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  static let windows = RuleTable { table in
    // Each element goes into the sums of all windows that lie on it.
    table.linear(ReduceWindowSum.self) { reduction, operand, ct in
      if operand.shape.elementCount.known == 0 { return .zeros(operand) }
      let motion = reduction.motion.indices.map { axis in
        reduction.motion[axis].overPositions(
          size: operand.shape[axis], window: reduction.sizes[axis], positions: ct.shape[axis])
      }
      return ReduceWindowSum(sizes: reduction.sizes, motion: motion)(ct)
    }
    table.bilinear(
      SelectAndGatherAdd.self,
      left: { gather, _, ct, keys in
        SelectAndScatterAdd(gather.selection, sizes: gather.sizes, motion: gather.motion)(ct, keys)
      })
    table.bilinear(
      SelectAndScatterAdd.self,
      left: { scatter, _, ct, keys in
        SelectAndGatherAdd(scatter.selection, sizes: scatter.sizes, motion: scatter.motion)(ct, keys)
      })
    table[SelectAndScatter.self] = { primitive, operands, cotangents in
      let scatter = primitive.asRow(SelectAndScatter.self)
      try scatter.requireSum(Operation(SelectAndScatter.id, operands: operands.map(\.type)))
      guard let ct = cotangents[0], let keys = operands[0].known else { return [nil, nil, nil] }
      let source = operands[1].isLinear ? try scatter.gathered(ct, keys) : nil
      let initial = operands[2].isLinear ? ct.summed(over: Array(0..<ct.rank)) : nil
      return [nil, source, initial]
    }
  }
}

extension SelectAndScatter {
  /// For each window the element of `values` that stands where the selected key is.
  fileprivate func gathered(_ values: Tensor, _ keys: Tensor) throws -> Tensor {
    let key = keys.type.with(shape: [])
    let value = values.type.with(shape: [])
    let flag = TensorType(.bool, [])
    // Combines a key, its value, and whether there was one at all.
    let body = try traceProgram([key, value, flag, key, value, flag], name: "transpose") { inputs in
      let stays = And()(inputs[2], try select.evaluate([inputs[0], inputs[3]])[0])
      return [SelectN()(stays, inputs[3], inputs[0]), SelectN()(stays, inputs[4], inputs[1]), inputs[5]]
    }.closed(in: "reduce_window")
    let flags = Tensor.ones(TensorType(.bool, keys.shape))
    let results = ReduceWindow(body, sizes: sizes, motion: motion).results(
      [keys, values, flags, .zeros(key), .zeros(value), .zeros(flag)])
    return results[1]
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  /// What is rearranged takes its tangents along; the order itself is piecewise constant.
  static let sorting = RuleTable { table in
    table[Sort.self] = { primitive, primals, tangents in
      var sort = primitive.asRow(Sort.self)
      sort.operandCount += 1
      let shape = primals[0].shape
      let isLong = Dimension.decide(shape[sort.axis], .lessOrEqual, Dimension(Int(Int32.max))) == false
      let positions = Iota(TensorType(isLong ? .int64 : .int32, shape), axis: sort.axis)()
      var results = sort.results(primals + [positions])
      let order = results.removeLast()
      return (results, tangents.map { $0.map { elements(of: $0, at: order, axis: sort.axis) } })
    }
    table[TopK.self] = { primitive, primals, tangents in
      let topK = primitive.asRow(TopK.self)
      let results = topK.results(primals)
      return (results, [tangents[0].map { elements(of: $0, at: results[1], axis: topK.axis) }, nil])
    }
  }
}

/// For each place of `positions` the element at that position along an axis, in the same place otherwise.
private func elements(of x: Tensor, at positions: Tensor, axis: Int) -> Tensor {
  // No element can be picked from an axis without any.
  if x.shape[axis].known == 0 { return x }
  let others = x.shape.indices.filter { $0 != axis }
  let dimensions = GatherDimensions(
    offset: [], collapsed: [axis], operandBatching: others, startIndexBatching: others, start: [axis])
  let indices = Reshape(to: positions.shape.inserting(1, at: positions.rank))(positions)
  return Gather(
    dimensions: dimensions, sliceSizes: x.shape.map { _ in 1 }, mode: .promiseInBounds)(x, indices)
}

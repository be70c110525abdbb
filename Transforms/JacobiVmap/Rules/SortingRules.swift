import JacobiCore
import JacobiPrimitives

extension Batching {
  static let sortingRules = RuleTable<Batching> { table in
    table.add(Sort.self) { sort, operands, size in
      let axis = operands.commonAxis
      var sort = sort
      sort.axis = sort.axis < axis ? sort.axis : sort.axis + 1
      return sort.results(operands.placed(at: axis, size: size)).map { Batched($0, axis: axis) }
    }
    table.add(TopK.self) { topK, operands, _ in
      let x = operands[0]
      return TopK(topK.k, axis: x.position(of: topK.axis)).results([x.tensor]).map { Batched($0, axis: x.axis) }
    }
  }
}

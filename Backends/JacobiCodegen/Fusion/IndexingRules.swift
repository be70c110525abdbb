import JacobiCore
import JacobiPrimitives

extension RuleTable<FusionRules> {
  static let indexing = RuleTable { table in
    table.add(DynamicSlice.self, cost: 3) { slice, request in
      let (sizes, part) = (request.sizes(0), Shape(slice.sizes).sizes)
      var index = request.index
      for axis in sizes.indices {
        index[axis] = index[axis] + (try request.position(axis + 1, clampedTo: 0...sizes[axis] - part[axis]))
      }
      return try request.element(0, at: index)
    }
    table.add(Gather.self, cost: 3, gathered)
  }

  /// The element of the operand at the sum of where the window begins and where in the window it is.
  private static func gathered(_ gather: Gather, _ request: inout ElementRequest) throws -> NodeID {
    let dimensions = gather.dimensions
    let (sizes, slice) = (request.sizes(0), Shape(gather.sliceSizes).sizes)
    let batch = request.index.indices.filter { !dimensions.offset.contains($0) }.map { request.index[$0] }
    var index = sizes.map { _ in Affine(0) }
    var tests: [RangeTest] = []
    for (axis, offset) in zip(dimensions.windowAxes(rank: sizes.count), dimensions.offset) {
      index[axis] = request.index[offset]
    }
    for (axis, other) in zip(dimensions.operandBatching, dimensions.startIndexBatching) { index[axis] = batch[other] }
    for (component, axis) in dimensions.start.enumerated() {
      let number = try request.element(1, at: batch + [Affine(component)])
      let last = sizes[axis] - slice[axis]
      let start: Affine
      if gather.mode == .fillOrDrop {
        start = Affine(.computed(request.signed(number)))
        tests.append(RangeTest(position: start, lower: 0, upper: last + 1))
      } else {
        start = request.clamp(number, to: 0...last)
      }
      index[axis] = index[axis] + start
    }
    let element = try request.element(0, at: index, guards: tests)
    if tests.isEmpty { return element }
    let fill = request.builder.graph.add(.constant(gather.fillValue(for: request.equation.outputs[0].type.dtype)))
    return request.builder.graph.add(.choose(tests, element, fill))
  }
}

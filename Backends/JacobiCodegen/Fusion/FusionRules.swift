import JacobiCore
import JacobiPrimitives

/// How an element of a result follows from elements of the operands, for operations that are carried out where their
/// results are needed.
enum FusionRules: RuleKind {
  typealias Rule = FusionRule

  static let name = "fusion"
  static let remedy = "Primitives without a rule are carried out by a library or a kernel"
  static let standard = RuleTable<FusionRules>(.layout, .identities, .indexing)

  /// Operations on elements at the same place need no row.
  static func conformance(of primitive: any Primitive.Type) -> Rule? {
    if primitive is any ReductionPrimitive.Type { return FusionRule(cost: 1, element: combined) }
    return ElementLowerings.rule(for: primitive).map { FusionRule(cost: $0.cost, element: samePlace) }
  }

  /// The few elements of a reduction, one after the other: see ``NativeReduction/termCount(of:)``.
  private static let combined: FusionRule.Element = { primitive, request in
    let (axes, sizes) = (NativeReduction.axes(of: primitive) ?? [], request.sizes(0))
    let dtype = request.equation.outputs[0].type.dtype
    let combination = AnyPrimitive(primitive: NativeReduction.combination(of: primitive))
    var kept = request.index[...]
    var places = [sizes.indices.map { axes.contains($0) ? Affine(0) : kept.removeFirst() }]
    for axis in axes {
      places = places.flatMap { place in
        (0..<sizes[axis]).map { position in
          var place = place
          place[axis] = Affine(position)
          return place
        }
      }
    }
    var result = request.builder.graph.add(.constant(NativeReduction.identity(of: primitive, dtype)))
    for place in places {
      let term = try request.element(0, at: place)
      result = request.builder.graph.add(.apply(combination, [result, term], result: dtype))
    }
    return result
  }

  private static let samePlace: FusionRule.Element = { primitive, request in
    var operands: [NodeID] = []
    for operand in request.equation.inputs.indices {
      // A selector or a bound may be one number for all elements.
      let isScalar = request.equation.inputs[operand].type.rank == 0
      operands.append(try request.element(operand, at: isScalar ? [] : request.index))
    }
    let dtype = request.equation.outputs[request.output].type.dtype
    return request.builder.graph.add(.apply(AnyPrimitive(primitive: primitive), operands, result: dtype))
  }
}

/// How an element of a result is written, and what it costs.
struct FusionRule: Sendable {
  typealias Element = @Sendable (_ primitive: any Primitive, _ request: inout ElementRequest) throws -> NodeID

  /// In additions, without its operands.
  var cost = 0.0
  /// Whether positions in the operands may be quotients and remainders of those in the result, by sizes of either.
  var divides: @Sendable (_ equation: Equation) -> Bool = { _ in false }
  let element: Element
}

extension RuleTable<FusionRules> {
  /// Adds a row that depends on the primitive's parameters.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, cost: Double = 0, divides: @escaping @Sendable (Row) -> Bool = { _ in false },
    _ element: @escaping @Sendable (Row, inout ElementRequest) throws -> NodeID
  ) {
    self[primitive] = FusionRule(cost: cost, divides: { ($0.primitive as? Row).map(divides) ?? false }) {
      primitive, request in
      guard let primitive = primitive as? Row else {
        preconditionFailure("internal error: \(type(of: primitive)) in the row of \(Row.self)")
      }
      return try element(primitive, &request)
    }
  }

  static let identities = RuleTable { table in
    let identity = FusionRule { _, request in try request.element(request.output, at: request.index) }
    table[Copy.self] = identity
    table[StopGradient.self] = identity
    table[Name.self] = identity
    table[OptimizationBarrier.self] = identity
  }

  static let layout = RuleTable { table in
    let isSplitOrJoined: @Sendable (Equation) -> Bool = { equation in
      // Axes of one element come and go without a division.
      let sizes = [equation.inputs[0].type, equation.outputs[0].type].map { $0.shape.sizes.filter { $0 != 1 } }
      return sizes[0] != sizes[1]
    }
    table[Reshape.self] = FusionRule(divides: isSplitOrJoined) { _, request in
      let shape = request.equation.outputs[0].type.shape.sizes
      return try request.builder.element(
        request.equation.inputs[0], atFlat: request.index.flattened(shape), guards: request.guards)
    }
    table.add(Transpose.self) { transpose, request in
      var index = request.index
      for (axis, source) in transpose.permutation.enumerated() { index[source] = request.index[axis] }
      return try request.element(0, at: index)
    }
    table.add(BroadcastInDim.self) { broadcast, request in
      let index = zip(request.sizes(0), broadcast.dimensions).map { $0 == 1 ? Affine(0) : request.index[$1] }
      return try request.element(0, at: index)
    }
    table.add(Rev.self) { reversal, request in
      var index = request.index
      for axis in reversal.axes { index[axis] = index[axis] * -1 + (request.sizes(0)[axis] - 1) }
      return try request.element(0, at: index)
    }
    table.add(Iota.self) { iota, request in
      request.builder.graph.add(.position(request.index[iota.axis], iota.type.dtype))
    }
    table.add(Slice.self) { slice, request in
      let starts = Shape(slice.starts).sizes
      let index = request.index.indices.map { request.index[$0] * slice.strides[$0] + starts[$0] }
      return try request.element(0, at: index)
    }
    table.add(Split.self) { split, request in
      var index = request.index
      let start = Shape(split.sizes.prefix(request.output)).sizes.reduce(0, +)
      index[split.axis] = index[split.axis] + start
      return try request.element(0, at: index)
    }
    table.add(Concatenate.self, cost: 6, concatenated)
    table.add(Pad.self, cost: 3, divides: { $0.widths.contains { $0.interior > 0 } }, padded)
  }

  private static func concatenated(_ concatenate: Concatenate, _ request: inout ElementRequest) throws -> NodeID {
    let position = request.index[concatenate.axis]
    var start = 0
    var parts: [(test: RangeTest, node: NodeID)] = []
    for operand in request.equation.inputs.indices {
      let size = request.sizes(operand)[concatenate.axis]
      let test = RangeTest(position: position, lower: start, upper: start + size)
      start += size
      let isCertain = test.isCertain
      guard size > 0, isCertain != false else { continue }
      var index = request.index
      index[concatenate.axis] = position + -test.lower
      parts.append((test, try request.element(operand, at: index, guards: isCertain == true ? [] : [test])))
    }
    guard var result = parts.last?.node else { return try request.element(0, at: request.index) }
    for part in parts.dropLast().reversed() {
      result = request.builder.graph.add(.choose([part.test], part.node, result))
    }
    return result
  }

  private static func padded(_ pad: Pad, _ request: inout ElementRequest) throws -> NodeID {
    let sizes = request.sizes(0)
    var index: [Affine] = []
    var tests: [RangeTest] = []
    for (axis, width) in pad.widths.enumerated() {
      let before = Shape([width.before]).sizes[0]
      let step = width.interior + 1
      if step == 1 {
        let position = request.index[axis] + -before
        index.append(position)
        let test = RangeTest(position: position, lower: 0, upper: sizes[axis])
        switch test.isCertain {
        case true: continue
        case false: return try request.element(1, at: [])
        default: tests.append(test)
        }
      } else {
        // Shifted by whole steps so that what is divided is not negative.
        let shift = max(0, (before + step - 1) / step)
        let (quotient, remainder) = try (request.index[axis] + (shift * step - before)).divided(by: step)
        index.append(quotient + -shift)
        tests.append(RangeTest(position: remainder, lower: 0, upper: 1))
        tests.append(RangeTest(position: quotient, lower: shift, upper: shift + sizes[axis]))
      }
    }
    let inner = try request.element(0, at: index, guards: tests)
    if tests.isEmpty { return inner }
    return request.builder.graph.add(.choose(tests, inner, try request.element(1, at: [])))
  }
}

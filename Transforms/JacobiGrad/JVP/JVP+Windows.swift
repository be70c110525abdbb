import JacobiCore
import JacobiPrimitives

extension RuleTable<JVP> {
  static let convolutions = RuleTable { table in
    table.bilinear(ConvGeneralDilated.self)
  }

  static let windows = RuleTable { table in
    table.linear(ReduceWindowSum.self)
    // The largest element passes its tangent on; of equal ones the first.
    table.unary(ReduceWindowMax.self) { pooling, x, _, dx in
      SelectAndGatherAdd(.largest, sizes: pooling.sizes, motion: pooling.motion)(dx, x)
    }
    table.unary(ReduceWindowMin.self) { pooling, x, _, dx in
      SelectAndGatherAdd(.smallest, sizes: pooling.sizes, motion: pooling.motion)(dx, x)
    }
    // Which element is selected does not change with the keys, but where two are equal.
    table[SelectAndGatherAdd.self] = { primitive, primals, tangents in
      (primitive.results(primals), [tangents[0].map { primitive.results([$0, primals[1]])[0] }])
    }
    table[SelectAndScatterAdd.self] = { primitive, primals, tangents in
      (primitive.results(primals), [tangents[0].map { primitive.results([$0, primals[1]])[0] }])
    }
    table[SelectAndScatter.self] = { primitive, primals, tangents in
      let scatter = primitive.asRow(SelectAndScatter.self)
      let result = scatter(primals[0], primals[1], primals[2])
      if tangents[1] == nil, tangents[2] == nil { return ([result], [nil]) }
      try scatter.requireSum(Operation(SelectAndScatter.id, operands: primals.map(\.type)))
      let source = tangents[1] ?? .zeros(primals[1].type)
      return ([result], [scatter(primals[0], source, tangents[2] ?? .zeros(primals[2].type))])
    }
    table[ReduceWindow.self] = { primitive, primals, tangents in
      let derivative = try WindowDerivative(of: primitive.asRow(ReduceWindow.self), at: primals)
      return (primitive.results(primals), try derivative.tangents(for: tangents))
    }
  }
}

extension SelectAndScatter {
  /// Throws unless the sources are added up: any other combination has no derivative here.
  func requireSum(_ operation: @autoclosure () -> Operation) throws {
    let isSum =
      scatter.equations.count == 1 && scatter.equations[0].primitive is Add
      && Set(scatter.equations[0].inputs) == Set(scatter.inputs.map { Atom.variable($0) })
      && scatter.outputs == scatter.equations[0].outputs.map { Atom.variable($0) }
    guard isSum else {
      throw TensorError.missingRule(
        primitive: Self.id, rule: JVP.name, remedy: "Only a `scatter` that adds is differentiable",
        operation: operation())
    }
  }
}

/// The derivative of a reduction of windows by a program.
///
/// The elements of a window are combined one after another, `y = f(...f(f(init, x₀), x₁)..., xₙ)`, and so are they with
/// their tangents: the derivative of the program, on one element of all windows at a time. The program need not be
/// associative. It takes as many operations as the window has elements, whose number must be known.
private struct WindowDerivative {
  let reduction: ReduceWindow
  /// The tensors, then the scalars with which the combination starts.
  let primals: [Tensor]
  let positions: Shape
  let isInexact: [Bool]
  let combination: DualCombination

  init(of reduction: ReduceWindow, at primals: [Tensor]) throws {
    self.reduction = reduction
    self.primals = primals
    let shape = primals[0].shape
    positions = Shape(
      shape.indices.map { reduction.motion[$0].positionCount(of: shape[$0], window: reduction.sizes[$0]) })
    isInexact = primals.prefix(primals.count / 2).map(\.dtype.isInexact)
    combination = try DualCombination(reduction.body, isInexact: isInexact)
  }

  func tangents(for tangents: [Tensor?]) throws -> [Tensor?] {
    let count = isInexact.count
    if !isInexact.contains(true) || positions.contains(where: { $0.known == 0 }) { return isInexact.map { _ in nil } }
    let filled = zip(primals, tangents).map { $1 ?? .zeros($0.type) }
    var combined = combination.dual(primals.suffix(count), filled.suffix(count)).map {
      BroadcastInDim(to: positions, dimensions: [])($0)
    }
    let elements = combination.dual(primals.prefix(count), filled.prefix(count)).map { padded($0) }
    let isElement = reachesOutside ? padded(.ones(TensorType(.bool, primals[0].shape))) : nil
    for place in try places() {
      let next = combination(combined, elements.map { part($0, at: place) })
      // Padding takes no part.
      combined =
        isElement.map { isElement in
          let isInside = part(isElement, at: place)
          return zip(combined, next).map { SelectN()(isInside, $0, $1) }
        } ?? next
    }
    var remaining = combined.dropFirst(count)
    return isInexact.map { (hasTangent: Bool) -> Tensor? in hasTangent ? remaining.removeFirst() : nil }
  }

  /// Whether some place of a window may not be an element of the operand.
  private var reachesOutside: Bool {
    reduction.motion.contains { axis in
      [axis.before, axis.after].contains { $0.known.map { $0 > 0 } ?? true } || axis.baseDilation > 1
    }
  }

  /// The operand with what surrounds its elements.
  private func padded(_ x: Tensor) -> Tensor {
    let widths = reduction.motion.map {
      Pad.Widths(before: $0.before, after: $0.after, interior: $0.baseDilation - 1)
    }
    return Pad(widths: widths)(x, .zeros(x.type.with(shape: [])))
  }

  /// What stands at one place of the window in all its positions.
  private func part(_ padded: Tensor, at place: [Int]) -> Tensor {
    let starts = zip(place, reduction.motion).map { Dimension($0 * $1.windowDilation) }
    let strides = reduction.motion.map(\.stride)
    let limits = starts.indices.map { starts[$0] + (positions[$0] - 1) * Dimension(strides[$0]) + 1 }
    return Slice(starts: starts, limits: limits, strides: strides)(padded)
  }

  /// The places of the window in row-major order.
  private func places() throws -> [[Int]] {
    try reduction.sizes.reduce([[]]) { (places: [[Int]], size: Dimension) -> [[Int]] in
      guard let known = size.known else {
        throw TensorError.undecidableDimension(
          comparison: "\(size) == 1", operation: Operation(ReduceWindow.id, operands: primals.map(\.type)))
      }
      return places.flatMap { place in (0..<known).map { place + [$0] } }
    }
  }
}

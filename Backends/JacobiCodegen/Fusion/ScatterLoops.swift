import JacobiCore
import JacobiPrimitives

extension Scattering {
  /// Whether generated loops carry out a scatter. Large sums of whole rows are left to a kernel that several threads share.
  static func accepts(_ scatter: any ScatterPrimitive, _ inputs: [TensorType]) -> Bool {
    let (operand, updates) = (inputs[0], inputs[2])
    if operand.elementCount == 0 { return false }
    if let sum = scatter as? ScatterAdd, updates.elementCount > 1 << 16, KernelLibrary.addsRows(sum, inputs) {
      return false
    }
    if scatter is Scatter { return true }
    // A kernel rounds sums of 16 bits when they are whole.
    guard let combination = combination(of: scatter), !operand.dtype.isNarrowFloating else { return false }
    return ElementLowerings.accepts(combination, [operand.dtype, operand.dtype])
  }

  /// What combines an element with its update; `nil` for one that takes its place.
  static func combination(of scatter: any ScatterPrimitive) -> (any Primitive)? {
    switch scatter {
    case is ScatterAdd: Add()
    case is ScatterSub: Sub()
    case is ScatterMul: Mul()
    case is ScatterMin: Min()
    case is ScatterMax: Max()
    default: nil
    }
  }
}

extension LoopRoot {
  /// The loops of a scatter: over the indices, in whose order updates take effect, and inside over the windows.
  init(scattering equation: Equation, _ scatter: any ScatterPrimitive, _ builder: ExpressionBuilder) throws {
    let (variable, updates) = (equation.outputs[0], equation.inputs[2].type)
    let dimensions = scatter.dimensions
    self = try LoopRoot.splitting(updates.shape.sizes) { axes in
      let builder = builder.fresh()
      var request = ElementRequest(equation: equation, output: 0, index: axes.index, guards: [], builder: builder)
      let node = try request.element(2, at: axes.index)
      let (index, guards) = try request.places(of: scatter)
      let inWindow = dimensions.offset.flatMap { axes.axes[$0] }
      let loops = axes.loops.filter { !inWindow.contains($0) } + inWindow
      let member = LoopMember(
        variable: variable.index, type: variable.type, kind: .update, node: node,
        position: index.flattened(variable.type.shape.sizes),
        scattering: Scattering(combination: Scattering.combination(of: scatter), guards: guards))
      return LoopRoot(members: [member], graph: builder.graph, parallel: loops, loops: loops)
    }
  }
}

extension ElementRequest {
  /// Where in the operand the update at `index` goes, and the conditions on which it does.
  fileprivate mutating func places(of scatter: any ScatterPrimitive) throws -> (index: [Affine], guards: [RangeTest]) {
    let dimensions = scatter.dimensions
    let sizes = sizes(0)
    let batch = index.indices.filter { !dimensions.offset.contains($0) }.map { index[$0] }
    var (place, window) = (sizes.map { _ in Affine(0) }, sizes.map { _ in 1 })
    for (axis, offset) in zip(dimensions.windowAxes(rank: sizes.count), dimensions.offset) {
      place[axis] = index[offset]
      window[axis] = self.sizes(2)[offset]
    }
    for (axis, other) in zip(dimensions.operandBatching, dimensions.startIndexBatching) { place[axis] = batch[other] }
    var guards: [RangeTest] = []
    for (component, axis) in dimensions.start.enumerated() {
      let number = try element(1, at: batch + [Affine(component)])
      let last = sizes[axis] - window[axis]
      let start = scatter.mode == .clip ? clamp(number, to: 0...last) : Affine(.computed(signed(number)))
      if scatter.mode != .clip { guards.append(RangeTest(position: start, lower: 0, upper: last + 1)) }
      place[axis] = place[axis] + start
    }
    return (place, guards)
  }
}

import JacobiCore
import JacobiPrimitives

/// A value with the loops that would compute it alone: what is put together to ``FusedLoops``.
struct LoopRoot {
  var member: LoopMember
  var graph: ExpressionGraph
  /// The loops over the elements of the value, outermost first.
  var parallel: [LoopVariable]
  /// All loops in the order in which the operands lie in memory.
  var loops: [LoopVariable]

  /// Where each loop of the value steps to in its row-major order.
  var strides: [Int] { parallel.map { member.position.coefficient(of: $0) } }
}

/// Axes as loops; an axis is split into several where what is computed asks for it.
struct AxisLoops {
  private(set) var axes: [[LoopVariable]]
  private var next: Int

  init(_ sizes: [Int], from first: Int) {
    axes = sizes.enumerated().map { [LoopVariable(id: first + $0.offset, extent: $0.element)] }
    next = first + sizes.count
  }

  var loops: [LoopVariable] { axes.flatMap { $0 } }

  /// The position along each axis.
  var index: [Affine] {
    axes.map { loops in loops.reduce(Affine(0)) { $0 * $1.extent + Affine($1) } }
  }

  mutating func split(_ split: LoopSplit) {
    for axis in axes.indices {
      guard let position = axes[axis].firstIndex(of: split.variable) else { continue }
      let outer = LoopVariable(id: next, extent: split.variable.extent / split.inner)
      axes[axis].replaceSubrange(position...position, with: [outer, LoopVariable(id: next + 1, extent: split.inner)])
      next += 2
    }
  }
}

extension LoopRoot {
  /// The loops that compute result `output` of an equation.
  init(_ equation: Equation, output: Int, _ builder: ExpressionBuilder) throws {
    if let axes = NativeReduction.axes(of: equation.primitive) {
      try self.init(reducing: equation, axes: axes, builder)
    } else if equation.primitive is DynamicUpdateSlice {
      try self.init(updating: equation, builder)
    } else if let scatter = equation.primitive as? any ScatterPrimitive {
      try self.init(scattering: equation, scatter, builder)
    } else {
      try self.init(elementsOf: equation, output: output, builder)
    }
  }

  private init(elementsOf equation: Equation, output: Int, _ builder: ExpressionBuilder) throws {
    let variable = equation.outputs[output]
    self = try LoopRoot.splitting(variable.type.shape.sizes) { axes in
      let builder = builder.fresh()
      let node = try builder.define(variable, at: axes.index, guards: [])
      return LoopRoot(
        member: LoopMember(
          variable: variable.index, type: variable.type, kind: .elements, node: node,
          position: axes.index.flattened(variable.type.shape.sizes)),
        graph: builder.graph, parallel: axes.loops, loops: axes.loops)
    }
  }

  private init(reducing equation: Equation, axes reduced: [Int], _ builder: ExpressionBuilder) throws {
    let variable = equation.outputs[0]
    self = try LoopRoot.splitting(equation.inputs[0].type.shape.sizes) { axes in
      let builder = builder.fresh()
      let node = try builder.element(equation.inputs[0], at: axes.index, guards: [])
      let kept = axes.axes.indices.filter { !reduced.contains($0) }
      return LoopRoot(
        member: LoopMember(
          variable: variable.index, type: variable.type, kind: .reduction(equation.primitive), node: node,
          position: kept.map { axes.index[$0] }.flattened(variable.type.shape.sizes),
          reduced: reduced.flatMap { axes.axes[$0] }),
        graph: builder.graph, parallel: kept.flatMap { axes.axes[$0] }, loops: axes.loops)
    }
  }

  private init(updating equation: Equation, _ builder: ExpressionBuilder) throws {
    let (variable, update) = (equation.outputs[0], equation.inputs[1])
    let sizes = variable.type.shape.sizes
    self = try LoopRoot.splitting(update.type.shape.sizes) { axes in
      var request = ElementRequest(
        equation: equation, output: 0, index: axes.index, guards: [], builder: builder.fresh())
      let node = try request.element(1, at: axes.index)
      var index = axes.index
      for (axis, size) in update.type.shape.sizes.enumerated() {
        index[axis] = index[axis] + (try request.position(axis + 2, clampedTo: 0...sizes[axis] - size))
      }
      return LoopRoot(
        member: LoopMember(
          variable: variable.index, type: variable.type, kind: .update, node: node, position: index.flattened(sizes)),
        graph: request.builder.graph, parallel: axes.loops, loops: axes.loops)
    }
  }

  /// Tries `body` with the axes as loops, split as often as it asks for.
  static func splitting(_ sizes: [Int], _ body: (AxisLoops) throws -> LoopRoot) throws -> LoopRoot {
    var axes = AxisLoops(sizes, from: 0)
    while true {
      do {
        return try body(axes)
      } catch let split as LoopSplit {
        axes.split(split)
      }
    }
  }
}

import JacobiCore
import JacobiPrimitives

/// A value with the loops that would compute it alone: what is put together to ``FusedLoops``.
struct LoopRoot {
  /// One, or one for each position on an axis that is written out: of the same variable, in the same loops.
  var members: [LoopMember]
  var graph: ExpressionGraph
  /// The loops over the elements of the value, outermost first.
  var parallel: [LoopVariable]
  /// All loops in the order in which the operands lie in memory.
  var loops: [LoopVariable]

  var variable: Int { members[0].variable }
  var type: TensorType { members[0].type }
  var kind: MemberKind { members[0].kind }
  var reduced: [LoopVariable] { members[0].reduced }
}

/// Axes as loops; an axis is split into several where what is computed asks for it.
struct AxisLoops {
  private(set) var axes: [[LoopVariable]]
  private var next: Int
  /// How many positions the last axis has, if there is no loop for it.
  private let writtenOut: Int?

  /// - Parameter isWrittenOut: whether the last axis has no loop.
  init(_ sizes: [Int], from first: Int, isWrittenOut: Bool = false) {
    axes = sizes.enumerated().map { axis, size in size == 1 ? [] : [LoopVariable(id: first + axis, extent: size)] }
    next = first + sizes.count
    writtenOut = isWrittenOut ? sizes.last : nil
    if isWrittenOut { axes[sizes.count - 1] = [] }
  }

  var loops: [LoopVariable] { axes.flatMap { $0 } }

  /// The position along each axis.
  var index: [Affine] {
    axes.map { loops in loops.reduce(Affine(0)) { $0 * $1.extent + Affine($1) } }
  }

  /// The position along each axis, for each position on the axis that is written out.
  var indices: [[Affine]] {
    guard let writtenOut else { return [index] }
    return (0..<writtenOut).map { index.dropLast() + [Affine($0)] }
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
  ///
  /// - Parameter isWrittenOut: whether the last axis is to have no loop; see ``ShortAxes``.
  init(_ equation: Equation, output: Int, _ builder: ExpressionBuilder, isWrittenOut: Bool = false) throws {
    if let axes = NativeReduction.loopAxes(of: equation) {
      try self.init(reducing: equation, axes: axes, builder, isWrittenOut)
    } else if let dot = equation.primitive as? DotGeneral {
      try self.init(contracting: equation, dot, builder)
    } else if equation.primitive is DynamicUpdateSlice {
      try self.init(updating: equation, builder)
    } else if let scatter = equation.primitive as? any ScatterPrimitive {
      try self.init(scattering: equation, scatter, builder)
    } else {
      try self.init(elementsOf: equation, output: output, builder, isWrittenOut)
    }
  }

  private init(
    elementsOf equation: Equation, output: Int, _ builder: ExpressionBuilder, _ isWrittenOut: Bool
  ) throws {
    let variable = equation.outputs[output]
    self = try LoopRoot.splitting(variable.type.shape.sizes, isWrittenOut: isWrittenOut) { axes in
      let builder = builder.fresh()
      let members = try axes.indices.map { index in
        LoopMember(
          variable: variable.index, type: variable.type, kind: .elements,
          node: try builder.define(variable, at: index, guards: []),
          position: index.flattened(variable.type.shape.sizes), isPart: isWrittenOut)
      }
      return LoopRoot(members: members, graph: builder.graph, parallel: axes.loops, loops: axes.loops)
    }
  }

  private init(
    reducing equation: Equation, axes reduced: [Int], _ builder: ExpressionBuilder, _ isWrittenOut: Bool
  ) throws {
    let variable = equation.outputs[0]
    self = try LoopRoot.splitting(equation.inputs[0].type.shape.sizes, isWrittenOut: isWrittenOut) { axes in
      let builder = builder.fresh()
      let kept = axes.axes.indices.filter { !reduced.contains($0) }
      let members = try axes.indices.map { index in
        LoopMember(
          variable: variable.index, type: variable.type, kind: .reduction(equation.primitive),
          node: try builder.element(equation.inputs[0], at: index, guards: []),
          position: kept.map { index[$0] }.flattened(variable.type.shape.sizes),
          reduced: reduced.flatMap { axes.axes[$0] }, isPart: isWrittenOut)
      }
      return LoopRoot(
        members: members, graph: builder.graph, parallel: kept.flatMap { axes.axes[$0] }, loops: axes.loops)
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
      let member = LoopMember(
        variable: variable.index, type: variable.type, kind: .update, node: node, position: index.flattened(sizes))
      return LoopRoot(members: [member], graph: request.builder.graph, parallel: axes.loops, loops: axes.loops)
    }
  }

  /// Tries `body` with the axes as loops, split as often as it asks for.
  static func splitting(
    _ sizes: [Int], isWrittenOut: Bool = false, _ body: (AxisLoops) throws -> LoopRoot
  ) throws -> LoopRoot {
    var axes = AxisLoops(sizes, from: 0, isWrittenOut: isWrittenOut)
    while true {
      do {
        return try body(axes)
      } catch let split as LoopSplit {
        axes.split(split)
      }
    }
  }
}

import JacobiCore
import JacobiPrimitives

/// Which contractions are generated loops: those so small that calling a library takes longer than they do, stacks of dot
/// products, whose numbers are read once, and those of integers, which no library has.
struct GeneratedContraction {
  private let dot: DotGeneral
  private let left: [Int]
  private let right: [Int]

  /// - Returns: `nil` for what is left to a library.
  init?(_ primitive: any Primitive, _ inputs: [TensorType], _ output: TensorType) {
    guard let dot = primitive as? DotGeneral, inputs.allSatisfy({ $0.dtype == output.dtype }) else { return nil }
    (self.dot, left, right) = (dot, inputs[0].shape.sizes, inputs[1].shape.sizes)
    switch output.dtype {
    case .float32, .float64: if !isSmall { return nil }
    default: if !output.dtype.isInteger { return nil }
    }
  }

  init?(_ equation: Equation) {
    // Other operations may have no results.
    guard equation.primitive is DotGeneral else { return nil }
    self.init(equation.primitive, equation.inputs.map(\.type), equation.outputs[0].type)
  }

  /// How many products are added up in all: elements of either operand that are asked for.
  var stepCount: Double { (left + rightFree.map { right[$0] }).reduce(1) { $0 * Double($1) } }

  private var leftFree: [Int] { dot.leftFree(rank: left.count) }
  private var rightFree: [Int] { dot.rightFree(rank: right.count) }

  /// Sizes up to which generated loops were measured to take less time than the call of a library.
  private static let (largest, largestWithSums) = (32, 64)

  private var isSmall: Bool {
    let rows = leftFree.reduce(1) { $0 * left[$1] }
    let columns = rightFree.reduce(1) { $0 * right[$1] }
    let inner = dot.leftContracting.reduce(1) { $0 * left[$1] }
    if rows == 1, columns == 1 { return true }
    guard max(rows, columns, inner) <= GeneratedContraction.largest else { return false }
    // Vectors along the inner axis have to be summed up for each element of the result.
    return runsAlongResult || rows * columns <= GeneratedContraction.largestWithSums
  }

  /// Whether elements that are side by side in the result are so in an operand.
  private var runsAlongResult: Bool {
    if let last = rightFree.last, right[last] > 1 { return last == right.count - 1 }
    return leftFree.last == left.count - 1
  }
}

extension LoopRoot {
  /// The loops of a contraction. Those along the last axis of the result are not shared with other values: vectors run along
  /// it, and what follows works on whole rows.
  init(contracting equation: Equation, _ dot: DotGeneral, _ builder: ExpressionBuilder) throws {
    let variable = equation.outputs[0]
    let (left, right) = (equation.inputs[0].type.shape.sizes, equation.inputs[1].type.shape.sizes)
    let (leftFree, rightFree) = (dot.leftFree(rank: left.count), dot.rightFree(rank: right.count))
    let kept = variable.type.rank
    let sizes = variable.type.shape.sizes + dot.leftContracting.map { left[$0] }
    self = try LoopRoot.splitting(sizes) { axes in
      let builder = builder.fresh()
      let (batch, inner) = (dot.leftBatch.count, axes.index[kept...])
      func element(
        _ operand: Int, _ batchAxes: [Int], _ free: [Int], from first: Int, _ contracted: [Int]
      ) throws -> NodeID {
        var index = [Affine](repeating: Affine(0), count: equation.inputs[operand].type.rank)
        for (axis, place) in zip(batchAxes, axes.index) { index[axis] = place }
        for (axis, place) in zip(free, axes.index[first...]) { index[axis] = place }
        for (axis, place) in zip(contracted, inner) { index[axis] = place }
        return try builder.element(equation.inputs[operand], at: index, guards: [])
      }
      let x = try element(0, dot.leftBatch, leftFree, from: batch, dot.leftContracting)
      let y = try element(1, dot.rightBatch, rightFree, from: batch + leftFree.count, dot.rightContracting)
      let product = builder.graph.add(
        .apply(AnyPrimitive(primitive: Mul()), [x, y], result: variable.type.dtype))
      let isRow = leftFree.count + rightFree.count > 0
      let member = LoopMember(
        variable: variable.index, type: variable.type, kind: .reduction(ReduceSum(axes: [])), node: product,
        position: Array(axes.index[..<kept]).flattened(variable.type.shape.sizes),
        reduced: axes.axes[kept...].flatMap { $0 })
      return LoopRoot(
        members: [member], graph: builder.graph, parallel: axes.axes[..<(isRow ? kept - 1 : kept)].flatMap { $0 },
        loops: axes.loops)
    }
  }
}

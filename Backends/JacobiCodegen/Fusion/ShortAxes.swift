import JacobiCore
import JacobiPrimitives

/// The values whose last axis has so few elements, coordinates in space, say, that no vector runs along it: instead of a loop
/// over it, each of its elements is written out, and vectors run along the axis before.
///
/// That is done for shapes of which some operation takes the elements of the last axis apart or puts them together. Other
/// values of these shapes follow, so that they share their loops; values that are computed element by element only stay as
/// they are, as one long row.
struct ShortAxes {
  /// Longer axes are left to loops.
  static let longest = 4

  private var shapes: Set<[Int]> = []

  init(_ table: DefinitionTable, _ choice: FusionChoice, _ builder: ExpressionBuilder) throws {
    for (number, equation) in table.program.equations.enumerated() where choice.roles[number] == .loops {
      for output in equation.outputs.indices {
        guard let sizes = ShortAxes.sizes(of: equation, output: output), !shapes.contains(sizes) else { continue }
        if try LoopRoot(equation, output: output, builder).isApart { shapes.insert(sizes) }
      }
    }
  }

  /// Whether the elements of the last axis of what an equation computes are to be written out.
  func contains(_ equation: Equation, output: Int) -> Bool {
    !shapes.isEmpty && ShortAxes.sizes(of: equation, output: output).map(shapes.contains) ?? false
  }

  /// The sizes of the loops of an equation whose last axis could be written out.
  private static func sizes(of equation: Equation, output: Int) -> [Int]? {
    let primitive = equation.primitive
    if primitive is DynamicUpdateSlice || primitive is any ScatterPrimitive || primitive is DotGeneral { return nil }
    var sizes = equation.outputs[output].type.shape.sizes
    var loops = sizes
    if let axes = NativeReduction.loopAxes(of: equation) {
      sizes = equation.inputs[0].type.shape.sizes
      // Without other results than those of the last axis, threads and rows are worth more.
      if axes.contains(sizes.count - 1) { return nil }
      loops = sizes.indices.filter { !axes.contains($0) }.map { sizes[$0] }
    }
    guard let last = loops.last, (2...longest).contains(last), loops.count > 1 else { return nil }
    return loops.dropLast().reduce(1, *) >= UnrolledLoops.limit ? sizes : nil
  }
}

extension LoopRoot {
  /// Whether the loop over the last axis steps through some array otherwise than the one before it goes on.
  fileprivate var isApart: Bool {
    let loops = loops.filter { $0.extent != 1 }
    guard let last = loops.last, let before = loops.dropLast().last else { return false }
    let positions = graph.positions(in: Array(graph.nodes.indices)) + members.map(\.position)
    return positions.contains { $0.coefficient(of: before) != $0.coefficient(of: last) * last.extent }
  }
}

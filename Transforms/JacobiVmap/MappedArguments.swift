import JacobiCore

/// The arguments of a call under `vmap`, each leaf with its batch axis.
struct MappedArguments {
  private struct Argument {
    var leaves: [Batched]
    var structure: TreeStructure
  }

  private var arguments: [Argument] = []

  /// - Parameter axes: one specification for each argument, or one for all, or none for the leading axis of all.
  init(_ trees: [FlatTree], axes: [BatchAxes]) throws(TensorError) {
    guard axes.count <= 1 || axes.count == trees.count else {
      throw .invalidArgument(
        name: "in", expected: "one axis for each of the \(trees.count) arguments, or one for all",
        actual: "\(axes.count)", operation: Operation(Batching.name))
    }
    for (position, tree) in trees.enumerated() {
      let specification = axes.count > 1 ? axes[position] : axes.first ?? 0
      let leafAxes = try specification.axes(for: tree.structure, parameter: "in", tree: "argument \(position)")
      var leaves: [Batched] = []
      for (index, leaf) in tree.leaves.enumerated() {
        try leaf.requireUsable(in: Batching.name)
        guard let axis = leafAxes[index] else {
          leaves.append(Batched(leaf, axis: nil))
          continue
        }
        guard let batchAxis = leaf.shape.position(ofAxis: axis) else {
          let place = Self.place(of: index, in: tree.structure, argument: position)
          throw .axisOutOfRange(
            axis: axis, rank: leaf.rank, operation: Operation("\(Batching.name), \(place)", operands: [leaf.type]))
        }
        leaves.append(Batched(leaf, axis: batchAxis))
      }
      arguments.append(Argument(leaves: leaves, structure: tree.structure))
    }
  }

  /// The arguments with other leaves.
  func trees(_ transform: (Batched) -> Tensor) -> [FlatTree] {
    arguments.map { FlatTree(leaves: $0.leaves.map(transform), structure: $0.structure) }
  }

  /// The number of examples, on which the sizes of all mapped axes must agree.
  ///
  /// - Parameter requested: what the caller said it is.
  func batchSize(_ requested: Dimension?) throws(TensorError) -> Dimension {
    guard let size = requested ?? sizes.first else {
      throw .invalidArgument(
        name: "in", expected: "an axis for at least one leaf of the arguments, or `size` to be given",
        actual: "nothing that is mapped", operation: Operation(Batching.name))
    }
    for other in sizes where other != size {
      guard let isEqual = Dimension.decide(size, .equal, other) else {
        throw .undecidableDimension(comparison: "\(size) == \(other)", operation: Operation(Batching.name))
      }
      guard isEqual else { throw sizeMismatch(requested) }
    }
    return size
  }

  /// The sizes of all mapped axes.
  private var sizes: [Dimension] {
    arguments.flatMap { argument in
      argument.leaves.compactMap { leaf in leaf.axis.map { leaf.tensor.shape.dimensions[$0] } }
    }
  }

  private func sizeMismatch(_ requested: Dimension?) -> TensorError {
    var found = requested.map { ["`size` \($0)"] } ?? []
    for (position, argument) in arguments.enumerated() {
      for (index, leaf) in argument.leaves.enumerated() {
        guard let axis = leaf.axis else { continue }
        let place = Self.place(of: index, in: argument.structure, argument: position)
        found.append("size \(leaf.tensor.shape.dimensions[axis]) of axis \(axis) of \(place)")
      }
    }
    return .shapeMismatch(
      expected: "mapped axes of one size", actual: found.joined(separator: ", "), operation: Operation(Batching.name))
  }

  /// What errors call a leaf: "argument 1.weight".
  private static func place(of leaf: Int, in structure: TreeStructure, argument: Int) -> String {
    "argument \(argument)\(structure.leafPaths[leaf])"
  }
}

import JacobiCore

/// A tree taken apart.
struct FlatTree {
  var leaves: [Tensor]
  var structure: TreeStructure
}

/// How `vmap` maps a function, and the application of a function in this way.
struct BatchedApplication {
  var inAxes: [BatchAxes]
  var outAxes: BatchAxes
  var size: Dimension?

  /// Applies a function of one example to all examples of a batch.
  func apply<Result>(to arguments: [FlatTree], _ function: ([FlatTree]) throws -> Result) throws -> Result {
    try withTensorErrors {
      let mapped = try MappedArguments(arguments, axes: inAxes)
      let trace = BatchTrace(size: try mapped.batchSize(size))
      let (outputs, structure) = try trace.run {
        let examples = mapped.trees { trace.tensor($0) }
        let result = try flattenTree(function(examples), for: Batching.name)
        return (result.leaves.map(trace.batched), result.structure)
      }
      let placed = try place(outputs, structure: structure, size: trace.size)
      return try unflattenTree(Result.self, leaves: placed, structure: structure, for: Batching.name)
    }
  }

  /// The results with their batch axes where the caller wants them.
  private func place(
    _ outputs: [Batched], structure: TreeStructure, size: Dimension
  ) throws(TensorError) -> [Tensor] {
    let axes = try outAxes.axes(for: structure, parameter: "out", tree: "the result")
    var placed: [Tensor] = []
    for (index, (output, axis)) in zip(outputs, axes).enumerated() {
      if output.tensor.isInvalid {
        placed.append(.invalid)
        continue
      }
      func operation() -> Operation {
        Operation("\(Batching.name), result\(structure.leafPaths[index])", operands: [output.type])
      }
      guard let axis else {
        if output.isBatched {
          throw .invalidArgument(
            name: "out", expected: "an axis, since the result differs between examples", actual: "nil",
            operation: operation())
        }
        placed.append(output.tensor)
        continue
      }
      let position = axis < 0 ? axis + output.rank + 1 : axis
      guard (0...output.rank).contains(position) else {
        throw .axisOutOfRange(axis: axis, rank: output.rank + 1, operation: operation())
      }
      placed.append(output.placed(at: position, size: size))
    }
    return placed
  }
}

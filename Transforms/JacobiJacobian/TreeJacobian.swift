import JacobiCore

/// The derivatives of all leaves of one tree with respect to all leaves of another.
///
/// For each leaf of the output there is a row: a tree like the input, in which each leaf has the axes of the output's leaf,
/// then its own. It is a tree itself, so transformations take and return it.
///
///     struct Line: PyTree { var slope: Tensor; var offset: Tensor }
///     let line = Line(slope: Tensor([2.0, 3.0]), offset: Tensor(1.0))
///     let second = try hessian { (line: Line) in (line.slope * line.slope).sum() * line.offset }(line)
///     try second.row(\.slope).offset  // [4. 6.]
///
/// Integers and Booleans have no derivatives: `Tensor.noTangent` is in their place.
public struct TreeJacobian<Output, Input: PyTree>: PyTree {
  /// The rows, in the order of the leaves of the output.
  public var rows: [Input]
  private let output: TreeStructure

  init(rows: [Input], output: TreeStructure) {
    self.rows = rows
    self.output = output
  }

  /// The paths of the leaves of the output, in the order of ``rows``.
  public var paths: [String] { output.leafPaths }

  /// The derivatives of one leaf of the output.
  ///
  /// - Throws: `TensorError.nonDifferentiable` for a leaf of a gradient that is `Tensor.noTangent`;
  ///   `TensorError.invalidArgument` for a property that is not a leaf but computed from leaves.
  public func row(_ leaf: KeyPath<Output, Tensor>) throws -> Input {
    let name = "TreeJacobian.row"
    var missing: DType?
    // Traced, because that tells a leaf from what is computed; a computation that fails is not a leaf either.
    let traced = try? traceProgram(rows.map { _ in TensorType(.float32, []) }, name: name) { leaves in
      let tree: Output = try unflattenTree(leaves: leaves, structure: output, for: name)
      let tensor = tree[keyPath: leaf]
      if tensor.isNoTangent { missing = tensor.dtype }
      return tensor.isNoTangent ? [] : [tensor]
    }
    if let missing {
      throw TensorError.nonDifferentiable(path: "\(leaf)", dtype: missing, operation: Operation(name))
    }
    if let traced, traced.captured.isEmpty, let variable = traced.program.outputs.first?.variable,
      let index = traced.program.inputs.firstIndex(where: { $0.index == variable.index })
    {
      return rows[index]
    }
    throw TensorError.invalidArgument(
      name: "leaf", expected: "the key path of a leaf: \(paths.joined(separator: ", "))",
      actual: "\(leaf), which is none of them", operation: Operation(name))
  }
}

import JacobiCore

/// The trace of `vmap`: operations written for one example are carried out on all of them.
final class BatchTrace: Trace {
  /// A value that differs between examples.
  final class BatchTracer: Tracer, @unchecked Sendable {
    // SAFETY: as for `Tracer`.
    let value: Batched

    init(_ value: Batched, type: TensorType, trace: BatchTrace) {
      self.value = value
      super.init(trace: trace, type: type)
    }
  }

  /// The number of examples.
  let size: Dimension

  init(size: Dimension) {
    self.size = size
    super.init()
  }

  override var name: String { Batching.name }

  /// What the code written for one example sees of a value.
  func tensor(_ value: Batched) -> Tensor {
    tensor(value, type: value.type)
  }

  private func tensor(_ value: Batched, type: @autoclosure () -> TensorType) -> Tensor {
    guard value.isBatched, !value.tensor.isInvalid else { return value.tensor }
    var tensor = Tensor(BatchTracer(value, type: type(), trace: self))
    tensor.isWeaklyTyped = value.tensor.isWeaklyTyped
    return tensor
  }

  /// What a tensor of the code written for one example stands for. Tensors of other traces are the same for all examples.
  func batched(_ tensor: Tensor) -> Batched {
    guard let tracer = tensor.tracer(in: self) as? BatchTracer else { return Batched(tensor, axis: nil) }
    var value = tracer.value
    value.tensor.isWeaklyTyped = tensor.isWeaklyTyped
    return value
  }

  override func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let batchedOperands = operands.map(batched)
    guard batchedOperands.contains(where: \.isBatched) else { return inParent { primitive.results(operands) } }
    // Mistakes are found on the types of one example, which are those that the user wrote about.
    let types = try primitive.inferredTypes(operands.map(\.type), site: Provenance.current?.site)
    let rule = try Batching.requiredRule(for: primitive)
    let results = try inParent { try rule(primitive, batchedOperands, size) }
    try check(results, of: primitive, have: types)
    return zip(results, types).map { tensor($0, type: $1) }
  }

  /// Throws unless the results of a rule, which may be a user's, fit the primitive's own types.
  private func check(_ results: [Batched], of primitive: any Primitive, have types: [TensorType]) throws(TensorError) {
    let fits =
      results.count == types.count
      && zip(results, types).allSatisfy { result, type in
        result.tensor.isInvalid
          || (result.tensor.dtype == type.dtype && result.rank == type.rank
            && isBatchAxis(result.axis, of: result.tensor))
      }
    guard fits else {
      let axes = results.map { $0.axis.map(String.init) ?? "none" }
      throw .executionFailed(
        reason:
          "its batching rule gives \(results.map(\.tensor.type)) with the batch axes \(axes.joined(separator: ", ")) "
          + "for examples of types \(types) and a batch of \(size)",
        operation: Operation(Swift.type(of: primitive).id, site: Provenance.current?.site ?? .capture()))
    }
  }

  private func isBatchAxis(_ axis: Int?, of tensor: Tensor) -> Bool {
    guard let axis else { return true }
    let shape = tensor.shape
    return shape.indices.contains(axis) && Dimension.decide(shape.dimensions[axis], .equal, size) != false
  }
}

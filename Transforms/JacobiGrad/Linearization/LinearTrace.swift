import JacobiCore
import JacobiPrimitives

/// Partial evaluation as it happens: what does not depend on the inputs of a linear function is computed at once, by the
/// enclosing transformation; what does is written on a tape.
final class LinearTrace: Trace {
  private let transformName: String
  private var inputCount = 0
  private var operations: [LinearMap.Operation] = []
  private var slotTypes: [TensorType] = []

  init(name: String) {
    transformName = name
    // Room for a small function.
    operations.reserveCapacity(8)
    slotTypes.reserveCapacity(8)
  }

  override var name: String { transformName }

  override func forget() { operations = [] }

  /// One more input of the linear function. All of them come before the first operation.
  func input(_ type: TensorType) -> Tensor {
    inputCount += 1
    return newTensor(type)
  }

  override func process(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    guard operands.contains(where: { $0.tracer(in: self) != nil }) else {
      return try processInParent(primitive, operands)
    }
    if !primitive.bodies.isEmpty, operands.contains(where: { $0.tracer(in: self) == nil }),
      let rule = PartialEvaluation.rule(for: type(of: primitive))
    {
      return try processPartially(primitive, operands, rule)
    }
    return try record(primitive, operands)
  }

  /// The linear map from the inputs to `outputs`. Ends the recording.
  func finish(returning outputs: [Tensor?]) -> LinearMap {
    // The tape leaves with the map: a value kept by the user keeps the trace, and must not keep the tape as well.
    defer { operations = [] }
    return LinearMap(
      inputTypes: Array(slotTypes.prefix(inputCount)), operations: operations, outputs: outputs.map { $0.map(operand) },
      slotTypes: slotTypes, lifetime: TraceLifetime.current)
  }

  /// Computes the part of a primitive with a body that depends on known operands only, and writes down the rest.
  private func processPartially(
    _ primitive: any Primitive, _ operands: [Tensor], _ rule: PartialEvaluation.Rule
  ) throws -> [Tensor] {
    let known = operands.map { $0.tracer(in: self) == nil ? $0 : nil }
    let parts = try inParent { try rule(primitive, known) }
    let linearOperands = operands.filter { $0.tracer(in: self) != nil }
    let partOperands = parts.operands.map { operand in
      switch operand {
      case .residual(let tensor): tensor
      case .linear(let position): linearOperands[position]
      }
    }
    let linear = parts.linear.outputCount == 0 ? [] : try record(parts.linear, partOperands)
    var remaining = linear[...]
    return parts.results.map { $0 ?? remaining.removeFirst() }
  }

  private func record(_ primitive: any Primitive, _ operands: [Tensor]) throws -> [Tensor] {
    let provenance = Provenance.current
    let resultTypes = try primitive.inferredTypes(operands.map(\.type), site: provenance?.site)
    operations.append(
      LinearMap.Operation(
        primitive: primitive, operands: operands.map(operand),
        results: slotTypes.count..<slotTypes.count + resultTypes.count, provenance: provenance))
    return resultTypes.map(newTensor)
  }

  private func newTensor(_ type: TensorType) -> Tensor {
    slotTypes.append(type)
    return Tensor(LinearTracer(slot: slotTypes.count - 1, type: type, trace: self))
  }

  private func operand(_ tensor: Tensor) -> LinearMap.Operand {
    guard let tracer = tensor.tracer(in: self) else { return .known(tensor) }
    return .linear(unsafeDowncast(tracer, to: LinearTracer.self).slot)
  }
}

/// A value that depends linearly on the inputs of a ``LinearTrace``.
private final class LinearTracer: Tracer, @unchecked Sendable {
  // SAFETY: as for every tracer: used by its trace alone.

  /// Where the value is when the tape is played.
  let slot: Int

  init(slot: Int, type: TensorType, trace: LinearTrace) {
    self.slot = slot
    super.init(trace: trace, type: type)
  }
}

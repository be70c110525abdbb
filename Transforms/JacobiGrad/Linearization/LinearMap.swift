import JacobiCore
import JacobiPrimitives

/// A linear function as a tape of linear operations, which can be played forwards on tangents and backwards on cotangents
/// any number of times.
struct LinearMap: Sendable {
  /// An operand of an operation on the tape. It never refers to the trace that wrote the tape.
  enum Operand: Sendable {
    /// The value in a slot: an input, or the result of an earlier operation.
    case linear(Int)
    /// A value computed when the tape was written.
    case known(Tensor)
  }

  struct Operation: Sendable {
    var primitive: any Primitive
    var operands: [Operand]
    /// The slots of the results.
    var results: Range<Int>
    /// The operation of the user's program that this one belongs to.
    var provenance: Provenance?
  }

  /// The types of the inputs, which are in the first slots.
  let inputTypes: [TensorType]
  /// `nil` for an output that is zero.
  let outputs: [Operand?]
  private let operations: [Operation]
  private let slotTypes: [TensorType]
  /// Keeps what was remembered for operations on the tape.
  private let lifetime: TraceLifetime?

  init(
    inputTypes: [TensorType], operations: [Operation], outputs: [Operand?], slotTypes: [TensorType],
    lifetime: TraceLifetime? = nil
  ) {
    self.lifetime = lifetime
    self.inputTypes = inputTypes
    self.outputs = outputs
    self.operations = operations
    self.slotTypes = slotTypes
  }

  /// The map from nothing to nothing.
  private static let empty = LinearMap(inputTypes: [], operations: [], outputs: [], slotTypes: [])

  /// The map, which is empty afterwards: nothing else holds what its operations hold.
  mutating func taken() -> LinearMap {
    defer { self = LinearMap.empty }
    return self
  }

  /// The same map with only those operations on which the outputs depend, for a map that is kept.
  func pruned() -> LinearMap {
    var isNeeded = [Bool](repeating: false, count: slotTypes.count)
    for case .linear(let slot)? in outputs { isNeeded[slot] = true }
    var needed: [Operation] = []
    for operation in operations.reversed() where operation.results.contains(where: { isNeeded[$0] }) {
      for case .linear(let slot) in operation.operands { isNeeded[slot] = true }
      needed.append(operation)
    }
    return LinearMap(
      inputTypes: inputTypes, operations: needed.reversed(), outputs: outputs, slotTypes: slotTypes, lifetime: lifetime)
  }

  /// The images of tangents; `nil` is zero, for inputs and outputs.
  func pushForward(_ tangents: [Tensor?]) throws -> [Tensor?] {
    var slots = tangents + [Tensor?](repeating: nil, count: slotTypes.count - tangents.count)
    TraceLifetime.run(of: lifetime) {
      for operation in operations { operation.push(&slots, slotTypes) }
    }
    return outputs.map { output in
      switch output {
      case .known(let tensor): tensor
      case .linear(let slot): slots[slot]
      case nil: nil
      }
    }
  }

  /// The images of cotangents under the transposed map; `nil` is zero, for outputs and inputs.
  ///
  /// Consuming: where the map is not used again, what an operation holds is freed as soon as it has been passed.
  consuming func pullBack(_ cotangents: [Tensor?]) throws -> [Tensor?] {
    var slots = [Tensor?](repeating: nil, count: slotTypes.count)
    for case (.linear(let slot)?, let cotangent) in zip(outputs, cotangents) {
      slots[slot] = sum(slots[slot], cotangent)
    }
    var remaining = operations
    let (types, inputCount, lifetime) = (slotTypes, inputTypes.count, lifetime)
    self = LinearMap.empty
    try TraceLifetime.run(of: lifetime) {
      while let operation = remaining.popLast() {
        if operation.results.allSatisfy({ slots[$0] == nil }) { continue }
        try operation.asUserOperation { try operation.transpose(&slots, types) }
      }
    }
    return Array(slots.prefix(inputCount))
  }
}

extension LinearMap.Operation {
  /// Computes the tangents of the results from those of the operands, unless they are zero.
  fileprivate func push(_ tangents: inout [Tensor?], _ types: [TensorType]) {
    let isZero = operands.allSatisfy { if case .linear(let slot) = $0 { tangents[slot] == nil } else { true } }
    if isZero { return }
    let operands = operands.map { operand in
      switch operand {
      case .known(let tensor): tensor
      case .linear(let slot): tangents[slot] ?? .zeros(types[slot])
      }
    }
    let values = asUserOperation { primitive.results(operands) }
    for (slot, value) in zip(results, values) { tangents[slot] = value }
  }

  /// Adds what the cotangents of the results contribute to those of the operands, and removes the former.
  fileprivate func transpose(_ cotangents: inout [Tensor?], _ types: [TensorType]) throws {
    let operands = self.operands.map { operand -> Transposition.Operand in
      switch operand {
      case .known(let tensor): .known(tensor)
      case .linear(let slot): .linear(types[slot])
      }
    }
    let rule = try Transposition.requiredRule(for: primitive)
    let contributions = try rule(primitive, operands, Array(cotangents[results]))
    guard contributions.count == operands.count else {
      throw TensorError.invalidArgument(
        name: "cotangents", expected: "\(operands.count) from the transpose rule", actual: "\(contributions.count)",
        operation: JacobiCore.Operation(Swift.type(of: primitive).id, operands: operands.map(\.type)))
    }
    for slot in results { cotangents[slot] = nil }
    for (operand, contribution) in zip(self.operands, contributions) {
      guard case .linear(let slot) = operand, let contribution else { continue }
      try requireType(of: contribution, "cotangent", like: types[slot], from: primitive)
      cotangents[slot] = sum(cotangents[slot], contribution)
    }
  }

  /// Runs `body` as part of the user's operation that wrote this one.
  fileprivate func asUserOperation<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let provenance else { return try body() }
    return try provenance.run(body)
  }
}

// MARK: - Residuals

extension LinearMap {
  /// The known operands that are values of enclosing transformations, each once.
  var tracedResiduals: [Tensor] {
    var seen: Set<ObjectIdentifier> = []
    return operations.flatMap(\.operands).compactMap { operand in
      guard case .known(let tensor) = operand, let tracer = tensor.tracer else { return nil }
      return seen.insert(ObjectIdentifier(tracer)).inserted ? tensor : nil
    }
  }

  /// The same map with other values in place of traced residuals.
  func replacing(_ residuals: [Tensor], with values: [Tensor]) -> LinearMap {
    let substitutes = Dictionary(
      uniqueKeysWithValues: zip(residuals, values).map { (ObjectIdentifier($0.tracer!), $1) })
    var replaced = operations
    for index in replaced.indices {
      replaced[index].operands = replaced[index].operands.map { operand in
        guard case .known(let tensor) = operand, let tracer = tensor.tracer else { return operand }
        return .known(substitutes[ObjectIdentifier(tracer)]!)
      }
    }
    return LinearMap(inputTypes: inputTypes, operations: replaced, outputs: outputs, slotTypes: slotTypes)
  }
}

import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiVmap

extension Driver {
  /// A dtype that the record does not list is refused by the type rule.
  public static let otherDTypes = Driver("other dtypes") { check in
    // The dtypes of an operation with bodies are those that the bodies take.
    let first = check.record.dtypes.first.flatMap { check.record.cases($0).first?.primitive }
    guard first?.bodies.isEmpty ?? true else { return [] }
    let others = DTypeClass.any.dtypes.filter { !check.record.dtypes.contains($0) }
    return check.forEachCase(dtypes: others) { opCase, _ in
      let dtype = others.first { other in opCase.operands.contains { $0.type.dtype == other } }
      let listed = check.record.dtypes
      guard dtype != nil, !opCase.operands.contains(where: { listed.contains($0.type.dtype) }) else { return [] }
      let types = try? opCase.primitive.outputTypes(for: opCase.operandTypes)
      return types == nil ? [] : ["it accepts dtypes that its record does not list"]
    }
  }

  /// Operands of wrong number, rank or dtype make an error or have results, alone, under differentiation and under `vmap`;
  /// they never trap.
  public static let wrongOperands = Driver("wrong operands") { check in
    check.forEachCase(dtypes: check.sampledDTypes) { opCase, _ in
      for types in opCase.wrongOperandTypes { try attempt(opCase.primitive, types) }
      return []
    }
  }

  /// Parameters that are negative, huge, missing or doubled make an error or have results, alone, under differentiation and
  /// under `vmap`; they never trap.
  public static let wrongParameters = Driver("wrong parameters") { check in
    check.forEachCase(dtypes: check.sampledDTypes) { opCase, sampler in
      for primitive in mutants(of: opCase.primitive, &sampler) {
        try attempt(primitive, opCase.operands.map(\.type))
      }
      return []
    }
  }
}

extension Check {
  /// One dtype is enough for what does not depend on it; a differentiable one, if there is one.
  fileprivate var sampledDTypes: [DType] {
    (record.dtypes.contains(.float64) ? .float64 : record.dtypes.first).map { [$0] } ?? []
  }
}

extension OpCase {
  fileprivate var operandTypes: Operands {
    Operands(operands.map(\.type), of: type(of: primitive).id)
  }

  fileprivate var wrongOperandTypes: [[TensorType]] {
    let types = operands.map(\.type)
    let last = types.last ?? TensorType(.float64, [2])
    let scalars = types.map { $0.with(shape: []) }
    let larger = types.map { $0.with(shape: Shape($0.shape.dimensions + [2])) }
    var wrong = [[], Array(types.dropLast()), types + [last], types + types, scalars, larger, types.reversed()]
    for position in types.indices {
      for dtype in [DType.bool, .uint8, .int32, .float16, .float64, .complex64] {
        wrong.append(types.replacing(at: position) { $0.with(dtype: dtype) })
      }
      wrong.append(types.replacing(at: position) { $0.with(shape: []) })
      wrong.append(types.replacing(at: position) { $0.with(shape: Shape([0] + $0.shape.dropFirst())) })
      wrong.append(types.replacing(at: position) { $0.with(shape: Shape([1] + $0.shape.dimensions)) })
    }
    return wrong
  }
}

extension [TensorType] {
  fileprivate func replacing(at position: Int, _ change: (TensorType) -> TensorType) -> [TensorType] {
    var result = self
    result[position] = change(result[position])
    return result
  }
}

/// Applies a primitive to zeros in all ways. That it returns is what is checked; a mistake is an error of the expected kind.
private func attempt(_ primitive: any Primitive, _ types: [TensorType]) throws {
  let operands = types.map { Tensor.zeros($0) }
  // A loop of nothing but carries may have 2⁶³ steps, and would take them.
  if let length = primitive.length, length > 10_000 { return }
  // What is valid may have more results than there is memory for.
  let results = try? primitive.outputTypes(for: Operands(types, of: type(of: primitive).id))
  if let results, !results.allSatisfy({ $0.shape.elementCount.known.map { $0 < 10_000 } ?? false }) { return }
  try expectingTensorErrors { _ = try concrete(withTensorErrors { primitive.results(operands) }) }
  try expectingTensorErrors { _ = try FirstDerivative.tangents(of: primitive, at: operands) }
  try expectingTensorErrors {
    let batches = types.map { Tensor.zeros($0.with(shape: Shape([2] + $0.shape.dimensions))) }
    _ = try JacobiVmap.vmap { (operands: [Tensor]) in primitive.results(operands) }(batches)
  }
}

extension FirstDerivative {
  /// Forward mode at operands of which all inexact ones have a tangent.
  fileprivate static func tangents(of primitive: any Primitive, at operands: [Tensor]) throws -> [Tensor] {
    let inexact = operands.indices.filter { operands[$0].dtype.isInexact }
    let function: TensorFunction = { differentiated in
      var all = operands
      for (index, operand) in zip(inexact, differentiated) { all[index] = operand }
      return primitive.results(all).filter { $0.isInvalid || $0.dtype.isInexact }
    }
    let point = inexact.map { operands[$0] }
    return try forward(function, along: concrete(point))(point)
  }
}

extension Primitive {
  /// The number of steps of a loop that has one.
  fileprivate var length: Int? { ((self as? Scan)?.length ?? (self as? RecomputedLoop)?.length)?.known }
}

private func expectingTensorErrors(_ body: () throws -> Void) throws {
  do { try body() } catch is TensorError {}
}

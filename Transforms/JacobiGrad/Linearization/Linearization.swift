import JacobiCore
import JacobiPrimitives

/// What linearizing a function at a point gives.
struct Linearization {
  /// The differentiated results at the point.
  var results: [Tensor]
  /// Other results at the point.
  var auxiliary: [Tensor]
  /// The derivative: from tangents of the inputs to tangents of the differentiated results.
  var map: LinearMap
}

/// Runs a function once, on dual numbers whose tangents are recorded instead of computed.
///
/// - Parameters:
///   - inputs: the point; leaves that are not differentiated are constants, and the map has no input for them.
///   - name: the transformation, as messages call it.
func linearize(
  _ inputs: Leaves, name: String,
  _ body: ([Tensor]) throws -> (differentiated: [Tensor], auxiliary: [Tensor])
) throws -> Linearization {
  let recorder = LinearTrace(name: name)
  return try recorder.run {
    let tangents = zip(inputs.tensors, inputs.isInexact).map { $1 ? recorder.input($0.type) : nil }
    let forward = JVPTrace(name: name)
    return try forward.run {
      let (differentiated, auxiliary) = try body(zip(inputs.tensors, tangents).map { forward.tensor($0, tangent: $1) })
      let results = try differentiated.map { try forward.returnedParts(of: $0) }
      return Linearization(
        results: results.map(\.primal), auxiliary: try auxiliary.map { try forward.returnedParts(of: $0).primal },
        map: recorder.finish(returning: results.map(\.tangent)))
    }
  }
}

extension JVPTrace {
  /// Primal and tangent of a tensor that the transformed function has returned.
  func returnedParts(of tensor: Tensor) throws -> (primal: Tensor, tangent: Tensor?) {
    if let error = tensor.tracer?.usageError(Operation("return", operands: [tensor.type])) { throw error }
    return parts(of: tensor)
  }
}

// A primitive with its derivative and kernel, from three products of the package and nothing else.
import JacobiCore
import JacobiGrad
import JacobiReference

/// `factor * x`.
struct Scaled: Primitive, Differentiable, Transposable, ReferenceKernel {
  static let id = "client.scaled"
  var factor: Double

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    try operands.require(0, "float32") { $0 == .float32 }
    return [operands[0]]
  }

  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    ([self(primals[0])], [tangents[0].map { self($0) }])
  }

  func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?] {
    [cotangents[0].map { self($0) }]
  }

  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
    let scaled = operands[0].scalars(as: Float.self).map { Float(factor) * $0 }
    return [TensorValue(scaled, shape: outputs[0].shape)]
  }
}

let slope = grad { x in Scaled(factor: 3)(Scaled(factor: 2)(x)) }
print("slope: \(try slope(Tensor(1.0)))")
print("backends: \(Backends.all.map(\.name))")

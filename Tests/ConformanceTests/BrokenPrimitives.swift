import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import JacobiVmap

// A correct primitive, and primitives that each have one mistake: the drivers must find it.

/// The cube of the operand. `Mistake` says what is wrong with it.
struct Cube<Mistake: CubeMistake>: Primitive {
  static var id: String { "test.cube_\(Mistake.self)" }

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [Mistake.type(operands[0])]
  }
}

/// What a cube is made of. The defaults are right.
protocol CubeMistake: Sendable {
  static func type(_ operand: TensorType) -> TensorType
  static func value(_ x: Double) -> Double
  static func tangent(_ x: Tensor, _ dx: Tensor) -> Tensor
  static func batched(_ operand: Batched) -> Batched
}

extension CubeMistake {
  static func type(_ operand: TensorType) -> TensorType { operand }
  static func value(_ x: Double) -> Double { x * x * x }
  static func tangent(_ x: Tensor, _ dx: Tensor) -> Tensor { Mul()(dx, IntegerPow(exponent: 2)(x).tripled) }
  static func batched(_ operand: Batched) -> Batched { Batched(Cube<Self>()(operand.tensor), axis: operand.axis) }
}

extension Tensor {
  var tripled: Tensor { Add()(Add()(self, self), self) }
}

extension Cube: ReferenceKernel {
  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
    func map<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> TensorValue {
      TensorValue(
        operands[0].scalars(as: Scalar.self).map { Scalar(converting: Mistake.value($0.doubleValue)) },
        shape: operands[0].shape)
    }
    return [map(operands[0].dtype.scalarType)]
  }
}

extension Cube: Differentiable {
  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    ([self(primals[0])], [tangents[0].map { Mistake.tangent(primals[0], $0) }])
  }
}

extension Cube: Batchable {
  func batched(_ operands: [Batched], size: Dimension) throws -> [Batched] { [Mistake.batched(operands[0])] }
}

enum NoMistake: CubeMistake {}

enum WrongDerivative: CubeMistake {
  static func tangent(_ x: Tensor, _ dx: Tensor) -> Tensor { Mul()(dx, Square()(x)) }
}

/// Right at first order; the derivative of the derivative is lost.
enum BarredSecondDerivative: CubeMistake {
  static func tangent(_ x: Tensor, _ dx: Tensor) -> Tensor { Mul()(dx, StopGradient()(Square()(x).tripled)) }
}

/// Has a constant of `float64` whatever the operand is.
enum WideConstant: CubeMistake {
  static func tangent(_ x: Tensor, _ dx: Tensor) -> Tensor {
    Mul()(dx, Mul()(Square()(x), BroadcastInDim(to: x.shape, dimensions: [])(Tensor(3.0 as Double))))
  }
}

/// Right at once, wrong when it is compiled.
enum WrongUnderTracing: CubeMistake {
  static func tangent(_ x: Tensor, _ dx: Tensor) -> Tensor {
    let tangent = NoMistake.tangent(x, dx)
    return x.value == nil ? Neg()(tangent) : tangent
  }
}

/// Swaps the examples.
enum WrongBatching: CubeMistake {
  static func batched(_ operand: Batched) -> Batched {
    Batched(Cube<WrongBatching>()(Rev(axes: [operand.axis!])(operand.tensor)), axis: operand.axis)
  }
}

enum WrongType: CubeMistake {
  static func type(_ operand: TensorType) -> TensorType { operand.with(shape: operand.shape.inserting(1, at: 0)) }
}

/// Reaches for the number of elements.
enum SizeInTypeRule: CubeMistake {
  static func type(_ operand: TensorType) -> TensorType {
    operand.with(shape: Shape(operand.shape.map { $0.known == 3 ? 3 : Dimension(2) }))
  }
}

/// Uses a generator of random numbers without a seed.
enum Undetermined: CubeMistake {
  static func value(_ x: Double) -> Double { x * x * x + Double.random(in: 0...1) }
}

/// A parameter that is lost in the text.
struct Forgetful: Primitive {
  static let id = "test.forgetful"
  var times: Int

  init(times: Int) { self.times = times }
  init(from decoder: any Decoder) throws { times = 1 }
  func encode(to encoder: any Encoder) throws { _ = encoder.container(keyedBy: Key.self) }
  private enum Key: CodingKey {}

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
}

extension Forgetful: ReferenceKernel, ElementwiseBatchable {
  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] { operands }
}

/// Twice the operand. Its transposition triples.
struct WrongTransposition: Primitive {
  static let id = "test.wrong_transposition"
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
}

extension WrongTransposition: ReferenceKernel, ElementwiseBatchable, Differentiable, Transposable {
  func evaluate(_ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
    func map<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> TensorValue {
      TensorValue(
        operands[0].scalars(as: Scalar.self).map { Scalar(converting: 2 * $0.doubleValue) }, shape: operands[0].shape)
    }
    return [map(operands[0].dtype.scalarType)]
  }

  func jvp(primals: [Tensor], tangents: [Tensor?]) throws -> (primals: [Tensor], tangents: [Tensor?]) {
    ([self(primals[0])], [tangents[0].map { self($0) }])
  }

  func transpose(operands: [Transposition.Operand], cotangents: [Tensor?]) throws -> [Tensor?] {
    [cotangents[0].map(\.tripled)]
  }
}

import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

/// A function of several tensors with one result, as the checks take it.
typealias TensorFunction = ([Tensor]) throws -> Tensor

/// Compares forward derivatives with central differences, and reverse derivatives with forward ones, to the given order.
///
/// Inputs that have no derivative, such as indices, are constants.
func checkDerivatives(
  _ name: String, at inputs: [Tensor], order: Int = 2, tolerance: Double = 1e-6, _ f: @escaping TensorFunction,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  var generator = Generator(seed: 7)
  let isVariable = inputs.map { $0.dtype.isInexact }
  let point = zip(inputs, isVariable).compactMap { $1 ? $0 : nil }
  func assembled(_ variables: [Tensor]) -> [Tensor] {
    var remaining = variables[...]
    return zip(inputs, isVariable).map { $1 ? remaining.removeFirst() : $0 }
  }
  try checkDerivatives(
    name, at: point, order: order, tolerance: tolerance, &generator, { try f(assembled($0)) },
    sourceLocation: sourceLocation)
}

private func checkDerivatives(
  _ name: String, at point: [Tensor], order: Int, tolerance: Double, _ generator: inout Generator,
  _ f: @escaping TensorFunction, sourceLocation: Testing.SourceLocation
) throws {
  let direction = point.map { generator.tensor(like: $0.type) }
  let (value, tangent) = try jvp(f, at: point, along: direction)

  // Central differences are off by `step²` from their formula and by `epsilon / step` from rounding.
  let step = 1e-5
  let above = try f(zip(point, direction).map { Add()($0, $1.scaled(by: step)) })
  let below = try f(zip(point, direction).map { Sub()($0, $1.scaled(by: step)) })
  let difference = Sub()(above, below).scaled(by: 0.5 / step)
  let deviation = largest(Sub()(difference, tangent)) / max(1, largest(difference))
  #expect(
    deviation < tolerance, "\(name): difference \(difference), tangent \(tangent)", sourceLocation: sourceLocation)

  let cotangent = generator.tensor(like: value.type)
  let (_, pullback) = try vjp(f, at: point)
  let cotangents = try pullback(cotangent)
  let forward = try pairing([cotangent], [tangent])
  let reverse = try pairing(cotangents, direction)
  #expect(
    abs(forward - reverse) <= 1e-11 * max(1, abs(forward)), "\(name): <ct, Jv> = \(forward), <Jᵀct, v> = \(reverse)",
    sourceLocation: sourceLocation)

  if order > 1 {
    try checkDerivatives(
      "\(name) along a tangent", at: point, order: order - 1, tolerance: tolerance, &generator,
      { try jvp(f, at: $0, along: direction).tangent }, sourceLocation: sourceLocation)
    try checkDerivatives(
      "\(name) pulled back", at: point, order: order - 1, tolerance: tolerance, &generator,
      { try weightedSum(vjp(f, at: $0).pullback(cotangent), direction) }, sourceLocation: sourceLocation)
  }
}

/// Numbers from a fixed seed.
struct Generator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number in -1...1. (The 64-bit linear congruential generator of Knuth's MMIX.)
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int64(bitPattern: state) >> 11) / Double(1 << 52)
  }

  /// A float64 or complex128 tensor with parts between the bounds.
  mutating func tensor(like type: TensorType, in range: ClosedRange<Double> = -1...1) -> Tensor {
    let (middle, half) = ((range.upperBound + range.lowerBound) / 2, (range.upperBound - range.lowerBound) / 2)
    let real = type.with(dtype: type.dtype.realDType)
    func part() -> Tensor {
      let scalars = (0..<type.elementCount).map { _ in middle + half * next() }
      return ConvertElementType(to: real.dtype)(Tensor(scalars, shape: type.shape))
    }
    return type.dtype.isComplex ? MakeComplex()(part(), part()) : part()
  }
}

func f64(_ scalars: [Double], _ shape: Shape? = nil) -> Tensor {
  Tensor(scalars, shape: shape ?? [Dimension(scalars.count)])
}

func f64(_ scalar: Double) -> Tensor { Tensor([scalar], shape: []) }

/// The largest modulus of an element, for messages and comparisons.
func largest(_ x: Tensor) -> Double {
  Abs()(x).scalars(Double.self).map { $0.isNaN ? .infinity : $0 }.max() ?? 0
}

func total(_ x: Tensor) -> Tensor { x.summed(over: Array(0..<x.rank)) }

/// `Re Σ x y` over all elements of all pairs: the pairing of cotangents with tangents.
private func pairing(_ x: [Tensor], _ y: [Tensor]) throws -> Double {
  try weightedSum(x, y).item(Double.self)
}

private func weightedSum(_ x: [Tensor], _ y: [Tensor]) throws -> Tensor {
  var sum = f64(0)
  for (x, y) in zip(x, y) {
    let product = total(Mul()(x, y))
    sum = Add()(sum, product.dtype.isComplex ? Real()(product) : product)
  }
  return sum
}

import JacobiCore
import JacobiReference

/// Carries out a primitive on concrete operands, as eager evaluation does.
func run(_ primitive: some Primitive, _ operands: TensorValue...) throws -> [TensorValue] {
  try run(primitive, operands)
}

func run(_ primitive: some Primitive, _ operands: [TensorValue]) throws -> [TensorValue] {
  let types = operands.map(\.type)
  let outputs = try primitive.outputTypes(for: Operands(types, of: type(of: primitive).id))
  guard let kernel = try ReferenceBackend().kernel(for: primitive, inputs: types) else {
    throw TensorError.missingRule(
      primitive: type(of: primitive).id, rule: "reference", remedy: "", operation: Operation("test"))
  }
  let results = try kernel(operands, outputs)
  guard results.map(\.type) == outputs else {
    throw TensorError.shapeMismatch(
      expected: "\(outputs)", actual: "\(results.map(\.type))", operation: Operation(type(of: primitive).id))
  }
  return results
}

/// The elements of the only result.
func scalars<Scalar: TensorScalar>(_ primitive: some Primitive, _ operands: TensorValue...) throws -> [Scalar] {
  try run(primitive, operands)[0].scalars()
}

func vector<Scalar: TensorScalar>(_ elements: [Scalar]) -> TensorValue {
  TensorValue(elements, shape: [Dimension(elements.count)])
}

extension TensorValue {
  /// The same numbers in another dtype, converted one by one.
  func converted(to dtype: DType) -> TensorValue {
    func read<Source: TensorScalar>(_ source: Source.Type) -> TensorValue {
      func write<Target: TensorScalar>(_ target: Target.Type) -> TensorValue {
        TensorValue(scalars(as: Source.self).map { $0.converted(to: Target.self) }, shape: shape)
      }
      return write(dtype.scalarType)
    }
    return read(self.dtype.scalarType)
  }

  /// The elements as complex numbers, which represent those of every dtype but large integers.
  var complexScalars: [Complex128] { converted(to: .complex128).scalars() }

  /// A tensor of small integers, which every dtype represents exactly, in no order.
  static func scattered(_ dtype: DType, _ shape: Shape, seed: UInt64) -> TensorValue {
    var generator = SplitMix(state: seed)
    let count = shape.elementCount.known ?? 0
    let numbers = (0..<count).map { _ in Int64(generator.next() % 4) }
    return TensorValue(numbers, shape: shape).converted(to: dtype)
  }

  /// All elements equal, any NaN being equal to another; zeros by sign.
  func isIdentical(to other: TensorValue) -> Bool {
    guard type == other.type else { return false }
    func same(_ x: Double, _ y: Double) -> Bool { x.isNaN ? y.isNaN : x == y && x.sign == y.sign }
    if dtype.isInteger || dtype.isBoolean { return self == other }
    return zip(complexScalars, other.complexScalars).allSatisfy { x, y in
      same(x.real, y.real) && same(x.imaginary, y.imaginary)
    }
  }
}

/// A small generator with a fixed seed. (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.)
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Every position of a shape, in row-major order.
func positions(_ sizes: [Int]) -> [[Int]] {
  sizes.reduce([[]]) { prefixes, size in prefixes.flatMap { prefix in (0..<size).map { prefix + [$0] } } }
}

/// The place of a position in row-major order.
func place(_ position: [Int], in sizes: [Int]) -> Int {
  zip(position, sizes).reduce(0) { $0 * $1.1 + $1.0 }
}

let allDTypes = DType.allCases.filter(\.isAvailable)

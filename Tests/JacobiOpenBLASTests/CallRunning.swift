import CJacobiCodegen
import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

/// Carries out a call on memory of its own, as an executable does.
func run(_ call: LibraryCall, _ operands: [TensorValue], outputs: [TensorType]) throws -> [TensorValue] {
  let results = outputs.map(TensorValue.init(uninitialized:))
  // Whatever is not written must be seen.
  for result in results {
    result.buffer.pointer.initializeMemory(as: UInt8.self, repeating: 0xA5, count: result.type.byteCount)
  }
  let scratch = UnsafeMutableRawPointer.allocate(byteCount: max(call.scratchByteCount, 1), alignment: 64)
  scratch.initializeMemory(as: UInt8.self, repeating: 0x5A, count: max(call.scratchByteCount, 1))
  defer { scratch.deallocate() }
  var frame = JacobiFrame(arena: nil, error: nil)
  let status = withExtendedLifetime((operands, results)) {
    call.function(
      Unmanaged.passUnretained(call.context).toOpaque(), &frame, operands.map { UnsafeRawPointer($0.buffer.pointer) },
      results.map(\.buffer.pointer), scratch)
  }
  if status != 0 {
    let failure = Unmanaged<CallFailure>.fromOpaque(frame.error!).takeRetainedValue()
    throw failure.error
  }
  return results
}

/// The results of a library, or `nil` when it has nothing for the operation.
func results(
  of primitive: some Primitive, _ operands: [TensorValue], by library: some OperationLibrary
) throws -> [TensorValue]? {
  let types = operands.map(\.type)
  let outputs = try primitive.outputTypes(for: Operands(types, of: type(of: primitive).id))
  guard let call = try library.call(for: primitive, inputs: types, outputs: outputs) else { return nil }
  return try run(call, operands, outputs: outputs)
}

/// What the specification gives.
func reference(_ primitive: some Primitive, _ operands: [TensorValue]) throws -> [TensorValue] {
  let types = operands.map(\.type)
  let outputs = try primitive.outputTypes(for: Operands(types, of: type(of: primitive).id))
  let kernel = try #require(try ReferenceBackend().kernel(for: primitive, inputs: types))
  return try kernel(operands, outputs)
}

/// Records an issue unless the library gives what the specification does.
///
/// - Parameter tolerance: how far elements may be apart, as a multiple of the dtype's spacing at the largest element.
func expectAgreement(
  of primitive: some Primitive, _ operands: [TensorValue], by library: some OperationLibrary, tolerance: Double = 0,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let expected = try reference(primitive, operands)
  let actual = try #require(
    try results(of: primitive, operands, by: library), "\(library.name) has no \(primitive)",
    sourceLocation: sourceLocation)
  for (x, y) in zip(actual, expected) {
    #expect(
      x.isClose(to: y, tolerance: tolerance), "\(primitive) of \(operands.map(\.type)): \(brief(x)) for \(brief(y))",
      sourceLocation: sourceLocation)
  }
}

private func brief(_ value: TensorValue) -> String { String("\(value)".prefix(600)) }

extension TensorValue {
  /// Whether elements differ by no more than a multiple of the spacing at the largest one; a tolerance of 0 asks for the same
  /// elements, zeros of the same sign, and NaN for NaN.
  func isClose(to other: TensorValue, tolerance: Double) -> Bool {
    guard type == other.type else { return false }
    let (x, y) = (parts, other.parts)
    if tolerance == 0 {
      return zip(x, y).allSatisfy { $0.isNaN ? $1.isNaN : $0 == $1 && $0.sign == $1.sign } && hasEqualIntegers(other)
    }
    let largest = y.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    let spacing = dtype == .float32 || dtype == .complex64 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    return zip(x, y).allSatisfy { x, y in
      y.isFinite ? (x - y).magnitude <= tolerance * spacing * largest : y.isNaN ? x.isNaN : x == y
    }
  }

  /// Integers that `Double` does not hold are compared by their bytes.
  private func hasEqualIntegers(_ other: TensorValue) -> Bool { dtype.isInteger ? self == other : true }

  /// The elements as real numbers, complex ones as two.
  private var parts: [Double] {
    func read<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> [Double] {
      let scalars = scalars(as: Scalar.self)
      if dtype.isComplex {
        return scalars.map { $0.converted(to: Complex128.self) }.flatMap { [$0.real, $0.imaginary] }
      }
      return scalars.map { $0.converted(to: Double.self) }
    }
    return read(dtype.scalarType)
  }

  /// The elements over and over again in a larger shape.
  func repeated(_ sizes: [Int]) -> TensorValue {
    let result = TensorValue(uninitialized: TensorType(dtype, Shape(sizes)))
    var rest = UnsafeMutableRawBufferPointer(start: result.buffer.pointer, count: result.type.byteCount)[...]
    while !rest.isEmpty {
      let count = min(rest.count, type.byteCount)
      UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: .init(rebasing: buffer.bytes.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return result
  }

  /// The same numbers in another dtype.
  func converted(to dtype: DType) -> TensorValue {
    func read<Source: TensorScalar>(_ source: Source.Type) -> TensorValue {
      func write<Target: TensorScalar>(_ target: Target.Type) -> TensorValue {
        TensorValue(scalars(as: Source.self).map { $0.converted(to: Target.self) }, shape: shape)
      }
      return write(dtype.scalarType)
    }
    return read(self.dtype.scalarType)
  }
}

/// A small generator with a fixed seed. (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.)
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// Numbers between -1 and 1 of a dtype; complex ones have both parts.
  mutating func tensor(_ dtype: DType, _ sizes: [Int]) -> TensorValue {
    let count = sizes.reduce(1, *)
    let shape = Shape(sizes)
    if dtype.isComplex {
      let numbers = (0..<count).map { _ in
        Complex128(Double.random(in: -1...1, using: &self), Double.random(in: -1...1, using: &self))
      }
      return TensorValue(numbers, shape: shape).converted(to: dtype)
    }
    return TensorValue((0..<count).map { _ in Double.random(in: -1...1, using: &self) }, shape: shape)
      .converted(to: dtype)
  }
}

let libraryDTypes: [DType] = [.float32, .float64, .complex64, .complex128]

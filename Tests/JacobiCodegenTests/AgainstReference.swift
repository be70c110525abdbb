import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

/// Compiles a program natively, runs it, and compares with the reference backend.
func check(
  _ types: [TensorType], tolerance: Double = 1e-5, fallbacks: Int = 0, _ body: ([Tensor]) throws -> [Tensor],
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let program = try traceProgram(types, name: "test") { try body($0) }.program
  let inputs = types.enumerated().map { sample($0.element, seed: $0.offset) }
  let reference = ReferenceBackend()
  let expected = try reference.compile(program, options: CompileOptions()).run(inputs)
  let count = FallbackCount()
  let compiler = NativeCompiler(
    CompilationContext(libraries: []) { primitive, inputs in
      try #require(try reference.kernel(for: primitive, inputs: inputs))
    } onFallback: { _ in
      count.add()
    })
  let actual = try compiler.compile(program).run(inputs)
  #expect(actual.map(\.type) == expected.map(\.type), sourceLocation: sourceLocation)
  for (a, e) in zip(actual, expected) {
    let difference = largestDifference(a, e)
    #expect(
      difference <= tolerance, "\(a)\n\(e)\n\(try! compiler.fusion(of: program))", sourceLocation: sourceLocation)
  }
  #expect(count.value == fallbacks, sourceLocation: sourceLocation)
}

private final class FallbackCount: @unchecked Sendable {
  var value = 0
  func add() { value += 1 }
}

func sample(_ type: TensorType, seed: Int) -> TensorValue {
  let value = TensorValue(uninitialized: type)
  var state = UInt64(seed &* 7919 &+ 1)
  func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 40) / Double(1 << 24)
  }
  func fill<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ make: (Double) -> Scalar) {
    value.withMutableElements(of: scalar) { elements in
      for index in elements.indices { elements[index] = make(next()) }
    }
  }
  switch type.dtype {
  case .float32: fill(Float.self) { Float(2 * $0 - 1) }
  case .float64: fill(Double.self) { 2 * $0 - 1 }
  case .int32: fill(Int32.self) { (unit: Double) -> Int32 in Int32(unit * 20) - 10 }
  case .int64: fill(Int64.self) { (unit: Double) -> Int64 in Int64(unit * 20) - 10 }
  case .uint8: fill(UInt8.self) { UInt8($0 * 255) }
  case .bool: fill(Bool.self) { $0 < 0.5 }
  case .complex64: fill(Complex64.self) { (unit: Double) -> Complex64 in Complex64(Float(unit), Float(1 - unit)) }
  case .bfloat16: fill(BFloat16.self) { BFloat16(Float($0)) }
  default: preconditionFailure("no sample of \(type)")
  }
  return value
}

private func numbers(_ value: TensorValue) -> [Double] {
  switch value.dtype {
  case .float32: return value.scalars(as: Float.self).map { Double($0) }
  case .float64: return value.scalars(as: Double.self)
  case .int32: return value.scalars(as: Int32.self).map { Double($0) }
  case .int64: return value.scalars(as: Int64.self).map { Double($0) }
  case .uint8: return value.scalars(as: UInt8.self).map { Double($0) }
  case .bool: return value.scalars(as: Bool.self).map { $0 ? 1 : 0 }
  case .bfloat16: return value.scalars(as: BFloat16.self).map { Double(Float($0)) }
  case .complex64: return value.scalars(as: Complex64.self).flatMap { [Double($0.real), Double($0.imaginary)] }
  default: return [.nan]
  }
}

func largestDifference(_ a: TensorValue, _ b: TensorValue) -> Double {
  var largest = 0.0
  for (x, y) in zip(numbers(a), numbers(b)) where x != y && !(x.isNaN && y.isNaN) {
    // A NaN, or an infinity, that only one of them is.
    let difference = abs(x - y) / max(1, abs(y))
    largest = max(largest, difference.isNaN ? .infinity : difference)
  }
  return largest
}

func f32(_ sizes: Int...) -> TensorType { TensorType(.float32, Shape(sizes)) }

/// A compiler that leaves what has no code to the reference backend.
func compiler(onFallback: @escaping @Sendable (String) -> Void = { _ in }) -> NativeCompiler {
  NativeCompiler(
    CompilationContext(libraries: []) { primitive, inputs in
      try #require(try ReferenceBackend().kernel(for: primitive, inputs: inputs))
    } onFallback: {
      onFallback($0)
    })
}

import JacobiCore
import JacobiPrimitives
import JacobiReference

@testable import JacobiCodegen

/// Runs programs natively and with the reference backend.
struct ProgramComparison {
  let reference = ReferenceBackend()

  func expected(_ program: Program, _ inputs: [TensorValue]) throws -> [TensorValue] {
    try reference.compile(program, options: CompileOptions()).run(inputs)
  }

  func compiled(_ program: Program) throws -> any Executable {
    let context = CompilationContext(libraries: []) { [reference] primitive, inputs in
      guard let kernel = try reference.kernel(for: primitive, inputs: inputs) else {
        throw TensorError.executionFailed(reason: "no kernel", operation: Operation("test"))
      }
      return kernel
    }
    return try NativeCompiler(context).compile(program)
  }

  /// What is wrong with the native program; `nil` when its results agree, or when there is nothing to compare with.
  ///
  /// - Parameter isSpoiled: whether inputs have NaN and infinities among numbers as large as those of `RandomSource`.
  func failure(of program: Program, _ inputs: [TensorValue], isSpoiled: Bool = false) -> String? {
    let inputBounds = inputs.map { isSpoiled ? RandomSource.bound($0.dtype) : ValueBound(of: $0) }
    guard let bounds = program.outputBounds(inputBounds),
      let expected = try? expected(program, inputs)
    else { return nil }
    do {
      let native = try compiled(program)
      let first = try native.run(inputs)
      // A second call finds what the first has left in memory.
      for results in [first, try native.run(inputs)] {
        guard results.map(\.type) == expected.map(\.type) else { return "types \(results.map(\.type))" }
        for number in expected.indices {
          if let difference = ProgramComparison.difference(results[number], expected[number], bounds[number].error) {
            return "output \(number), \(expected[number].type): \(difference)"
          }
        }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }

  private static func difference(_ actual: TensorValue, _ expected: TensorValue, _ error: Double) -> String? {
    func check<Number: TensorScalar & Equatable>(_ type: Number.Type, _ isClose: (Number, Number) -> Bool) -> String? {
      let (actual, expected) = (actual.scalars(as: type), expected.scalars(as: type))
      guard let place = expected.indices.first(where: { !isClose(actual[$0], expected[$0]) }) else { return nil }
      return "element \(place) is \(actual[place]) instead of \(expected[place]) ± \(error)"
    }
    func isClose(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) || abs(a - b) <= error }
    switch expected.dtype {
    case .float32: return check(Float.self) { isClose(Double($0), Double($1)) }
    case .float64: return check(Double.self) { isClose($0, $1) }
    case .float16: return check(Float16.self) { isClose(Double($0), Double($1)) }
    case .bfloat16: return check(BFloat16.self) { isClose(Double(Float($0)), Double(Float($1))) }
    case .complex64:
      return check(Complex64.self) {
        isClose(Double($0.real), Double($1.real)) && isClose(Double($0.imaginary), Double($1.imaginary))
      }
    case .complex128:
      return check(Complex128.self) { isClose($0.real, $1.real) && isClose($0.imaginary, $1.imaginary) }
    case .int32: return check(Int32.self, ==)
    case .int64: return check(Int64.self, ==)
    case .uint8: return check(UInt8.self, ==)
    default: return check(Bool.self, ==)
    }
  }
}

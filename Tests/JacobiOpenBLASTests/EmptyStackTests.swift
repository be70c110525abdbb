import JacobiCodegen
import JacobiCore
import JacobiOpenBLAS
import JacobiPrimitives
import Testing

private let library = OpenBLASLibrary()

/// Stacks of no matrices, which may be of any size.
@Suite(.enabled(if: library.problem == nil))
struct EmptyStackTests {
  @Test func emptyStacksOfHugeMatricesAreFactorized() throws {
    let type = TensorType(.float32, Shape([0, 1 << 23, 1 << 23]))
    for primitive in [Cholesky(), LU(), HouseholderFactorization()] as [any Primitive] {
      let outputs = try primitive.outputTypes(for: Operands([type], of: "test"))
      guard let call = try library.call(for: primitive, inputs: [type], outputs: outputs) else { continue }
      let results = try call.kernel([TensorValue(uninitialized: type)], outputs)
      #expect(results.map(\.type) == outputs)
    }
  }

  @Test func emptyStacksOfLongLinesAreTransformed() throws {
    let type = TensorType(.complex64, Shape([0, 1 << 30, 1 << 29]))
    let transform = FourierTransform(.fft, lengths: [Dimension(1 << 29)])
    let outputs = try transform.outputTypes(for: Operands([type], of: "test"))
    guard let call = try library.call(for: transform, inputs: [type], outputs: outputs) else { return }
    #expect(try call.kernel([TensorValue(uninitialized: type)], outputs).map(\.type) == outputs)
  }
}

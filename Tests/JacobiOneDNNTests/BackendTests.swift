import JacobiCodegen
import JacobiCore
import JacobiNative
import JacobiOneDNN
import JacobiPrimitives
import JacobiReference
import Testing

@Suite struct BackendTests {
  @Test func backendsAreKnownByLinking() {
    let names = Set(Backends.all.map(\.name))
    #expect(names.isSuperset(of: ["onednn", "native", "openblas", "reference"]))
  }

  /// The libraries that a backend takes for a convolution of a kind that all have.
  private func fusion(on backend: some NativeBackend) throws -> String {
    let convolution = ConvGeneralDilated(axes: .featuresFirst(rank: 4), motion: [WindowMotion(), WindowMotion()])
    let types = [TensorType(.float32, [4, 16, 9, 9]), TensorType(.float32, [16, 16, 3, 3])]
    let program = try traceProgram(types) { inputs in
      [DotGeneral(contracting: ([1], [1]))(convolution(inputs[0], inputs[1]), inputs[0])]
    }.program
    return try backend.compiler.fusion(of: program)
  }

  @Test(.enabled(if: OneDNNLibrary().problem == nil && ComposedBackend().availability == .available))
  func librariesAreChosenByOperation() throws {
    let composed = try fusion(on: ComposedBackend())
    #expect(composed.contains("call onednn convolution"))
    #expect(composed.contains("call openblas"))
    let alone = try fusion(on: OneDNNBackend())
    #expect(alone.contains("call onednn convolution"))
    #expect(alone.contains("call onednn sgemm"))
  }

  @Test func aPrimitiveWithoutKernelHasNone() throws {
    struct Foreign: Primitive {
      static let id = "test.foreign"
      func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
    }
    #expect(try ComposedBackend().kernel(for: Foreign(), inputs: [TensorType(.float32, [])]) == nil)
  }
}

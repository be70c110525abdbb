import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@Suite struct ParameterTests {
  /// The squares of the elements are infinite, or zero.
  @Test(arguments: [1e200, 1e-200]) func pivotsOfExtremeColumns(size: Double) {
    let matrix = Tensor([1.0, 3, 2, 0, 0, 0].map { $0 * size })
    let results = QR(fullMatrices: false, pivoting: true).results([Reshape(to: [2, 3])(matrix)])
    #expect(results[2].value?.scalars(as: Int32.self).first == 1)
  }

  @Test func numbersAreComparedByTheirBits() {
    #expect(PseudoInverse(relativeTolerance: .nan) == PseudoInverse(relativeTolerance: .nan))
    #expect(PseudoInverse(relativeTolerance: 0) != PseudoInverse(relativeTolerance: -0.0))
    #expect(SymmetricProduct(alpha: .nan) == SymmetricProduct(alpha: .nan))
    #expect(SymmetricProduct(beta: 0) != SymmetricProduct(beta: -0.0))
    #expect(SymmetricProduct(alpha: 2).hashValue == SymmetricProduct(alpha: 2).hashValue)
  }

  /// The product of the sizes that are left overflows.
  @Test func hostFunctionOnAnEmptyBatch() throws {
    let function = HostFunction("nothing") { $0 }
    let batch: Shape = [0, 1_099_511_627_776, 1_099_511_627_776]
    let callback = HostCallback(function, resultTypes: [TensorType(.float32, [])], isPure: true, batch: batch)
    let value = TensorValue([Float](), shape: batch)
    #expect(try callback.run([value], outputs: [value.type])[0].type == value.type)
  }
}

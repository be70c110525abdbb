import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import Testing

@testable import JacobiOneDNN

private let library = OneDNNLibrary()
private let convolutions = OneDNNConvolutions()

/// Convolutions of images with the kernel of 3x3, and what its gradients are made of.
private func images(
  _ form: ConvolutionCase.Form, featuresLast: Bool, groups: Dimension = 1, stride: Int = 1
) -> ConvGeneralDilated {
  let order = featuresLast ? [0, 3, 1, 2] : [0, 1, 2, 3]
  let kernelOrder = featuresLast ? [3, 2, 0, 1] : [0, 1, 2, 3]
  let axes = ConvolutionAxes(input: order, kernel: kernelOrder, output: order)
  func exchanged(_ axes: [Int]) -> [Int] { [axes[1], axes[0]] + axes.dropFirst(2) }
  switch form {
  case .dataGradient:
    let motion = WindowMotion(before: 1, after: Dimension(stride), baseDilation: stride)
    return ConvGeneralDilated(
      axes: ConvolutionAxes(input: order, kernel: exchanged(kernelOrder), output: order), motion: [motion, motion],
      featureGroupCount: groups)
  case .kernelGradient:
    let motion = WindowMotion(before: 1, after: Dimension(2 - stride), windowDilation: stride)
    return ConvGeneralDilated(
      axes: ConvolutionAxes(input: exchanged(order), kernel: exchanged(order), output: exchanged(kernelOrder)),
      motion: [motion, motion], batchGroupCount: groups)
  default:
    let motion = WindowMotion(stride: stride, before: 1, after: 1)
    return ConvGeneralDilated(axes: axes, motion: [motion, motion], featureGroupCount: groups)
  }
}

/// Convolutions as products of matrices.
private struct PackedConvolutions: OperationLibrary {
  let name = "packed"

  func call(for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]) -> LibraryCall? {
    (primitive as? ConvGeneralDilated).flatMap {
      LibraryCall(packed: $0, inputs[0], inputs[1], result: outputs[0], by: OneDNNFunctions())
    }
  }
}

private func shape(_ sizes: [Int], featuresLast: Bool) -> [Int] {
  featuresLast ? [sizes[0], sizes[2], sizes[3], sizes[1]] : sizes
}

@Suite(.enabled(if: library.problem == nil))
struct OneDNNConvolutionTests {
  @Test(arguments: 1...3)
  func randomConvolutionsAgreeWithTheSpecification(spatial: Int) throws {
    var generator = SplitMix(41)
    var counts: [String: Int] = [:]
    for form in ConvolutionCase.Form.allCases {
      for _ in 0..<(spatial == 3 ? 8 : 25) {
        let example = ConvolutionCase(&generator, form, spatial: spatial)
        if example.isEmpty { continue }
        let operands = [generator.tensor(.float32, example.input), generator.tensor(.float32, example.kernel)]
        try expectAgreement(of: example.convolution, operands, by: library, tolerance: example.tolerance)
        let types = operands.map(\.type)
        let outputs = try example.convolution.outputTypes(for: Operands(types, of: ConvGeneralDilated.id))
        let call = try #require(try library.call(for: example.convolution, inputs: types, outputs: outputs))
        counts[call.name, default: 0] += 1
      }
    }
    // All ways were taken, also that for what oneDNN does not have.
    for name in [
      "onednn convolution", "onednn convolution, source", "onednn convolution, weights", "onednn packed convolution",
    ] {
      #expect(counts[name, default: 0] > 0, "\(name): \(counts)")
    }
  }

  /// Sizes for which there are several parts, of which the last one is smaller, and sums of several parts. They are compared
  /// with products of matrices, which the specification takes long for.
  @Test(arguments: [ConvolutionCase.Form.forward, .dataGradient, .kernelGradient], [false, true])
  func batchesInPartsAgreeWithProductsOfMatrices(form: ConvolutionCase.Form, featuresLast: Bool) throws {
    var generator = SplitMix(42)
    let (batch, features, outputs) = (19, 16, 24)
    for stride in [1, 2] {
      let small = stride == 1 ? 14 : 7
      let convolution = images(form, featuresLast: featuresLast, stride: stride)
      let image = shape([batch, features, 14, 14], featuresLast: featuresLast)
      let result = shape([batch, outputs, small, small], featuresLast: featuresLast)
      let weights = featuresLast ? [3, 3, features, outputs] : [outputs, features, 3, 3]
      let sizes =
        switch form {
        case .dataGradient: [result, weights]
        case .kernelGradient: [image, result]
        default: [image, weights]
        }
      let operands = sizes.map { generator.tensor(.float32, $0) }
      let packed = try #require(try results(of: convolution, operands, by: PackedConvolutions()))
      let computed = try #require(try results(of: convolution, operands, by: convolutions))
      // Sums of up to 19 x 14 x 14 terms.
      #expect(computed[0].isClose(to: packed[0], tolerance: 256))
      #expect(try withThreads(1) { try results(of: convolution, operands, by: convolutions) } == computed)
    }
  }

  @Test(arguments: [ConvolutionCase.Form.forward, .dataGradient, .kernelGradient])
  func groupsOfOneFeatureAgreeWithTheSpecification(form: ConvolutionCase.Form) throws {
    var generator = SplitMix(43)
    let convolution = images(form, featuresLast: true, groups: 32)
    let image = [4, 9, 9, 32]
    // The gradient for the source has the features of a group of the result as those of its kernel.
    let weights = [3, 3, form == .dataGradient ? 32 : 1, form == .dataGradient ? 1 : 32]
    let operands = [image, form == .kernelGradient ? image : weights].map { generator.tensor(.float32, $0) }
    try expectAgreement(of: convolution, operands, by: library, tolerance: 256)
  }

  @Test func otherTypesAreLeftToOthers() throws {
    var generator = SplitMix(44)
    let operands = [generator.tensor(.float64, [1, 2, 5]), generator.tensor(.float64, [2, 2, 3])]
    let convolution = ConvGeneralDilated(axes: .featuresFirst(rank: 3), motion: [WindowMotion()])
    #expect(try results(of: convolution, operands, by: library) == nil)
  }

  @Test func productsOfMatricesAgreeWithTheSpecification() throws {
    var generator = SplitMix(45)
    for (m, n, k) in [(65, 33, 40), (1, 50, 30), (50, 1, 30), (1, 1, 70), (20, 30, 1), (130, 5, 300)] {
      for (left, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let dot = DotGeneral(contracting: ([2 - left], [1 + right]), batch: ([0], [0]))
        let operands = [
          generator.tensor(.float32, left == 0 ? [3, m, k] : [3, k, m]),
          generator.tensor(.float32, right == 0 ? [3, k, n] : [3, n, k]),
        ]
        try expectAgreement(of: dot, operands, by: library, tolerance: 8 + 4 * Double(k))
      }
    }
  }
}

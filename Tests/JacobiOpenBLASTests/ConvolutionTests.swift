import JacobiCodegen
import JacobiCore
import JacobiOpenBLAS
import JacobiPrimitives
import Testing

private let library = OpenBLASLibrary()

@Suite(.enabled(if: library.problem == nil))
struct ConvolutionTests {
  @Test(arguments: [DType.float32, .complex128], 0...3)
  func randomConvolutionsAgreeWithTheSpecification(dtype: DType, spatial: Int) throws {
    var generator = SplitMix(21)
    for form in ConvolutionCase.Form.allCases {
      for _ in 0..<(spatial == 3 ? 5 : 15) {
        let example = ConvolutionCase(&generator, form, spatial: spatial)
        if example.isEmpty { continue }
        let operands = [generator.tensor(dtype, example.input), generator.tensor(dtype, example.kernel)]
        try expectAgreement(of: example.convolution, operands, by: library, tolerance: example.tolerance)
      }
    }
  }

  @Test func severalPartsOfTheMatrixAgreeWithTheSpecification() throws {
    var generator = SplitMix(22)
    let convolution = ConvGeneralDilated(
      axes: .featuresFirst(rank: 4), motion: [WindowMotion(before: 1, after: 1), WindowMotion(before: 1, after: 1)])
    let operands = [generator.tensor(.float64, [2, 40, 20, 21]), generator.tensor(.float64, [3, 40, 3, 3])]
    try expectAgreement(of: convolution, operands, by: library, tolerance: 8 * 360)
    let alone = try withThreads(1) { try results(of: convolution, operands, by: library) }
    #expect(try results(of: convolution, operands, by: library) == alone)
  }
}

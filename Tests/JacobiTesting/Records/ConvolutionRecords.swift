import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let convolutions: [OpRecord] = [
    OpRecord(ConvGeneralDilated.self, dtypes: DTypeClass.any.dtypes, tolerance: sum, isLinear: true) { dtype in
      let domain = Domain().specials(.withoutExtremes)
      func convolution(
        _ input: Shape, _ kernel: Shape, _ motion: [WindowMotion], axes: ConvolutionAxes? = nil,
        featureGroups: Dimension = 1, batchGroups: Dimension = 1, elementType: DType? = nil
      ) -> OpCase {
        OpCase(
          ConvGeneralDilated(
            axes: axes ?? .featuresFirst(rank: input.rank), motion: motion, featureGroupCount: featureGroups,
            batchGroupCount: batchGroups, elementType: elementType),
          // Padding may count as zeros, of which infinities of the kernel make NaN, as in XLA.
          [OperandSpec(dtype, input, domain), OperandSpec(dtype, kernel, domain.specials(.none))])
      }
      let featuresLast = ConvolutionAxes(input: [0, 3, 1, 2], kernel: [3, 2, 0, 1], output: [0, 3, 1, 2])
      let mixed = ConvolutionAxes(input: [1, 2, 0], kernel: [1, 0, 2], output: [2, 0, 1])
      let cases = [
        convolution([2, 3, 5], [2, 3, 2], [WindowMotion(before: 1)]),
        convolution(
          [1, 4, 3, 2], [2, 2, 2, 3],
          [
            WindowMotion(stride: 2, before: 1, after: 2, baseDilation: 2),
            WindowMotion(before: -1, after: 2, windowDilation: 2),
          ], axes: featuresLast),
        // The last positions of the input lie under no kernel.
        convolution([6, 1, 2], [2, 1, 3], [WindowMotion(stride: 2, after: -1)], axes: mixed),
        convolution([2, 4, 3], [2, 2, 2], [WindowMotion(stride: 2, before: 1)], featureGroups: 2),
        convolution([4, 2, 3], [4, 2, 2], [WindowMotion(before: 1, windowDilation: 2)], batchGroups: 2),
        convolution([3, 4, 2], [2, 6, 2], [WindowMotion(baseDilation: 2)], axes: mixed, batchGroups: 2),
        convolution([2, 3], [4, 3], []),
        convolution(
          [1, 1, 2, 3, 2], [1, 1, 1, 2, 2], [WindowMotion(), WindowMotion(stride: 2), WindowMotion(after: 1)]),
        convolution([0, 2, 3], [1, 2, 2], [WindowMotion()]),
        convolution([1, 1, 2], [1, 1, 3], [WindowMotion()]),
        convolution([1, 0, 2], [2, 0, 2], [WindowMotion()]),
      ]
      if dtype == .bool || dtype.isComplex { return cases }
      let wide = dtype.isFloating ? DType.float64 : dtype
      return cases + [convolution([1, 2, 3], [2, 2, 2], [WindowMotion(before: 1)], elementType: wide)]
    }
  ]
}

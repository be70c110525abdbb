import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let fourier: [OpRecord] = [
    OpRecord(
      FourierTransform.self, dtypes: [.float32, .float64, .complex64, .complex128],
      tolerance: .normwise(4, because: "each number is a sum of all others times roots of unity, in any order"),
      isLinear: true
    ) { dtype in
      dtype.isComplex ? complexTransforms(dtype) + halfTransforms(dtype) : realTransforms(dtype)
    }
  ]

  private static func complexTransforms(_ dtype: DType) -> [OpCase] {
    [.fft, .ifft].flatMap { kind in
      [([6], 1), ([2, 4, 3], 2), ([2, 3, 2], 3), ([1], 1), ([2, 0], 1)].map { sizes, axes in
        transform(kind, TensorType(dtype, Shape(sizes)), lengths: sizes.suffix(axes))
      }
    }
  }

  private static func realTransforms(_ dtype: DType) -> [OpCase] {
    [([6], 1), ([2, 5], 1), ([4, 3], 2), ([2, 3, 4], 3), ([1], 1), ([0, 2], 1)].map { sizes, axes in
      transform(.rfft, TensorType(dtype, Shape(sizes)), lengths: sizes.suffix(axes))
    }
  }

  private static func halfTransforms(_ dtype: DType) -> [OpCase] {
    [([4], [6]), ([2, 3], [5]), ([4, 3], [4, 4]), ([2, 3, 2], [2, 3, 3]), ([1], [1])].map { sizes, lengths in
      let operand = TensorType(dtype, Shape(sizes.map { Dimension($0) }))
      return OpCase(
        FourierTransform(.irfft, lengths: lengths.map { Dimension($0) }), [OperandSpec(operand, noSpecials)])
    }
  }

  private static func transform(
    _ kind: FourierTransform.Kind, _ operand: TensorType, lengths: ArraySlice<Int>
  ) -> OpCase {
    OpCase([OperandSpec(operand, noSpecials)]) { size in FourierTransform(kind, lengths: lengths.map { size($0) }) }
  }

  /// An infinite or NaN element gives NaN in some places or others, by the order of the sums.
  private static let noSpecials = Domain().specials(.none)
}

import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let contractions: [OpRecord] = [
    OpRecord(DotGeneral.self, dtypes: DTypeClass.any.dtypes, tolerance: sum, isLinear: true) { dtype in
      func product(
        _ left: Shape, _ right: Shape, contracting: ([Int], [Int]), batch: ([Int], [Int]) = ([], []),
        preferredElementType: DType? = nil
      ) -> OpCase {
        let domain = Domain().specials(.withoutExtremes)
        return OpCase(
          DotGeneral(contracting: contracting, batch: batch, preferredElementType: preferredElementType),
          [OperandSpec(dtype, left, domain), OperandSpec(dtype, right, domain)])
      }
      return [
        product([2, 3], [3, 2], contracting: ([1], [0])),
        product([3], [3], contracting: ([0], [0])),
        product([2], [3], contracting: ([], [])),
        product([2, 3, 2], [2, 2, 3], contracting: ([1], [2]), batch: ([2], [0])),
        product([2, 3, 4], [4, 2], contracting: ([2, 0], [0, 1])),
        product([2, 0], [0, 3], contracting: ([1], [0])),
        product([2, 3], [3, 2], contracting: ([1], [0]), preferredElementType: dtype.wideProduct),
      ]
    }
  ]
}

extension DType {
  /// A dtype that products of tensors of this one are asked for in.
  fileprivate var wideProduct: DType? {
    switch self {
    case .bool, .int8, .uint8, .int16: .int32
    case .float16, .bfloat16, .int32: .float32
    case .float32: .float64
    default: nil
    }
  }
}

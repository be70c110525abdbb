import JacobiCore

/// A point of the lattice in which dtypes are promoted: a dtype, or what a number written in the program stands for.
///
/// The lattice is JAX's: https://docs.jax.dev/en/latest/type_promotion.html. Its order is "can take the place of"; two
/// points are promoted to the least one above both.
enum PromotionPoint: Int, CaseIterable {
  // The dtypes, in their order.
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
  case float16, bfloat16, float32, float64, complex64, complex128
  /// A number that takes any dtype of at least its kind.
  case weakInteger, weakFloating, weakComplex

  init(_ dtype: DType, isWeak: Bool) {
    self =
      if !isWeak || dtype.isBoolean {
        PromotionPoint(rawValue: Int(dtype.rawValue))!
      } else if dtype.isInteger {
        .weakInteger
      } else if dtype.isFloating {
        .weakFloating
      } else {
        .weakComplex
      }
  }

  /// The dtype, unless the point is one of the weak ones.
  var dtype: DType? { DType(rawValue: UInt8(rawValue)) }

  /// The next points above this one.
  private var successors: [PromotionPoint] {
    switch self {
    case .bool: [.weakInteger]
    case .weakInteger: [.uint8, .int8]
    case .uint8: [.int16, .uint16]
    case .uint16: [.int32, .uint32]
    case .uint32: [.int64, .uint64]
    case .uint64: [.weakFloating]
    case .int8: [.int16]
    case .int16: [.int32]
    case .int32: [.int64]
    case .int64: [.weakFloating]
    case .weakFloating: [.bfloat16, .float16, .weakComplex]
    case .float16, .bfloat16: [.float32]
    case .float32: [.float64, .complex64]
    case .float64: [.complex128]
    case .weakComplex: [.complex64]
    case .complex64: [.complex128]
    case .complex128: []
    }
  }

  /// This point and all points above it, one bit each.
  private var upperSet: UInt32 {
    successors.reduce(1 << UInt32(rawValue)) { $0 | $1.upperSet }
  }

  /// The least point above both.
  func joined(with other: PromotionPoint) -> PromotionPoint {
    PromotionPoint.joins[rawValue * PromotionPoint.allCases.count + other.rawValue]
  }

  private static let joins: [PromotionPoint] = {
    let upperSets = allCases.map(\.upperSet)
    return upperSets.flatMap { left in
      upperSets.map { right in
        // Of the points above both, the one below all the others.
        allCases[upperSets.firstIndex(of: left & right)!]
      }
    }
  }()
}

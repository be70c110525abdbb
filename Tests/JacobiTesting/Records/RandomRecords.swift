import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let random: [OpRecord] = [
    OpRecord(Threefry2x32.self, dtypes: [.uint32], derivative: .zero) { _ in
      ([[], [5], [2, 3], [0]] as [Shape]).map { shape in
        OpCase(
          Threefry2x32(),
          [OperandSpec](repeating: OperandSpec(.uint32, shape, Domain(0...4_294_967_295)), count: 4))
      }
    },
    // The derivative keeps the quantile of a number; differences would keep the words, which is another function of them.
    OpRecord(RandomGamma.self, dtypes: DTypeClass.floating.dtypes, tolerance: gamma, derivative: .defined) { dtype in
      [false, true].flatMap { isLogarithmic in
        drawings.map { keys, shape in
          OpCase(
            RandomGamma(isLogarithmic: isLogarithmic), [words(keys), OperandSpec(dtype, shape, Domain(0.1...6))])
        }
      }
    },
    OpRecord(RandomPoisson.self, dtypes: [.float32], derivative: .none) { dtype in
      drawings.flatMap { keys, shape in
        [DType.int32, .uint8].map { integer in
          OpCase(RandomPoisson(dtype: integer), [words(keys), OperandSpec(dtype, shape, Domain(0.1...40))])
        }
      }
    },
    OpRecord(RandomBinomial.self, dtypes: DTypeClass.floating.dtypes, derivative: .zero) { dtype in
      drawings.map { keys, shape in
        OpCase(
          RandomBinomial(),
          [words(keys), OperandSpec(dtype, shape, Domain(1...60)), OperandSpec(dtype, shape, Domain(0...1))])
      }
    },
    OpRecord(RngBitGenerator.self, dtypes: [.uint32, .uint64], derivative: .zero) { dtype in
      let state: [Int] = dtype == .uint64 ? [2] : [4]
      let specs = [[], [3]].map { keys in
        OperandSpec(dtype, Shape(keys + state), Domain(0...Double(UInt32.max)))
      }
      return [RngBitGenerator.Algorithm.threefry, .philox].flatMap { algorithm in
        [
          OpCase(RngBitGenerator([2, 3], dtype: .uint32, algorithm: algorithm), [specs[0]]),
          OpCase(RngBitGenerator([5], dtype: .uint64, algorithm: algorithm), [specs[1]]),
          OpCase(RngBitGenerator([], dtype: .uint8, algorithm: algorithm), [specs[1]]),
          OpCase(RngBitGenerator([3, 0], dtype: .uint16, algorithm: algorithm), [specs[0]]),
        ]
      }
    },
  ]

  /// Axes of keys, and shapes of what is drawn with them.
  private static let drawings: [(keys: Shape, shape: Shape)] = [
    ([], []), ([], [5]), ([3], [3, 2]), ([2], [2]), ([], [0, 2]), ([0], [0, 3]),
  ]

  private static func words(_ keys: Shape) -> OperandSpec {
    OperandSpec(.uint32, keys.inserting(2, at: keys.rank), Domain(0...4_294_967_295))
  }

  private static let gamma = Tolerance.ulps(
    64, [.float16: 0, .bfloat16: 0],
    because: "the method divides by a root, for which XLA has an approximation that depends on the processor")

  static let randomLimitations: [Limitation] =
    ([RandomGamma.self, RandomPoisson.self, RandomBinomial.self, RngBitGenerator.self] as [any Primitive.Type]).map {
      Limitation(
        $0, .symbolicSizes,
        because: "a key has two words, a state two or four, and no case is without one; tested in JacobiRandomTests")
    }
}

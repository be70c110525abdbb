import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let indexing = windowed + dynamicSlices

  private static let windowed: [OpRecord] = [
    OpRecord(Gather.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      windows.flatMap { window in
        window.modes.flatMap { mode in
          (mode == .fillOrDrop ? [Gather.Fill.missing, .value(1.5)] : [.missing]).map { fill in
            // NaN, where windows are filled, has no differences.
            let operand = OperandSpec(
              TensorType(dtype, Shape(window.operand)),
              isDifferentiable: dtype.isInexact && (mode != .fillOrDrop || window.isInBounds || fill != .missing))
            return OpCase([operand, window.indexSpec]) { size in
              Gather(
                dimensions: window.dimensions, sliceSizes: window.sliceSizes(size), mode: mode, fill: fill,
                uniqueIndices: window.isUnique)
            }
          }
        }
      }
    },
    scatter(Scatter.self, isLinear: true),
    scatter(ScatterAdd.self, Domain().specials(.withoutExtremes), sum, isLinear: true),
    scatter(ScatterSub.self, Domain().specials(.withoutExtremes), sum, isLinear: true),
    scatter(
      ScatterMul.self, Domain().specials(.withoutExtremes),
      .ulps(4, because: "the order of the multiplications is free, and each one rounds"), isLinear: true),
    scatter(ScatterMin.self, Domain().separated(), isLinear: false),
    scatter(ScatterMax.self, Domain().separated(), isLinear: false),
  ]

  private static let dynamicSlices: [OpRecord] = [
    OpRecord(DynamicSlice.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      [
        OpCase([OperandSpec(dtype, [5]), start(.int32, -2...6)]) { _ in DynamicSlice(sizes: [2]) },
        OpCase([OperandSpec(dtype, [3, 4]), start(.int64, -1...3), start(.int64, -1...1)]) { size in
          DynamicSlice(sizes: [1, size(4)])
        },
        OpCase([OperandSpec(dtype, [3, 4]), start(.uint8, 0...4), start(.int8, -5...5)]) { _ in
          DynamicSlice(sizes: [2, 3])
        },
        OpCase([OperandSpec(dtype, [3, 2]), start(.uint64, 0...4), start(.int32, -1...2)]) { _ in
          DynamicSlice(sizes: [0, 1])
        },
        OpCase(DynamicSlice(sizes: []), [OperandSpec(dtype, [])]),
      ]
    },
    OpRecord(DynamicUpdateSlice.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      func update(_ operand: Shape, _ update: Shape, _ starts: OperandSpec...) -> OpCase {
        OpCase(DynamicUpdateSlice(), [OperandSpec(dtype, operand), OperandSpec(dtype, update)] + starts)
      }
      return [
        update([5], [2], start(.int32, -2...6)),
        update([3, 4], [1, 4], start(.uint16, 0...4), start(.uint16, 0...1)),
        update([3, 4], [2, 3], start(.uint8, 0...4), start(.int64, -5...5)),
        update([3, 2], [0, 1], start(.uint64, 0...4), start(.int32, -1...2)),
        update([], []),
      ]
    },
  ]

  private static func start(_ dtype: DType, _ range: ClosedRange<Int>) -> OperandSpec {
    OperandSpec(dtype, [], .integers(range))
  }

  /// A scatter with all patterns of windows and all modes.
  private static func scatter<P: ScatterPrimitive>(
    _ primitive: P.Type, _ domain: Domain = Domain(), _ tolerance: Tolerance = .exact, isLinear: Bool
  ) -> OpRecord {
    OpRecord(primitive, dtypes: P.accepts.dtypes, tolerance: tolerance, isLinear: isLinear) { dtype in
      windows.flatMap { window in
        window.modes.map { mode in
          OpCase(
            P(dimensions: window.dimensions, mode: mode, uniqueIndices: window.isUnique),
            [
              OperandSpec(dtype, Shape(window.operand), domain), window.indexSpec,
              OperandSpec(dtype, window.updates, domain),
            ])
        }
      }
    }
  }

  /// A pattern of windows, for gather and for scatter.
  private struct Window {
    var operand: [Int]
    var indices: [Int]
    var indexDType: DType = .int32
    /// The positions from which indices are drawn.
    var positions: ClosedRange<Int>
    var dimensions: GatherDimensions
    var sizes: [Int]
    var isInBounds = false
    /// Whether no element belongs to two windows.
    var isUnique = false

    var modes: [OutOfBoundsMode] { isInBounds ? [.clip, .fillOrDrop, .promiseInBounds] : [.clip, .fillOrDrop] }
    var indexSpec: OperandSpec { OperandSpec(indexDType, Shape(indices), .integers(positions)) }

    /// The sizes of the windows; those of the whole axis stand for that size.
    func sliceSizes(_ size: OpCase.Sizes) -> [Dimension] {
      zip(sizes, operand).map { $0 == $1 ? size($0) : Dimension($0) }
    }

    /// The shape of the updates of a scatter.
    var updates: Shape {
      let window = dimensions.windowAxes(rank: operand.count).map { sizes[$0] }
      var batch = indices.dropLast()[...]
      var remaining = window[...]
      return Shape(
        (0..<batch.count + window.count).map { axis in
          dimensions.offset.contains(axis) ? remaining.removeFirst() : batch.removeFirst()
        })
    }
  }

  private static let windows: [Window] = [
    // Rows, some of them twice.
    Window(
      operand: [3, 2], indices: [4, 1], positions: 0...2,
      dimensions: GatherDimensions(offset: [1], collapsed: [0], start: [0]), sizes: [1, 2], isInBounds: true),
    // Windows of two axes that reach over the edges.
    Window(
      operand: [3, 4], indices: [2, 2], indexDType: .int64, positions: -2...4,
      dimensions: GatherDimensions(offset: [0, 2], collapsed: [], start: [1, 0]), sizes: [2, 3]),
    // Single elements along with the batch.
    Window(
      operand: [2, 3], indices: [2, 2, 1], positions: -1...3,
      dimensions: GatherDimensions(
        offset: [], collapsed: [1], operandBatching: [0], startIndexBatching: [0], start: [1]), sizes: [1, 1]),
    // One window; no windows.
    Window(
      operand: [5], indices: [1], indexDType: .uint8, positions: 0...3,
      dimensions: GatherDimensions(offset: [0], collapsed: [], start: [0]), sizes: [2], isInBounds: true,
      isUnique: true),
    Window(
      operand: [3, 2], indices: [0, 1], positions: 0...2,
      dimensions: GatherDimensions(offset: [1], collapsed: [0], start: [0]), sizes: [1, 2], isInBounds: true),
  ]
}

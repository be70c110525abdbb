import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let indexing: [OpRecord] = [
    OpRecord(Gather.self, dtypes: DTypeClass.any.dtypes, isLinear: true) { dtype in
      windows.flatMap { window in
        window.modes.map { mode in
          // NaN, where windows are filled, has no differences.
          let operand = OperandSpec(
            TensorType(dtype, Shape(window.operand)),
            isDifferentiable: dtype.isInexact && (mode != .fillOrDrop || window.isInBounds))
          return OpCase([operand, window.indexSpec]) { size in
            Gather(dimensions: window.dimensions, sliceSizes: window.sliceSizes(size), mode: mode)
          }
        }
      }
    },
    OpRecord(ScatterAdd.self, dtypes: DTypeClass.numeric.dtypes, tolerance: sum, isLinear: true) { dtype in
      let domain = Domain().specials(.withoutExtremes)
      return windows.flatMap { window in
        window.modes.map { mode in
          OpCase(
            ScatterAdd(dimensions: window.dimensions, mode: mode),
            [
              OperandSpec(dtype, Shape(window.operand), domain), window.indexSpec,
              OperandSpec(dtype, window.updates, domain),
            ])
        }
      }
    },
  ]

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
      dimensions: GatherDimensions(offset: [0], collapsed: [], start: [0]), sizes: [2], isInBounds: true),
    Window(
      operand: [3, 2], indices: [0, 1], positions: 0...2,
      dimensions: GatherDimensions(offset: [1], collapsed: [0], start: [0]), sizes: [1, 2], isInBounds: true),
  ]
}

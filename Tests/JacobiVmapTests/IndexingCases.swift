import JacobiCore
import JacobiPrimitives

/// Windows: rows, columns, blocks, blocks of which some lie outside, and windows paired with batch axes.
private struct Windows {
  var dimensions: GatherDimensions
  var operand: Shape
  var indices: Shape
  var window: [Dimension]
  /// The shape of what is gathered, or of the updates to scatter.
  var result: Shape

  static let all = [
    Windows(
      dimensions: GatherDimensions(offset: [1], collapsed: [0], start: [0]), operand: [4, 3], indices: [5, 1],
      window: [1, 3], result: [5, 3]),
    Windows(
      dimensions: GatherDimensions(offset: [0], collapsed: [1], start: [1]), operand: [3, 4], indices: [5, 1],
      window: [3, 1], result: [3, 5]),
    Windows(
      dimensions: GatherDimensions(offset: [], collapsed: [0, 1], start: [0, 1]), operand: [4, 4], indices: [2, 3, 2],
      window: [1, 1], result: [2, 3]),
    Windows(
      dimensions: GatherDimensions(offset: [0, 2], collapsed: [], start: [1, 0]), operand: [4, 4], indices: [5, 2],
      window: [2, 3], result: [2, 5, 3]),
    Windows(
      dimensions: GatherDimensions(offset: [0], collapsed: [], start: [0]), operand: [4], indices: [1], window: [2],
      result: [2]),
    Windows(
      dimensions: GatherDimensions(
        offset: [2], collapsed: [1], operandBatching: [0], startIndexBatching: [1], start: [1]), operand: [2, 4, 3],
      indices: [5, 2, 1], window: [1, 1, 3], result: [5, 2, 3]),
  ]

  func indexOperand(_ mode: OutOfBoundsMode) -> RuleCase.Operand {
    RuleCase.Operand(.int32, indices, in: mode == .promiseInBounds ? 0...1 : -2...5)
  }
}

private let modes: [OutOfBoundsMode] = [.clip, .fillOrDrop, .promiseInBounds]

extension RuleCase {
  static let gathers: [RuleCase] = Windows.all.flatMap { windows in
    modes.map { mode in
      RuleCase(
        Gather(dimensions: windows.dimensions, sliceSizes: windows.window, mode: mode), Operand(windows.operand),
        windows.indexOperand(mode))
    }
      + [
        RuleCase(
          Gather(dimensions: windows.dimensions, sliceSizes: windows.window, fill: .zero), Operand(windows.operand),
          windows.indexOperand(.fillOrDrop))
      ]
  }

  static let scatters: [RuleCase] = standardPrimitives.flatMap { primitive in
    (primitive as? any ScatterPrimitive.Type).map { scatters($0) } ?? []
  }

  private static func scatters<P: ScatterPrimitive>(_ primitive: P.Type) -> [RuleCase] {
    Windows.all.flatMap { windows in
      modes.map { mode in
        RuleCase(
          P(dimensions: windows.dimensions, mode: mode), Operand(.int32, windows.operand, in: -9...9),
          windows.indexOperand(mode), Operand(.int32, windows.result, in: -9...9))
      }
    }
  }

  static let dynamicSlices: [RuleCase] = [
    RuleCase(DynamicSlice(sizes: [2, 3]), Operand([4, 4]), start(.int32), start(.int32)),
    RuleCase(DynamicSlice(sizes: [2]), Operand([4]), start(.int8)),
    RuleCase(DynamicSlice(sizes: [4, 0]), Operand([4, 4]), start(.int64), start(.int32)),
    RuleCase(DynamicSlice(sizes: []), Operand([])),
    RuleCase(DynamicUpdateSlice(), Operand([4, 4]), Operand([2, 3]), start(.int32), start(.int32)),
    RuleCase(DynamicUpdateSlice(), Operand([4]), Operand([2]), start(.int16)),
    RuleCase(DynamicUpdateSlice(), Operand([]), Operand([])),
  ]

  private static func start(_ dtype: DType) -> Operand { Operand(dtype, [], in: -2...5) }
}

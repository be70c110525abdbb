import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let layout: [OpRecord] = [
    .layout(Reshape.self) { dtype in
      [
        OpCase([OperandSpec(dtype, [2, 3])]) { size in Reshape(to: [size(2) * size(3)]) },
        OpCase([OperandSpec(dtype, [6, 2])]) { size in Reshape(to: [1, size(2), 1, size(6)]) },
        OpCase(Reshape(to: [2, 2]), [OperandSpec(dtype, [4])]),
        OpCase(Reshape(to: []), [OperandSpec(dtype, [1, 1])]),
        OpCase(Reshape(to: [3, 0]), [OperandSpec(dtype, [0, 2])]),
      ]
    },
    .layout(Transpose.self) { dtype in
      [[1, 0], [2, 0, 1], [0, 2, 1], [0], []].map { permutation in
        OpCase(Transpose(permutation: permutation), [OperandSpec(dtype, Shape([2, 3, 4].prefix(permutation.count)))])
      } + [OpCase(Transpose(permutation: [1, 0]), [OperandSpec(dtype, [0, 2])])]
    },
    .layout(BroadcastInDim.self) { dtype in
      [
        OpCase([OperandSpec(dtype, [3])]) { size in BroadcastInDim(to: [2, size(3)], dimensions: [1]) },
        OpCase([OperandSpec(dtype, [2, 1])]) { size in BroadcastInDim(to: [size(2), 4, 3], dimensions: [0, 2]) },
        OpCase(BroadcastInDim(to: [2, 2], dimensions: []), [OperandSpec(dtype, [])]),
        OpCase([OperandSpec(dtype, [2])]) { size in BroadcastInDim(to: [0, size(2)], dimensions: [1]) },
      ]
    },
    .layout(Rev.self) { dtype in
      [[0], [1, 0], [], [1]].map { OpCase(Rev(axes: $0), [OperandSpec(dtype, [2, 3])]) }
        + [OpCase(Rev(axes: [0]), [OperandSpec(dtype, [0, 2])])]
    },
    OpRecord(Iota.self, dtypes: DTypeClass.numeric.dtypes, derivative: .zero) { dtype in
      [([4], 0), ([2, 3], 0), ([2, 3], 1), ([0, 2], 1)].map { OpCase(Iota(TensorType(dtype, $0), axis: $1), []) }
    },
    .layout(Slice.self) { dtype in
      [
        OpCase([OperandSpec(dtype, [5])]) { size in Slice(starts: [1], limits: [size(5)], strides: [2]) },
        OpCase([OperandSpec(dtype, [3, 4])]) { size in Slice(starts: [0, 1], limits: [size(3), size(4)]) },
        OpCase(Slice(starts: [1, 0], limits: [3, 3], strides: [1, 3]), [OperandSpec(dtype, [4, 5])]),
        OpCase(Slice(starts: [2], limits: [2]), [OperandSpec(dtype, [3])]),
        OpCase(Slice(starts: [], limits: []), [OperandSpec(dtype, [])]),
      ]
    },
    .layout(Concatenate.self) { dtype in
      [
        OpCase(Concatenate(axis: 1), [OperandSpec(dtype, [2, 3]), OperandSpec(dtype, [2, 1])]),
        OpCase(Concatenate(axis: 0), [OperandSpec(dtype, [2]), OperandSpec(dtype, [0]), OperandSpec(dtype, [3])]),
        OpCase(Concatenate(axis: 0), [OperandSpec(dtype, [2, 2])]),
      ]
    },
    .layout(Split.self) { dtype in
      [
        OpCase([OperandSpec(dtype, [5])]) { size in Split(sizes: [1, size(5) - 1], axis: 0) },
        OpCase(Split(sizes: [1, 0, 2], axis: 1), [OperandSpec(dtype, [2, 3])]),
        OpCase([OperandSpec(dtype, [2, 3])]) { size in Split(sizes: [size(2)], axis: 0) },
        OpCase(Split(sizes: [2, 2], axis: 1), [OperandSpec(dtype, [0, 4])]),
      ]
    },
    .layout(Pad.self) { dtype in
      func pad(_ shape: Shape, _ widths: (Int, Int, Int)...) -> OpCase {
        let widths = widths.map { Pad.Widths(before: Dimension($0.0), after: Dimension($0.1), interior: $0.2) }
        return OpCase(Pad(widths: widths), [OperandSpec(dtype, shape), OperandSpec(dtype, [])])
      }
      return [
        pad([3], (1, 2, 0)), pad([2, 3], (0, 1, 2), (1, 0, 1)), pad([4, 2], (-1, -2, 0), (1, -1, 0)),
        pad([4], (-2, 1, 1)), pad([0], (1, 1, 3)), pad([]),
      ]
    },
  ]
}

extension OpRecord {
  /// An operation that moves elements: exact, for all dtypes, and linear.
  fileprivate static func layout(
    _ primitive: any Primitive.Type, _ cases: @escaping @Sendable (DType) -> [OpCase]
  ) -> OpRecord {
    OpRecord(primitive, dtypes: DTypeClass.any.dtypes, isLinear: true, cases: cases)
  }
}

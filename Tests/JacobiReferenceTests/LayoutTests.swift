import JacobiCore
import JacobiPrimitives
import Testing

/// Each primitive against its definition, element by element, for every dtype.
@Suite struct LayoutTests {
  /// A result whose element at each position is the operand's element at the position that `source` tells.
  private func expect(
    _ primitive: some Primitive, _ x: TensorValue, elementAt source: ([Int]) -> [Int]
  ) throws {
    let result = try run(primitive, x)[0]
    let numbers = x.complexScalars
    let expected = positions(result.shape.sizes).map { numbers[place(source($0), in: x.shape.sizes)] }
    #expect(result.complexScalars == expected, "\(primitive) of \(x.type)")
  }

  @Test(arguments: allDTypes) func transposes(dtype: DType) throws {
    let x = TensorValue.scattered(dtype, [2, 3, 4], seed: 1)
    for permutation in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
      try expect(Transpose(permutation: permutation), x) { position in
        permutation.indices.map { axis in position[permutation.firstIndex(of: axis)!] }
      }
    }
    let scalar = TensorValue.scattered(dtype, [], seed: 1)
    #expect(try run(Transpose(permutation: []), scalar)[0] == scalar)
    let empty = TensorValue.scattered(dtype, [0, 3], seed: 1)
    #expect(try run(Transpose(permutation: [1, 0]), empty)[0].shape == [3, 0])
  }

  @Test(arguments: allDTypes) func broadcasts(dtype: DType) throws {
    let x = TensorValue.scattered(dtype, [3, 1], seed: 2)
    try expect(BroadcastInDim(to: [2, 3, 4], dimensions: [1, 2]), x) { [$0[1], 0] }
    try expect(BroadcastInDim(to: [3, 5, 1], dimensions: [0, 2]), x) { [$0[0], 0] }
    let scalar = TensorValue.scattered(dtype, [], seed: 2)
    try expect(BroadcastInDim(to: [2, 2], dimensions: []), scalar) { _ in [] }
    #expect(try run(BroadcastInDim(to: [0, 3], dimensions: []), scalar)[0].shape == [0, 3])
    #expect(try run(BroadcastInDim(to: [], dimensions: []), scalar)[0] == scalar)
  }

  @Test(arguments: allDTypes) func reversesAndSlices(dtype: DType) throws {
    let x = TensorValue.scattered(dtype, [5, 4, 3], seed: 3)
    try expect(Rev(axes: [0, 2]), x) { [4 - $0[0], $0[1], 2 - $0[2]] }
    try expect(Rev(axes: []), x) { $0 }
    try expect(Slice(starts: [1, 0, 2], limits: [5, 4, 3], strides: [2, 3, 1]), x) { [1 + 2 * $0[0], 3 * $0[1], 2] }
    #expect(try run(Slice(starts: [5, 0, 0], limits: [5, 4, 3]), x)[0].shape == [0, 4, 3])
    let empty = TensorValue.scattered(dtype, [0, 3], seed: 3)
    #expect(try run(Rev(axes: [0, 1]), empty)[0].shape == [0, 3])
    #expect(try run(Slice(starts: [0, 1], limits: [0, 2]), empty)[0].shape == [0, 1])
    try expect(Reshape(to: [3, 20]), x) { position in
      let index = place(position, in: [3, 20])
      return [index / 12, index / 3 % 4, index % 3]
    }
  }

  @Test(arguments: allDTypes) func concatenates(dtype: DType) throws {
    let parts = [2, 0, 3].enumerated().map { TensorValue.scattered(dtype, [2, Dimension($1), 2], seed: UInt64($0)) }
    let result = try run(Concatenate(axis: 1), parts)[0]
    #expect(result.shape == [2, 5, 2])
    let numbers = parts.map(\.complexScalars)
    let expected = positions([2, 5, 2]).map { at in
      at[1] < 2 ? numbers[0][place(at, in: [2, 2, 2])] : numbers[2][place([at[0], at[1] - 2, at[2]], in: [2, 3, 2])]
    }
    #expect(result.complexScalars == expected)
  }

  @Test(arguments: allDTypes) func pads(dtype: DType) throws {
    let widths = [(1, 2, 0), (0, 0, 2), (-1, 1, 1), (-3, -1, 2), (2, -4, 3), (-9, 9, 0), (3, -3, 1)]
    for size in [0, 1, 4] {
      let x = TensorValue.scattered(dtype, [Dimension(size), 2], seed: 5)
      let filler = vector([1.0]).converted(to: dtype).reshaped([])
      for (before, after, interior) in widths where size + max(size - 1, 0) * interior + before + after >= 0 {
        let width = Pad.Widths(before: Dimension(before), after: Dimension(after), interior: interior)
        let result = try run(Pad(widths: [width, Pad.Widths()]), x, filler)[0]
        let expected = positions(result.shape.sizes).map { at -> Complex128 in
          let offset = at[0] - before
          let isElement = offset >= 0 && offset % (interior + 1) == 0 && offset / (interior + 1) < size
          return isElement ? x.complexScalars[place([offset / (interior + 1), at[1]], in: [size, 2])] : 1
        }
        #expect(result.complexScalars == expected, "\(size) elements, \(width)")
      }
    }
  }

  @Test(arguments: allDTypes.filter { $0 != .bool }) func counts(dtype: DType) throws {
    let result = try run(Iota(TensorType(dtype, [2, 3, 2]), axis: 1))[0]
    #expect(result.complexScalars == [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2])
    #expect(try run(Iota(TensorType(dtype, [0, 3]), axis: 1))[0].elementCount == 0)
  }

  @Test func countsPastTheEndOfAByte() throws {
    let result: [Int8] = try scalars(Iota(TensorType(.int8, [130]), axis: 0))
    #expect(result.suffix(3) == [127, -128, -127])
  }
}

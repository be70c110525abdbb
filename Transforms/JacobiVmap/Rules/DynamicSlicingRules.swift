import JacobiCore
import JacobiPrimitives

// With starts that all examples share, the batch axis is one more axis, taken whole. Otherwise the parts are the windows of
// a gather or scatter, whose index vectors are the starts.

extension Batching {
  static let dynamicSlicingRules = RuleTable<Batching> { table in
    table.add(DynamicSlice.self) { slice, operands, size in
      let (x, starts) = (operands[0], Array(operands[1...]))
      if starts.contains(where: \.isBatched) {
        let gather = Gather(dimensions: windows(rank: x.rank), sliceSizes: slice.sizes, mode: .clip)
        return [batched(gather, x, indexVectors(starts, size), size)]
      }
      let axis = x.axis ?? 0
      var sizes = slice.sizes
      sizes.insert(size, at: axis)
      return [Batched(DynamicSlice(sizes: sizes).results([x.tensor] + whole(starts, axis))[0], axis: axis)]
    }
    table.add(DynamicUpdateSlice.self) { slice, operands, size in
      let (x, update, starts) = (operands[0], operands[1], Array(operands[2...]))
      if starts.contains(where: \.isBatched) {
        let scatter = Scatter(dimensions: windows(rank: x.rank), mode: .clip, uniqueIndices: true)
        return [batched(scatter, x, indexVectors(starts, size), update, size)]
      }
      let axis = [x, update].commonAxis
      let results = slice.results([x, update].placed(at: axis, size: size) + whole(starts, axis))
      return [Batched(results[0], axis: axis)]
    }
  }

  /// One window that has all axes of the operand.
  private static func windows(rank: Int) -> GatherDimensions {
    GatherDimensions(offset: Array(0..<rank), collapsed: [], start: Array(0..<rank))
  }

  /// The starts of one example and one more, at the beginning of the batch axis.
  private static func whole(_ starts: [Batched], _ axis: Int) -> [Tensor] {
    var tensors = starts.map(\.tensor)
    tensors.insert(.zeros(TensorType(tensors.first?.dtype ?? .int32, [])), at: axis)
    return tensors
  }

  /// For each example the vector of its starts.
  private static func indexVectors(_ starts: [Batched], _ size: Dimension) -> Batched {
    let isMixed = starts.contains { $0.tensor.dtype != starts[0].tensor.dtype }
    let columns = starts.map { start in
      let column = Reshape(to: [size, 1])(start.leading(size: size))
      return isMixed ? wide(column) : column
    }
    return Batched(Concatenate(axis: 1).results(columns)[0], axis: 0)
  }

  /// Starts as `int64`; those that it does not hold lie beyond every axis, and so does what stands for them.
  private static func wide(_ starts: Tensor) -> Tensor {
    let limited = starts.dtype == .uint64 ? Min()(starts, starts.constant(0x1p62)) : starts
    return ConvertElementType(to: .int64)(limited)
  }
}

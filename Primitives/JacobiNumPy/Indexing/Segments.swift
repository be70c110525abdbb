import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The sums of the rows that belong to each of several segments.
  ///
  ///     let x: Tensor = [1.0, 2.0, 3.0, 4.0]
  ///     x.segmentSum(Tensor([0, 2, 0, 7]), count: 3)  // [4. 0. 2.]
  ///
  /// - Parameters:
  ///   - ids: integers, the segment of each row; rows of segments out of range, negative ones too, belong to none.
  ///   - count: how many segments there are; by default one more than the largest of `ids`, which must then be known.
  /// - Returns: a row for each segment; 0 for one without rows.
  public func segmentSum(_ ids: Tensor, count: Int? = nil) -> Tensor {
    segmented(ids, count, ScatterAdd.self, named: "segmentSum") { Tensor.zeros($0.shape, dtype: $0.dtype) }
  }

  /// The products of the rows that belong to each of several segments; 1 for a segment without rows.
  ///
  ///     let x: Tensor = [1.0, 2.0, 3.0, 4.0]
  ///     x.segmentProd(Tensor([0, 2, 0, 2]), count: 3)  // [3. 1. 8.]
  ///
  /// - Parameters:
  ///   - ids: the segment of each row; see ``segmentSum(_:count:)``.
  ///   - count: how many segments there are.
  public func segmentProd(_ ids: Tensor, count: Int? = nil) -> Tensor {
    segmented(ids, count, ScatterMul.self, named: "segmentProd") { Tensor.ones($0.shape, dtype: $0.dtype) }
  }

  /// The largest elements of the rows that belong to each of several segments; of a segment without rows the smallest value
  /// of the dtype.
  ///
  ///     let x: Tensor = [1.0, 2.0, 3.0, 4.0]
  ///     x.segmentMax(Tensor([0, 2, 0, 2]), count: 3)  // [ 3. -inf 4.]
  ///
  /// - Parameters:
  ///   - ids: the segment of each row; see ``segmentSum(_:count:)``.
  ///   - count: how many segments there are.
  public func segmentMax(_ ids: Tensor, count: Int? = nil) -> Tensor {
    segmented(ids, count, ScatterMax.self, named: "segmentMax") { extremes($0) { ReduceMax(axes: [0])($0) } }
  }

  /// The smallest elements of the rows that belong to each of several segments; of a segment without rows the largest value
  /// of the dtype.
  ///
  ///     let x: Tensor = [1.0, 2.0, 3.0, 4.0]
  ///     x.segmentMin(Tensor([0, 2, 0, 2]), count: 3)  // [ 1. inf 2.]
  ///
  /// - Parameters:
  ///   - ids: the segment of each row; see ``segmentSum(_:count:)``.
  ///   - count: how many segments there are.
  public func segmentMin(_ ids: Tensor, count: Int? = nil) -> Tensor {
    segmented(ids, count, ScatterMin.self, named: "segmentMin") { extremes($0) { ReduceMin(axes: [0])($0) } }
  }

  private func segmented<P: ScatterPrimitive>(
    _ ids: Tensor, _ count: Int?, _ scatter: P.Type, named name: String, _ initial: (TensorType) -> Tensor
  ) -> Tensor {
    if isInvalid || ids.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      guard rank >= ids.rank, ids.dtype.isInteger else {
        throw .invalidArgument(
          name: "ids", expected: "integers, one for each row", actual: "\(ids.type)",
          operation: Operation(name, operands: [type, ids.type]))
      }
      let segmentCount = if let count { count } else { try ids.segmentCount(named: name) }
      let rows = shape.dimensions[ids.rank...]
      let dimensions = GatherDimensions(
        offset: Array(ids.rank..<rank), collapsed: [0], start: [0])
      return P(dimensions: dimensions)(
        initial(type.with(shape: Shape([Dimension(segmentCount)] + rows))), ids.expandedDimensions(axis: -1),
        asType(dtype))
    }
  }

  /// One more than the largest of these segments.
  private func segmentCount(named name: String) throws(TensorError) -> Int {
    guard value != nil else {
      throw .invalidArgument(
        name: "count", expected: "the number of segments, since `ids` are not known here", actual: "nil",
        operation: Operation(name, operands: [type]))
    }
    return shape.elementCount.known == 0 ? 0 : Swift.max(0, self.max().item(Int.self) + 1)
  }
}

/// What the extreme element of nothing is, everywhere.
private func extremes(_ type: TensorType, _ reduction: (Tensor) -> Tensor) -> Tensor {
  reduction(Tensor.zeros([0], dtype: type.dtype)).broadcast(to: type.shape)
}

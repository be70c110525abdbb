import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// Throws unless this mask has the sizes of the axes of a tensor from `axis` on.
  func requireMask(of type: TensorType, from axis: Int) throws(TensorError) {
    let operation = { Operation("[]", operands: [type, self.type]) }
    guard rank > 0, axis + rank <= type.rank else {
      throw .shapeMismatch(
        expected: "a mask for some of the \(type.rank) axes of \(type)", actual: "\(self.type)", operation: operation())
    }
    let axes = Shape(type.shape.dimensions[axis..<axis + rank])
    for (size, other) in zip(shape.dimensions, axes.dimensions) {
      guard let isEqual = Dimension.decide(size, .equal, other) else {
        throw .undecidableDimension(comparison: "\(size) == \(other)", operation: operation())
      }
      guard isEqual else {
        throw .shapeMismatch(expected: "a mask of shape \(axes)", actual: "\(shape)", operation: operation())
      }
    }
  }

  /// For each axis of this mask the positions where it is true, in row-major order.
  ///
  /// - Throws: an error when the elements are not known, since their number would be the size of a result.
  func truePositions(for type: TensorType) throws(TensorError) -> [Tensor] {
    guard let value else {
      throw .invalidArgument(
        name: "mask",
        expected: "a mask whose elements are known here (else choose with `which(mask, a, b)`, assign one value with "
          + "`x[mask] = a`, or take a known number with `compressed(where:size:)` or `nonzero(size:)`)",
        actual: "a traced \(self.type)", operation: Operation("[]", operands: [type, self.type]))
    }
    let strides = shape.strides
    let sizes = shape.sizes
    let found = value.withElements(of: Bool.self) { truths in truths.indices.filter { truths[$0] } }
    return shape.indices.map { axis in
      let positions = found.map { Int64($0 / strides[axis] % sizes[axis]) }
      return Tensor(TensorValue(positions, shape: [Dimension(positions.count)]))
        .asType(sizes[axis] <= Int(Int32.max) ? .int32 : .int64)
    }
  }
}

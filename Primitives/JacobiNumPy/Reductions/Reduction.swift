import JacobiCore
import JacobiPrimitives

/// Which axes an operation takes together.
package enum ReducedAxes {
  case all
  case some([Int])

  package init(_ axis: Int?) {
    self = axis.map { .some([$0]) } ?? .all
  }

  /// The positions of the axes in ascending order.
  func positions(in tensor: Tensor, named name: String) throws(TensorError) -> [Int] {
    switch self {
    case .all: Array(0..<tensor.rank)
    case .some(let axes): try tensor.positions(ofAxes: axes, named: name).sorted()
    }
  }
}

extension Tensor {
  /// The tensor with some axes taken together by a primitive.
  ///
  /// - Parameters:
  ///   - dtype: in which to compute; by default that of the tensor.
  ///   - keepDims: whether the axes stay, with size 1.
  package func reduced<Reduction: ReductionPrimitive>(
    by reduction: Reduction.Type, _ axes: ReducedAxes, keepDims: Bool, in dtype: DType? = nil, named name: String
  ) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let positions = try axes.positions(in: self, named: name)
      let operand = converted(to: Promotion(dtype ?? self.dtype, isWeak: isWeaklyTyped))
      // Without axes there is nothing to take together, but the dtype may change.
      let result = positions.isEmpty ? operand : Reduction(axes: positions)(operand)
      return keepDims ? result.restoringAxes(positions, of: shape) : result
    }
  }

  /// The result of a reduction with the axes that it has taken together put back with size 1.
  func restoringAxes(_ positions: [Int], of shape: Shape) -> Tensor {
    if isInvalid || positions.isEmpty { return self }
    return Reshape(to: Shape(shape.indices.map { positions.contains($0) ? 1 : shape.dimensions[$0] }))(self)
  }

  /// Reports when there is not at least one element along the axes, without which an operation has no result.
  func requireElements(along axes: ReducedAxes, named name: String) -> Bool {
    // An invalid tensor, or a wrong axis, is left to the reduction itself.
    let positions = isInvalid ? [] : (try? axes.positions(in: self, named: name)) ?? []
    if positions.allSatisfy({ shape.dimensions[$0].known != 0 }) { return true }
    report(
      .shapeMismatch(
        expected: "at least one element along the axes \(positions)", actual: "\(type)",
        operation: Operation(name, operands: [type])))
    return false
  }

  /// The number of elements along some axes in a dtype, a scalar; of a mask the numbers of those that take part, with the
  /// axes put back.
  func elementCount(along positions: [Int], where mask: Tensor? = nil, as dtype: DType) -> Tensor {
    guard let mask else { return Tensor(Shape(positions.map { shape.dimensions[$0] }).elementCount).asType(dtype) }
    let counted = mask.truth.broadcast(to: shape).asType(dtype)
    return counted.isInvalid || positions.isEmpty
      ? counted : ReduceSum(axes: positions)(counted).restoringAxes(positions, of: shape)
  }

  /// The tensor with a number in place of the elements that take no part.
  func replacing(outside mask: Tensor?, with identity: Tensor) -> Tensor {
    guard let mask else { return self }
    return isInvalid ? self : which(mask.truth.broadcast(to: shape), self, identity)
  }
}

extension DType {
  /// The dtype in which integers are added up: at least 32 bits. Others stay.
  var accumulated: DType {
    switch self {
    case .bool, .int8, .int16: .int32
    case .uint8, .uint16: .uint32
    default: self
    }
  }

  /// The dtype in which floating numbers are added up: at least 32 bits. Others stay.
  var widened: DType {
    self == .float16 || self == .bfloat16 ? .float32 : self
  }
}

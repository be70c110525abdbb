import JacobiCore
import JacobiPrimitives

/// An operand or result of a batching rule: the examples of a batch in one tensor, or one value that all examples share.
///
/// Rules think of the operand of one example, whose axes are numbered without the batch axis; ``position(of:)`` says where
/// such an axis is in `tensor`.
public struct Batched: Sendable {
  /// All examples, stacked along `axis`, or the value that they share.
  public var tensor: Tensor
  /// The position of the batch axis in `tensor`; `nil` when all examples share one value.
  public var axis: Int?

  /// An operand whose examples lie along an axis, or with `nil` one that all examples share.
  ///
  ///     Batched(Tensor.zeros([3, 5]), axis: 0).rank  // 1
  public init(_ tensor: Tensor, axis: Int?) {
    self.tensor = tensor
    self.axis = axis
  }

  /// Whether each example has a value of its own.
  public var isBatched: Bool { axis != nil }

  /// The shape of one example.
  public var shape: Shape {
    axis.map { tensor.shape.removing(axes: [$0]) } ?? tensor.shape
  }

  /// The type of one example.
  public var type: TensorType { tensor.type.with(shape: shape) }

  /// The number of axes of one example.
  public var rank: Int { axis == nil ? tensor.rank : tensor.rank - 1 }

  /// Where an axis of an example is in `tensor`.
  ///
  ///     Batched(Tensor.zeros([2, 3, 5]), axis: 1).position(of: 1)  // 2
  public func position(of exampleAxis: Int) -> Int {
    guard let axis, exampleAxis >= axis else { return exampleAxis }
    return exampleAxis + 1
  }

  /// Where axes of an example are in `tensor`.
  ///
  ///     Batched(Tensor.zeros([2, 3, 5]), axis: 1).positions(of: [0, 1])  // [0, 2]
  public func positions(of exampleAxes: [Int]) -> [Int] {
    exampleAxes.map(position)
  }

  /// The tensor with the batch axis at `target`: moved there, or made by repeating a shared value `size` times.
  ///
  ///     Batched(Tensor.zeros([2, 3, 5]), axis: 1).placed(at: 2, size: 3).shape  // [2,5,3]
  ///     Batched(Tensor([1, 2]), axis: nil).placed(at: 0, size: 2)               // [[1 2] [1 2]]
  public func placed(at target: Int, size: Dimension) -> Tensor {
    guard let axis else {
      return BroadcastInDim(
        to: tensor.shape.inserting(size, at: target), dimensions: (0..<tensor.rank).map { $0 < target ? $0 : $0 + 1 }
      )(tensor)
    }
    if axis == target { return tensor }
    var permutation = Array(0..<tensor.rank)
    permutation.insert(permutation.remove(at: axis), at: target)
    return Transpose(permutation: permutation)(tensor)
  }

  /// The same with the batch axis first.
  ///
  ///     Batched(Tensor.zeros([2, 3, 5]), axis: 1).leading(size: 3).shape  // [3,2,5]
  public func leading(size: Dimension) -> Tensor {
    placed(at: 0, size: size)
  }
}

extension [Batched] {
  /// The place of the batch axis that saves the most moves: that of the first operand that has one.
  public var commonAxis: Int {
    for operand in self {
      if let axis = operand.axis { return axis }
    }
    return 0
  }

  /// The tensors of all operands with their batch axes at `target`.
  public func placed(at target: Int, size: Dimension) -> [Tensor] {
    map { $0.placed(at: target, size: size) }
  }
}

extension [Int] {
  /// These positions after an axis was inserted at `position`.
  func shifted(byInsertionAt position: Int) -> [Int] {
    map { $0 < position ? $0 : $0 + 1 }
  }
}

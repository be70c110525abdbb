import JacobiCore
import JacobiNumPy
import JacobiPrimitives
import JacobiRandom

/// The rows of a table at given positions.
///
///     embedding(Tensor([2, 0]), table: Tensor([[1.0, 2], [3, 4], [5, 6]]))  // [[5. 6.] [1. 2.]]
///
/// A position that the table does not have gives NaN; negative ones count from the end.
///
/// - Parameters:
///   - indices: integers of any shape.
///   - table: a vector for each position, along its first axis.
public func embedding(_ indices: Tensor, table: Tensor) -> Tensor {
  table.take(indices, axis: 0)
}

/// Sets elements to 0 at random, and scales the others so that the mean stays.
///
///     dropout(Tensor([1.0, 2]), rate: 0, key: RandomKey(0))  // [1. 2.]
///     dropout(Tensor([1.0, 2]), rate: 1, key: RandomKey(0))  // [0. 0.]
///
/// Srivastava and others, "Dropout", 2014.
///
/// - Parameters:
///   - x: of a floating dtype.
///   - rate: the probability of an element to be set to 0, in [0, 1].
///   - key: decides which; equal keys give equal choices.
///   - broadcastAxes: along which all elements share one choice.
public func dropout(_ x: Tensor, rate: Double, key: RandomKey, broadcastAxes: [Int] = []) -> Tensor {
  if x.isInvalid || rate == 0 { return x }
  if rate == 1 { return .zeros(like: x) }
  return reporting { () throws(TensorError) in
    guard (0...1).contains(rate) else {
      throw .invalidArgument(
        name: "rate", expected: "a probability", actual: "\(rate)", operation: Operation("dropout", operands: [x.type]))
    }
    var shape = x.shape
    for axis in broadcastAxes {
      let position = try x.position(ofAxis: axis, named: "dropout")
      shape = shape.replacing(axis: position, with: 1)
    }
    let isKept = (key.uniform(shape) .< (1 - rate)).broadcast(to: x.shape)
    return which(isKept, x / (1 - rate), 0.0)
  }
}

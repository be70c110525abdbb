import JacobiCore
import JacobiPrimitives

/// The tensors one after the other along an axis.
///
///     let x = Tensor([[1], [2]])
///     concatenated([x, x])  // [[1] [2] [1] [2]]
///     concatenated([x, 10 * x], axis: 1)  // [[ 1 10] [ 2 20]]
///
/// Dtypes are promoted; the shapes must be equal except along the axis. There must be at least one tensor, and none of
/// rank 0.
///
/// - Parameters:
///   - tensors: what to join, in order.
///   - axis: the one to join along; a negative one counts from the back.
public func concatenated(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  joined(tensors, named: "concatenated") { (operands) throws(TensorError) in
    Concatenate(axis: try operands[0].position(ofAxis: axis, named: "concatenated")).results(operands)[0]
  }
}

/// The tensors, which have one shape, along a new axis.
///
///     let x = Tensor([1, 2, 3])
///     stacked([x, -x])  // [[ 1 2 3] [-1 -2 -3]]
///     stacked([x, -x], axis: 1).shape  // [3,2]
///
/// Dtypes are promoted. There must be at least one tensor.
///
/// - Parameters:
///   - tensors: what to join, in order.
///   - axis: the place of the new axis in the result; a negative one counts from the back of the result.
public func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  joined(tensors, named: "stacked") { (operands) throws(TensorError) in
    let position = try operands[0].insertionPosition(ofAxis: axis, named: "stacked")
    return Concatenate(axis: position).results(operands.map { $0.expandedDimensions(axis: position) })[0]
  }
}

private func joined(
  _ tensors: [Tensor], named name: String, _ join: ([Tensor]) throws(TensorError) -> Tensor
) -> Tensor {
  if tensors.contains(where: \.isInvalid) { return .invalid }
  return reporting { () throws(TensorError) in
    guard !tensors.isEmpty else {
      throw .invalidArgument(name: "tensors", expected: "at least one", actual: "none", operation: Operation(name))
    }
    let promotion = Promotion(of: tensors)
    return try join(tensors.map { $0.converted(to: promotion) }).weaklyTyped(promotion.isWeak)
  }
}

extension Tensor {
  /// Equal parts along an axis.
  ///
  ///     let parts = Tensor.arange(6).split(parts: 3)
  ///     parts[2]  // [4 5]
  ///
  /// - Parameters:
  ///   - parts: how many; the size of the axis must be a multiple of it.
  ///   - axis: a negative one counts from the back.
  /// - Returns: as many tensors, invalid ones after a mistake.
  public func split(parts: Int, axis: Int = 0) -> [Tensor] {
    let failed = [Tensor](repeating: .invalid, count: Swift.max(parts, 0))
    if isInvalid { return failed }
    do throws(TensorError) {
      let position = try position(ofAxis: axis, named: "split")
      let size = shape.dimensions[position]
      guard parts > 0, Dimension.decide(size.modulo(Dimension(parts)), .equal, 0) == true else {
        throw .invalidArgument(
          name: "parts", expected: "a divisor of \(size), the size of axis \(position)", actual: "\(parts)",
          operation: Operation("split", operands: [type]))
      }
      let length = size.floorDivided(by: Dimension(parts))
      return Split(sizes: [Dimension](repeating: length, count: parts), axis: position).results([self])
    } catch {
      report(error)
      return failed
    }
  }

  /// The parts of an axis before, between and after some positions.
  ///
  ///     let parts = Tensor.arange(6).split(at: [2, 5])
  ///     parts[1]  // [2 3 4]
  ///     parts[2]  // [5]
  ///
  /// - Parameters:
  ///   - indices: ascending positions in 0...size.
  ///   - axis: a negative one counts from the back.
  /// - Returns: one tensor more than there are positions, invalid ones after a mistake.
  public func split(at indices: [Int], axis: Int = 0) -> [Tensor] {
    let failed = [Tensor](repeating: .invalid, count: indices.count + 1)
    if isInvalid { return failed }
    do throws(TensorError) {
      let position = try position(ofAxis: axis, named: "split")
      let bounds = [0] + indices.map { Dimension($0) } + [shape.dimensions[position]]
      return zip(bounds, bounds.dropFirst()).map { sliced(axis: position, from: $0, to: $1) }
    } catch {
      report(error)
      return failed
    }
  }

  /// The part of an axis from `start` to before `end`, all elements along the other axes.
  func sliced(axis: Int, from start: Dimension, to end: Dimension) -> Tensor {
    var starts = shape.dimensions.map { _ in Dimension(0) }
    var limits = shape.dimensions
    starts[axis] = start
    limits[axis] = end
    return Slice(starts: starts, limits: limits)(self)
  }
}

import JacobiCore

/// The tensors repeated to the shape to which they broadcast together.
///
///     let tensors = broadcastArrays([Tensor([1, 2]), Tensor([[3], [4]])])
///     tensors[0]  // [[1 2] [1 2]]
///     tensors[1]  // [[3 3] [4 4]]
///
/// - Returns: as many tensors, invalid ones after a mistake.
public func broadcastArrays(_ tensors: [Tensor]) -> [Tensor] {
  let failed = [Tensor](repeating: .invalid, count: tensors.count)
  if tensors.isEmpty || tensors.contains(where: \.isInvalid) { return failed }
  do throws(TensorError) {
    let shape = try broadcastShape(tensors, operation: "broadcastArrays")
    return tensors.map { $0.broadcast(to: shape) }
  } catch {
    report(error)
    return failed
  }
}

/// The shape to which shapes broadcast together.
///
///     broadcastShapes([[2, 1], [3]])  // [2,3]
///
/// - Returns: the shape; that of a scalar after a mistake, which is a `TensorError.shapeMismatch`.
public func broadcastShapes(_ shapes: [Shape]) -> Shape {
  var result = Shape([] as [Int])
  let operation = { Operation("broadcastShapes") }
  do throws(TensorError) {
    for shape in shapes {
      guard let joined = try result.broadcast(with: shape, in: operation) else {
        throw .shapeMismatch(
          expected: "shapes that broadcast together", actual: "\(shapes)", operation: operation())
      }
      result = joined
    }
    return result
  } catch {
    report(error)
    return Shape([] as [Int])
  }
}

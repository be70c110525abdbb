import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The elements of several tensors below a window, combined by a function, for each position of the window.
///
///     let x = Tensor([1.0, 3, 2, 5])
///     let products = reduceWindow([x], from: [1], window: [2]) { product, next in [product[0] * next[0]] }
///     products[0]  // [ 3. 6. 10.]
///
/// The window has all axes of the tensors. The function takes what has been combined so far, one scalar for each tensor, and
/// the next element of each, in row-major order; padding takes no part.
///
/// - Parameters:
///   - tensors: at least one; all of one shape.
///   - initial: a scalar for each tensor, with which each combination starts; converted to its dtype.
///   - window: its size along each axis.
///   - strides: how far the window moves, for each axis; by default 1.
///   - padding: the places around the tensors that the window may reach over.
///   - inputDilation: the distance at which the elements of the tensors are put; by default 1.
///   - windowDilation: the distance at which the elements of the window are put; by default 1.
///   - combine: gives a scalar of the dtype of each tensor. It is called once, to be recorded.
/// - Returns: as many tensors.
/// - Note: a function that uses traced tensors other than its arguments is a `TensorError.invalidArgument`.
public func reduceWindow(
  _ tensors: [Tensor], from initial: [Tensor], window: [Int], strides: [Int]? = nil, padding: WindowPadding = .valid,
  inputDilation: [Int]? = nil, windowDilation: [Int]? = nil,
  _ combine: (_ accumulated: [Tensor], _ element: [Tensor]) throws -> [Tensor]
) -> [Tensor] {
  combined(tensors, from: initial, named: "reduceWindow", combine) { body, operands, operation in
    let shape = operands[0].shape
    guard window.count == shape.rank else {
      throw TensorError.invalidArgument(
        name: "window", expected: "a size for each of the \(shape.rank) axes", actual: "\(window)",
        operation: operation())
    }
    let sizes = window.map { Dimension($0) }
    let motion = try SpatialWindow(
      sizes: sizes, strides: strides, padding: padding, baseDilation: inputDilation, windowDilation: windowDilation
    ).motion(over: shape.dimensions, operation)
    return ReduceWindow(body, sizes: sizes, motion: motion).results(operands)
  }
}

import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// The largest number below a window, for each of its positions.
///
///     maxPool(Tensor([[[1.0, 3, 2, 0]]]), window: [2])                              // [[[3. 2.]]]
///     maxPool(Tensor([[[1.0, 3, 2, 0]]]), window: [2], strides: [1], padding: .same)  // [[[3. 3. 2. 0.]]]
///
/// Padding is never the largest. The derivative is passed on to the largest element; of equal ones to the first.
///
/// - Parameters:
///   - x: images `[batch, feature, space...]`, or in another layout.
///   - window: its size along each spatial axis.
///   - strides: how far it moves, for each spatial axis; by default its size.
///   - padding: the places around the images that the window may reach over.
///   - windowDilation: the distance at which the elements of the window are put; by default 1.
///   - layout: the order of the axes.
public func maxPool(
  _ x: Tensor, window: [Int], strides: [Int]? = nil, padding: WindowPadding = .valid, windowDilation: [Int]? = nil,
  layout: ImageLayout = .featuresFirst
) -> Tensor {
  pooled(x, ReduceWindowMax.self, window, strides, padding, windowDilation, layout, named: "maxPool")
}

/// The smallest number below a window, for each of its positions.
///
///     minPool(Tensor([[[1.0, 3, 2, 0]]]), window: [2])  // [[[1. 0.]]]
///
/// - Parameters:
///   - x: images `[batch, feature, space...]`, or in another layout.
///   - window: its size along each spatial axis.
///   - strides: how far it moves, for each spatial axis; by default its size.
///   - padding: the places around the images that the window may reach over.
///   - windowDilation: the distance at which the elements of the window are put; by default 1.
///   - layout: the order of the axes.
public func minPool(
  _ x: Tensor, window: [Int], strides: [Int]? = nil, padding: WindowPadding = .valid, windowDilation: [Int]? = nil,
  layout: ImageLayout = .featuresFirst
) -> Tensor {
  pooled(x, ReduceWindowMin.self, window, strides, padding, windowDilation, layout, named: "minPool")
}

/// The mean of the numbers below a window, for each of its positions.
///
///     let x = Tensor([[[1.0, 3, 2, 0]]])
///     avgPool(x, window: [2])                                                             // [[[2. 1.]]]
///     avgPool(x, window: [2], padding: .explicit([(1, 1)]))                               // [[[0.5 2.5 0. ]]]
///     avgPool(x, window: [2], padding: .explicit([(1, 1)]), countsPadding: false)         // [[[1. 2.5 0. ]]]
///
/// Integers give a floating result.
///
/// - Parameters:
///   - x: images `[batch, feature, space...]`, or in another layout.
///   - window: its size along each spatial axis.
///   - strides: how far it moves, for each spatial axis; by default its size.
///   - padding: the places around the images that the window may reach over.
///   - windowDilation: the distance at which the elements of the window are put; by default 1.
///   - countsPadding: whether padding counts as zeros; else only the elements of the images count.
///   - layout: the order of the axes.
public func avgPool(
  _ x: Tensor, window: [Int], strides: [Int]? = nil, padding: WindowPadding = .valid, windowDilation: [Int]? = nil,
  countsPadding: Bool = true, layout: ImageLayout = .featuresFirst
) -> Tensor {
  if x.isInvalid { return x }
  let x = x.asType(x.dtype.inexactDType)
  let sum = { (x: Tensor) in
    pooled(x, ReduceWindowSum.self, window, strides, padding, windowDilation, layout, named: "avgPool")
  }
  let total = sum(x)
  if total.isInvalid { return total }
  return countsPadding ? total / window.reduce(1, *) : total / sum(.ones(like: x))
}

private func pooled<Reduction: WindowReductionPrimitive>(
  _ x: Tensor, _ reduction: Reduction.Type, _ window: [Int], _ strides: [Int]?, _ padding: WindowPadding,
  _ windowDilation: [Int]?, _ layout: ImageLayout, named name: String
) -> Tensor {
  if x.isInvalid { return x }
  return reporting { () throws(TensorError) in
    let operation = { Operation(name, operands: [x.type]) }
    guard x.rank == window.count + 2 else {
      throw .invalidArgument(
        name: "window", expected: "a size for each of the \(max(x.rank - 2, 0)) spatial axes", actual: "\(window)",
        operation: operation())
    }
    let space = layout.axes(rank: x.rank).input.dropFirst(2)
    let sizes = window.map { Dimension($0) }
    let inSpace = try SpatialWindow(
      sizes: sizes, strides: strides ?? window, padding: padding, baseDilation: nil, windowDilation: windowDilation
    ).motion(over: space.map { x.shape[$0] }, operation)
    var allSizes = [Dimension](repeating: 1, count: x.rank)
    var motion = [WindowMotion](repeating: WindowMotion(), count: x.rank)
    for (number, axis) in space.enumerated() { (allSizes[axis], motion[axis]) = (sizes[number], inSpace[number]) }
    return Reduction(sizes: allSizes, motion: motion)(x)
  }
}

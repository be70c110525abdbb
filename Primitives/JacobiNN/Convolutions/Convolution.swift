import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// How many zeros are around the spatial axes of an image, before a window moves over it.
public enum WindowPadding: Sendable {
  /// None: the window stays inside.
  case valid
  /// As many that there is a position for each `stride` elements; an odd one is at the end.
  case same
  /// As many that there is a position for each `stride` elements; an odd one is at the start.
  case sameLower
  /// So many for each spatial axis; negative numbers remove elements.
  case explicit([(before: Int, after: Int)])
}

/// The order of the axes of images and kernels.
public enum ImageLayout: Hashable, Sendable {
  /// Images `[batch, feature, space...]`, kernels `[output feature, input feature, space...]`.
  case featuresFirst
  /// Images `[batch, space..., feature]`, kernels `[space..., input feature, output feature]`.
  case featuresLast

  func axes(rank: Int) -> ConvolutionAxes {
    if self == .featuresFirst { return .featuresFirst(rank: rank) }
    let space = Array(1..<rank - 1)
    let image = [0, rank - 1] + space
    return ConvolutionAxes(input: image, kernel: [rank - 1, rank - 2] + space.map { $0 - 1 }, output: image)
  }
}

/// The products of a kernel with the part of each image below it, summed, for each position of the kernel.
///
///     let images = Tensor([[[1.0, 2, 3, 4]]])
///     let kernels = Tensor([[[1.0, 10]]])
///     convolution(images, kernels)                                  // [[[21. 32. 43.]]]
///     convolution(images, kernels, strides: [2])                    // [[[21. 43.]]]
///     convolution(images, kernels, padding: .same)                  // [[[21. 32. 43. 4.]]]
///     convolution(images, kernels, kernelDilation: [2])             // [[[31. 42.]]]
///
/// As in all libraries for neural networks, the kernel is not turned around. The number of spatial axes is that of the
/// operands less 2; sizes may be symbolic. Operands of different dtypes are promoted.
///
/// - Parameters:
///   - x: the images.
///   - kernel: as many output features as the result has.
///   - strides: how far the kernel moves, for each spatial axis; by default 1.
///   - padding: the zeros around the images.
///   - inputDilation: the distance at which the elements of the images are put; by default 1.
///   - kernelDilation: the distance at which the elements of the kernel are put; by default 1.
///   - groups: of features; each group of output features depends on one group of input features, of which the kernel has
///     as many as one group.
///   - batchGroups: of images; each group of output features depends on one group of images.
///   - layout: the order of the axes.
///   - elementType: the dtype in which to add up, and of the result; by default that of the operands.
public func convolution(
  _ x: Tensor, _ kernel: Tensor, strides: [Int]? = nil, padding: WindowPadding = .valid, inputDilation: [Int]? = nil,
  kernelDilation: [Int]? = nil, groups: Int = 1, batchGroups: Int = 1, layout: ImageLayout = .featuresFirst,
  elementType: DType? = nil
) -> Tensor {
  if x.isInvalid || kernel.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let operation = { Operation("convolution", operands: [x.type, kernel.type]) }
    let axes = try layout.axes(of: x, kernel, operation)
    let space = SpatialWindow(
      sizes: axes.kernel.dropFirst(2).map { kernel.shape[$0] }, strides: strides, padding: padding,
      baseDilation: inputDilation, windowDilation: kernelDilation, windowName: "kernelDilation")
    let primitive = ConvGeneralDilated(
      axes: axes, motion: try space.motion(over: axes.input.dropFirst(2).map { x.shape[$0] }, operation),
      featureGroupCount: Dimension(groups), batchGroupCount: Dimension(batchGroups), elementType: elementType)
    let dtype = DType.promoted(x, kernel)
    return primitive(x.asType(dtype), kernel.asType(dtype))
  }
}

/// The transpose of a strided ``convolution(_:_:strides:padding:inputDilation:kernelDilation:groups:batchGroups:layout:elementType:)``,
/// which makes images larger: a convolution of the images with `stride - 1` zeros between their elements.
///
///     let images = Tensor([[[1.0, 2]]])
///     let kernels = Tensor([[[1.0, 10]]])
///     convolutionTransposed(images, kernels, strides: [2])  // [[[10. 1. 20. 2.]]]
///
/// As `jax.lax.conv_transpose`; the result of padding `same` has `stride` times as many elements as the image.
///
/// - Parameters:
///   - x: the images.
///   - kernel: as many output features as the result has.
///   - strides: how many times larger the result is, for each spatial axis.
///   - padding: `valid` and `same` as in the convolution that is transposed; explicit numbers are used as they are.
///   - kernelDilation: the distance at which the elements of the kernel are put; by default 1.
///   - layout: the order of the axes.
///   - isKernelOfForward: whether the kernel is that of the convolution whose transpose is wanted: then its features
///     change places, and it is turned around.
public func convolutionTransposed(
  _ x: Tensor, _ kernel: Tensor, strides: [Int], padding: WindowPadding = .same, kernelDilation: [Int]? = nil,
  layout: ImageLayout = .featuresFirst, isKernelOfForward: Bool = false
) -> Tensor {
  if x.isInvalid || kernel.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let operation = { Operation("convolutionTransposed", operands: [x.type, kernel.type]) }
    let axes = try layout.axes(of: x, kernel, operation)
    let space = Array(axes.kernel.dropFirst(2))
    let window = SpatialWindow(
      sizes: space.map { kernel.shape[$0] }, strides: nil, padding: padding, baseDilation: strides,
      windowDilation: kernelDilation, baseName: "strides", windowName: "kernelDilation")
    var motion = try window.motion(over: axes.input.dropFirst(2).map { x.shape[$0] }, operation)
    for axis in motion.indices {
      let size = kernel.shape[space[axis]].dilated(by: motion[axis].windowDilation)
      guard let (before, after) = padding.transposed(size: size, stride: motion[axis].baseDilation) else { break }
      (motion[axis].before, motion[axis].after) = (before, after)
    }
    var turned = kernel
    if isKernelOfForward {
      for axis in space { turned = turned.flipped(axis: axis) }
      turned = turned.swappedAxes(axes.kernel[0], axes.kernel[1])
    }
    let dtype = DType.promoted(x, kernel)
    return ConvGeneralDilated(axes: axes, motion: motion)(x.asType(dtype), turned.asType(dtype))
  }
}

/// The parts of each image below a window, for each of its positions: the elements of a part become features.
///
///     patches(Tensor([[[1.0, 2, 3]]]), window: [2])  // [[[1. 2.] [2. 3.]]]
///
/// The features of the result are ordered by features of the image, then by places in the window, row-major.
///
/// - Parameters:
///   - x: the images.
///   - window: its size along each spatial axis.
///   - strides: how far the window moves, for each spatial axis; by default 1.
///   - padding: the zeros around the images.
///   - inputDilation: the distance at which the elements of the images are put; by default 1.
///   - windowDilation: the distance at which the elements of the window are put; by default 1.
///   - layout: the order of the axes.
public func patches(
  _ x: Tensor, window: [Int], strides: [Int]? = nil, padding: WindowPadding = .valid, inputDilation: [Int]? = nil,
  windowDilation: [Int]? = nil, layout: ImageLayout = .featuresFirst
) -> Tensor {
  if x.isInvalid { return .invalid }
  return reporting { () throws(TensorError) in
    let operation = { Operation("patches", operands: [x.type]) }
    guard x.rank == window.count + 2, window.allSatisfy({ $0 > 0 }) else {
      throw .invalidArgument(
        name: "window", expected: "a positive size for each of the \(max(x.rank - 2, 0)) spatial axes",
        actual: "\(window)", operation: operation())
    }
    let axes = layout.axes(rank: x.rank)
    let features = x.shape[axes.input[1]]
    let count = window.reduce(1, *)
    // For each feature the kernels that pick one element of the window each.
    let picks = Tensor.eye(count, dtype: x.dtype).expandedDimensions(axis: 0)
    let kernel = picks.broadcast(to: Shape([features, Dimension(count), Dimension(count)])).reshaped(
      Shape([features * Dimension(count), 1] + window.map { Dimension($0) }))
    let space = SpatialWindow(
      sizes: window.map { Dimension($0) }, strides: strides, padding: padding, baseDilation: inputDilation,
      windowDilation: windowDilation)
    let motion = try space.motion(over: axes.input.dropFirst(2).map { x.shape[$0] }, operation)
    return ConvGeneralDilated(
      axes: ConvolutionAxes(input: axes.input, kernel: Array(0..<x.rank), output: axes.output), motion: motion,
      featureGroupCount: features)(x, kernel)
  }
}

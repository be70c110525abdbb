import JacobiCore

/// Where the axes of the operands and of the result of a convolution are.
///
/// Each list begins with two axes that are not spatial; the spatial axes follow, in the same order in all three.
public struct ConvolutionAxes: Hashable, Sendable, Codable {
  /// The axes of the batch, of the features, and the spatial axes of the input.
  public var input: [Int]
  /// The axes of the output features, of the input features, and the spatial axes of the kernel.
  public var kernel: [Int]
  /// The axes of the batch, of the features, and the spatial axes of the result.
  public var output: [Int]

  public init(input: [Int], kernel: [Int], output: [Int]) {
    self.input = input
    self.kernel = kernel
    self.output = output
  }

  /// Batch and output features first, then features, then the spatial axes: `[b, c, x...]`, `[o, c, x...]`, `[b, o, x...]`.
  public static func featuresFirst(rank: Int) -> ConvolutionAxes {
    let axes = Array(0..<rank)
    return ConvolutionAxes(input: axes, kernel: axes, output: axes)
  }
}

/// The products of a kernel with the parts of an input below it, summed over space and input features, for each position
/// of the kernel: a correlation, which does not turn the kernel around.
///
/// - With `featureGroupCount` = g, the input features and the output features fall into g groups, each with a convolution
///   of its own; the kernel has the input features of one group.
/// - With `batchGroupCount` = g, the batch and the output features fall into g groups, each with a convolution of its own;
///   the groups of the result follow one another along its features.
/// - With `elementType`, operands are converted to this dtype, and so is the result. It must be able to hold them.
/// - Padding and the places between dilated elements add nothing. A backend may do so by counting zeros there: elements of the
///   kernel that are not finite then give NaN, as in XLA.
public struct ConvGeneralDilated: Primitive {
  public static let id = "conv_general_dilated"
  /// Which axes of input, kernel and result hold the batch, the features and space.
  public var axes: ConvolutionAxes
  /// How the kernel moves along each spatial axis.
  public var motion: [WindowMotion]
  /// How many groups the features fall into: a positive divisor of the numbers of input and output features.
  public var featureGroupCount: Dimension
  /// How many groups the batch falls into: a positive divisor of its size and of the number of output features.
  public var batchGroupCount: Dimension
  /// The dtype in which products are summed and the result is given; `nil` for that of the operands.
  public var elementType: DType?

  public init(
    axes: ConvolutionAxes, motion: [WindowMotion], featureGroupCount: Dimension = 1, batchGroupCount: Dimension = 1,
    elementType: DType? = nil
  ) {
    self.axes = axes
    self.motion = motion
    self.featureGroupCount = featureGroupCount
    self.batchGroupCount = batchGroupCount
    self.elementType = elementType
  }

  public func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 2)
    try operands.requireSameDType()
    try requireAxes(of: operands)
    try operands.require(motion, count: axes.input.count - 2)
    try requireGroups(of: operands)
    let (input, kernel) = (operands[0].shape, operands[1].shape)
    var sizes = [Dimension](repeating: 0, count: input.rank)
    sizes[axes.output[0]] =
      batchGroupCount == 1 ? input[axes.input[0]] : input[axes.input[0]].floorDivided(by: batchGroupCount)
    sizes[axes.output[1]] = kernel[axes.kernel[0]]
    for (number, axis) in motion.enumerated() {
      let (size, window) = (input[axes.input[number + 2]], kernel[axes.kernel[number + 2]])
      try requirePlace(for: window, along: axis, of: size, operands)
      sizes[axes.output[number + 2]] = axis.positionCount(of: size, window: window)
    }
    return [TensorType(try resultDType(operands), Shape(sizes))]
  }

  private func requireAxes(of operands: Operands) throws(TensorError) {
    let rank = operands[0].rank
    guard operands[1].rank == rank, rank >= 2 else {
      throw .shapeMismatch(
        expected: "an input and a kernel of one rank, at least 2", actual: "\(operands[0]) and \(operands[1])",
        operation: operands.operation)
    }
    for (name, list) in [("input", axes.input), ("kernel", axes.kernel), ("output", axes.output)] {
      guard list.sorted() == Array(0..<rank) else {
        throw .invalidArgument(
          name: "axes.\(name)", expected: "the numbers 0..<\(rank) in some order", actual: "\(list)",
          operation: operands.operation)
      }
    }
  }

  private func requireGroups(of operands: Operands) throws(TensorError) {
    guard featureGroupCount == 1 || batchGroupCount == 1 else {
      throw .invalidArgument(
        name: "batchGroupCount", expected: "1 if features are in groups",
        actual: "\(batchGroupCount) along with \(featureGroupCount) groups of features", operation: operands.operation)
    }
    let (input, kernel) = (operands[0].shape, operands[1].shape)
    let (batch, features) = (input[axes.input[0]], input[axes.input[1]])
    try requireDivisor("featureGroupCount", featureGroupCount, of: features, "input features", operands)
    try requireDivisor("batchGroupCount", batchGroupCount, of: batch, "batch", operands)
    let outputs = kernel[axes.kernel[0]]
    try requireDivisor("featureGroupCount", featureGroupCount, of: outputs, "output features", operands)
    try requireDivisor("batchGroupCount", batchGroupCount, of: outputs, "output features", operands)
    let inGroup = featureGroupCount == 1 ? features : features.floorDivided(by: featureGroupCount)
    guard try operands.decide(inGroup, .equal, kernel[axes.kernel[1]]) else {
      throw .shapeMismatch(
        expected: "a kernel with \(inGroup) input features", actual: "\(kernel[axes.kernel[1]])",
        operation: operands.operation)
    }
  }

  private func requireDivisor(
    _ name: String, _ count: Dimension, of size: Dimension, _ role: String, _ operands: Operands
  ) throws(TensorError) {
    if count == 1 { return }
    guard try operands.decide(count, .greaterOrEqual, 1), try operands.decide(size.modulo(count), .equal, 0) else {
      throw .invalidArgument(
        name: name, expected: "a divisor of \(size), the size of the \(role)", actual: "\(count)",
        operation: operands.operation)
    }
  }

  private func requirePlace(
    for window: Dimension, along axis: WindowMotion, of size: Dimension, _ operands: Operands
  ) throws(TensorError) {
    if Dimension.decide(window, .greaterOrEqual, 1) == false {
      throw .shapeMismatch(
        expected: "at least one element of the kernel along each spatial axis", actual: "\(operands[1])",
        operation: operands.operation)
    }
    if Dimension.decide(axis.extent(of: size), .greaterOrEqual, 0) == false {
      throw .invalidArgument(
        name: "padding", expected: "to remove at most the \(size.dilated(by: axis.baseDilation)) places of the axis",
        actual: "\(axis.before) and \(axis.after)", operation: operands.operation)
    }
  }

  private func resultDType(_ operands: Operands) throws(TensorError) -> DType {
    let dtype = operands[0].dtype
    guard let elementType, elementType != dtype else { return dtype }
    guard elementType.holdsProducts(of: dtype) else {
      throw .dtypeMismatch(
        expected: "an elementType at least as wide as \(dtype) and of its kind", actual: "\(elementType)",
        operation: operands.operation)
    }
    return elementType
  }
}

extension DType {
  /// Whether numbers of another dtype can be converted to this one to be multiplied and added in it.
  fileprivate func holdsProducts(of other: DType) -> Bool {
    if byteCount < other.byteCount { return false }
    if other.isComplex { return isComplex }
    if other.isFloating { return isFloating }
    if other.isSignedInteger { return isSignedInteger || isFloating }
    return isInteger || isFloating || other.isBoolean
  }
}

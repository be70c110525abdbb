import CNumericLibraries
import JacobiCodegen
import JacobiCore
import JacobiPrimitives

/// A convolution as oneDNN sees it: forward, or as a gradient of a forward one, with its operands in these roles.
struct ConvolutionGeometry: Hashable {
  var form: Form
  var source: OperandLayout
  var weights: OperandLayout
  var destination: OperandLayout
  /// Along the axes of space, with the weights' dilation as the distance between neighbours.
  var motion: [Motion]

  enum Form: Hashable {
    /// The result is the destination.
    case forward
    /// From the destination to the source. The kernel at hand is the weights turned around in space.
    case sourceGradient
    /// From source and destination to the weights.
    case weightsGradient
  }

  struct Motion: Hashable {
    var stride: Int
    var dilation: Int
    var before: Int
    var after: Int

    /// - Parameter after: computed: what the sizes need, as little as that.
    /// - Returns: `nil` where oneDNN cannot have such sizes.
    init?(stride: Int, dilation: Int, before: Int, source: Int, weights: Int, destination: Int) {
      (self.stride, self.dilation, self.before) = (stride, dilation, before)
      let needed = (destination - 1) * stride + (weights - 1) * dilation + 1 - source - before
      after = max(needed, 0)
      // With more places there is another position only after a whole stride.
      if before < 0 || after - needed >= stride { return nil }
    }
  }
}

/// Sizes of axes and the distances between neighbours: the batch, the features, then space; of weights, groups, output and
/// input features, then space.
struct OperandLayout: Hashable {
  var sizes: [Int]
  var strides: [Int]

  init(_ sizes: [Int], order: [Int]) {
    let all = sizes.rowMajorStrides
    self.sizes = order.map { sizes[$0] }
    strides = order.map { all[$0] }
  }

  /// With an axis of groups, the outer part of one of the axes, before the others.
  func grouped(_ count: Int, axis: Int) -> OperandLayout {
    if count == 1 { return self }
    var result = self
    result.sizes[axis] /= count
    result.sizes.insert(count, at: 0)
    result.strides.insert(strides[axis] * result.sizes[axis + 1], at: 0)
    return result
  }

  var space: ArraySlice<Int> { sizes.suffix(from: 2) }

  /// With fewer examples.
  func examples(_ count: Int) -> OperandLayout {
    var result = self
    result.sizes[0] = count
    return result
  }

  var code: JacobiLayout {
    var layout = JacobiLayout()
    layout.rank = Int32(sizes.count)
    fill(&layout.sizes, sizes)
    fill(&layout.strides, strides)
    return layout
  }
}

/// Writes numbers into an array of C.
private func fill<Tuple>(_ tuple: inout Tuple, _ numbers: [Int]) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    for (place, number) in numbers.enumerated() {
      bytes.storeBytes(of: Int64(number), toByteOffset: 8 * place, as: Int64.self)
    }
  }
}

extension ConvolutionGeometry {
  /// - Returns: `nil` for what oneDNN does not have: groups of the batch but for gradients, elements of padding that are
  ///   removed, more than three axes of space.
  init?(_ convolution: ConvGeneralDilated, _ input: [Int], _ kernel: [Int], _ output: [Int]) {
    let axes = convolution.axes
    let given = (
      input: OperandLayout(input, order: axes.input), kernel: OperandLayout(kernel, order: axes.kernel),
      output: OperandLayout(output, order: axes.output)
    )
    let motion = convolution.motion
    let before = motion.compactMap(\.before.known)
    guard (1...3).contains(motion.count), before.count == motion.count, !(input + kernel + output).contains(0),
      let featureGroups = convolution.featureGroupCount.known, let batchGroups = convolution.batchGroupCount.known
    else { return nil }
    let isDilated = motion.contains { $0.baseDilation > 1 }
    if isDilated {
      guard batchGroups == 1, motion.allSatisfy({ $0.stride == 1 }) else { return nil }
      form = .sourceGradient
      (source, destination) = (given.output, given.input)
      // The kernel's output features are those of the source.
      weights = given.kernel.exchanged(0, 1).grouped(featureGroups, axis: 1)
    } else if featureGroups == 1, given.kernel.space.reduce(1, *) > given.output.space.reduce(1, *) {
      form = .weightsGradient
      (source, destination) = (given.input.exchanged(0, 1), given.kernel.exchanged(0, 1))
      weights = given.output.exchanged(0, 1).grouped(batchGroups, axis: 0)
    } else {
      guard batchGroups == 1 else { return nil }
      form = .forward
      (source, destination) = (given.input, given.output)
      weights = given.kernel.grouped(featureGroups, axis: 0)
    }
    self.motion = []
    for (number, axis) in motion.enumerated() {
      let window = weights.sizes[weights.sizes.count - motion.count + number]
      let (stride, dilation, start) =
        switch form {
        case .forward: (axis.stride, axis.windowDilation, before[number])
        case .sourceGradient:
          (axis.baseDilation, axis.windowDilation, (window - 1) * axis.windowDilation - before[number])
        case .weightsGradient: (axis.windowDilation, axis.stride, before[number])
        }
      guard
        let motion = Motion(
          stride: stride, dilation: dilation, before: start, source: source.sizes[number + 2], weights: window,
          destination: destination.sizes[number + 2])
      else { return nil }
      self.motion.append(motion)
    }
    if !(source.sizes + weights.sizes + destination.sizes).allSatisfy({ $0 <= Int(Int32.max) }) { return nil }
  }

  /// The same for fewer examples.
  func examples(_ count: Int) -> ConvolutionGeometry {
    var result = self
    result.source = source.examples(count)
    result.destination = destination.examples(count)
    return result
  }

  /// Multiplications of one example.
  var workOfExample: Int {
    // Each position of the destination meets all weights of its group.
    destination.space.reduce(1, *) * weights.sizes.reduce(1, *)
  }

  var code: JacobiConvolutionShape {
    var shape = JacobiConvolutionShape()
    shape.source = source.code
    shape.weights = weights.code
    shape.destination = destination.code
    fill(&shape.strides, motion.map(\.stride))
    fill(&shape.dilations, motion.map { $0.dilation - 1 })
    fill(&shape.before, motion.map(\.before))
    fill(&shape.after, motion.map(\.after))
    return shape
  }
}

extension OperandLayout {
  fileprivate func exchanged(_ first: Int, _ second: Int) -> OperandLayout {
    var result = self
    result.sizes.swapAt(first, second)
    result.strides.swapAt(first, second)
    return result
  }
}

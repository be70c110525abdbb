import JacobiCore
import JacobiPrimitives

/// A convolution with sizes, a motion, groups and an order of axes taken at random.
struct ConvolutionCase {
  var convolution: ConvGeneralDilated
  var input: [Int]
  var kernel: [Int]

  enum Form: CaseIterable {
    case forward, dataGradient, kernelGradient, any
  }

  /// - Parameter form: what gradients look like, or all that there is.
  init(_ generator: inout SplitMix, _ form: Form, spatial: Int) {
    func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    let groups = random(0...2) == 0 ? random(2...3) : 1
    let hasBatchGroups = form == .kernelGradient || form == .any && random(0...1) == 0
    let (features, outputs, batch) = (random(1...5), random(1...5), random(1...5))
    let largeWindows = spatial == 3 ? 3...4 : 3...6
    let windows = (0..<spatial).map { _ in random(form == .kernelGradient ? largeWindows : 1...3) }
    let motion = windows.map { window in
      let (stride, dilation) = (random(1...2), random(1...2))
      let reach = (window - 1) * dilation
      return WindowMotion(
        stride: form == .dataGradient ? 1 : stride,
        before: Dimension(random((form == .any ? -1 : 0)...max(reach, 0))),
        after: Dimension(random((form == .forward ? 0 : -1)...max(reach, 0))),
        baseDilation: form == .dataGradient || form == .any ? random(1...3) : 1, windowDilation: dilation)
    }
    let sizes = zip(windows, motion).map { window, motion in
      (window - 1) * motion.windowDilation + 2 + random(0...(form == .kernelGradient || spatial == 3 ? 1 : 6))
    }
    func order() -> [Int] {
      let axes = Array(0..<spatial + 2)
      switch random(0...2) {
      case 0: return axes
      case 1: return [0, spatial + 1] + axes[1..<spatial + 1]
      default: return axes.shuffled(using: &generator)
      }
    }
    let axes = ConvolutionAxes(input: order(), kernel: order(), output: order())
    func arranged(_ sizes: [Int], _ order: [Int]) -> [Int] {
      var result = sizes
      for (place, axis) in order.enumerated() { result[axis] = sizes[place] }
      return result
    }
    input = arranged(
      [batch * (hasBatchGroups ? groups : 1), features * (hasBatchGroups ? 1 : groups)] + sizes, axes.input)
    kernel = arranged([outputs * groups, features] + windows, axes.kernel)
    convolution = ConvGeneralDilated(
      axes: axes, motion: motion, featureGroupCount: Dimension(hasBatchGroups ? 1 : groups),
      batchGroupCount: Dimension(hasBatchGroups ? groups : 1))
  }

  /// Whether the kernel has no position, which is left to the specification.
  var isEmpty: Bool {
    convolution.motion.indices.contains { number in
      let (size, window) = (input[convolution.axes.input[number + 2]], kernel[convolution.axes.kernel[number + 2]])
      return convolution.motion[number].positionCount(of: Dimension(size), window: Dimension(window)) == 0
    }
  }

  /// As many spacings as a sum has terms, and some.
  var tolerance: Double { 8 + Double(kernel.reduce(1, *)) }
}

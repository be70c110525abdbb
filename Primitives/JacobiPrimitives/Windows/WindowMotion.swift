import JacobiCore

/// How a window moves along one axis of an operand.
///
/// The elements of the operand stand `baseDilation` places apart, with `before` and `after` more places around them; the
/// elements of the window stand `windowDilation` places apart and move on by `stride` places. Negative padding removes
/// places. The window takes all positions at which it lies inside.
public struct WindowMotion: Hashable, Sendable, Codable {
  /// How far the window moves between neighbouring positions, positive.
  public var stride: Int
  /// How many places there are before the first element; a negative number removes some.
  public var before: Dimension
  /// How many places there are after the last element; a negative number removes some.
  public var after: Dimension
  /// The distance between neighbouring elements of the operand, positive.
  public var baseDilation: Int
  /// The distance between neighbouring elements of the window, positive.
  public var windowDilation: Int

  /// - Parameters:
  ///   - stride: how far the window moves between neighbouring positions.
  ///   - before: how many places there are before the first element; a negative number removes some.
  ///   - after: how many places there are after the last element.
  ///   - baseDilation: the distance between neighbouring elements of the operand.
  ///   - windowDilation: the distance between neighbouring elements of the window.
  public init(
    stride: Int = 1, before: Dimension = 0, after: Dimension = 0, baseDilation: Int = 1, windowDilation: Int = 1
  ) {
    self.stride = stride
    self.before = before
    self.after = after
    self.baseDilation = baseDilation
    self.windowDilation = windowDilation
  }

  /// The number of places, padding included, for an operand of this size.
  public func extent(of size: Dimension) -> Dimension {
    size.dilated(by: baseDilation) + before + after
  }

  /// The number of positions that a window of `window` elements takes.
  public func positionCount(of size: Dimension, window: Dimension) -> Dimension {
    let free = extent(of: size) - window.dilated(by: windowDilation)
    return .maximum(free.floorDivided(by: Dimension(stride)) + 1, 0)
  }
}

extension Dimension {
  /// The number of places that this many elements take at distances of `dilation`.
  public func dilated(by dilation: Int) -> Dimension {
    dilation == 1 ? self : .maximum((self - 1) * Dimension(dilation) + 1, 0)
  }
}

extension Operands {
  /// Throws unless strides and dilations are positive and there is a motion for each of `count` axes.
  func require(_ motion: [WindowMotion], count: Int) throws(TensorError) {
    guard motion.count == count else {
      throw .invalidArgument(
        name: "motion", expected: "that of the window along \(count) axes", actual: "\(motion.count)",
        operation: operation)
    }
    for axis in motion {
      for (name, number) in [
        ("stride", axis.stride), ("baseDilation", axis.baseDilation), ("windowDilation", axis.windowDilation),
      ] where number < 1 {
        throw .invalidArgument(name: name, expected: "positive", actual: "\(number)", operation: operation)
      }
    }
  }

  /// The sizes of the axes of a result that has one element for each position of a window over a shape.
  func positions(
    of sizes: [Dimension], moving motion: [WindowMotion], over shape: Shape
  ) throws(TensorError) -> Shape {
    try require(motion, count: shape.rank)
    guard sizes.count == shape.rank else {
      throw .invalidArgument(
        name: "sizes", expected: "one for each of the \(shape.rank) axes", actual: "\(sizes.count)",
        operation: operation)
    }
    for size in sizes {
      guard try decide(size, .greaterOrEqual, 1) else {
        throw .invalidArgument(name: "sizes", expected: "positive", actual: "\(size)", operation: operation)
      }
    }
    return Shape(shape.indices.map { motion[$0].positionCount(of: shape[$0], window: sizes[$0]) })
  }
}

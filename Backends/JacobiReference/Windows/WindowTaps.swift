import JacobiCore
import JacobiPrimitives

/// The elements of an operand that a moving window meets.
struct WindowTaps {
  /// An element inside of the window.
  struct Tap {
    /// Where it is in the operand.
    var element: Int
    /// Where the element of the window that lies on it is: in the order of the window's own strides.
    var window: Int
  }

  private var axes: [Axis]
  /// For each number of leading axes, the combinations of what the window meets along them.
  private var combinations: [[Tap]]

  /// What is known of one axis.
  struct Axis {
    /// The number of elements of the operand, and the distance between neighbours.
    var size: Int
    var stride: Int
    /// The number of elements of the window, and the distance between neighbours.
    var window: Int
    var windowStride: Int
    var motion: WindowMotion
    /// The number of positions of the window.
    var positions: Int
  }

  init(_ axes: [Axis]) {
    self.axes = axes
    combinations = [[Tap(element: 0, window: 0)]] + axes.map { _ in [] }
  }

  /// The windows of an operand that have one element of the result each; the elements of a window are numbered row-major.
  init(over operand: Shape, sizes: [Dimension], motion: [WindowMotion], positions: Shape) {
    let sizes = Shape(sizes).sizes
    var windowStrides = [Int](repeating: 1, count: sizes.count)
    // Of a window that reaches far beyond its operand there may be more elements than numbers; equal ones tell as much.
    for axis in sizes.indices.dropLast().reversed() { windowStrides[axis] = windowStrides[axis + 1] &* sizes[axis + 1] }
    self.init(
      sizes.indices.map { axis in
        Axis(
          size: operand.sizes[axis], stride: operand.strides[axis], window: sizes[axis],
          windowStride: windowStrides[axis], motion: motion[axis], positions: positions.sizes[axis])
      })
  }

  /// Calls `body` with each position of the window, row-major, and the elements that it meets there, row-major as well.
  mutating func forEachPosition(_ body: (_ position: [Int], _ taps: [Tap]) throws -> Void) rethrows {
    if axes.contains(where: { $0.positions == 0 }) { return }
    var position = [Int](repeating: 0, count: axes.count)
    var changed = 0
    while true {
      for axis in changed..<axes.count { combine(axis, at: position[axis]) }
      try body(position, combinations[axes.count])
      changed = axes.count - 1
      while changed >= 0 {
        position[changed] += 1
        if position[changed] < axes[changed].positions { break }
        position[changed] = 0
        changed -= 1
      }
      if changed < 0 { return }
    }
  }

  /// What the window meets along the axes up to this one.
  private mutating func combine(_ axis: Int, at position: Int) {
    let taps = axes[axis].taps(at: position)
    combinations[axis + 1].removeAll(keepingCapacity: true)
    for outer in combinations[axis] {
      for tap in taps {
        combinations[axis + 1].append(Tap(element: outer.element + tap.element, window: outer.window &+ tap.window))
      }
    }
  }
}

extension WindowTaps.Axis {
  fileprivate func taps(at position: Int) -> [WindowTaps.Tap] {
    let origin = position &* motion.stride &- Shape([motion.before]).sizes[0]
    let extent = size == 0 ? 0 : (size - 1) * motion.baseDilation + 1
    let step = motion.windowDilation
    let first = origin < 0 ? Int(clamping: (origin.magnitude + UInt(step) - 1) / UInt(step)) : 0
    let end = origin >= extent ? 0 : min(window, (extent - 1 - origin) / step + 1)
    var taps: [WindowTaps.Tap] = []
    for number in Swift.stride(from: first, to: end, by: 1) {
      let place = origin + number * step
      if place % motion.baseDilation != 0 { continue }
      taps.append(
        WindowTaps.Tap(element: place / motion.baseDilation * stride, window: number &* windowStride))
    }
    return taps
  }
}

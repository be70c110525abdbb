/// Several axes of an operand that count as one: their sizes, and the distance in memory between neighbours along each.
struct AxisGroup {
  /// Outer axes first; those of size 1 are left out, and neighbours are merged where memory lets them.
  private(set) var axes: [(size: Int, stride: Int)] = []

  init(_ axes: [(size: Int, stride: Int)]) {
    for axis in axes where axis.size != 1 {
      if let last = self.axes.last, last.stride == axis.size * axis.stride {
        self.axes[self.axes.count - 1] = (last.size * axis.size, axis.stride)
      } else {
        self.axes.append(axis)
      }
    }
  }

  init(_ axes: [Int], sizes: [Int], strides: [Int]) {
    self.init(axes.map { (sizes[$0], strides[$0]) })
  }

  var count: Int { axes.reduce(1) { $0 * $1.size } }

  /// The group as one axis, if it is one; of a group of one element the stride does not matter and is 0.
  var single: (size: Int, stride: Int)? {
    axes.count > 1 ? nil : axes.first ?? (1, 0)
  }

  /// Takes away the innermost axis.
  mutating func popInner() -> (size: Int, stride: Int) { axes.popLast() ?? (1, 0) }
}

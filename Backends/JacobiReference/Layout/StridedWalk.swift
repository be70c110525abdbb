import JacobiCore

/// The elements of two arrays that correspond to one another, where each array has a stride for every axis.
///
/// The stride of an array along an axis is how many of its elements lie between neighbours: 0 for an axis along which one
/// element corresponds to many, negative where it is walked backwards. The walk is row-major.
struct StridedWalk {
  /// How many corresponding elements a row has.
  private(set) var rowCount = 1
  private(set) var firstStride = 0
  private(set) var secondStride = 0
  private var outer: [Axis] = []

  private struct Axis {
    var size: Int
    var first: Int
    var second: Int
  }

  init(sizes: [Int], _ first: [Int], _ second: [Int]) {
    if sizes.contains(0) {
      rowCount = 0
      return
    }
    // Axes that lie in both arrays like one long axis are walked as one.
    for axis in sizes.indices where sizes[axis] != 1 {
      if let last = outer.last, last.first == first[axis] * sizes[axis], last.second == second[axis] * sizes[axis] {
        outer[outer.count - 1] = Axis(size: last.size * sizes[axis], first: first[axis], second: second[axis])
      } else {
        outer.append(Axis(size: sizes[axis], first: first[axis], second: second[axis]))
      }
    }
    if let row = outer.popLast() {
      rowCount = row.size
      firstStride = row.first
      secondStride = row.second
    }
  }

  /// Calls `body` with the offsets, in both arrays, of the first elements of each row.
  @inline(__always)
  func forEachRow(_ body: (_ first: Int, _ second: Int) -> Void) {
    if rowCount == 0 { return }
    if outer.isEmpty { return body(0, 0) }
    var position = [Int](repeating: 0, count: outer.count)
    var first = 0
    var second = 0
    while true {
      body(first, second)
      var axis = outer.count - 1
      while axis >= 0 {
        position[axis] += 1
        first += outer[axis].first
        second += outer[axis].second
        if position[axis] < outer[axis].size { break }
        first -= outer[axis].first * outer[axis].size
        second -= outer[axis].second * outer[axis].size
        position[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

extension StridedWalk {
  /// Copies the elements of the first array to the second.
  func copy<Element>(from source: UnsafePointer<Element>, to target: UnsafeMutablePointer<Element>) {
    let isContiguous = firstStride == 1 && secondStride == 1
    forEachRow { first, second in
      let source = source + first
      let target = target + second
      if isContiguous {
        target.update(from: source, count: rowCount)
      } else {
        for i in 0..<rowCount { target[i &* secondStride] = source[i &* firstStride] }
      }
    }
  }
}

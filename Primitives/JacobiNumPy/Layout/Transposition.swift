import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// The axes in reverse order.
  public func transposed() -> Tensor {
    isInvalid ? self : permuted(Array((0..<rank).reversed()))
  }

  /// The axes in reverse order: of a matrix, its transpose.
  ///
  ///     Tensor([[1, 2], [3, 4]]).T  // [[1 3] [2 4]]
  public var T: Tensor { transposed() }

  /// The axes in another order: axis `i` of the result is axis `axes[i]` of `self`.
  ///
  ///     Tensor.zeros([2, 3, 4]).transposed(axes: [1, 0, 2]).shape  // [3,2,4]
  ///
  /// - Parameter axes: all axes, each once; negative ones count from the back.
  public func transposed(axes: [Int]) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let positions = try positions(ofAxes: axes, named: "transposed")
      guard positions.count == rank else {
        throw .invalidArgument(
          name: "axes", expected: "each of the \(rank) axes once", actual: "\(axes)",
          operation: Operation("transposed", operands: [type]))
      }
      return permuted(positions)
    }
  }

  /// The axes in another order.
  ///
  ///     Tensor.zeros([2, 3, 4]).transposed(2, 0, 1).shape  // [4,2,3]
  ///
  /// - Parameter axes: all axes, each once; negative ones count from the back.
  public func transposed(_ axes: Int...) -> Tensor { transposed(axes: axes) }

  /// Two axes exchanged; negative ones count from the back.
  ///
  ///     Tensor.zeros([2, 3, 4]).swappedAxes(0, -1).shape  // [4,3,2]
  public func swappedAxes(_ first: Int, _ second: Int) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      var permutation = Array(0..<rank)
      permutation.swapAt(
        try position(ofAxis: first, named: "swappedAxes"), try position(ofAxis: second, named: "swappedAxes"))
      return permuted(permutation)
    }
  }

  /// One axis moved to another place, the others in the order that they have.
  ///
  ///     Tensor.zeros([2, 3, 4]).movedAxis(from: 0, to: -1).shape  // [3,4,2]
  ///
  /// - Parameters:
  ///   - source: the axis; a negative one counts from the back.
  ///   - destination: its place in the result; a negative one counts from the back.
  public func movedAxis(from source: Int, to destination: Int) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      var permutation = Array(0..<rank)
      let axis = permutation.remove(at: try position(ofAxis: source, named: "movedAxis"))
      permutation.insert(axis, at: try position(ofAxis: destination, named: "movedAxis"))
      return permuted(permutation)
    }
  }

  /// Several axes moved to other places, the others in the order that they have.
  ///
  ///     Tensor.zeros([2, 3, 4]).movedAxes(from: [0, 1], to: [-1, 0]).shape  // [3,4,2]
  ///
  /// - Parameters:
  ///   - sources: the axes; negative ones count from the back.
  ///   - destinations: the place of each of them in the result; negative ones count from the back.
  public func movedAxes(from sources: [Int], to destinations: [Int]) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      let sources = try positions(ofAxes: sources, named: "movedAxes")
      let destinations = try positions(ofAxes: destinations, named: "movedAxes")
      guard sources.count == destinations.count else {
        throw .invalidArgument(
          name: "destinations", expected: "\(sources.count), one for each axis", actual: "\(destinations.count)",
          operation: Operation("movedAxes", operands: [type]))
      }
      var permutation = (0..<rank).filter { !sources.contains($0) }
      for (destination, source) in zip(destinations, sources).sorted(by: { $0.0 < $1.0 }) {
        permutation.insert(source, at: destination)
      }
      return permuted(permutation)
    }
  }

  /// The elements in reverse order along an axis; without it, along all axes.
  ///
  ///     Tensor([[1, 2], [3, 4]]).flipped(axis: 1)  // [[2 1] [4 3]]
  public func flipped(axis: Int? = nil) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in
      Rev(axes: try ReducedAxes(axis).positions(in: self, named: "flipped"))(self)
    }
  }

  /// The elements in reverse order along several axes.
  ///
  ///     Tensor([[1, 2], [3, 4]]).flipped(axes: [0, 1])  // [[4 3] [2 1]]
  ///
  /// - Parameter axes: distinct; negative ones count from the back.
  public func flipped(axes: [Int]) -> Tensor {
    if isInvalid { return self }
    return reporting { () throws(TensorError) in Rev(axes: try positions(ofAxes: axes, named: "flipped"))(self) }
  }

  /// - Parameter permutation: all axes, from the front.
  func permuted(_ permutation: [Int]) -> Tensor {
    permutation == Array(0..<rank) ? self : Transpose(permutation: permutation)(self)
  }
}

import JacobiCore
import JacobiPrimitives

/// Where the windows of a gather or scatter lie: in the operand, and in the result of a gather or the updates of a scatter.
struct Windows {
  let dimensions: GatherDimensions
  /// Whether windows that do not lie inside the operand are moved there.
  let areMovedInside: Bool
  let operandSizes: [Int]
  let operandStrides: [Int]
  /// Of the result or the updates, which have the leading axes of the indices, and `offset` for the window.
  let strides: [Int]
  let sliceSizes: [Int]
  let indices: TensorValue

  /// One window: where it begins in the operand, `nil` if it does not lie inside, and in the result or the updates.
  typealias Place = (operand: Int?, window: Int)

  init(
    _ dimensions: GatherDimensions, areMovedInside: Bool, operand: Shape, indices: TensorValue, sliceSizes: [Int],
    windows: Shape
  ) {
    self.dimensions = dimensions
    self.areMovedInside = areMovedInside
    operandSizes = operand.sizes
    operandStrides = operand.strides
    strides = windows.strides
    self.sliceSizes = sliceSizes
    self.indices = indices
  }

  /// From the operand to the result, or from the updates to the operand: the elements within one window.
  func walk(fromOperand: Bool) -> StridedWalk {
    let axes = dimensions.windowAxes(rank: operandSizes.count)
    let sizes = axes.map { sliceSizes[$0] }
    let inOperand = axes.map { operandStrides[$0] }
    let inWindow = dimensions.offset.map { strides[$0] }
    return fromOperand ? StridedWalk(sizes: sizes, inOperand, inWindow) : StridedWalk(sizes: sizes, inWindow, inOperand)
  }

  /// Calls `body` with each window, in the row-major order of the leading axes of the indices.
  func forEach(_ body: (Place) -> Void) {
    // Windows without elements need no memory, so there may be more of them than anyone can wait for.
    if sliceSizes.contains(0) { return }
    let vectors = indices.dtype.visit(IndexVectors(indices: indices))
    let batchSizes = Array(indices.shape.sizes.dropLast())
    let batchStrides = strides.indices.filter { !dimensions.offset.contains($0) }.map { strides[$0] }
    var position = [Int](repeating: 0, count: batchSizes.count)
    let count = batchSizes.reduce(1, *)
    let components = dimensions.start.count
    for index in 0..<count {
      let window = zip(position, batchStrides).reduce(0) { $0 + $1.0 * $1.1 }
      body((start(vectors[index * components..<(index + 1) * components], at: position), window))
      for axis in batchSizes.indices.reversed() {
        position[axis] += 1
        if position[axis] < batchSizes[axis] { break }
        position[axis] = 0
      }
    }
  }

  /// The first element of a window in the operand; `nil` when it does not lie inside and is not moved there.
  private func start(_ vector: ArraySlice<Int>, at position: [Int]) -> Int? {
    var offset = 0
    for (component, axis) in zip(vector, dimensions.start) {
      let last = operandSizes[axis] - sliceSizes[axis]
      if !areMovedInside, component < 0 || component > last { return nil }
      offset += min(max(component, 0), last) * operandStrides[axis]
    }
    for (axis, batchAxis) in zip(dimensions.operandBatching, dimensions.startIndexBatching) {
      offset += position[batchAxis] * operandStrides[axis]
    }
    return offset
  }
}

/// Indices of any integer dtype as `Int`s. Those beyond the range of `Int` are out of bounds all the same.
private struct IndexVectors: IntegerVisitor {
  var indices: TensorValue

  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> [Int] {
    indices.withElements(of: scalar) { $0.map { Int(clamping: $0) } }
  }
}

import JacobiCore
import JacobiPrimitives

/// A `dot_general` as a stack of products of matrices, each carried out by a library.
package final class ContractionPlan: LibraryPlan {
  private let element: LibraryElement
  private let left: OperandView
  private let right: OperandView
  private let stack: ProductStack
  private let product: MatrixProduct

  /// - Returns: `nil` for types that the library does not have and sizes that it cannot count.
  package init?(
    _ dot: DotGeneral, _ leftType: TensorType, _ rightType: TensorType, result: TensorType,
    by functions: some MatrixFunctions
  ) {
    guard let element = LibraryElement(result.dtype), functions.has(element), leftType.dtype == result.dtype,
      rightType.dtype == result.dtype,
      max(leftType.rank, rightType.rank) <= maximumCopyRank
    else { return nil }
    self.element = element
    let (sizes, rightSizes) = (leftType.shape.sizes, rightType.shape.sizes)
    let order = ContractionPlan.order(dot, sizes, rightSizes)
    left = OperandView(
      sizes: sizes, batch: dot.leftBatch, free: dot.leftFree(rank: sizes.count),
      contracted: order.map { dot.leftContracting[$0] })
    right = OperandView(
      sizes: rightSizes, batch: dot.rightBatch, free: dot.rightFree(rank: rightSizes.count),
      contracted: order.map { dot.rightContracting[$0] })
    product = MatrixProduct(element, left, right, by: functions)
    stack = ProductStack(left, right)
    if !product.isCountable { return nil }
  }

  /// The order of the contracted axes in which more operands can be read without a copy.
  private static func order(_ dot: DotGeneral, _ left: [Int], _ right: [Int]) -> [Int] {
    let pairs = Array(dot.leftContracting.indices)
    let orders = [
      pairs.sorted { dot.leftContracting[$0] < dot.leftContracting[$1] },
      pairs.sorted { dot.rightContracting[$0] < dot.rightContracting[$1] },
    ]
    let merged = orders.map { order in
      let l = AxisGroup(order.map { dot.leftContracting[$0] }, sizes: left, strides: left.rowMajorStrides)
      let r = AxisGroup(order.map { dot.rightContracting[$0] }, sizes: right, strides: right.rowMajorStrides)
      return (l.axes.count <= 1 ? left.reduce(1, *) : 0) + (r.axes.count <= 1 ? right.reduce(1, *) : 0)
    }
    return merged[1] > merged[0] ? orders[1] : orders[0]
  }

  package var name: String { product.name }

  /// What decides which library is faster.
  package var shape: ProductShape { product.shape }

  /// Bytes for the packed operands, each beginning on a cache line.
  package var scratchByteCount: Int { leftByteCount + packedByteCount(right) }

  private var leftByteCount: Int { packedByteCount(left) }

  private func packedByteCount(_ view: OperandView) -> Int {
    ((view.packing?.count ?? 0) * element.byteCount + 63) / 64 * 64
  }

  package func run(_ memory: CallMemory) {
    let result = memory.results[0]
    if stack.count == 0 || product.rows == 0 || product.columns == 0 { return }
    if product.inner == 0 {
      let byteCount = stack.count * product.rows * product.columns * element.byteCount
      // SAFETY: the memory of the result is that large.
      result.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
      return
    }
    let a = packed(left, memory.operands[0], into: memory.scratch)
    let b = packed(right, memory.operands[1], into: memory.scratch.map { $0 + leftByteCount })
    product.runStack(stack, a, b, result)
  }

  private func packed(
    _ view: OperandView, _ operand: UnsafeRawPointer, into scratch: UnsafeMutableRawPointer?
  ) -> UnsafeRawPointer {
    guard let packing = view.packing, let scratch else { return operand }
    copyPermuted(
      byteCount: element.byteCount, sizes: packing.sizes, strides: packing.strides, from: operand, to: scratch)
    return UnsafeRawPointer(scratch)
  }
}

/// The loops around the products of matrices: over the batch, and over outer axes of either operand.
struct ProductStack {
  /// Sizes of loops, outermost first, with the distances that a step makes in both operands and in the result.
  private(set) var loops: [(size: Int, left: Int, right: Int, result: Int)] = []

  init(_ left: OperandView, _ right: OperandView) {
    let columns = right.outer.count * right.free.size
    let rows = left.outer.count * left.free.size
    addBatch(left.batch, right.batch, resultStride: rows * columns)
    var stride = left.free.size * columns
    var outer: [(size: Int, left: Int, right: Int, result: Int)] = []
    for axis in left.outer.axes.reversed() {
      outer.insert((axis.size, axis.stride, 0, stride), at: 0)
      stride *= axis.size
    }
    stride = right.free.size
    for axis in right.outer.axes.reversed() {
      outer.append((axis.size, 0, axis.stride, stride))
      stride *= axis.size
    }
    loops += outer
  }

  /// The batch axes of both operands cut into the same loops.
  private mutating func addBatch(_ left: AxisGroup, _ right: AxisGroup, resultStride: Int) {
    var (l, r) = (left.axes, right.axes)
    var stride = resultStride
    var batch: [(size: Int, left: Int, right: Int, result: Int)] = []
    while let x = l.last, let y = r.last {
      // Both lists have the same product, and each size of one is a product of original sizes; so the smaller divides.
      let size = min(x.size, y.size)
      if size == 0 { break }
      batch.insert((size, x.stride, y.stride, stride), at: 0)
      stride *= size
      l[l.count - 1] = (x.size / size, x.stride * size)
      r[r.count - 1] = (y.size / size, y.stride * size)
      if x.size == size { l.removeLast() }
      if y.size == size { r.removeLast() }
    }
    if left.count == 0 { batch = [(0, 0, 0, 0)] }
    loops = batch
  }

  var count: Int { loops.reduce(1) { $0 * $1.size } }

  /// How far into the operands and the result, in elements, the product of an index is.
  func offsets(_ index: Int) -> (left: Int, right: Int, result: Int) {
    var rest = index
    var offsets = (left: 0, right: 0, result: 0)
    for loop in loops.reversed() {
      let step = rest % loop.size
      rest /= loop.size
      offsets.left += step * loop.left
      offsets.right += step * loop.right
      offsets.result += step * loop.result
    }
    return offsets
  }
}

import JacobiCore

/// One operand of a contraction as a stack of matrices.
struct OperandView {
  /// The axes of the stack that both operands have; those of the result.
  var batch: AxisGroup
  /// The axes that only this operand has, but for the inner one: they make the stack larger.
  var outer: AxisGroup
  /// The inner axis, or all axes, that only this operand has.
  var free: (size: Int, stride: Int)
  /// The axes that are summed over.
  var contracted: (size: Int, stride: Int)
  /// How the elements are brought in this order first, if they must be.
  var packing: Packing?

  /// A copy of the operand with its axes in another order.
  struct Packing {
    var sizes: [Int]
    var strides: [Int]
    var count: Int { sizes.reduce(1, *) }
  }

  /// - Parameters:
  ///   - axes: the batch, free and contracted axes.
  init(sizes: [Int], batch: [Int], free: [Int], contracted: [Int]) {
    let strides = sizes.rowMajorStrides
    self.batch = AxisGroup(batch, sizes: sizes, strides: strides)
    outer = AxisGroup(free, sizes: sizes, strides: strides)
    let inner = outer.popInner()
    self.free = inner
    self.contracted = (1, 0)
    if let contracted = AxisGroup(contracted, sizes: sizes, strides: strides).single,
      inner.size >= OperandView.worthwhileSize || outer.axes.isEmpty,
      OperandView.isMatrix(inner, contracted)
    {
      self.contracted = contracted
      return
    }
    let order = batch + free + contracted
    packing = Packing(sizes: order.map { sizes[$0] }, strides: order.map { strides[$0] })
    let packed = order.map { sizes[$0] }.rowMajorStrides
    let places = Array(order.indices)
    self.batch = AxisGroup(places[..<batch.count].map { (sizes[order[$0]], packed[$0]) })
    let columns = contracted.reduce(1) { $0 * sizes[$1] }
    outer = AxisGroup([])
    self.free = (free.reduce(1) { $0 * sizes[$1] }, columns)
    self.contracted = (columns, 1)
  }

  /// Matrices of fewer rows are better copied into larger ones.
  private static let worthwhileSize = 16

  /// Whether the library can read a matrix with these axes: one of them must have its neighbours side by side.
  private static func isMatrix(_ row: (size: Int, stride: Int), _ column: (size: Int, stride: Int)) -> Bool {
    row.size == 1 || column.size == 1 || row.stride == 1 || column.stride == 1
  }

  /// Whether the memory holds the matrix of free rows and contracted columns transposed, and the distance between its rows
  /// or columns.
  var layout: (isTransposed: Bool, leading: Int) {
    if contracted.stride == 1 || contracted.size == 1 && free.size > 1 && free.stride != 1 {
      return (false, max(free.size == 1 ? 0 : free.stride, contracted.size, 1))
    }
    return (true, max(contracted.size == 1 ? 0 : contracted.stride, free.size, 1))
  }
}

extension [Int] {
  /// The strides of these sizes in row-major order.
  package var rowMajorStrides: [Int] {
    var strides = self
    var stride = 1
    for axis in indices.reversed() {
      strides[axis] = stride
      stride *= Swift.max(self[axis], 1)
    }
    return strides
  }
}

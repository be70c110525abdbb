import JacobiCore

/// The lines of elements of a tensor that run along one axis, in row-major order of the others.
struct Lanes {
  /// How many elements each line has.
  let size: Int
  /// How many elements of the tensor lie between neighbours in a line.
  let stride: Int
  /// How many lines there are.
  let count: Int

  init(of shape: Shape, axis: Int) {
    size = shape.sizes[axis]
    stride = shape.strides[axis]
    count = shape.removing(axes: [axis]).sizes.reduce(1, *)
  }

  /// Where the first element of a line is in the tensor.
  func start(_ lane: Int) -> Int {
    lane / stride * stride * size + lane % stride
  }
}

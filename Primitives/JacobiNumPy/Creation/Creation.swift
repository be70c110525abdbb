import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// A tensor of zeros.
  ///
  ///     Tensor.zeros([2, 3])  // [[0. 0. 0.] [0. 0. 0.]]
  ///     Tensor.zeros([2], dtype: .int8)  // [0 0]
  public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    full(shape, 0, dtype: dtype)
  }

  /// A tensor of zeros.
  public static func zeros(_ sizes: [Int], dtype: DType = .float32) -> Tensor { zeros(Shape(sizes), dtype: dtype) }

  /// A tensor of ones.
  ///
  ///     Tensor.ones([2, 2])  // [[1. 1.] [1. 1.]]
  public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    full(shape, 1, dtype: dtype)
  }

  /// A tensor of ones.
  public static func ones(_ sizes: [Int], dtype: DType = .float32) -> Tensor { ones(Shape(sizes), dtype: dtype) }

  /// A tensor whose elements are all `value`, or that repeats the elements of `value` by the rules of broadcasting.
  ///
  ///     Tensor.full([2, 2], 7)  // [[7 7] [7 7]]
  ///     Tensor.full([2, 2], Tensor([1, 2]))  // [[1 2] [1 2]]
  ///
  /// - Parameters:
  ///   - shape: the shape of the result.
  ///   - value: a scalar, or a tensor that broadcasts to `shape`.
  ///   - dtype: by default that of `value`.
  public static func full(_ shape: Shape, _ value: Tensor, dtype: DType? = nil) -> Tensor {
    // No shape has been validated before, and that of a scalar is no operand of a primitive.
    let value = value.asType(dtype ?? value.dtype)
    return shape.rank == 0 && value.rank == 0 ? value : value.broadcast(to: shape)
  }

  /// A tensor whose elements are all `value`.
  public static func full(_ sizes: [Int], _ value: Tensor, dtype: DType? = nil) -> Tensor {
    full(Shape(sizes), value, dtype: dtype)
  }

  /// A tensor of zeros with the shape and, unless another is given, the dtype of `tensor`.
  public static func zeros(like tensor: Tensor, dtype: DType? = nil) -> Tensor {
    tensor.isInvalid ? tensor : zeros(tensor.shape, dtype: dtype ?? tensor.dtype)
  }

  /// A tensor of ones with the shape and, unless another is given, the dtype of `tensor`.
  public static func ones(like tensor: Tensor, dtype: DType? = nil) -> Tensor {
    tensor.isInvalid ? tensor : ones(tensor.shape, dtype: dtype ?? tensor.dtype)
  }

  /// A tensor of one value with the shape and, unless another is given, the dtype of `tensor`.
  public static func full(like tensor: Tensor, _ value: Tensor, dtype: DType? = nil) -> Tensor {
    tensor.isInvalid ? tensor : full(tensor.shape, value, dtype: dtype ?? tensor.dtype)
  }

  /// The scalar of `value` in the dtype of `tensor`.
  init(_ value: Double, like tensor: Tensor) {
    self.init(ScalarLiteral.floating(value).value(as: tensor.dtype))
  }

  /// The identity matrix, or one of `rows` by `columns` with ones on the diagonal `offset` places above the main one.
  ///
  ///     Tensor.eye(2)  // [[1. 0.] [0. 1.]]
  ///     Tensor.eye(2, 3, offset: 1)  // [[0. 1. 0.] [0. 0. 1.]]
  public static func eye(
    _ rows: Dimension, _ columns: Dimension? = nil, offset: Int = 0, dtype: DType = .float32
  ) -> Tensor {
    diagonalMask(TensorType(.int32, [rows, columns ?? rows])) { row, column in row + offset .== column }.asType(dtype)
  }

  /// The identity matrix, or one of `rows` by `columns` with ones on another diagonal.
  public static func eye(_ rows: Int, _ columns: Int? = nil, offset: Int = 0, dtype: DType = .float32) -> Tensor {
    eye(Dimension(rows), columns.map { Dimension($0) }, offset: offset, dtype: dtype)
  }

  /// Of the numbers of row and column of each element of matrices, what `condition` says.
  static func diagonalMask(_ type: TensorType, _ condition: (_ row: Tensor, _ column: Tensor) -> Tensor) -> Tensor {
    condition(iota(type.shape, axis: -2, dtype: .int32), iota(type.shape, axis: -1, dtype: .int32))
  }
}

import JacobiCore
import JacobiNumPy
import JacobiRandom

/// How the parameters of a model are chosen before training.
///
///     let weights = Initializer.heUniform()(RandomKey(0), [784, 100])
///     weights.shape  // [784,100]
///     Initializer.constant(0.5)(RandomKey(0), [2])  // [0.5 0.5]
///
/// Numbers are those of `jax.nn.initializers`.
public struct Initializer: Sendable {
  private let draw: @Sendable (_ key: RandomKey, _ shape: Shape, _ dtype: DType) -> Tensor

  /// An initialiser of your own.
  ///
  ///     let twos = Initializer({ _, shape, dtype in .full(shape, 2, dtype: dtype) })
  ///     twos(RandomKey(0), [2])  // [2. 2.]
  ///
  /// - Parameter draw: gives a tensor of a shape and floating dtype; random numbers come from the key.
  public init(_ draw: @escaping @Sendable (_ key: RandomKey, _ shape: Shape, _ dtype: DType) -> Tensor) {
    self.draw = draw
  }

  /// Parameters of a shape.
  ///
  ///     Initializer.ones(RandomKey(0), [2])  // [1. 1.]
  ///
  /// - Parameters:
  ///   - key: decides about random numbers; equal keys give equal numbers.
  ///   - shape: the shape of the parameters.
  ///   - dtype: a floating dtype.
  public func callAsFunction(_ key: RandomKey, _ shape: Shape, dtype: DType = .float32) -> Tensor {
    draw(key, shape, dtype)
  }

  /// Parameters of a shape.
  ///
  ///     Initializer.ones(RandomKey(0), [2])  // [1. 1.]
  ///
  /// - Parameters:
  ///   - key: decides about random numbers; equal keys give equal numbers.
  ///   - sizes: the sizes of the parameters.
  ///   - dtype: a floating dtype.
  public func callAsFunction(_ key: RandomKey, _ sizes: [Int], dtype: DType = .float32) -> Tensor {
    draw(key, Shape(sizes), dtype)
  }

  /// All 0.
  public static let zeros = Initializer { _, shape, dtype in .zeros(shape, dtype: dtype) }

  /// All 1.
  public static let ones = Initializer { _, shape, dtype in .ones(shape, dtype: dtype) }

  /// All one number.
  ///
  ///     Initializer.constant(0.5)(RandomKey(0), [2])  // [0.5 0.5]
  public static func constant(_ value: Double) -> Initializer {
    Initializer { _, shape, dtype in .full(shape, Tensor(weak: value), dtype: dtype) }
  }

  /// Normally distributed with mean 0.
  ///
  ///     Initializer.normal(standardDeviation: 0.1)(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameter standardDeviation: how far the numbers are spread.
  public static func normal(standardDeviation: Double = 0.01) -> Initializer {
    Initializer { key, shape, dtype in key.normal(shape, dtype: dtype) * standardDeviation }
  }

  /// Evenly distributed from 0 to a number.
  ///
  ///     Initializer.uniform(scale: 0.1)(RandomKey(0), [2, 3]).shape  // [2,3]
  ///
  /// - Parameter scale: the upper bound.
  public static func uniform(scale: Double = 0.01) -> Initializer {
    Initializer { key, shape, dtype in key.uniform(shape, dtype: dtype) * scale }
  }
}

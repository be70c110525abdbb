import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension FFT {
  /// The frequencies of the elements of a Fourier transform: `k / (n d)` with k from 0 up, and then the negative ones up to
  /// -1.
  ///
  ///     FFT.fftfreq(4)                // [ 0.    0.25 -0.5  -0.25]
  ///     FFT.fftfreq(5, spacing: 0.1)  // [ 0.  2.  4. -4. -2.]
  ///
  /// - Parameters:
  ///   - n: the length of the transform.
  ///   - spacing: the time between samples, of which the frequencies have the inverse unit.
  ///   - dtype: a floating one.
  public static func fftfreq(_ n: Int, spacing: Double = 1, dtype: DType = .float32) -> Tensor {
    fftfreq(Dimension(n), spacing: spacing, dtype: dtype)
  }

  /// The same for a length that may be symbolic.
  @_disfavoredOverload
  public static func fftfreq(_ n: Dimension, spacing: Double = 1, dtype: DType = .float32) -> Tensor {
    frequencies(n, count: n, isHalf: false, spacing, dtype, named: "fftfreq")
  }

  /// The frequencies of the elements of a transform of real numbers: `k / (n d)` with k from 0 to `n/2`.
  ///
  ///     FFT.rfftfreq(4)  // [0.   0.25 0.5 ]
  ///
  /// - Parameters:
  ///   - n: the length of the transform.
  ///   - spacing: the time between samples, of which the frequencies have the inverse unit.
  ///   - dtype: a floating one.
  public static func rfftfreq(_ n: Int, spacing: Double = 1, dtype: DType = .float32) -> Tensor {
    rfftfreq(Dimension(n), spacing: spacing, dtype: dtype)
  }

  /// The same for a length that may be symbolic.
  @_disfavoredOverload
  public static func rfftfreq(_ n: Dimension, spacing: Double = 1, dtype: DType = .float32) -> Tensor {
    frequencies(n, count: n.floorDivided(by: 2) + 1, isHalf: true, spacing, dtype, named: "rfftfreq")
  }

  private static func frequencies(
    _ n: Dimension, count: Dimension, isHalf: Bool, _ spacing: Double, _ dtype: DType, named name: String
  ) -> Tensor {
    reporting { () throws(TensorError) in
      guard n.known.map({ $0 >= 1 }) ?? true else {
        throw .invalidArgument(name: "n", expected: "at least 1", actual: "\(n)", operation: Operation(name))
      }
      guard dtype.isFloating else {
        throw .dtypeMismatch(expected: "a floating dtype", actual: "\(dtype)", operation: Operation(name))
      }
      let index = Tensor.arange(count)
      // From the middle on, the same wave as a negative frequency; half of a spectrum has none.
      let number = isHalf ? index : which(2 * index .< Tensor(n), index, index - Tensor(n))
      return number.asType(dtype) / (Tensor(n).asType(dtype) * Tensor(weak: spacing))
    }
  }

  /// The halves of a spectrum exchanged along axes, which puts frequency 0 into the middle.
  ///
  ///     FFT.fftshift(FFT.fftfreq(5) * 5)  // [-2. -1.  0.  1.  2.]
  ///
  /// - Parameters:
  ///   - x: a tensor of any dtype.
  ///   - axes: by default all.
  public static func fftshift(_ x: Tensor, axes: [Int]? = nil) -> Tensor {
    exchangingHalves(of: x, axes, named: "fftshift") { $0.ceilDivided(by: 2) }
  }

  /// What ``fftshift(_:axes:)`` does undone; the two differ for odd sizes.
  ///
  ///     FFT.ifftshift(Tensor([-2, -1, 0, 1, 2]))  // [ 0  1  2 -2 -1]
  ///
  /// - Parameters:
  ///   - x: a tensor of any dtype.
  ///   - axes: by default all.
  public static func ifftshift(_ x: Tensor, axes: [Int]? = nil) -> Tensor {
    exchangingHalves(of: x, axes, named: "ifftshift") { $0.floorDivided(by: 2) }
  }

  /// - Parameter middle: where the second half of a size begins.
  private static func exchangingHalves(
    of x: Tensor, _ axes: [Int]?, named name: String, at middle: (Dimension) -> Dimension
  ) -> Tensor {
    if x.isInvalid { return x }
    return reporting { () throws(TensorError) in
      var result = x
      for axis in axes ?? Array(x.shape.indices) {
        let position = try x.position(ofAxis: axis, named: name)
        let middle = middle(x.shape[position])
        let first = slice(result, axis: position, from: 0, to: middle)
        let second = slice(result, axis: position, from: middle, to: x.shape[position])
        result = Concatenate(axis: position)(second, first)
      }
      return result
    }
  }

  /// Every `stride`th element along one axis.
  static func slice(_ x: Tensor, axis: Int, from start: Dimension, to limit: Dimension, by stride: Int = 1) -> Tensor {
    Slice(
      starts: x.shape.indices.map { $0 == axis ? start : 0 },
      limits: x.shape.replacing(axis: axis, with: limit).dimensions,
      strides: x.shape.indices.map { $0 == axis ? stride : 1 })(x)
  }
}

import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension FFT {
  /// The Fourier transform of real numbers along one axis: the first `n/2 + 1` elements, which determine the others.
  ///
  ///     FFT.rfft(Tensor([1, 2, 3, 4]))  // [10.+0.j -2.+2.j -2.+0.j]
  ///
  /// - Parameters:
  ///   - x: real numbers.
  ///   - n: the length of the transform: elements are dropped or zeros added at the end; by default the size of the axis.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which transform is divided by the length.
  public static func rfft(_ x: Tensor, n: Int? = nil, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    Transformation(.rfft, norm, "rfft").apply(x, sizes: n.map { [$0] }, axes: [axis])
  }

  /// The real numbers of which ``rfft(_:n:axis:norm:)`` gives `x`.
  ///
  ///     FFT.irfft(FFT.rfft(Tensor([1, 2, 3])), n: 3)  // [1. 2. 3.]
  ///
  /// Imaginary parts that such a transform cannot have, as of its first element, are ignored.
  ///
  /// - Parameters:
  ///   - x: the first half of a spectrum.
  ///   - n: how many numbers come out; by default `2 (m - 1)` for `m` elements of `x`, the even one of two possible ones.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which transform is divided by the length.
  public static func irfft(_ x: Tensor, n: Int? = nil, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    Transformation(.irfft, norm, "irfft").apply(x, sizes: n.map { [$0] }, axes: [axis])
  }

  /// The same for a length that may be symbolic: `FFT.irfft(FFT.rfft(x), n: x.shape[-1])`.
  @_disfavoredOverload
  public static func irfft(_ x: Tensor, n: Dimension, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    Transformation(.irfft, norm, "irfft").apply(x, dimensions: [n], axes: [axis])
  }

  /// The Fourier transform of real numbers along several axes: of the last of them only the first half.
  ///
  ///     FFT.rfftn(Tensor([[1, 2, 3], [4, 5, 6]])).shape  // [2,2]
  ///
  /// - Parameters:
  ///   - x: real numbers.
  ///   - sizes: the lengths along the axes, as of ``rfft(_:n:axis:norm:)``.
  ///   - axes: by default as many of the last as there are sizes, or all.
  ///   - norm: which transform is divided by the number of elements.
  public static func rfftn(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int]? = nil, norm: Norm = .backward
  ) -> Tensor {
    Transformation(.rfft, norm, "rfftn").apply(x, sizes: sizes, axes: axes)
  }

  /// The real numbers of which ``rfftn(_:sizes:axes:norm:)`` gives `x`.
  ///
  ///     let x = Tensor([[1, 2, 3], [4, 5, 6]])
  ///     FFT.irfftn(FFT.rfftn(x), sizes: [2, 3])  // [[1. 2. 3.] [4. 5. 6.]]
  ///
  /// - Parameters:
  ///   - x: half of a spectrum.
  ///   - sizes: the sizes of the result along the axes; by default those of `x`, and `2 (m - 1)` along the last axis.
  ///   - axes: by default as many of the last as there are sizes, or all.
  ///   - norm: which transform is divided by the number of elements.
  public static func irfftn(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int]? = nil, norm: Norm = .backward
  ) -> Tensor {
    Transformation(.irfft, norm, "irfftn").apply(x, sizes: sizes, axes: axes)
  }

  /// The Fourier transform of real numbers along two axes, by default the last two; see ``rfftn(_:sizes:axes:norm:)``.
  ///
  ///     FFT.rfft2(Tensor([[1, 2], [3, 4]]))  // [[10.+0.j -2.+0.j] [-4.+0.j  0.+0.j]]
  public static func rfft2(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int] = [-2, -1], norm: Norm = .backward
  ) -> Tensor {
    Transformation(.rfft, norm, "rfft2").apply(x, sizes: sizes, axes: axes, count: 2)
  }

  /// The inverse of ``rfft2(_:sizes:axes:norm:)``; see ``irfftn(_:sizes:axes:norm:)``.
  ///
  ///     FFT.irfft2(Tensor([[10, -2], [-4, 0]]))  // [[1. 2.] [3. 4.]]
  public static func irfft2(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int] = [-2, -1], norm: Norm = .backward
  ) -> Tensor {
    Transformation(.irfft, norm, "irfft2").apply(x, sizes: sizes, axes: axes, count: 2)
  }

  // MARK: - Real spectra

  /// The spectrum, which is real, of a signal with `x[-j]` the conjugate of `x[j]`, of which the first half is given.
  ///
  ///     FFT.hfft(Tensor([1, 2, 3]))  // [ 8. -2.  0. -2.]
  ///
  /// - Parameters:
  ///   - x: the first half of the signal.
  ///   - n: the length of the result; by default `2 (m - 1)` for `m` elements of `x`.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which transform is divided by the length; this is the forward one.
  public static func hfft(_ x: Tensor, n: Int? = nil, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    let conjugate = x.dtype.isComplex ? Conj()(x) : x
    return Transformation(.irfft, norm.exchanged, "hfft").apply(conjugate, sizes: n.map { [$0] }, axes: [axis])
  }

  /// The first half of the signal of which ``hfft(_:n:axis:norm:)`` gives `x`.
  ///
  ///     FFT.ihfft(Tensor([8, -2, 0, -2]))  // [1.-0.j 2.-0.j 3.-0.j]
  ///
  /// - Parameters:
  ///   - x: real numbers.
  ///   - n: the length of the transform: elements are dropped or zeros added at the end; by default the size of the axis.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which transform is divided by the length; this is the inverse one.
  public static func ihfft(_ x: Tensor, n: Int? = nil, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    let half = Transformation(.rfft, norm.exchanged, "ihfft").apply(x, sizes: n.map { [$0] }, axes: [axis])
    return half.isInvalid ? half : Conj()(half)
  }
}

extension FFT.Norm {
  /// The norm of the transform in the other direction.
  var exchanged: FFT.Norm {
    switch self {
    case .backward: .forward
    case .ortho: .ortho
    case .forward: .backward
    }
  }
}

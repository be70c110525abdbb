import JacobiCore
import JacobiPrimitives

/// Discrete Fourier and cosine transforms, as in `numpy.fft` and `scipy.fft`.
///
///     let x = Tensor([1, 2, 3, 4])
///     FFT.fft(x)              // [10.+0.j -2.+2.j -2.+0.j -2.-2.j]
///     FFT.irfft(FFT.rfft(x))  // [1. 2. 3. 4.]
///
/// Along one axis of length `n`, forward `y[k] = Σ x[j] exp(-2πi jk/n)` and inverse `x[j] = 1/n Σ y[k] exp(2πi jk/n)`; a
/// transform along several axes is one along each of them. Lengths are arbitrary. Integers and narrow floating numbers are
/// transformed in `float32` (`int64` and `uint64` in `float64`) or the complex dtype of that precision. A length or axis that
/// does not fit is an error.
public enum FFT {
  /// Which of forward and inverse transform is divided by the number of elements `n`.
  public enum Norm: Sendable {
    /// The inverse one.
    case backward
    /// Both, by the root of `n`: lengths of vectors stay.
    case ortho
    /// The forward one.
    case forward
  }

  // MARK: - Complex transforms

  /// The Fourier transform along one axis.
  ///
  ///     FFT.fft(Tensor([1, 2, 3, 4]))        // [10.+0.j -2.+2.j -2.+0.j -2.-2.j]
  ///     FFT.fft(Tensor([1, 2, 3, 4]), n: 2)  // [ 3.+0.j -1.+0.j]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - n: the length of the transform: elements are dropped or zeros added at the end; by default the size of the axis.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which transform is divided by the length.
  public static func fft(_ x: Tensor, n: Int? = nil, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    Transformation(.fft, norm, "fft").apply(x, sizes: n.map { [$0] }, axes: [axis])
  }

  /// The inverse Fourier transform along one axis.
  ///
  ///     FFT.ifft(Tensor([4, 0, 0, 0]))  // [1.+0.j 1.+0.j 1.+0.j 1.+0.j]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - n: the length of the transform: elements are dropped or zeros added at the end; by default the size of the axis.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which transform is divided by the length.
  public static func ifft(_ x: Tensor, n: Int? = nil, axis: Int = -1, norm: Norm = .backward) -> Tensor {
    Transformation(.ifft, norm, "ifft").apply(x, sizes: n.map { [$0] }, axes: [axis])
  }

  /// The Fourier transform along several axes.
  ///
  ///     FFT.fftn(Tensor([[1, 2], [3, 4]]))  // [[10.+0.j -2.+0.j] [-4.+0.j  0.+0.j]]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - sizes: the lengths along the axes, as of ``fft(_:n:axis:norm:)``.
  ///   - axes: by default as many of the last as there are sizes, or all.
  ///   - norm: which transform is divided by the number of elements.
  public static func fftn(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int]? = nil, norm: Norm = .backward
  ) -> Tensor {
    Transformation(.fft, norm, "fftn").apply(x, sizes: sizes, axes: axes)
  }

  /// The inverse Fourier transform along several axes.
  ///
  ///     FFT.ifftn(Tensor([[4, 0], [0, 0]]))  // [[1.+0.j 1.+0.j] [1.+0.j 1.+0.j]]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - sizes: the lengths along the axes, as of ``ifft(_:n:axis:norm:)``.
  ///   - axes: by default as many of the last as there are sizes, or all.
  ///   - norm: which transform is divided by the number of elements.
  public static func ifftn(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int]? = nil, norm: Norm = .backward
  ) -> Tensor {
    Transformation(.ifft, norm, "ifftn").apply(x, sizes: sizes, axes: axes)
  }

  /// The Fourier transform along two axes, by default the last two; see ``fftn(_:sizes:axes:norm:)``.
  ///
  ///     FFT.fft2(Tensor([[1, 2], [3, 4]]))  // [[10.+0.j -2.+0.j] [-4.+0.j  0.+0.j]]
  public static func fft2(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int] = [-2, -1], norm: Norm = .backward
  ) -> Tensor {
    Transformation(.fft, norm, "fft2").apply(x, sizes: sizes, axes: axes, count: 2)
  }

  /// The inverse Fourier transform along two axes, by default the last two; see ``ifftn(_:sizes:axes:norm:)``.
  ///
  ///     FFT.ifft2(Tensor([[4, 0], [0, 0]]))  // [[1.+0.j 1.+0.j] [1.+0.j 1.+0.j]]
  public static func ifft2(
    _ x: Tensor, sizes: [Int]? = nil, axes: [Int] = [-2, -1], norm: Norm = .backward
  ) -> Tensor {
    Transformation(.ifft, norm, "ifft2").apply(x, sizes: sizes, axes: axes, count: 2)
  }
}

import JacobiCore
import JacobiNumPy
import JacobiPrimitives

// Cosine transforms by one complex transform of the same length (J. Makhoul: "A fast cosine transform in one and two
// dimensions", 1980).

extension FFT {
  /// The discrete cosine transform along one axis, of type 2 or 3, as in `scipy.fft`.
  ///
  ///     FFT.dct(Tensor([4, 4, 4, 4]), norm: .ortho)  // [8. 0. 0. 0.]
  ///
  /// Type 2: `y[k] = 2 Σ x[j] cos(πk(2j + 1)/2n)`. Type 3: `y[k] = x[0] + 2 Σ x[j] cos(πj(2k + 1)/2n)`, where the sum begins
  /// at 1. With the norm `forward` these are divided by `2n`, and with `ortho` scaled to orthogonal matrices, of which each is
  /// the other's transpose. Of complex numbers, real and imaginary parts are transformed.
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - type: 2 or 3.
  ///   - n: the length of the transform: elements are dropped or zeros added at the end; by default the size of the axis.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which of the transform and its inverse is divided by `2n`.
  public static func dct(
    _ x: Tensor, type: Int = 2, n: Int? = nil, axis: Int = -1, norm: Norm = .backward
  ) -> Tensor {
    cosineTransform(x, type, inverse: false, n.map { [$0] }, [axis], norm, named: "dct")
  }

  /// The inverse of ``dct(_:type:n:axis:norm:)`` of the same type and norm.
  ///
  ///     FFT.idct(Tensor([8, 0, 0, 0]), norm: .ortho)  // [4. 4. 4. 4.]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - type: 2 or 3, that of the transform to undo.
  ///   - n: the length of the transform: elements are dropped or zeros added at the end; by default the size of the axis.
  ///   - axis: a negative one counts from the back.
  ///   - norm: which of the transform and its inverse is divided by `2n`.
  public static func idct(
    _ x: Tensor, type: Int = 2, n: Int? = nil, axis: Int = -1, norm: Norm = .backward
  ) -> Tensor {
    cosineTransform(x, type, inverse: true, n.map { [$0] }, [axis], norm, named: "idct")
  }

  /// The cosine transform along several axes, one after the other; see ``dct(_:type:n:axis:norm:)``.
  ///
  ///     FFT.dctn(Tensor([[1, 1], [1, 1]]), norm: .ortho)  // [[1.9999999 0. ] [0. 0. ]]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - type: 2 or 3.
  ///   - sizes: the lengths along the axes.
  ///   - axes: by default as many of the last as there are sizes, or all.
  ///   - norm: which of the transform and its inverse is divided by twice the lengths.
  public static func dctn(
    _ x: Tensor, type: Int = 2, sizes: [Int]? = nil, axes: [Int]? = nil, norm: Norm = .backward
  ) -> Tensor {
    cosineTransform(x, type, inverse: false, sizes, axes, norm, named: "dctn")
  }

  /// The inverse of ``dctn(_:type:sizes:axes:norm:)`` of the same type and norm.
  ///
  ///     FFT.idctn(Tensor([[2, 0], [0, 0]]), norm: .ortho)  // [[0.99999994 0.99999994] [0.99999994 0.99999994]]
  ///
  /// - Parameters:
  ///   - x: real or complex numbers.
  ///   - type: 2 or 3, that of the transform to undo.
  ///   - sizes: the lengths along the axes.
  ///   - axes: by default as many of the last as there are sizes, or all.
  ///   - norm: which of the transform and its inverse is divided by twice the lengths.
  public static func idctn(
    _ x: Tensor, type: Int = 2, sizes: [Int]? = nil, axes: [Int]? = nil, norm: Norm = .backward
  ) -> Tensor {
    cosineTransform(x, type, inverse: true, sizes, axes, norm, named: "idctn")
  }

  private static func cosineTransform(
    _ x: Tensor, _ type: Int, inverse: Bool, _ sizes: [Int]?, _ axes: [Int]?, _ norm: Norm, named name: String
  ) -> Tensor {
    if x.isInvalid { return x }
    return reporting { () throws(TensorError) in
      guard type == 2 || type == 3 else {
        throw .invalidArgument(
          name: "type", expected: "2 or 3", actual: "\(type)", operation: Operation(name, operands: [x.type]))
      }
      let layout = Transformation(.fft, norm, name)
      let (positions, lengths) = try layout.plan(x, dimensions: sizes.map { $0.map { Dimension($0) } }, axes: axes)
      // The inverse of each type is the other one.
      let cosine = CosineTransform(isSecond: (type == 2) != inverse, norm: inverse ? norm.exchanged : norm)
      func apply(_ part: Tensor) -> Tensor {
        positions.reduce(layout.resized(part, positions, lengths)) { cosine.apply($0, axis: $1) }
      }
      if x.dtype.isComplex { return MakeComplex()(apply(Real()(x)), apply(Imag()(x))) }
      return apply(x.asType(x.dtype.complexDType.realDType))
    }
  }
}

/// The cosine transform of type 2 or 3 along one axis of a real tensor.
private struct CosineTransform {
  var isSecond: Bool
  var norm: FFT.Norm

  func apply(_ x: Tensor, axis: Int) -> Tensor {
    let last = x.rank - 1
    let rows = x.movedAxis(from: axis, to: last)
    let y = isSecond ? second(rows) : third(rows)
    return y.movedAxis(from: last, to: axis)
  }

  private func second(_ x: Tensor) -> Tensor {
    let waves = FFT.fft(interleaved(x)) * rotation(x)
    let y = 2 * Real()(waves)
    switch norm {
    case .backward: return y
    case .forward: return y / (2 * length(x))
    case .ortho: return y * orthogonal(x)
    }
  }

  private func third(_ x: Tensor) -> Tensor {
    let weighted: Tensor =
      switch norm {
      case .backward: x * weights(x, first: 1, others: 2)
      case .forward: x * weights(x, first: 0.5, others: 1) / length(x)
      case .ortho: 2 * x * orthogonal(x)
      }
    let waves = FFT.ifft(weighted * Conj()(rotation(x)), norm: .forward)
    return separated(Real()(waves))
  }

  private func length(_ x: Tensor) -> Tensor { FFT.number(x.shape[-1], x.dtype) }

  /// `exp(-πi k/2n)`.
  private func rotation(_ x: Tensor) -> Tensor {
    let angle = Tensor.arange(x.shape[-1], dtype: x.dtype) * (Double.pi / 2) / length(x)
    return MakeComplex()(cos(angle), -sin(angle))
  }

  /// One number for the first element, another for the others.
  private func weights(_ x: Tensor, first: Double, others: Double) -> Tensor {
    let index = Tensor.arange(x.shape[-1])
    let number = { (value: Double) in Tensor(weak: value).asType(x.dtype) }
    return which(index .== 0, number(first), number(others))
  }

  /// `sqrt(1/2n)`, for the first element `sqrt(1/4n)`.
  private func orthogonal(_ x: Tensor) -> Tensor { sqrt(weights(x, first: 0.25, others: 0.5) / length(x)) }

  /// The elements at even positions, then those at odd positions backwards.
  private func interleaved(_ x: Tensor) -> Tensor {
    let last = x.rank - 1
    let even = FFT.slice(x, axis: last, from: 0, to: x.shape[last], by: 2)
    // An axis of size 1 has no odd position.
    if x.shape[last].known == 1 { return even }
    let odd = FFT.slice(x, axis: last, from: 1, to: x.shape[last], by: 2)
    return Concatenate(axis: last)(even, Rev(axes: [last])(odd))
  }

  /// What ``interleaved(_:)`` does undone.
  private func separated(_ x: Tensor) -> Tensor {
    let last = x.rank - 1
    let size = x.shape[last]
    let middle = size.ceilDivided(by: 2)
    let even = FFT.slice(x, axis: last, from: 0, to: middle)
    let odd = Rev(axes: [last])(FFT.slice(x, axis: last, from: middle, to: size))
    return spread(even, to: size, from: 0) + spread(odd, to: size, from: 1)
  }

  /// Elements at every second position, among zeros.
  private func spread(_ x: Tensor, to size: Dimension, from start: Dimension) -> Tensor {
    var widths = x.shape.map { _ in Pad.Widths() }
    let last = x.rank - 1
    let gaps = Dimension.maximum(x.shape[last] - 1, 0)
    widths[last] = Pad.Widths(before: start, after: size - start - x.shape[last] - gaps, interior: 1)
    return Pad(widths: widths)(x, Tensor.zeros([], dtype: x.dtype))
  }
}

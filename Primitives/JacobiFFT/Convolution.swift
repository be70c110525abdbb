import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension FFT {
  /// The convolution of two tensors by Fourier transforms: fast where both are large, with rounding errors of the size of the
  /// largest result.
  ///
  ///     FFT.fftconvolve(Tensor([1, 2, 3]), Tensor([1, 1]))              // [1. 3. 5. 3.]
  ///     FFT.fftconvolve(Tensor([1, 2, 3]), Tensor([1, 1]), mode: .same) // [1. 3. 5.]
  ///
  /// As `scipy.signal.fftconvolve`. Dtypes are promoted, to at least `float32`.
  ///
  /// - Parameters:
  ///   - x: a tensor.
  ///   - y: one with as many axes.
  ///   - mode: which part is wanted, the middle part being of the size of the first operand; for `valid` one operand
  ///     must be at least as large as the other along all axes.
  ///   - axes: those of the convolution, by default all; along the others sizes are equal, or 1 and broadcast.
  public static func fftconvolve(
    _ x: Tensor, _ y: Tensor, mode: ConvolutionMode = .full, axes: [Int]? = nil
  ) -> Tensor {
    if x.isInvalid || y.isInvalid { return .invalid }
    return reporting { () throws(TensorError) in
      let operation = { Operation("fftconvolve", operands: [x.type, y.type]) }
      guard x.rank == y.rank else {
        throw .shapeMismatch(
          expected: "operands with as many axes as each other", actual: "\(x.shape) and \(y.shape)",
          operation: operation())
      }
      var positions: [Int] = []
      for axis in axes ?? Array(x.shape.indices) {
        let position = try x.shape.position(ofAxis: axis, in: operation)
        positions.append(position)
      }
      if mode == .valid { try requireInclusion(x.shape, y.shape, positions, operation) }
      return product(x, y, positions).map { centered($0, x.shape, y.shape, positions, mode) } ?? .invalid
    }
  }

  private static func requireInclusion(
    _ x: Shape, _ y: Shape, _ axes: [Int], _ operation: () -> Operation
  ) throws(TensorError) {
    for (left, right) in [(x, y), (y, x)] {
      let answers = axes.map { Dimension.decide(left[$0], .greaterOrEqual, right[$0]) }
      if answers.allSatisfy({ $0 == true }) { return }
    }
    throw .shapeMismatch(
      expected: "one operand at least as large as the other along all axes of the convolution", actual: "\(x) and \(y)",
      operation: operation())
  }

  /// The full convolution.
  private static func product(_ x: Tensor, _ y: Tensor, _ axes: [Int]) -> Tensor? {
    let dtype = DType.promoted(x, y)
    let lengths = axes.map { x.shape[$0] + y.shape[$0] - 1 }
    if axes.isEmpty { return x * y }
    let (forward, inverse): (FourierTransform.Kind, FourierTransform.Kind) =
      dtype.isComplex ? (.fft, .ifft) : (.rfft, .irfft)
    let transformation = Transformation(forward, .backward, "fftconvolve")
    let spectra = [x, y].map { transformation.apply($0.asType(dtype), dimensions: lengths, axes: axes) }
    if spectra.contains(where: \.isInvalid) { return nil }
    return Transformation(inverse, .backward, "fftconvolve").apply(
      spectra[0] * spectra[1], dimensions: lengths, axes: axes)
  }

  private static func centered(
    _ full: Tensor, _ x: Shape, _ y: Shape, _ axes: [Int], _ mode: ConvolutionMode
  ) -> Tensor {
    if full.isInvalid || mode == .full { return full }
    return axes.reduce(full) { result, axis in
      let larger = Dimension.maximum(x[axis], y[axis])
      let size = mode == .same ? x[axis] : larger - Dimension.minimum(x[axis], y[axis]) + 1
      let start = (full.shape[axis] - size).floorDivided(by: 2)
      return slice(result, axis: axis, from: start, to: start + size)
    }
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<Transposition> {
  /// The matrix of the complex transform is symmetric: `exp(-2πi jk/n)` in row `k` and column `j`.
  static let fourier = RuleTable { table in
    table.linear(FourierTransform.self) { transform, operand, ct in
      switch transform.kind {
      case .fft, .ifft: transform(ct)
      case .rfft: halfSpectrumTranspose(transform, operand, ct)
      case .irfft: hermitianTranspose(transform, operand, ct)
      }
    }
  }
}

/// The half of the spectrum is a complex transform cut off, of real numbers: filled up with zeros, transformed, of which
/// the real part.
private func halfSpectrumTranspose(_ transform: FourierTransform, _ operand: TensorType, _ ct: Tensor) -> Tensor {
  let filled = resized(ct, alongLastAxisTo: operand.shape[operand.rank - 1])
  return Real()(FourierTransform(.fft, lengths: transform.lengths)(filled))
}

/// Each element `z[k]` of the half counts twice in `x[j] = 1/n Σ Re(z[k] exp(2πi jk/n))`, but for the first and, for an
/// even length, the last one.
private func hermitianTranspose(_ transform: FourierTransform, _ operand: TensorType, _ ct: Tensor) -> Tensor {
  let spectrum = FourierTransform(.ifft, lengths: transform.lengths)(MakeComplex()(ct, ct.constant(0)))
  let half = resized(spectrum, alongLastAxisTo: operand.shape[operand.rank - 1])
  let length = transform.lengths[transform.lengths.count - 1]
  let doubled = Dimension.maximum(length - 1, 0).floorDivided(by: 2)
  let twos = Tensor.filled(TensorType(operand.dtype, [doubled]), with: 2)
  let ends = Pad.Widths(before: 1, after: length.floorDivided(by: 2) - doubled)
  let weights = Pad(widths: [ends])(twos, .ones(TensorType(operand.dtype, [])))
  return Mul()(half, BroadcastInDim(to: half.shape, dimensions: [half.rank - 1])(weights))
}

/// A tensor cut off or filled up with zeros at the end of the last axis.
private func resized(_ x: Tensor, alongLastAxisTo size: Dimension) -> Tensor {
  let last = x.rank - 1
  var widths = x.shape.map { _ in Pad.Widths() }
  widths[last].after = size - x.shape[last]
  return Pad(widths: widths)(x, .zeros(x.type.with(shape: [])))
}

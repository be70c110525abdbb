import JacobiCore
import JacobiFFT
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

@Suite struct FFTTests {
  @Test(arguments: FFTCase.complexTransforms + FFTCase.realTransforms + FFTCase.cosineTransforms + FFTCase.others)
  func valuesAreThoseOfNumPyAndSciPy(expected: FFTCase) throws {
    let actual = try withTensorErrors { expected.actual() }
    #expect(actual.shape == expected.shape)
    let parts: [Double] =
      if actual.dtype == .complex128 {
        actual.scalars(Complex128.self).flatMap { [$0.real, $0.imaginary] }
      } else {
        actual.scalars(Double.self)
      }
    try #require(parts.count == expected.parts.count)
    let scale = expected.parts.map(Swift.abs).max() ?? 0
    for (part, other) in zip(parts, expected.parts) {
      // Some ulps of the largest number: each one is a sum of all others.
      #expect(Swift.abs(part - other) <= 1e-14 * scale, "\(part), expected \(other)")
    }
  }

  @Test func dtypesAreThoseOfJAX() {
    let integers = Tensor([1, 2, 3])
    #expect(FFT.fft(integers).dtype == .complex64)
    #expect(FFT.fft(integers.asType(.int64)).dtype == .complex128)
    #expect(FFT.fft(integers.asType(.bfloat16)).dtype == .complex64)
    #expect(FFT.rfft(integers).dtype == .complex64)
    #expect(FFT.irfft(integers.asType(.uint64)).dtype == .float64)
    #expect(FFT.dct(integers.asType(.float16)).dtype == .float32)
    #expect(FFT.fftfreq(3).dtype == .float32)
    #expect(FFT.ifftshift(integers).dtype == .int32)
    #expect(FFT.fftconvolve(integers, Tensor([1.5], dtype: .float64)).dtype == .float64)
  }

  @Test func mistakesAreErrors() {
    let x = Tensor([1, 2, 3])
    let mistakes: [() -> Tensor] = [
      { FFT.fft(x, n: 0) }, { FFT.fft(x, n: -1) }, { FFT.fft(x, axis: 1) }, { FFT.fft(3.0) }, { FFT.fft2(x) },
      { FFT.fftn(x, axes: [0, 0]) }, { FFT.fftn(x, sizes: [1, 2]) }, { FFT.fftn(x, sizes: [2], axes: [0, 0]) },
      { FFT.rfft(FFT.fft(x)) }, { FFT.rfftn(x, axes: []) }, { FFT.irfft(Tensor([1])) }, { FFT.fftfreq(0) },
      { FFT.fftfreq(3, dtype: .int32) }, { FFT.fftshift(x, axes: [2]) }, { FFT.dct(x, type: 1) }, { FFT.dct(x, n: 0) },
      { FFT.fftconvolve(x, Tensor([[1]])) }, { FFT.fftconvolve(x, x, axes: [3]) },
      { FFT.fftconvolve(Tensor.ones([2, 3]), Tensor.ones([3, 2]), mode: .valid) }, { FFT.fft(Tensor.zeros([0])) },
    ]
    for (index, mistake) in mistakes.enumerated() {
      #expect(throws: TensorError.self, "mistake \(index)") { try withTensorErrors { mistake() } }
    }
  }

  @Test func lengthsMayBeSymbolic() throws {
    let n = Dimension.symbol("n")
    let program = try traceProgram([TensorType(.float64, [3, n])]) { operands in
      let x = operands[0]
      let back = FFT.irfft(FFT.rfft(x), n: x.shape[-1])
      return [back, FFT.fft(x, norm: .ortho), FFT.fftshift(x), x * FFT.fftfreq(x.shape[-1], dtype: .float64)]
    }.program
    #expect(program.outputTypes[0] == TensorType(.float64, [3, n]))
    #expect(program.outputTypes[1] == TensorType(.complex128, [3, n]))
  }

  // MARK: - Transformations

  static let functions: [FFTFunction] = [
    FFTFunction("rfft") { modulus(FFT.rfft($0, n: 4, norm: .ortho)) },
    FFTFunction("irfft") { FFT.irfft($0 * FFT.fft($0), n: 5) * $0[.all, ..<1] },
    FFTFunction("fft2") { modulus(FFT.fft2($0)) * 0.1 },
    FFTFunction("hfft, ihfft") { FFT.hfft(FFT.ihfft(square($0)) * 2, n: 3) },
    FFTFunction("fftshift") { FFT.fftshift($0) * FFT.ifftshift($0, axes: [1]) },
    FFTFunction("fftconvolve") { FFT.fftconvolve($0, sin($0), mode: .same) },
    FFTFunction("dct") { square(FFT.dct($0)) * 0.1 },
    FFTFunction("idct") { square(FFT.idct($0, type: 3, norm: .ortho)) },
    FFTFunction("dctn") { square(FFT.dctn($0, norm: .forward)) },
  ]

  private let x = Tensor([0.31, -0.72, 1.53, 0.88, 0.45, -1.27] as [Double], shape: [2, 3])

  @Test(arguments: functions)
  func gradientsAreDifferenceQuotients(function: FFTFunction) throws {
    let loss = { (x: Tensor) in sin(function.apply(x)).sum() }
    let gradient = try grad(loss)(x)
    let step = 1e-5
    for i in 0..<6 {
      let unit = Tensor((0..<6).map { $0 == i ? step : 0 }, shape: [2, 3])
      let slope = (loss(x + unit) - loss(x - unit)).item(Double.self) / (2 * step)
      #expect(Swift.abs(gradient.scalars(Double.self)[i] - slope) < 1e-8)
    }
  }

  @Test(arguments: functions)
  func batchesAndCompiledFunctionsGiveTheSame(function: FFTFunction) throws {
    let batch = stacked([x, x * 2, cos(x)])
    let expected = stacked([function.apply(x), function.apply(x * 2), function.apply(cos(x))])
    let compiled = jit { (x: Tensor) in function.apply(x) }
    #expect(allClose(try vmap(function.apply)(batch), expected, relative: 1e-12, absolute: 1e-12).item(Bool.self))
    #expect(allClose(try compiled(x), function.apply(x), relative: 1e-12, absolute: 1e-12).item(Bool.self))
  }
}

struct FFTFunction: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var apply: @Sendable (Tensor) -> Tensor

  init(_ name: String, _ apply: @escaping @Sendable (Tensor) -> Tensor) {
    testDescription = name
    self.apply = apply
  }
}

/// The square of the modulus.
private func modulus(_ z: Tensor) -> Tensor { square(Real()(z)) + square(Imag()(z)) }

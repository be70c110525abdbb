import JacobiCodegen
import JacobiCore
import JacobiOpenBLAS
import JacobiPrimitives
import Testing

private let library = OpenBLASLibrary()

@Suite(.enabled(if: library.problem == nil))
struct FourierTests {
  @Test(arguments: [false, true])
  func transformsAgreeWithTheSpecification(isDouble: Bool) throws {
    var generator = SplitMix(31)
    let (real, complex): (DType, DType) = isDouble ? (.float64, .complex128) : (.float32, .complex64)
    let shapes = [
      ([1], 1), ([5, 8], 1), ([3, 1], 1), ([2, 3, 9], 2), ([7, 6, 5], 3), ([4, 31], 1), ([2, 3, 4, 6], 2),
    ]
    for (sizes, rank) in shapes {
      let lengths = sizes.suffix(rank).map { Dimension($0) }
      let half = Array(sizes.dropLast()) + [sizes[sizes.count - 1] / 2 + 1]
      let cases: [(FourierTransform.Kind, DType, [Int])] = [
        (.fft, complex, sizes), (.ifft, complex, sizes), (.rfft, real, sizes), (.irfft, complex, half),
      ]
      for (kind, dtype, sizes) in cases {
        let operand = generator.tensor(dtype, sizes)
        let copy = operand.repeated(sizes)
        try expectAgreement(
          of: FourierTransform(kind, lengths: lengths), [operand], by: library, tolerance: 20)
        #expect(operand == copy, "the operand has changed")
      }
    }
  }

  /// Real ones of even length go by way of complex ones of half the length: around the first such length, lengths whose
  /// quarter is whole and not, the ends of vectors, results on any boundary.
  @Test(arguments: [DType.float32, .float64])
  func realTransformsAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(36)
    for length in [62, 63, 64, 65, 66, 68, 70, 72, 74, 76, 78, 80, 100, 126, 250, 1000] {
      let transform = FourierTransform(.rfft, lengths: [Dimension(length)])
      try expectAgreement(of: transform, [generator.tensor(dtype, [3, length])], by: library, tolerance: 20)
    }
    let ones = TensorValue([Double](repeating: 1, count: 128), shape: [128]).converted(to: dtype)
    try expectAgreement(of: FourierTransform(.rfft, lengths: [128]), [ones], by: library, tolerance: 4)
    // The imaginary parts at the ends are zero, whatever the numbers are.
    let wrong = TensorValue([Double.nan] + [Double](repeating: 1, count: 127), shape: [128]).converted(to: dtype)
    let missing = try #require(try results(of: FourierTransform(.rfft, lengths: [128]), [wrong], by: library))[0]
    #expect(missing.converted(to: .complex128).scalars(as: Complex128.self).allSatisfy { $0.real.isNaN })
  }

  /// Large enough to be divided among threads, the same bits for any number of them; and back.
  @Test func longTransformsAreTheirOwnInverses() throws {
    var generator = SplitMix(32)
    for count in [1 << 16, 1 << 17, 3 * 5 * 7 * 2048, 65_537] {
      let operand = generator.tensor(.complex64, [1013]).repeated([count])
      let lengths = [Dimension(count)]
      let forward = try #require(try results(of: FourierTransform(.fft, lengths: lengths), [operand], by: library))
      let one = try withThreads(1) {
        try results(of: FourierTransform(.fft, lengths: lengths), [operand], by: library)
      }
      #expect(one == forward)
      let back = try #require(try results(of: FourierTransform(.ifft, lengths: lengths), forward, by: library))
      #expect(back[0].isClose(to: operand, tolerance: 20))
    }
  }

  /// A transform in blocks against one of several axes, which FFTW does as a whole: its last axes are single elements.
  @Test(arguments: [DType.complex64, .complex128])
  func transformsInBlocksAgreeWithWholeOnes(dtype: DType) throws {
    var generator = SplitMix(33)
    for count in [1 << 17, 160 * 1008] {
      let operand = generator.tensor(dtype, [2017]).repeated([2, count])
      let flat = TensorValue(buffer: operand.buffer, type: TensorType(dtype, [2, Dimension(count), 1]))
      for kind in [FourierTransform.Kind.fft, .ifft] {
        let blocks = try #require(
          try results(of: FourierTransform(kind, lengths: [Dimension(count)]), [operand], by: library))[0]
        let whole = try #require(
          try results(of: FourierTransform(kind, lengths: [Dimension(count), 1]), [flat], by: library))[0]
        #expect(blocks.isClose(to: whole.reshaped([2, Dimension(count)]), tolerance: 20))
      }
    }
  }

  @Test func emptyTransformsAreLeftToOthers() throws {
    let type = TensorType(.complex64, [3, 0])
    #expect(
      try library.call(for: FourierTransform(.fft, lengths: [0]), inputs: [type], outputs: [type]) == nil)
    let none = TensorType(.complex64, [0, 4])
    let value = TensorValue(uninitialized: none)
    #expect(try results(of: FourierTransform(.fft, lengths: [4]), [value], by: library) == [value])
  }
}

import JacobiCore
import JacobiPrimitives

/// The computation of a decomposition of one matrix, in `Double` or pairs of it, rounded once to the dtype of the results.
///
/// The algorithms are those of LAPACK, also in the order of what they do and in when an element counts as zero, which depends
/// on the dtype: hence signs and orders that are a matter of choice are mostly those of LAPACK, and with it of NumPy and JAX.
protocol SpectralKernel: Sendable {
  /// The results as complex numbers, of which for a real result the real parts count; `nil` if there are none.
  func results<Scalar: MatrixScalar>(of matrix: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]?
}

/// What counts as zero in a dtype.
struct Precision {
  /// Half the distance from 1 to the next number: relative errors of rounding.
  let unit: Double
  /// The smallest normal number.
  let tiny: Double

  init(of dtype: DType) {
    let limits = dtype.realDType.floatingLimits
    unit = (limits?.epsilon ?? Double.ulpOfOne) / 2
    tiny = limits?.tiny ?? Double.leastNormalMagnitude
  }

  /// The distance from 1 to the next number.
  var spacing: Double { 2 * unit }
}

extension RuleTable<ReferenceKernels> {
  /// Adds a row for a primitive of a stack of matrices.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, spectral kernel: @escaping @Sendable (Row) -> some SpectralKernel
  ) {
    add(primitive) { row, inputs in
      let kernel = kernel(row)
      let isComplex = inputs[0].dtype.isComplex
      return { operands, outputs in
        isComplex
          ? run(kernel, operands[0], Complex128.self, outputs) : run(kernel, operands[0], Double.self, outputs)
      }
    }
  }
}

private func run<Scalar: MatrixScalar & TensorScalar>(
  _ kernel: some SpectralKernel, _ operand: TensorValue, _ scalar: Scalar.Type, _ outputs: [TensorType]
) -> [TensorValue] {
  let sizes = operand.shape.sizes
  let (rows, columns) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
  let elements = operand.converted(to: Scalar.self)
  let precision = Precision(of: operand.dtype)
  // Not the product of the leading axes: what is empty may have axes whose product overflows.
  let count = outputs.allSatisfy { $0.elementCount == 0 } ? 0 : sizes.dropLast(2).reduce(1, *)
  var results = [[Complex128]](repeating: [], count: outputs.count)
  for index in 0..<count {
    let part = Array(elements[index * rows * columns..<(index + 1) * rows * columns])
    let matrices = kernel.results(of: Matrix(rows, columns, elements: part), precision)
    for (position, output) in outputs.enumerated() {
      results[position] +=
        matrices?[position].elements ?? Array(repeating: Complex128(.nan, .nan), count: output.elementCount / count)
    }
  }
  return zip(results, outputs).map { TensorValue(converting: $0, to: $1) }
}

extension Matrix {
  var isFinite: Bool { elements.allSatisfy { $0.real.isFinite && $0.imaginary.isFinite } }

  var complex: Matrix<Complex128> {
    Matrix<Complex128>(rows, columns, elements: elements.map { Complex128($0.real, $0.imaginary) })
  }

  /// The largest absolute value of real and imaginary parts.
  private var largestPart: Double {
    elements.reduce(0) { Swift.max($0, $1.real.magnitude, $1.imaginary.magnitude) }
  }

  /// The matrix times a power of two, so that squares of its elements neither overflow nor all vanish, and the power.
  var moderated: (matrix: Matrix, scale: Double) {
    let largest = largestPart
    if largest == 0 || (1e-140...1e140).contains(largest) { return (self, 1) }
    let scale = Double(sign: .plus, exponent: -largest.exponent, significand: 1)
    // In two steps, since the power of the smallest numbers is not a number itself.
    let (half, rest) = (Double(sign: .plus, exponent: -largest.exponent / 2, significand: 1), scale)
    let other = Double(sign: .plus, exponent: -largest.exponent - half.exponent, significand: 1)
    return (Matrix(rows, columns, elements: elements.map { Scalar(half) * (Scalar(other) * $0) }), rest)
  }
}

extension Matrix<Complex128> {
  /// A column of real numbers.
  init(real numbers: [Double]) {
    self.init(column: numbers.map { Complex128($0) })
  }
}

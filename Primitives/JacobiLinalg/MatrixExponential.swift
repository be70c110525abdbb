import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension Linalg {
  /// The exponentials of square matrices, `Σ Aᵏ / k!`.
  ///
  ///     Linalg.expm(Tensor([[0.0, 1.0], [0.0, 0.0]]))    // [[1. 1.] [0. 1.]]
  ///
  /// A Padé approximant of a degree that depends on the norm of the matrix, which is first divided by a power of two if it is
  /// large; the result is then squared as many times. (N. J. Higham: "The scaling and squaring method for the matrix
  /// exponential revisited", 2005) A matrix that would need more squarings than `maxSquarings` gives NaN.
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - upperTriangular: whether all matrices are upper triangular, which saves work.
  ///   - maxSquarings: the largest number of squarings; under a transformation that many are carried out.
  public static func expm(_ a: Tensor, upperTriangular: Bool = false, maxSquarings: Int = 16) -> Tensor {
    if a.isInvalid { return a }
    return reporting(otherwise: .invalid) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: true, named: "expm")
      guard maxSquarings >= 0 else {
        throw .invalidArgument(
          name: "maxSquarings", expected: "not negative", actual: "\(maxSquarings)",
          operation: Operation("expm", operands: [a.type]))
      }
      let matrix = LinearSystem.promoted(a)[0]
      // The coefficients of the approximants do not fit narrower formats.
      let isNarrow = matrix.dtype == .float16 || matrix.dtype == .bfloat16
      let exponential = PadeExponential(isNarrow ? matrix.asType(.float32) : matrix)
      let result = exponential.value(upperTriangular: upperTriangular, maxSquarings: maxSquarings)
      return isNarrow ? result.asType(matrix.dtype) : result
    }
  }

  /// The exponential of a matrix and its derivative in a direction.
  ///
  ///     let a = Tensor([[0.0, 1.0], [0.0, 0.0]])
  ///     let (exponential, derivative) = Linalg.expmFrechet(a, Tensor([[1.0, 0.0], [0.0, 1.0]]))
  ///     exponential.shape    // [2,2]
  ///     derivative.shape     // [2,2]
  ///
  /// Both are blocks of the exponential of `[[A, E], [0, A]]`. (N. J. Higham: "Functions of Matrices", 3.2)
  ///
  /// - Parameters:
  ///   - a: `[..., n, n]`
  ///   - direction: `E`, of the same shape.
  public static func expmFrechet(_ a: Tensor, _ direction: Tensor) -> (exponential: Tensor, derivative: Tensor) {
    let failure = (Tensor.invalid, Tensor.invalid)
    if a.isInvalid || direction.isInvalid { return failure }
    return reporting(otherwise: failure) { () throws(TensorError) in
      try LinearSystem.requireMatrices(a, isSquare: true, named: "expmFrechet")
      guard a.shape == direction.shape else {
        throw .shapeMismatch(
          expected: "a direction of the shape of the matrix", actual: "\(a.shape) and \(direction.shape)",
          operation: Operation("expmFrechet", operands: [a.type, direction.type]))
      }
      let (n, operands) = (a.shape[-1], LinearSystem.promoted(a, direction))
      let top = concatenated([operands[0], operands[1]], axis: -1)
      let bottom = concatenated([Tensor.zeros(like: operands[0]), operands[0]], axis: -1)
      let block = expm(concatenated([top, bottom], axis: -2)).rows(0, n)
      return block.isInvalid ? failure : (block.columns(0, n), block.columns(n, n + n))
    }
  }
}

/// `exp(A)` of stacks of matrices by scaling, a Padé approximant `p(A) / p(-A)`, and squaring.
private struct PadeExponential {
  private let a: Tensor
  /// The largest sum of absolute values of a column, `[..., 1, 1]`.
  private let norm: Tensor
  private let squarings: Tensor
  private let approximants: Approximants

  /// The degrees that are used, the norms from which on the next one is, and the one beyond which is scaled.
  struct Approximants {
    var degrees: [Int]
    var limits: [Double]
    var largestNorm: Double

    static let double = Approximants(
      degrees: [3, 5, 7, 9, 13],
      limits: [1.495585217958292e-2, 2.539398330063230e-1, 9.504178996162932e-1, 2.097847961257068],
      largestNorm: 5.371920351148152)
    static let single = Approximants(
      degrees: [3, 5, 7], limits: [4.258730016922831e-1, 1.880152677804762], largestNorm: 3.925724783138660)
  }

  init(_ matrix: Tensor) {
    approximants = matrix.dtype.realDType == .float64 ? .double : .single
    // The exponential does not depend on how it is scaled, so neither does its derivative.
    norm = Linalg.matrixNorm(StopGradient()(matrix), order: 1, keepDims: true)
    squarings = maximum(0, floor(log2(norm / approximants.largestNorm)))
    // Exact: a power of two.
    a = matrix / exp2(squarings).asType(matrix.dtype)
  }

  func value(upperTriangular: Bool, maxSquarings: Int) -> Tensor {
    let (odd, even) = selectedParts()
    let (numerator, denominator) = (even + odd, even - odd)
    if numerator.isInvalid { return .invalid }
    var result =
      upperTriangular
      ? TriangularSolve(lower: false)(denominator, numerator) : LinearSystem.solution(denominator, numerator)
    for step in 0..<maxSquarings {
      let isSquared = squarings .> Double(step)
      // What is not squared must not overflow either: infinity times no derivative is NaN.
      let factor = which(isSquared, result, 0)
      result = which(isSquared, factor.matrixProduct(factor), result)
    }
    return which(squarings .> Double(maxSquarings), result.constant(.nan), result)
  }

  /// The odd and even parts of the numerator of the degree that suits the norm.
  private func selectedParts() -> (odd: Tensor, even: Tensor) {
    let powers = EvenPowers(of: a, upTo: approximants.degrees.contains(9) ? 8 : 6)
    var parts = powers.parts(degree: approximants.degrees[0])
    for (degree, limit) in zip(approximants.degrees.dropFirst(), approximants.limits) {
      let next = powers.parts(degree: degree)
      // NaN belongs to the last degree.
      let isSmall = norm .< limit
      parts = (which(isSmall, parts.odd, next.odd), which(isSmall, parts.even, next.even))
    }
    return parts
  }
}

/// `1, A², A⁴, ...`
private struct EvenPowers {
  private let a: Tensor
  private var powers: [Tensor]

  init(of a: Tensor, upTo exponent: Int) {
    self.a = a
    powers = a.isInvalid ? [.invalid, .invalid] : [.identity(a.type), a.matrixProduct(a)]
    while powers.count <= exponent / 2 { powers.append(powers[powers.count - 1].matrixProduct(powers[1])) }
  }

  /// The odd and even parts of the numerator of the diagonal Padé approximant of the exponential.
  func parts(degree: Int) -> (odd: Tensor, even: Tensor) {
    let b = EvenPowers.coefficients(degree: degree)
    if degree == 13 {
      // With as few products as possible: the highest powers share a factor.
      let odd = product(powers[3], sum([b[9], b[11], b[13]], from: 1)) + sum([b[1], b[3], b[5], b[7]], from: 0)
      let even = product(powers[3], sum([b[8], b[10], b[12]], from: 1)) + sum([b[0], b[2], b[4], b[6]], from: 0)
      return (product(a, odd), even)
    }
    let odd = sum(stride(from: 1, through: degree, by: 2).map { b[$0] }, from: 0)
    return (product(a, odd), sum(stride(from: 0, through: degree, by: 2).map { b[$0] }, from: 0))
  }

  private func product(_ x: Tensor, _ y: Tensor) -> Tensor { x.matrixProduct(y) }

  /// The sum of even powers, from one on, with coefficients.
  private func sum(_ coefficients: [Double], from first: Int) -> Tensor {
    let terms = coefficients.enumerated().map { powers[first + $0].scaled(by: $1) }
    return terms.dropFirst().reduce(terms[0]) { Add()($0, $1) }
  }

  /// `(2m - k)! m! / ((2m)! (m - k)! k!)` for `k` in 0...m, times the number that makes the last one 1: all are integers.
  private static func coefficients(degree m: Int) -> [Double] {
    // Each follows from the next one: b[k] = b[k + 1] (2m - k) (k + 1) / (m - k).
    var coefficients = [1.0]
    for k in (0..<m).reversed() {
      coefficients.insert(coefficients[0] * Double((2 * m - k) * (k + 1)) / Double(m - k), at: 0)
    }
    return coefficients
  }
}

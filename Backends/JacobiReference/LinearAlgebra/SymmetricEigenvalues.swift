import CJacobiReference
import JacobiCore

/// Eigenvalues of real symmetric tridiagonal matrices by the implicit QR method with Wilkinson's shift, from the end of a
/// block whose diagonal element is smaller (the form "QL" if that is the first one). (B. N. Parlett: "The symmetric eigenvalue
/// problem", chapter 8)
struct SymmetricEigenvalues<Scalar: MatrixScalar> {
  private(set) var values: [Double]
  private var offDiagonal: [Double]
  /// The rotations are applied to its columns.
  private(set) var vectors: Matrix<Scalar>
  private let precision: Precision
  private var sweepCount = 0

  /// - Returns: `nil` if the method does not converge.
  init?(diagonal: [Double], offDiagonal: [Double], basis: Matrix<Scalar>, _ precision: Precision) {
    values = diagonal
    self.offDiagonal = offDiagonal
    vectors = basis
    self.precision = precision
    var first = 0
    while first < values.count {
      let last = endOfBlock(from: first)
      let isReversed = values[last].magnitude >= values[first].magnitude
      if first < last, !diagonalize(Block(first: first, last: last, isReversed: isReversed)) { return nil }
      first = last + 1
    }
    sort()
  }

  private mutating func endOfBlock(from first: Int) -> Int {
    var last = first
    while last < values.count - 1 {
      let bound = values[last].magnitude.squareRoot() * values[last + 1].magnitude.squareRoot() * precision.unit
      if offDiagonal[last].magnitude <= bound {
        offDiagonal[last] = 0
        return last
      }
      last += 1
    }
    return last
  }

  /// Part of the matrix, possibly read backwards.
  private struct Block {
    var first: Int
    var last: Int
    var isReversed: Bool

    func row(_ i: Int) -> Int { isReversed ? first + last - i : i }
    /// The place of the element between rows `i` and `i + 1`.
    func between(_ i: Int) -> Int { isReversed ? first + last - 1 - i : i }
  }

  private mutating func diagonalize(_ block: Block) -> Bool {
    var last = block.last
    while last >= block.first {
      let first = startOfUnreduced(block, last)
      if first > block.first { offDiagonal[block.between(first - 1)] = 0 }
      if first == last {
        last -= 1
      } else if first == last - 1 {
        diagonalizePair(block.between(first))
        last -= 2
      } else {
        if sweepCount == 30 * values.count { return false }
        sweepCount += 1
        sweep(block, first, last)
      }
    }
    return true
  }

  private func startOfUnreduced(_ block: Block, _ last: Int) -> Int {
    var first = last
    while first > block.first {
      let element = offDiagonal[block.between(first - 1)].magnitude
      let (x, y) = (values[block.row(first)].magnitude, values[block.row(first - 1)].magnitude)
      if element * element <= precision.unit * precision.unit * x * y + precision.tiny { return first }
      first -= 1
    }
    return first
  }

  private mutating func sweep(_ block: Block, _ first: Int, _ last: Int) {
    let end = values[block.row(last)]
    let corner = offDiagonal[block.between(last - 1)]
    let half = (values[block.row(last - 1)] - end) / (2 * corner)
    var g = values[block.row(first)] - end + corner / (half + copysign(hypot(half, 1), half))
    // Not a rotation yet: what enters the first step is the element itself.
    var rotation = PlaneRotation(cosine: 1, sine: 1)
    var p = 0.0
    for i in first..<last {
      let f = rotation.sine * offDiagonal[block.between(i)]
      let b = rotation.cosine * offDiagonal[block.between(i)]
      let length: Double
      (rotation, length) = PlaneRotation.zeroing(f, into: g)
      if i > first { offDiagonal[block.between(i - 1)] = length }
      g = values[block.row(i)] - p
      let r = (values[block.row(i + 1)] - g) * rotation.sine + 2 * rotation.cosine * b
      p = rotation.sine * r
      values[block.row(i)] = g + p
      g = rotation.cosine * r - b
      vectors.rotateColumns(block.row(i), block.row(i + 1), rotation)
    }
    values[block.row(last)] -= p
    offDiagonal[block.between(last - 1)] = g
  }

  private mutating func diagonalizePair(_ i: Int) {
    let (large, small, rotation) = eigenvalues(ofSymmetric: values[i], offDiagonal[i], values[i + 1])
    (values[i], values[i + 1], offDiagonal[i]) = (large, small, 0)
    vectors.rotateColumns(i, i + 1, rotation)
  }

  /// Ascending, with as few exchanges as possible.
  private mutating func sort() {
    for i in values.indices.dropLast() {
      var least = i
      for j in i + 1..<values.count where values[j] < values[least] { least = j }
      values.swapAt(i, least)
      vectors.exchangeColumns(i, least)
    }
  }
}

/// The eigenvalues of `[[a, b], [b, c]]`, that of the larger absolute value first, and the rotation to its eigenvector.
private func eigenvalues(
  ofSymmetric a: Double, _ b: Double, _ c: Double
) -> (large: Double, small: Double, rotation: PlaneRotation) {
  let (sum, difference) = (a + c, a - c)
  let root = hypot(difference, 2 * b)
  let (larger, smaller) = a.magnitude > c.magnitude ? (a, c) : (c, a)
  let isNegative = sum < 0
  let large = sum == 0 ? 0.5 * root : 0.5 * (isNegative ? sum - root : sum + root)
  // The product of both is the determinant.
  let small = sum == 0 ? -0.5 * root : (larger / large) * smaller - (b / large) * b
  let isFirst = difference >= 0
  let x = isFirst ? difference + root : difference - root
  var (cosine, sine): (Double, Double)
  if x.magnitude > (2 * b).magnitude {
    let cotangent = -2 * b / x
    sine = 1 / (1 + cotangent * cotangent).squareRoot()
    cosine = cotangent * sine
  } else if b == 0 {
    (cosine, sine) = (1, 0)
  } else {
    let tangent = -x / (2 * b)
    cosine = 1 / (1 + tangent * tangent).squareRoot()
    sine = tangent * cosine
  }
  if isNegative != isFirst { (cosine, sine) = (-sine, cosine) }
  return (large, small, PlaneRotation(cosine: cosine, sine: sine))
}

struct EighKernel: SpectralKernel {
  var lower: Bool

  func results<Scalar: MatrixScalar>(of operand: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    let triangle = Matrix<Scalar>(operand.rows, operand.rows) { i, j in
      i < j ? 0 : lower ? operand[i, j] : operand[j, i].conjugate
    }
    if !triangle.isFinite { return nil }
    let (matrix, scale) = triangle.moderated
    let form = TridiagonalForm(ofLower: matrix)
    guard
      let eigen = SymmetricEigenvalues(
        diagonal: form.diagonal, offDiagonal: form.offDiagonal, basis: form.basis, precision)
    else { return nil }
    return [eigen.vectors.complex, Matrix<Complex128>(real: eigen.values.map { $0 / scale })]
  }
}

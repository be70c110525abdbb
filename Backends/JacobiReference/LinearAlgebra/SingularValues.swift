import CJacobiReference
import JacobiCore
import JacobiPrimitives

/// Singular values of real bidiagonal matrices by the implicit QR method, without a shift where that would spoil the small
/// ones. (J. Demmel, W. Kahan: "Accurate singular values of bidiagonal matrices", 1990)
struct SingularValues<Scalar: MatrixScalar> {
  private(set) var values: [Double]
  /// The elements above the diagonal.
  private var offDiagonal: [Double]
  /// The rotations are applied to the columns of these bases.
  private(set) var left: Matrix<Scalar>
  private(set) var right: Matrix<Scalar>
  private let precision: Precision
  /// The relative error of the singular values.
  private let tolerance: Double
  private var threshold = 0.0
  private var block = Block(first: -1, last: -1, isReversed: false)

  /// - Parameter isLower: whether the off-diagonal elements are below the diagonal.
  /// - Returns: `nil` if the method does not converge.
  init?(
    diagonal: [Double], offDiagonal: [Double], isLower: Bool, left: Matrix<Scalar>, right: Matrix<Scalar>,
    _ precision: Precision
  ) {
    values = diagonal
    self.offDiagonal = offDiagonal
    (self.left, self.right) = (left, right)
    self.precision = precision
    tolerance = max(10, min(100, pow(precision.unit, -0.125))) * precision.unit
    if isLower { turnToUpper() }
    if !diagonalize() { return nil }
    for i in values.indices where values[i].sign == .minus {
      values[i] = -values[i]
      for row in 0..<right.rows { self.right[row, i] = -self.right[row, i] }
    }
    sort()
  }

  private mutating func turnToUpper() {
    for i in offDiagonal.indices {
      let (rotation, length) = PlaneRotation.zeroing(offDiagonal[i], into: values[i])
      values[i] = length
      offDiagonal[i] = rotation.sine * values[i + 1]
      values[i + 1] *= rotation.cosine
      left.rotateColumns(i, i + 1, rotation)
    }
  }

  /// Part of the matrix, possibly read backwards, which exchanges left and right.
  private struct Block {
    var first: Int
    var last: Int
    var isReversed: Bool

    func row(_ i: Int) -> Int { isReversed ? first + last - i : i }
    /// The place of the element between rows `i` and `i + 1`.
    func between(_ i: Int) -> Int { isReversed ? first + last - 1 - i : i }
  }

  private mutating func diagonalize() -> Bool {
    let count = values.count
    threshold = max(tolerance * leastBound, Double(6 * count * count) * precision.tiny)
    var last = count - 1
    var steps = 6 * count * count
    while last > 0 {
      let (first, largest) = startOfBlock(last)
      if first == last {
        last -= 1
      } else if first == last - 1 {
        diagonalizePair(first)
        last -= 2
      } else {
        // The direction stays while the block only shrinks.
        if first > block.last || last < block.first {
          block.isReversed = values[first].magnitude < values[last].magnitude
        }
        (block.first, block.last) = (first, last)
        guard let least = leastUnlessSplit() else { continue }
        steps -= last - first
        if steps < 0 { return false }
        sweep(shift: shift(least, largest))
      }
    }
    return true
  }

  /// A bound below for the smallest singular value, but for the root of the size.
  private var leastBound: Double {
    guard let first = values.first else { return 0 }
    var (bound, least) = (first.magnitude, first.magnitude)
    for i in offDiagonal.indices where least > 0 {
      bound = values[i + 1].magnitude * (bound / (bound + offDiagonal[i].magnitude))
      least = min(least, bound)
    }
    return least / Double(values.count).squareRoot()
  }

  /// Where the block that ends with `last` begins, and its largest element.
  private mutating func startOfBlock(_ last: Int) -> (first: Int, largest: Double) {
    var largest = values[last].magnitude
    var first = last
    while first > 0 {
      let element = offDiagonal[first - 1].magnitude
      if element <= threshold {
        offDiagonal[first - 1] = 0
        break
      }
      first -= 1
      largest = max(largest, values[first].magnitude, element)
    }
    return (first, largest)
  }

  /// A bound below for the smallest singular value of the block, or `nil` after an element that is small enough was set to
  /// zero.
  private mutating func leastUnlessSplit() -> Double? {
    let corner = block.between(block.last - 1)
    if offDiagonal[corner].magnitude <= tolerance * values[block.row(block.last)].magnitude {
      offDiagonal[corner] = 0
      return nil
    }
    var bound = values[block.row(block.first)].magnitude
    var least = bound
    for i in block.first..<block.last {
      let element = offDiagonal[block.between(i)].magnitude
      if element <= tolerance * bound {
        offDiagonal[block.between(i)] = 0
        return nil
      }
      bound = values[block.row(i + 1)].magnitude * (bound / (bound + element))
      least = min(least, bound)
    }
    return least
  }

  private func shift(_ least: Double, _ largest: Double) -> Double {
    if Double(values.count) * tolerance * (least / largest) <= max(precision.unit, 0.01 * tolerance) { return 0 }
    let shift = leastSingularValue(
      values[block.row(block.last - 1)], offDiagonal[block.between(block.last - 1)], values[block.row(block.last)])
    let start = values[block.row(block.first)].magnitude
    return start > 0 && (shift / start) * (shift / start) < precision.unit ? 0 : shift
  }

  private mutating func sweep(shift: Double) {
    if shift == 0 { sweepWithoutShift() } else { sweep(withShift: shift) }
    let corner = block.between(block.last - 1)
    if offDiagonal[corner].magnitude <= threshold { offDiagonal[corner] = 0 }
  }

  private mutating func sweepWithoutShift() {
    var (first, second) = (PlaneRotation.identity, PlaneRotation.identity)
    for i in block.first..<block.last {
      let (row, next) = (block.row(i), block.row(i + 1))
      let length: Double
      (first, length) = PlaneRotation.zeroing(offDiagonal[block.between(i)], into: values[row] * first.cosine)
      if i > block.first { offDiagonal[block.between(i - 1)] = second.sine * length }
      (second, values[row]) = PlaneRotation.zeroing(values[next] * first.sine, into: second.cosine * length)
      rotate(row, next, first, second)
    }
    let end = values[block.row(block.last)] * first.cosine
    values[block.row(block.last)] = end * second.cosine
    offDiagonal[block.between(block.last - 1)] = end * second.sine
  }

  private mutating func sweep(withShift shift: Double) {
    let start = values[block.row(block.first)]
    var f = (start.magnitude - shift) * (copysign(1, start) + shift / start)
    var g = offDiagonal[block.between(block.first)]
    for i in block.first..<block.last {
      let (row, next, place) = (block.row(i), block.row(i + 1), block.between(i))
      let (first, length) = PlaneRotation.zeroing(g, into: f)
      if i > block.first { offDiagonal[block.between(i - 1)] = length }
      f = first.cosine * values[row] + first.sine * offDiagonal[place]
      offDiagonal[place] = first.cosine * offDiagonal[place] - first.sine * values[row]
      g = first.sine * values[next]
      values[next] *= first.cosine
      let second: PlaneRotation
      (second, values[row]) = PlaneRotation.zeroing(g, into: f)
      f = second.cosine * offDiagonal[place] + second.sine * values[next]
      values[next] = second.cosine * values[next] - second.sine * offDiagonal[place]
      if i < block.last - 1 {
        g = second.sine * offDiagonal[block.between(i + 1)]
        offDiagonal[block.between(i + 1)] *= second.cosine
      }
      rotate(row, next, first, second)
    }
    offDiagonal[block.between(block.last - 1)] = f
  }

  private mutating func rotate(_ i: Int, _ j: Int, _ first: PlaneRotation, _ second: PlaneRotation) {
    right.rotateColumns(i, j, block.isReversed ? second : first)
    left.rotateColumns(i, j, block.isReversed ? first : second)
  }

  private mutating func diagonalizePair(_ i: Int) {
    let pair = TriangularPair(values[i], offDiagonal[i], values[i + 1])
    (values[i], offDiagonal[i], values[i + 1]) = (pair.large, 0, pair.small)
    right.rotateColumns(i, i + 1, pair.right)
    left.rotateColumns(i, i + 1, pair.left)
  }

  /// Descending, with as few exchanges as possible.
  private mutating func sort() {
    for last in values.indices.dropFirst().reversed() {
      var least = 0
      for j in 1...last where values[j] <= values[least] { least = j }
      values.swapAt(least, last)
      left.exchangeColumns(least, last)
      right.exchangeColumns(least, last)
    }
  }
}

/// The smaller singular value of `[[f, g], [0, h]]`.
private func leastSingularValue(_ f: Double, _ g: Double, _ h: Double) -> Double {
  let (small, large) = (min(f.magnitude, h.magnitude), max(f.magnitude, h.magnitude))
  if small == 0 { return 0 }
  // (σ₁ + σ₂)² = (f + h)² + g², (σ₁ - σ₂)² = (f - h)² + g², and σ₁ σ₂ = f h.
  return 2 * small / (hypot(1 + small / large, g / large) + hypot(1 - small / large, g / large))
}

/// The singular values of `[[f, g], [0, h]]`, with signs that make both bases rotations.
private struct TriangularPair {
  var large: Double
  var small: Double
  var left: PlaneRotation
  var right: PlaneRotation

  init(_ f: Double, _ g: Double, _ h: Double) {
    let isSwapped = h.magnitude > f.magnitude
    let (first, last) = isSwapped ? (h, f) : (f, h)
    let values = TriangularPair.values(first, g, last)
    let (inner, outer) = (values.inner, values.outer)
    left = isSwapped ? PlaneRotation(cosine: outer.sine, sine: outer.cosine) : inner
    right = isSwapped ? PlaneRotation(cosine: inner.sine, sine: inner.cosine) : outer
    // The largest of the three elements tells the signs of the rotations with most certainty.
    let sign: Double =
      if g.magnitude > first.magnitude {
        copysign(1, right.sine) * copysign(1, left.cosine) * copysign(1, g)
      } else if isSwapped {
        copysign(1, right.sine) * copysign(1, left.sine) * copysign(1, h)
      } else {
        copysign(1, right.cosine) * copysign(1, left.cosine) * copysign(1, f)
      }
    large = copysign(values.large, sign)
    small = copysign(values.small, sign * copysign(1, f) * copysign(1, h))
  }

  /// For `|f| >= |h|`: the absolute values of the singular values, and the left and the right rotation.
  private static func values(
    _ f: Double, _ g: Double, _ h: Double
  ) -> (large: Double, small: Double, inner: PlaneRotation, outer: PlaneRotation) {
    if g == 0 { return (f.magnitude, h.magnitude, .identity, .identity) }
    if f.magnitude / g.magnitude < Double.ulpOfOne / 2 {
      return (
        g.magnitude, f.magnitude / g.magnitude * h.magnitude, PlaneRotation(cosine: 1, sine: h / g),
        PlaneRotation(cosine: f / g, sine: 1)
      )
    }
    let relative = (f.magnitude - h.magnitude) / f.magnitude
    let slope = g / f
    let sum = 2 - relative
    let (s, r) = (hypot(sum, slope), hypot(relative, slope))
    let mean = 0.5 * (s + r)
    var t: Double
    if slope * slope != 0 {
      t = (slope / (s + sum) + slope / (r + relative)) * (1 + mean)
    } else if relative == 0 {
      t = copysign(2, f) * copysign(1, g)
    } else {
      t = g / copysign(f.magnitude - h.magnitude, f) + slope / sum
    }
    let length = hypot(t, 2)
    let outer = PlaneRotation(cosine: 2 / length, sine: t / length)
    let inner = PlaneRotation(
      cosine: (outer.cosine + outer.sine * slope) / mean, sine: h / f * outer.sine / mean)
    return (f.magnitude * mean, h.magnitude / mean, inner, outer)
  }
}

struct SVDKernel: SpectralKernel {
  var svd: SVD

  func results<Scalar: MatrixScalar>(of operand: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    if !operand.isFinite { return nil }
    let (matrix, scale) = operand.moderated
    guard let singular = decompose(matrix, precision) else { return nil }
    let values = Matrix<Complex128>(real: singular.values.map { $0 / scale })
    return svd.computeUV ? [values, singular.left.complex, singular.right.adjoint.complex] : [values]
  }

  /// Wide matrices are the adjoints of tall ones; of very tall ones the triangular factor is decomposed.
  private func decompose<Scalar: MatrixScalar>(
    _ matrix: Matrix<Scalar>, _ precision: Precision
  ) -> SingularValues<Scalar>? {
    let isWide = matrix.rows < matrix.columns
    let tall = isWide ? matrix.adjoint : matrix
    let (rows, count) = (tall.rows, tall.columns)
    let basisCount = svd.fullMatrices ? rows : count
    // Where LAPACK finds the factorisation worth its time.
    if rows >= (Scalar.isComplex ? 17 * count / 9 : 11 * count / 6) {
      let reflections = Reflections(of: tall, pivoting: false)
      let triangle = Matrix<Scalar>(count, count) { $0 <= $1 ? reflections.matrix[$0, $1] : 0 }
      let form = BidiagonalForm(of: isWide ? triangle.adjoint : triangle)
      let inner = isWide ? form.rightBasis : form.leftBasis(columns: count)
      let outer = reflections.product(columns: basisCount) * inner.extended(to: basisCount)
      return SingularValues(
        diagonal: form.diagonal, offDiagonal: form.offDiagonal, isLower: false,
        left: isWide ? form.leftBasis(columns: count) : outer, right: isWide ? outer : form.rightBasis, precision)
    }
    let form = BidiagonalForm(of: tall)
    let (outer, inner) = (form.leftBasis(columns: basisCount), form.rightBasis)
    return SingularValues(
      diagonal: form.diagonal, offDiagonal: form.offDiagonal, isLower: isWide, left: isWide ? inner : outer,
      right: isWide ? outer : inner, precision)
  }
}

extension Matrix {
  /// A square matrix with ones on the diagonal behind it.
  fileprivate func extended(to size: Int) -> Matrix {
    Matrix(size, size) { $0 < rows && $1 < rows ? self[$0, $1] : $0 == $1 ? 1 : 0 }
  }
}

import CJacobiReference
import JacobiCore

/// The Schur form of real matrices by the implicit QR method with double shifts. (J. G. F. Francis: "The QR transformation",
/// 1961; the criterion for small elements is that of M. Ahues and F. Tisseur, LAPACK working note 122.)
struct RealSchurForm {
  private(set) var form: Matrix<Double>
  private(set) var basis: Matrix<Double>
  private let precision: Precision
  private let tiny: Double

  /// - Parameter basis: an orthogonal matrix of which the columns are turned along.
  /// - Returns: `nil` if the method does not converge.
  init?(ofHessenberg matrix: Matrix<Double>, basis: Matrix<Double>, _ precision: Precision) {
    form = matrix
    self.basis = basis
    self.precision = precision
    tiny = precision.tiny * (Double(matrix.rows) / precision.spacing)
    var last = matrix.rows - 1
    while last >= 0 {
      guard let first = isolateBlock(endingAt: last) else { return nil }
      if first == last - 1 { standardize(first) }
      last = first - 1
    }
  }

  /// Sweeps until one or two rows at the end are on their own.
  private mutating func isolateBlock(endingAt last: Int) -> Int? {
    for attempt in 1...max(30 * form.rows, 300) {
      let first = startOfBlock(last)
      if first > 0 { form[first, first - 1] = 0 }
      if first >= last - 1 { return first }
      sweep(first, last, Shifts(form, first, last, attempt: attempt))
    }
    return nil
  }

  private func startOfBlock(_ last: Int) -> Int {
    var k = last
    while k > 0, !form.isNegligible(below: k - 1, precision, tiny: tiny) { k -= 1 }
    return k
  }

  private mutating func sweep(_ first: Int, _ last: Int, _ shifts: Shifts) {
    var (start, vector) = startOfSweep(first, last, shifts)
    let begin = start
    while start < last {
      let size = min(3, last - start + 1)
      if start > begin { vector = (0..<size).map { form[start + $0, start - 1] } }
      var column = Matrix<Double>(column: Array(vector.prefix(size)))
      let scale = column.reflect(column: 0, from: 0)
      if start > begin {
        for i in 0..<size { form[start + i, start - 1] = i == 0 ? column[0, 0] : 0 }
      } else if start > first {
        form[start, start - 1] *= 1 - scale
      }
      let reflected = [1] + (1..<size).map { column[$0, 0] }
      form.reflect(reflected, at: start, scale: scale, columns: start..<form.rows)
      form.reflectColumns(reflected, at: start, scale: scale, rows: 0..<min(start + 4, last + 1))
      basis.reflectColumns(reflected, at: start, scale: scale, rows: 0..<form.rows)
      start += 1
    }
  }

  /// Where two small subdiagonal elements in a row allow a sweep to begin, and the first column of the shifted product there.
  private func startOfSweep(_ first: Int, _ last: Int, _ shifts: Shifts) -> (Int, [Double]) {
    var m = last - 2
    while true {
      let vector = shifts.column(of: form, m)
      if m == first { return (m, vector) }
      let size = vector[1].magnitude + vector[2].magnitude
      let neighbours = form[m - 1, m - 1].magnitude + form[m, m].magnitude + form[m + 1, m + 1].magnitude
      if form[m, m - 1].magnitude * size <= precision.spacing * vector[0].magnitude * neighbours { return (m, vector) }
      m -= 1
    }
  }

  private mutating func standardize(_ i: Int) {
    let block = StandardBlock(form[i, i], form[i, i + 1], form[i + 1, i], form[i + 1, i + 1], precision)
    form.rotateRows(i, i + 1, block.rotation, from: i + 2)
    for row in 0..<i {
      let (x, y) = (form[row, i], form[row, i + 1])
      form[row, i] = block.rotation.cosine * x + block.rotation.sine * y
      form[row, i + 1] = block.rotation.cosine * y - block.rotation.sine * x
    }
    basis.rotateColumns(i, i + 1, block.rotation)
    (form[i, i], form[i, i + 1], form[i + 1, i], form[i + 1, i + 1]) = (block.a, block.b, block.c, block.d)
  }
}

extension Matrix {
  /// Whether the element in column `k` and the row below may count as zero.
  func isNegligible(below k: Int, _ precision: Precision, tiny: Double) -> Bool {
    let element = self[k + 1, k].size
    if element <= tiny { return true }
    var scale = self[k, k].size + self[k + 1, k + 1].size
    if scale == 0 {
      if k > 0 { scale += self[k, k - 1].real.magnitude }
      if k + 2 < rows { scale += self[k + 2, k + 1].real.magnitude }
    }
    guard self[k + 1, k].real.magnitude <= precision.spacing * scale else { return false }
    let other = self[k, k + 1].size
    let difference = (self[k, k] - self[k + 1, k + 1]).size
    let diagonal = self[k + 1, k + 1].size
    let (large, small) = (Swift.max(diagonal, difference), Swift.min(diagonal, difference))
    let sum = large + Swift.max(element, other)
    return Swift.min(element, other) * (Swift.max(element, other) / sum)
      <= Swift.max(tiny, precision.spacing * (small * (large / sum)))
  }
}

/// Two shifts, real or conjugate: the eigenvalues of the last 2×2 block, of real ones twice that nearer to the last element;
/// now and then others, lest the method go round in circles.
private struct Shifts {
  var first: (real: Double, imaginary: Double)
  var second: (real: Double, imaginary: Double)

  init(_ form: Matrix<Double>, _ start: Int, _ last: Int, attempt: Int) {
    var block = (form[last - 1, last - 1], form[last - 1, last], form[last, last - 1], form[last, last])
    if attempt % 20 == 0 {
      let s = form[last, last - 1].magnitude + form[last - 1, last - 2].magnitude
      block = (0.75 * s + form[last, last], -0.4375 * s, s, 0.75 * s + form[last, last])
    } else if attempt % 10 == 0 {
      let s = form[start + 1, start].magnitude + form[start + 2, start + 1].magnitude
      block = (0.75 * s + form[start, start], -0.4375 * s, s, 0.75 * s + form[start, start])
    }
    let scale = block.0.magnitude + block.1.magnitude + block.2.magnitude + block.3.magnitude
    (first, second) = ((0, 0), (0, 0))
    if scale == 0 { return }
    let (a, b, c, d) = (block.0 / scale, block.1 / scale, block.2 / scale, block.3 / scale)
    let mean = (a + d) / 2
    let determinant = (a - mean) * (d - mean) - b * c
    let root = determinant.magnitude.squareRoot()
    if determinant >= 0 {
      (first, second) = ((mean * scale, root * scale), (mean * scale, -root * scale))
    } else {
      let nearer = (mean + root - d).magnitude <= (mean - root - d).magnitude ? mean + root : mean - root
      (first, second) = ((nearer * scale, 0), (nearer * scale, 0))
    }
  }

  /// The first three elements of a column of `(H - s₁)(H - s₂)` for the part of the form from row `m` on, up to a factor.
  func column(of h: Matrix<Double>, _ m: Int) -> [Double] {
    let scale = (h[m, m] - second.real).magnitude + second.imaginary.magnitude + h[m + 1, m].magnitude
    let below = h[m + 1, m] / scale
    let vector = [
      below * h[m, m + 1] + (h[m, m] - first.real) * ((h[m, m] - second.real) / scale)
        - first.imaginary * (second.imaginary / scale),
      below * (h[m, m] + h[m + 1, m + 1] - first.real - second.real), below * h[m + 2, m + 1],
    ]
    let sum = vector.reduce(0) { $0 + $1.magnitude }
    return vector.map { $0 / sum }
  }
}

/// A real 2×2 block rotated to the standard form: triangular if its eigenvalues are real, else with equal diagonal elements.
private struct StandardBlock {
  var a: Double
  var b: Double
  var c: Double
  var d: Double
  var rotation = PlaneRotation.identity

  init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ precision: Precision) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
    if c == 0 { return }
    if b == 0 {
      rotation = PlaneRotation(cosine: 0, sine: 1)
      (self.a, self.b, self.c, self.d) = (d, -c, 0, a)
    } else if a == d, (b < 0) != (c < 0) {
      return
    } else {
      standardize(precision)
    }
  }

  private mutating func standardize(_ precision: Precision) {
    let half = 0.5 * (a - d)
    let (large, small) = (max(b.magnitude, c.magnitude), min(b.magnitude, c.magnitude) * ((b < 0) == (c < 0) ? 1 : -1))
    let scale = max(half.magnitude, large)
    let discriminant = half / scale * half + large / scale * small
    if discriminant >= 4 * precision.spacing {
      let z = half + copysign(scale.squareRoot() * discriminant.squareRoot(), half)
      let length = hypot(c, z)
      rotation = PlaneRotation(cosine: z / length, sine: c / length)
      (a, b, c, d) = (d + z, b - c, 0, d - large / z * small)
    } else {
      equalizeDiagonal(half)
    }
  }

  /// For complex or nearly equal real eigenvalues.
  private mutating func equalizeDiagonal(_ half: Double) {
    let sigma = b + c
    let length = hypot(sigma, 2 * half)
    let cosine = (0.5 * (1 + sigma.magnitude / length)).squareRoot()
    let sine = -(half / (length * cosine)) * copysign(1, sigma)
    rotation = PlaneRotation(cosine: cosine, sine: sine)
    let (aa, bb) = (a * cosine + b * sine, -a * sine + b * cosine)
    let (cc, dd) = (c * cosine + d * sine, -c * sine + d * cosine)
    (a, b) = (aa * cosine + cc * sine, bb * cosine + dd * sine)
    (c, d) = (-aa * sine + cc * cosine, -bb * sine + dd * cosine)
    let mean = 0.5 * (a + d)
    (a, d) = (mean, mean)
    if c == 0 { return }
    if b == 0 {
      (b, c) = (-c, 0)
      rotation = PlaneRotation(cosine: -sine, sine: cosine)
    } else if (b < 0) == (c < 0) {
      triangularize(mean)
    }
  }

  /// For elements off the diagonal of one sign, with which the eigenvalues are real.
  private mutating func triangularize(_ mean: Double) {
    let (rootB, rootC) = (b.magnitude.squareRoot(), c.magnitude.squareRoot())
    let p = copysign(rootB * rootC, c)
    let factor = 1 / (b + c).magnitude.squareRoot()
    (a, b, c, d) = (mean + p, b - c, 0, mean - p)
    let (cosine, sine) = (rootB * factor, rootC * factor)
    rotation = PlaneRotation(
      cosine: rotation.cosine * cosine - rotation.sine * sine, sine: rotation.cosine * sine + rotation.sine * cosine)
  }
}

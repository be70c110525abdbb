import JacobiCore

/// The Schur form of complex matrices by the implicit QR method with single shifts; subdiagonal elements are kept real.
/// (Golub and Van Loan, 7.5)
struct ComplexSchurForm {
  private(set) var form: Matrix<Complex128>
  private(set) var basis: Matrix<Complex128>
  private let precision: Precision
  private let tiny: Double

  /// - Parameter basis: a unitary matrix of which the columns are turned along.
  /// - Returns: `nil` if the method does not converge.
  init?(ofHessenberg matrix: Matrix<Complex128>, basis: Matrix<Complex128>, _ precision: Precision) {
    form = matrix
    self.basis = basis
    self.precision = precision
    tiny = precision.tiny * (Double(matrix.rows) / precision.spacing)
    for i in form.rows > 1 ? 1..<form.rows : 0..<0 { makeReal(below: i - 1, lastRow: i + 1) }
    var last = matrix.rows - 1
    while last >= 0 {
      guard isolate(last) else { return nil }
      last -= 1
    }
  }

  /// Turns the phase of the coordinate after `k`, so that the element below the diagonal in column `k` is real.
  private mutating func makeReal(below k: Int, lastRow: Int) {
    let element = form[k + 1, k]
    if element.imaginary == 0 { return }
    let phase = element.conjugate / Complex128(element.magnitude)
    form[k + 1, k] = Complex128(element.magnitude)
    turn(k + 1, by: phase, lastRow: lastRow)
  }

  /// Row `i` behind the diagonal and on it times a phase, column `i` times its conjugate.
  private mutating func turn(_ i: Int, by phase: Complex128, lastRow: Int) {
    for j in i + 1..<max(form.rows, i + 1) { form[i, j] *= phase }
    for j in 0..<i { form[j, i] *= phase.conjugate }
    if lastRow > i, lastRow < form.rows { form[lastRow, i] *= phase.conjugate }
    for j in 0..<basis.rows { basis[j, i] *= phase.conjugate }
  }

  private mutating func isolate(_ last: Int) -> Bool {
    for attempt in 1...max(30 * form.rows, 300) {
      var first = last
      while first > 0, !form.isNegligible(below: first - 1, precision, tiny: tiny) { first -= 1 }
      if first > 0 { form[first, first - 1] = 0 }
      if first == last { return true }
      sweep(first, last, shift(first, last, attempt: attempt))
    }
    return false
  }

  /// The eigenvalue of the last 2×2 block that is nearer to the last element; now and then another shift.
  private func shift(_ first: Int, _ last: Int, attempt: Int) -> Complex128 {
    if attempt % 20 == 0 { return form[last, last] + Complex128(0.75 * form[last, last - 1].real.magnitude) }
    if attempt % 10 == 0 { return form[first, first] + Complex128(0.75 * form[first + 1, first].real.magnitude) }
    let end = form[last, last]
    let u = Complex128.sqrt(form[last - 1, last]) * Complex128.sqrt(form[last, last - 1])
    if u.size == 0 { return end }
    let x = Complex128(0.5) * (form[last - 1, last - 1] - end)
    let scale = Complex128(max(u.size, x.size))
    let (xs, us) = (x / scale, u / scale)
    var y = scale * Complex128.sqrt(xs * xs + us * us)
    if x.size > 0, x.real * y.real + x.imaginary * y.imaginary < 0 { y = -y }
    return end - u * (u / (x + y))
  }

  private mutating func sweep(_ first: Int, _ last: Int, _ shift: Complex128) {
    let (begin, head, below) = startOfSweep(first, last, shift)
    for k in begin..<last {
      var column = Matrix<Complex128>(column: k == begin ? [head, below] : [form[k, k - 1], form[k + 1, k - 1]])
      let scale = column.reflect(column: 0, from: 0)
      if k > begin { (form[k, k - 1], form[k + 1, k - 1]) = (column[0, 0], 0) }
      let vector = [1, column[1, 0]]
      form.reflect(vector, at: k, scale: scale.conjugate, columns: k..<form.rows)
      form.reflectColumns(vector, at: k, scale: scale, rows: 0..<min(k + 3, last + 1))
      basis.reflectColumns(vector, at: k, scale: scale, rows: 0..<form.rows)
      if k == begin, begin > first { keepReal(begin, last, scale) }
    }
    makeReal(below: last - 1, lastRow: last)
  }

  /// A sweep that begins inside of a block leaves a complex element in front of it.
  private mutating func keepReal(_ begin: Int, _ last: Int, _ scale: Complex128) {
    var phase = 1 - scale
    phase = phase / Complex128(phase.magnitude)
    form[begin + 1, begin] *= phase.conjugate
    if begin + 2 <= last { form[begin + 2, begin + 1] *= phase }
    for j in begin...last where j != begin + 1 {
      for column in j + 1..<max(form.rows, j + 1) { form[j, column] *= phase }
      for row in 0..<j { form[row, j] *= phase.conjugate }
      for row in 0..<basis.rows { basis[row, j] *= phase.conjugate }
    }
  }

  /// Where two small elements allow a sweep to begin, and the first column of the shifted matrix there.
  private func startOfSweep(_ first: Int, _ last: Int, _ shift: Complex128) -> (Int, Complex128, Complex128) {
    var m = last - 1
    while true {
      let head = form[m, m] - shift
      let below = form[m + 1, m].real
      let scale = head.size + below.magnitude
      let (scaledHead, scaledBelow) = (head / Complex128(scale), below / scale)
      if m == first { return (m, scaledHead, Complex128(scaledBelow)) }
      let bound = scaledHead.size * (form[m, m].size + form[m + 1, m + 1].size)
      if form[m, m - 1].real.magnitude * scaledBelow.magnitude <= precision.spacing * bound {
        return (m, scaledHead, Complex128(scaledBelow))
      }
      m -= 1
    }
  }
}

struct SchurKernel: SpectralKernel {
  var computeSchurVectors: Bool

  func results<Scalar: MatrixScalar>(of operand: Matrix<Scalar>, _ precision: Precision) -> [Matrix<Complex128>]? {
    if !operand.isFinite { return nil }
    let (matrix, scale) = operand.moderated
    guard let schur = BalancedSchurForm(of: matrix, isScaled: false, precision) else { return nil }
    let elements = schur.form.elements.map { Complex128($0.real / scale, $0.imaginary / scale) }
    return [Matrix(matrix.rows, matrix.rows, elements: elements), schur.balance.restored(schur.basis)]
  }
}

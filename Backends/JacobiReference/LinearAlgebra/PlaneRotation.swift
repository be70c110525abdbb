import CJacobiReference
import JacobiCore

/// A rotation of two coordinates: `(x, y)` becomes `(c x + s y, c y - s x)`.
struct PlaneRotation {
  var cosine: Double
  var sine: Double

  static let identity = PlaneRotation(cosine: 1, sine: 0)

  /// The rotation that turns `(f, g)` into `(r, 0)`, with a cosine that is not negative. (E. Anderson: "Algorithm 978: Safe
  /// scaling in the level 1 BLAS", 2017)
  static func zeroing(_ g: Double, into f: Double) -> (rotation: PlaneRotation, length: Double) {
    if g == 0 { return (.identity, f) }
    if f == 0 { return (PlaneRotation(cosine: 0, sine: g.sign == .minus ? -1 : 1), g.magnitude) }
    let length = copysign(hypot(f, g), f)
    return (PlaneRotation(cosine: f / length, sine: g / length), length)
  }
}

extension Matrix {
  /// Rotates two columns.
  mutating func rotateColumns(_ i: Int, _ j: Int, _ rotation: PlaneRotation) {
    let (c, s) = (Scalar(rotation.cosine), Scalar(rotation.sine))
    for row in 0..<rows { rotate(row * columns + i, row * columns + j, c, s) }
  }

  /// Rotates two rows, from a column on.
  mutating func rotateRows(_ i: Int, _ j: Int, _ rotation: PlaneRotation, from first: Int = 0) {
    let (c, s) = (Scalar(rotation.cosine), Scalar(rotation.sine))
    for column in first..<Swift.max(columns, first) { rotate(i * columns + column, j * columns + column, c, s) }
  }

  private mutating func rotate(_ first: Int, _ second: Int, _ c: Scalar, _ s: Scalar) {
    let (x, y) = (elements[first], elements[second])
    elements[first] = c * x + s * y
    elements[second] = c * y - s * x
  }
}

/// `magnitude` with the sign of another number.
func copysign(_ magnitude: Double, _ sign: Double) -> Double { Double(signOf: sign, magnitudeOf: magnitude) }

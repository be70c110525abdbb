import CJacobiReference
import JacobiCore

/// Fourier transforms of one length, in double precision.
///
/// The length is split into its prime factors (J. W. Cooley, J. W. Tukey: "An algorithm for the machine calculation of complex
/// Fourier series", 1965); a large prime factor is turned into a convolution of a length that is a power of two (L. Bluestein:
/// "A linear filtering approach to the computation of discrete Fourier transform", 1970).
struct FourierPlan {
  let count: Int
  /// `exp(-2πik/n)` for k from 0.
  private let roots: [Complex128]
  /// The prime factors, of which the large ones come with their convolution.
  private let factors: [(prime: Int, chirp: ChirpTransform?)]

  /// Primes from here on are cheaper as convolutions.
  private static let largePrime = 64

  init(count: Int) {
    self.count = count
    roots = FourierPlan.roots(count)
    factors = FourierPlan.primeFactors(count).map { prime in
      (prime, prime < FourierPlan.largePrime ? nil : ChirpTransform(count: prime))
    }
  }

  /// The forward transform.
  func forward(_ x: [Complex128]) -> [Complex128] {
    var result = x
    transform(x, first: 0, stride: 1, level: 0, into: &result, at: 0, count: count)
    return result
  }

  /// The inverse transform: the forward one with real and imaginary parts exchanged, divided by the length.
  func inverse(_ x: [Complex128]) -> [Complex128] {
    let scale = Double(count)
    return forward(x.map(\.exchanged)).map { Complex128($0.imaginary / scale, $0.real / scale) }
  }

  /// Transforms every `stride`th element: first each of `p` interleaved parts, then `p` numbers at a time, one of each part.
  private func transform(
    _ x: [Complex128], first: Int, stride: Int, level: Int, into result: inout [Complex128], at start: Int, count n: Int
  ) {
    if n <= 1 {
      if n == 1 { result[start] = x[first] }
      return
    }
    let (p, chirp) = factors[level]
    let m = n / p
    for r in 0..<p {
      transform(
        x, first: first + r * stride, stride: stride * p, level: level + 1, into: &result, at: start + r * m, count: m)
    }
    var column = [Complex128](repeating: 0, count: p)
    for k in 0..<m {
      for r in 0..<p { column[r] = twisted(result[start + r * m + k], by: r * k * stride) }
      let transformed = chirp?.forward(column) ?? direct(column)
      for q in 0..<p { result[start + q * m + k] = transformed[q] }
    }
  }

  /// The transform of a few numbers by its definition.
  private func direct(_ x: [Complex128]) -> [Complex128] {
    let step = count / x.count
    return x.indices.map { q in
      var sum = x[0]
      for r in 1..<x.count { sum = sum + twisted(x[r], by: q * r % x.count * step) }
      return sum
    }
  }

  private func twisted(_ z: Complex128, by power: Int) -> Complex128 {
    power == 0 ? z : z * roots[power % count]
  }

  private static func primeFactors(_ count: Int) -> [Int] {
    var factors: [Int] = []
    var rest = count
    var prime = 2
    while rest > 1 {
      if prime * prime > rest { prime = rest }
      while rest % prime == 0 {
        factors.append(prime)
        rest /= prime
      }
      prime += 1
    }
    return factors
  }

  /// Roots of unity, exact on the axes and each correct to one unit or so: angles are brought into the first eighth of
  /// the circle before anything is rounded.
  static func roots(_ count: Int) -> [Complex128] {
    (0..<count).map { k in
      let eighths = 8 * k / count
      // The distance from the axis that is next, at most an eighth.
      let quarter = (eighths + 1) / 2
      let angle = Double(8 * k - 2 * quarter * count) / Double(count) * (Double.pi / 4)
      let (c, s) = (cos(angle), sin(angle))
      return switch quarter % 4 {
      case 0: Complex128(c, -s)
      case 1: Complex128(-s, -c)
      case 2: Complex128(-c, s)
      default: Complex128(s, c)
      }
    }
  }
}

/// The Fourier transform of any length as a convolution with a chirp: `jk = (j² + k² - (k - j)²) / 2`.
private final class ChirpTransform {
  private let count: Int
  /// `exp(-πi k²/n)`.
  private let chirp: [Complex128]
  private let plan: FourierPlan
  /// The transform of the conjugate chirp, periodic.
  private let filter: [Complex128]

  init(count n: Int) {
    count = n
    let roots = FourierPlan.roots(2 * n)
    chirp = (0..<n).map { k in roots[k * k % (2 * n)] }
    var length = 1
    while length < 2 * n - 1 { length *= 2 }
    plan = FourierPlan(count: length)
    var periodic = [Complex128](repeating: 0, count: length)
    for k in 0..<n {
      periodic[k] = chirp[k].conjugate
      periodic[(length - k) % length] = chirp[k].conjugate
    }
    filter = plan.forward(periodic)
  }

  func forward(_ x: [Complex128]) -> [Complex128] {
    var padded = [Complex128](repeating: 0, count: plan.count)
    for k in 0..<count { padded[k] = x[k] * chirp[k] }
    let product = zip(plan.forward(padded), filter).map { $0 * $1 }
    let convolution = plan.inverse(product)
    return (0..<count).map { convolution[$0] * chirp[$0] }
  }
}

extension ComplexNumber {
  /// Real and imaginary part in each other's place.
  fileprivate var exchanged: ComplexNumber { ComplexNumber(imaginary, real) }
}

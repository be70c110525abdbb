import JacobiCore

/// The error function, `2/√π ∫₀ˣ exp(-t²) dt`.
public struct Erf: UnaryPrimitive {
  public static let id = "erf"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// `1 - erf(x)`, accurate for large `x`.
public struct Erfc: UnaryPrimitive {
  public static let id = "erfc"
  public static let accepts: DTypeClass = .floating
  public init() {}
}

/// The inverse of the error function on (-1, 1).
public struct ErfInv: UnaryPrimitive {
  public static let id = "erf_inv"
  public static let accepts: DTypeClass = .floating
  /// How it is computed.
  public enum Algorithm: String, Hashable, Sendable, Codable {
    /// To the last place or two.
    case accurate
    /// By the polynomials of M. Giles, "Approximating the erfinv function", 2010, bit for bit as in XLA: up to a hundred
    /// units off. Random numbers that are to be those of JAX need it.
    case giles
  }
  /// How it is computed.
  public var algorithm: Algorithm

  public init() { self.init(algorithm: .accurate) }

  public init(algorithm: Algorithm) {
    self.algorithm = algorithm
  }
}

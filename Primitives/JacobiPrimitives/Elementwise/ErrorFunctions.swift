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
  public init() {}
}

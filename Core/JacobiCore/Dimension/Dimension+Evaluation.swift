extension Dimension {
  /// The names that the value depends on.
  public var symbols: Set<String> {
    word >= 0 ? [] : polynomial?.symbols ?? []
  }

  /// The value at given sizes.
  ///
  ///     (2 * Dimension.symbol("b") + 1).evaluated(["b": 3])     // 7
  ///
  /// - Returns: Nil where a name has no size or a negative one, at a division by zero, and where the value does not fit
  ///   an `Int`.
  public func evaluated(_ bindings: [String: Int]) -> Int? {
    if word >= 0 { return word }
    guard let value = try? polynomial?.evaluated(bindings) else { return nil }
    return Int(exactly: value)
  }

  /// The dimension with names replaced, all at once; names without a replacement stay.
  ///
  ///     let (a, b) = (Dimension.symbol("a"), Dimension.symbol("b"))
  ///     (a + 2 * b).substituting(["a": b, "b": a])              // 2*a + b
  ///
  /// A replacement has to be a size: simplifications made before may have relied on `max(a, 0)` being `a`.
  public func substituting(_ bindings: [String: Dimension]) -> Dimension {
    if word >= 0 { return self }
    guard let polynomial else { return self }
    var replacements: [String: SizePolynomial] = [:]
    for name in polynomial.symbols {
      guard let replacement = bindings[name] else { continue }
      guard let replacement = replacement.polynomial else { return .overflow }
      replacements[name] = replacement
    }
    if replacements.isEmpty { return self }
    return (try? polynomial.substituting(replacements)).map(Dimension.init) ?? .overflow
  }
}

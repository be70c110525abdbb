import JacobiCore

/// Draws operands from their domains.
struct Sampler {
  private var generator: SeededGenerator
  /// The numbers drawn so far for operands that are to be separated.
  private var separated: [Double] = []
  private var separatedCount = 1

  init(_ generator: SeededGenerator) {
    self.generator = generator
  }

  /// Values of the operands.
  ///
  /// - Parameter mixesSpecials: whether special values occur; they are out of place where derivatives are compared.
  mutating func operands(_ specs: [OperandSpec], mixesSpecials: Bool) -> [TensorValue] {
    separated = []
    separatedCount = specs.filter(\.domain.isSeparated).reduce(1) {
      $0 + $1.type.elementCount * ($1.type.dtype.isComplex ? 2 : 1)
    }
    return specs.map { value($0.type, $0.domain, mixesSpecials: mixesSpecials) }
  }

  /// Numbers in [-1, 1], of which none is very small: directions of derivatives.
  mutating func direction(_ type: TensorType) -> TensorValue {
    value(type, Domain(-1...1, excluding: 0), mixesSpecials: false)
  }

  /// Some of many, in their order.
  mutating func choose<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    if elements.count <= count { return elements }
    let chosen = Set(elements.indices.shuffled(using: &generator).prefix(count))
    return elements.indices.filter(chosen.contains).map { elements[$0] }
  }

  private mutating func value(_ type: TensorType, _ domain: Domain, mixesSpecials: Bool) -> TensorValue {
    func make<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> TensorValue {
      let specials = mixesSpecials ? specialValues(scalar, domain.specials) : []
      let scalars = (0..<type.elementCount).map { _ in
        // One in four: most elements stay ordinary.
        if let special = specials.randomElement(using: &generator), generator.next() % 4 == 0 { return special }
        return element(scalar, domain)
      }
      return domain.matrices.shaped(TensorValue(scalars, shape: type.shape))
    }
    return make(type.dtype.scalarType)
  }

  private mutating func element<Scalar: TensorScalar>(_ type: Scalar.Type, _ domain: Domain) -> Scalar {
    switch Scalar.dtype {
    case .bool: Scalar(converting: domain.range == 1...1 ? 1 : Int64(generator.next() % 2))
    case let dtype where dtype.isInteger: Scalar(converting: integer(domain.range, dtype))
    case let dtype where dtype.isComplex:
      Scalar(convertingReal: real(domain), imaginary: real(domain))
    default: Scalar(converting: real(domain))
    }
  }

  private mutating func integer(_ range: ClosedRange<Double>, _ dtype: DType) -> Int64 {
    let least = dtype.isUnsignedInteger ? max(range.lowerBound, 0) : range.lowerBound
    return Int64.random(in: Int64(least.rounded(.up))...Int64(range.upperBound.rounded(.down)), using: &generator)
  }

  private mutating func real(_ domain: Domain) -> Double {
    // At this distance half of the range at least stays free.
    let spacing = domain.range.width / Double(4 * separatedCount)
    while true {
      let candidate = Double.random(in: domain.range, using: &generator)
      if domain.excluded.contains(where: { abs($0 - candidate) < Domain.margin }) { continue }
      if !domain.isSeparated { return candidate }
      if separated.contains(where: { abs($0 - candidate) < spacing }) { continue }
      separated.append(candidate)
      return candidate
    }
  }
}

extension ClosedRange<Double> {
  fileprivate var width: Double { upperBound - lowerBound }
}

/// The values of a dtype where implementations go wrong. None for complex numbers: how infinite and NaN parts combine is
/// not settled between libraries.
private func specialValues<Scalar: TensorScalar>(_ type: Scalar.Type, _ specials: Domain.Specials) -> [Scalar] {
  if specials == .none { return [] }
  if let limits = Scalar.dtype.integerLimits {
    return [Scalar(converting: limits.minimum), Scalar(converting: limits.maximum), Scalar(converting: 0 as Int64)]
  }
  guard Scalar.dtype.isFloating, let limits = Scalar.dtype.floatingLimits else { return [] }
  let extremes = specials == .all ? [limits.tiny, limits.smallestSubnormal, limits.largest] : []
  let magnitudes = [0, 1, .infinity] + extremes
  return (magnitudes + magnitudes.map { -$0 } + [.nan]).map { Scalar(converting: $0) }
}

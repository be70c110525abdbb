import JacobiCore

/// Random bits that are the same in every run: the generator SplitMix64. (G. Steele, D. Lea, C. Flood: "Fast splittable
/// pseudorandom number generators", 2014.)
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// Elements spread evenly over a range; both parts of complex ones. Of integers and Booleans the ends belong to it.
  mutating func value(_ type: TensorType, in range: ClosedRange<Double>) -> TensorValue {
    if type.dtype.isComplex {
      let parts = value(TensorType(type.dtype.realDType, type.shape.inserting(2, at: type.rank)), in: range)
      return TensorValue(buffer: parts.buffer, type: type)
    }
    let isDiscrete = !type.dtype.isFloating
    let numbers = (0..<type.elementCount).map { _ in
      isDiscrete
        ? Double(Int.random(in: Int(range.lowerBound)...Int(range.upperBound), using: &self))
        : Double.random(in: range, using: &self)
    }
    func make<Element: TensorScalar>(_ element: Element.Type) -> TensorValue {
      TensorValue(numbers.map { Element(converting: $0) }, shape: type.shape)
    }
    return make(type.dtype.scalarType)
  }
}

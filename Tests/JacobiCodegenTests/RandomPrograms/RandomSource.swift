import JacobiCore

/// Random choices that are the same in every run: the generator SplitMix64. (G. Steele, D. Lea, C. Flood: "Fast splittable
/// pseudorandom number generators", 2014.)
struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x2545_F491_4F6C_DD1D }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func isTrue(oneIn count: Int) -> Bool { integer(1...count) == 1 }

  mutating func element<Elements: Collection>(_ elements: Elements) -> Elements.Element {
    elements.randomElement(using: &self)!
  }

  /// Some of the elements, in their order.
  mutating func some<Elements: Sequence>(_ elements: Elements) -> [Elements.Element] {
    var result: [Elements.Element] = []
    for element in elements where isTrue(oneIn: 2) { result.append(element) }
    return result
  }

  /// Numbers of few digits between -2 and 2, so that some are equal; integers with some of the largest and smallest ones.
  mutating func value(_ type: TensorType) -> TensorValue {
    let value = TensorValue(uninitialized: type)
    func fill<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ make: () -> Scalar) {
      value.withMutableElements(of: scalar) { elements in
        for index in elements.indices { elements[index] = make() }
      }
    }
    func real() -> Float { Float(integer(-32...32)) / 16 }
    func whole<Number: FixedWidthInteger>() -> Number {
      if isTrue(oneIn: 20) { return isTrue(oneIn: 2) ? .min : .max }
      return Number(truncatingIfNeeded: integer(-10...10))
    }
    switch type.dtype {
    case .float32: fill(Float.self) { real() }
    case .float64: fill(Double.self) { Double(real()) }
    case .bfloat16: fill(BFloat16.self) { BFloat16(real()) }
    case .float16: fill(Float16.self) { Float16(real()) }
    case .complex64: fill(Complex64.self) { Complex64(real(), real()) }
    case .complex128: fill(Complex128.self) { Complex128(Double(real()), Double(real())) }
    case .int32: fill(Int32.self) { whole() }
    case .int64: fill(Int64.self) { whole() }
    case .uint8: fill(UInt8.self) { whole() }
    case .bool: fill(Bool.self) { isTrue(oneIn: 2) }
    default: preconditionFailure("no random values of \(type)")
    }
    return value
  }

  /// A real value with some elements replaced by NaN, infinities and negative zero.
  mutating func spoiled(_ value: TensorValue) -> TensorValue {
    let copy = TensorValue(uninitialized: value.type)
    func fill<Scalar: TensorScalar & BinaryFloatingPoint>(_ scalar: Scalar.Type) {
      let present = value.scalars(as: scalar)
      copy.withMutableElements(of: scalar) { elements in
        for index in elements.indices {
          elements[index] =
            isTrue(oneIn: 6) ? element([.nan, .infinity, -.infinity, -Scalar.zero]) : present[index]
        }
      }
    }
    switch value.dtype {
    case .float32: fill(Float.self)
    case .float64: fill(Double.self)
    case .float16: fill(Float16.self)
    default: return value
    }
    return copy
  }

  /// The bound of what `value` gives.
  static func bound(_ dtype: DType) -> ValueBound { ValueBound(of: dtype) ?? ValueBound(magnitude: 3, error: 0) }
}

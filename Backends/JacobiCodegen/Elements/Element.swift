import JacobiCore

/// An element of a tensor in registers, or as many neighbours as a vector has lanes; of complex numbers both parts.
///
/// Booleans are `i1`, integers have their width, floating numbers of 16 bits are held as `float32`.
struct Element {
  var parts: [IRValue]

  init(_ value: IRValue) { parts = [value] }
  init(_ real: IRValue, _ imaginary: IRValue) { parts = [real, imaginary] }

  var value: IRValue { parts[0] }
  var lanes: Int { parts[0].type.lanes }
}

extension DType {
  /// The type of one part of an element in a register.
  var registerType: IRType {
    switch self {
    case .bool: .integer(1)
    case .int8, .uint8: .integer(8)
    case .int16, .uint16: .integer(16)
    case .int32, .uint32: .integer(32)
    case .int64, .uint64: .integer(64)
    case .float16, .bfloat16, .float32, .complex64: .float32
    case .float64, .complex128: .float64
    }
  }

  /// The type of one part of an element in memory.
  var memoryType: IRType {
    switch self {
    case .bool: .integer(8)
    case .float16, .bfloat16: .integer(16)
    default: registerType
    }
  }

  var partCount: Int { isComplex ? 2 : 1 }
  var isNarrowFloating: Bool { self == .float16 || self == .bfloat16 }
  /// Whether numbers compare without a sign.
  var isUnsigned: Bool { isUnsignedInteger || isBoolean }
}

extension IRBuilder {
  /// The element in as many lanes; a single one is repeated.
  func splat(_ element: Element, lanes: Int) -> Element {
    guard lanes > 1, element.lanes == 1 else { return element }
    var result = element
    result.parts = element.parts.map { splat($0, lanes) }
    return result
  }

  /// A number of the program.
  func constant(_ value: TensorValue) -> Element {
    let type = value.dtype.registerType
    switch value.dtype {
    case .bool: return Element(integer(value.scalars(as: Bool.self)[0] ? 1 : 0, type))
    case .float16, .bfloat16:
      let pattern = value.buffer.pointer.loadUnaligned(as: UInt16.self)
      return Element(bits(UInt64(Float(narrow: pattern, value.dtype).bitPattern), type))
    case .float32: return Element(bits(UInt64(value.buffer.pointer.loadUnaligned(as: UInt32.self)), type))
    case .float64: return Element(bits(value.buffer.pointer.loadUnaligned(as: UInt64.self), type))
    case .complex64:
      let parts = [0, 4].map {
        bits(UInt64(value.buffer.pointer.loadUnaligned(fromByteOffset: $0, as: UInt32.self)), type)
      }
      return Element(parts[0], parts[1])
    case .complex128:
      let parts = [0, 8].map { bits(value.buffer.pointer.loadUnaligned(fromByteOffset: $0, as: UInt64.self), type) }
      return Element(parts[0], parts[1])
    case .uint64: return Element(integer(Int(bitPattern: UInt(value.scalars(as: UInt64.self)[0])), type))
    default: return Element(integer(Int(exactlyFrom: value)!, type))
    }
  }

  /// The same number in all lanes: 0, 1 and the like of any dtype.
  func number(_ number: Double, _ dtype: DType, lanes: Int) -> Element {
    let type = dtype.registerType.with(lanes: lanes)
    let value = type.isFloat ? float(number, type) : integer(Int(number), type)
    return dtype.isComplex ? Element(value, float(0, type)) : Element(value)
  }
}

extension Float {
  /// The number that 16 bits stand for.
  fileprivate init(narrow pattern: UInt16, _ dtype: DType) {
    self = dtype == .bfloat16 ? Float(bitPattern: UInt32(pattern) << 16) : Float(halfBits: pattern)
  }

  /// IEEE 754 binary16, without the type that some processors' Swift lacks.
  private init(halfBits bits: UInt16) {
    let sign: Float = bits >> 15 == 1 ? -1 : 1
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
    switch exponent {
    case 0: self = Float(sign: bits >> 15 == 1 ? .minus : .plus, exponent: 0, significand: fraction * 0x1p-24)
    case 31:
      self =
        fraction == 0
        ? sign * .infinity : Float(bitPattern: UInt32(bits >> 15) << 31 | 0x7F80_0000 | UInt32(bits & 1023) << 13)
    default: self = sign * (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}

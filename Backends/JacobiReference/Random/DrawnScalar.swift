import CJacobiReference
import JacobiCore

/// A floating scalar whose arithmetic rounds after each operation as XLA's does, so that samplers which compare rounded
/// numbers accept the same candidates as `jax.random`.
///
/// XLA contracts products and sums of `Float` and `Double` to a single rounding, and computes the logarithms of `Float`
/// by the polynomials of the Cephes library; those of narrower types are computed in `Float`.
protocol DrawnScalar: FloatingScalar, SignedNumeric, Comparable, ExpressibleByFloatLiteral {
  static func / (left: Self, right: Self) -> Self
  /// An evenly distributed number in [0, 1).
  static func unit(_ key: ThreefryKey, _ index: Int) -> Self
  /// `x * y + self`, with a single rounding if XLA rounds it once.
  func adding(_ x: Self, times y: Self) -> Self
  /// The quotient by a square root: for XLA, which uses an instruction that differs between processors, a product.
  func dividedByRoot(of x: Self) -> Self
  /// The natural logarithm.
  var logarithm: Self { get }
  /// The natural logarithm of `1 + self`.
  var logarithmOfSuccessor: Self { get }
}

extension DrawnScalar {
  /// A number of the standard normal distribution.
  static func normal(_ key: ThreefryKey, _ index: Int) -> Self {
    let low = Self.one.negated.next(toward: .zero)
    let number = larger(low, low.adding(unit(key, index), times: 2))
    return Self(converting: 2.0.squareRoot()) * number.inverseErrorFunction
  }

  var squareRoot: Self { Self(accumulated: accumulator.squareRoot()) }
  var floor: Self { Self(accumulated: accumulator.rounded(.down)) }
  var ceiling: Self { Self(accumulated: accumulator.rounded(.up)) }
  func power(_ exponent: Self) -> Self { Self(accumulated: pow(accumulator, exponent.accumulator)) }
}

extension Float: DrawnScalar {
  static func unit(_ key: ThreefryKey, _ index: Int) -> Float {
    Float(bitPattern: key.bits32(index) >> 9 | 0x3F80_0000) - 1
  }

  func dividedByRoot(of x: Float) -> Float { self * Float(1 / Double(x).squareRoot()) }
  func adding(_ x: Float, times y: Float) -> Float { addingProduct(x, y) }

  var logarithm: Float {
    if self > 0, self < .infinity { return Swift.max(self, .leastNormalMagnitude).cephesLog }
    return self == 0 ? -.infinity : self > 0 ? .infinity : .nan
  }

  var logarithmOfSuccessor: Float {
    magnitude < 0.4 || self > -1 && self < .infinity ? cephesLog1p : (self + 1).logarithm
  }
}

extension Double: DrawnScalar {
  static func unit(_ key: ThreefryKey, _ index: Int) -> Double {
    Double(bitPattern: key.bits64(index) >> 12 | 0x3FF0_0000_0000_0000) - 1
  }

  func dividedByRoot(of x: Double) -> Double { self * Double(1 / Double(x).squareRoot()) }
  func adding(_ x: Double, times y: Double) -> Double { addingProduct(x, y) }
  var logarithm: Double { log(self) }
  var logarithmOfSuccessor: Double { cephesLog1p }
}

#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: DrawnScalar {
    static func unit(_ key: ThreefryKey, _ index: Int) -> Float16 {
      Float16(bitPattern: UInt16(truncatingIfNeeded: key.bits32(index)) >> 6 | 0x3C00) - 1
    }

    func dividedByRoot(of x: Float16) -> Float16 { self * Float16(1 / Double(x).squareRoot()) }
    func adding(_ x: Float16, times y: Float16) -> Float16 { x * y + self }
    var logarithm: Float16 { Float16(Float(self).logarithm) }
    var logarithmOfSuccessor: Float16 { Float16(Float(self).logarithmOfSuccessor) }
  }
#endif

extension BFloat16: DrawnScalar {
  static func unit(_ key: ThreefryKey, _ index: Int) -> BFloat16 {
    BFloat16(bitPattern: UInt16(UInt8(truncatingIfNeeded: key.bits32(index)) >> 1) | 0x3F80) - 1
  }

  func dividedByRoot(of x: BFloat16) -> BFloat16 { self / x.squareRoot }
  func adding(_ x: BFloat16, times y: BFloat16) -> BFloat16 { x * y + self }
  var logarithm: BFloat16 { BFloat16(Float(self).logarithm) }
  var logarithmOfSuccessor: BFloat16 { BFloat16(Float(self).logarithmOfSuccessor) }
}

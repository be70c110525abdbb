import CJacobiCodegen
import JacobiCore

extension JacobiNumber {
  /// How numbers of a dtype are read; of complex ones the real parts.
  init(_ dtype: DType) {
    let real = dtype.realDType
    self.init()
    width = Int32(real.byteCount)
    parts = dtype.isComplex ? 2 : 1
    kind =
      real.isFloating
      ? JacobiNumberFloating : real.isInteger && !real.isUnsignedInteger ? JacobiNumberSigned : JacobiNumberUnsigned
    infinity =
      switch real {
      case .float16: UInt64(Float16.infinity.bitPattern)
      case .bfloat16: UInt64(BFloat16.infinity.bitPattern)
      case .float32: UInt64(Float.infinity.bitPattern)
      case .float64: Double.infinity.bitPattern
      default: 0
      }
  }

  /// The keys by which numbers are sorted: of complex ones the real parts, then the imaginary ones.
  static func keys(_ dtype: DType) -> [JacobiNumber] {
    let real = JacobiNumber(dtype)
    if !dtype.isComplex { return [real] }
    var imaginary = real
    imaginary.part = 1
    return [real, imaginary]
  }
}

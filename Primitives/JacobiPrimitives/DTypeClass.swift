import JacobiCore

/// The element types that a primitive accepts, as a set of classes.
public struct DTypeClass: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let boolean = DTypeClass(rawValue: 1)
  public static let signedInteger = DTypeClass(rawValue: 2)
  public static let unsignedInteger = DTypeClass(rawValue: 4)
  /// Real floating types.
  public static let floating: DTypeClass = [.wideFloating, .narrowFloating]
  public static let complex = DTypeClass(rawValue: 16)
  /// `float32` and `float64`, which complex numbers are made of.
  public static let wideFloating = DTypeClass(rawValue: 8)
  /// The floating dtypes of 16 bits.
  public static let narrowFloating = DTypeClass(rawValue: 32)

  public static let integer: DTypeClass = [.signedInteger, .unsignedInteger]
  public static let inexact: DTypeClass = [.floating, .complex]
  public static let real: DTypeClass = [.integer, .floating]
  public static let numeric: DTypeClass = [.real, .complex]
  public static let ordered: DTypeClass = [.real, .boolean]
  public static let any: DTypeClass = [.numeric, .boolean]

  public func contains(_ dtype: DType) -> Bool {
    contains(DTypeClass(of: dtype))
  }

  init(of dtype: DType) {
    self =
      if dtype.isBoolean {
        .boolean
      } else if dtype.isSignedInteger {
        .signedInteger
      } else if dtype.isUnsignedInteger {
        .unsignedInteger
      } else if dtype.isFloating {
        dtype.byteCount < 4 ? .narrowFloating : .wideFloating
      } else {
        .complex
      }
  }
}

extension DTypeClass: CustomStringConvertible {
  /// The classes in words: "a floating or complex dtype".
  public var description: String {
    if self == .any { return "any dtype" }
    let names: [(DTypeClass, String)] = [
      (.boolean, "Boolean"), (.signedInteger, "signed integer"), (.unsignedInteger, "unsigned integer"),
      (contains(.floating) ? .floating : .wideFloating, contains(.floating) ? "floating" : "float32, float64"),
      (.complex, "complex"),
    ]
    return "a \(names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")) dtype"
  }
}

extension Operands {
  /// Throws unless the dtype of operand `index` belongs to `accepted`.
  func require(_ index: Int, _ accepted: DTypeClass) throws(TensorError) {
    // The words for the classes are put together only for an error: this runs for every operation.
    if !accepted.contains(types[index].dtype) { try require(index, accepted.description) { _ in false } }
  }
}

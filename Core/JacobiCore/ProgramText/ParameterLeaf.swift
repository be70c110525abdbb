/// A type whose values are written in one piece, not through the containers of an encoder.
///
/// Each type that `Codable` treats as elementary must be one; others are when they have a notation of their own.
protocol ParameterLeaf {
  /// What the text must hold, as messages say it.
  static var parameterForm: String { get }
  /// `nil` for a value that has no text.
  var parameterContent: ParameterValue.Content? { get }
  /// `nil` for content of another form or out of range.
  init?(parameterContent content: ParameterValue.Content)
}

/// A leaf that is written as one word.
protocol ParameterWord: ParameterLeaf {
  var parameterWord: String? { get }
  init?(parameterWord: String)
}

extension ParameterWord {
  var parameterContent: ParameterValue.Content? { parameterWord.map { .word($0) } }

  init?(parameterContent content: ParameterValue.Content) {
    guard case .word(let word) = content else { return nil }
    self.init(parameterWord: word)
  }
}

extension ParameterWord where Self: FixedWidthInteger {
  static var parameterForm: String { "an integer from \(Self.min) to \(Self.max)" }
  var parameterWord: String? { "\(self)" }
  init?(parameterWord word: String) { self.init(word) }
}

extension Int: ParameterWord {}
extension Int8: ParameterWord {}
extension Int16: ParameterWord {}
extension Int32: ParameterWord {}
extension Int64: ParameterWord {}
extension UInt: ParameterWord {}
extension UInt8: ParameterWord {}
extension UInt16: ParameterWord {}
extension UInt32: ParameterWord {}
extension UInt64: ParameterWord {}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Int128: ParameterWord {}
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension UInt128: ParameterWord {}

extension ParameterWord where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static var parameterForm: String { "a number in the range of \(Self.self)" }

  /// Swift's description is exact, but for the sign and the payload of a NaN, which mean nothing.
  var parameterWord: String? { isNaN ? "nan" : "\(self)" }

  init?(parameterWord word: String) {
    self.init(word)
    // Swift reads a number that is too large as infinity.
    if isInfinite && word.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { return nil }
  }
}

extension Float: ParameterWord {}
extension Double: ParameterWord {}
#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: ParameterWord {}
#endif

extension Bool: ParameterWord {
  static var parameterForm: String { "`true` or `false`" }
  var parameterWord: String? { "\(self)" }
  init?(parameterWord word: String) { self.init(word) }
}

extension String: ParameterLeaf {
  static var parameterForm: String { "a string in quotes" }
  var parameterContent: ParameterValue.Content? { .string(self) }

  init?(parameterContent content: ParameterValue.Content) {
    guard case .string(let string) = content else { return nil }
    self = string
  }
}

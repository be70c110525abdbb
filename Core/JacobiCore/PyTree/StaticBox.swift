/// A static value of some type, as part of a structure.
///
/// Floating-point values are compared by their bits: a program that was compiled for `0.0` must not serve `-0.0`, and one
/// that was compiled for a NaN should be found again.
//
// SAFETY: a structure crosses threads, a static field is only known to be Hashable. A box is never changed after its
// creation, so it is safe for every value whose `==` and `hash(into:)` read immutable state: all value types, and
// classes that keep what they compare immutable, which Hashable asks of every key of a dictionary anyhow.
class StaticBox: Hashable, @unchecked Sendable {
  func isEqual(to other: StaticBox) -> Bool { self === other }
  func hash(into hasher: inout Hasher) {}
  var description: String { "" }
  /// The number of children that a dictionary with these keys has.
  var count: Int { 0 }
  func keyDescription(at index: Int) -> String { "" }

  static func == (one: StaticBox, other: StaticBox) -> Bool { one === other || one.isEqual(to: other) }
}

/// The value of a static field.
final class StaticValue<Value: Hashable>: StaticBox, @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }

  override func isEqual(to other: StaticBox) -> Bool {
    guard let other = other as? StaticValue<Value> else { return false }
    if let bits = floatBits(value) { return bits == floatBits(other.value) }
    return value == other.value
  }

  override func hash(into hasher: inout Hasher) {
    if let bits = floatBits(value) { hasher.combine(bits) } else { hasher.combine(value) }
  }

  override var description: String { describeStatic(value) }
}

/// The sorted keys of a dictionary.
final class StaticKeys<Key: Hashable>: StaticBox, @unchecked Sendable {
  let keys: [Key]

  init(_ keys: [Key]) { self.keys = keys }

  override func isEqual(to other: StaticBox) -> Bool {
    guard let other = other as? StaticKeys<Key> else { return false }
    return keys == other.keys
  }

  override func hash(into hasher: inout Hasher) { hasher.combine(keys) }
  override var count: Int { keys.count }
  override func keyDescription(at index: Int) -> String { describeStatic(keys[index]) }

  override var description: String {
    "[" + keys.map { describeStatic($0) }.joined(separator: ", ") + "]"
  }
}

/// The bits of a floating-point value, and `nil` for every other value.
private func floatBits<Value>(_ value: Value) -> UInt64? {
  if Value.self == Double.self { return (value as? Double)?.bitPattern }
  if Value.self == Float.self { return (value as? Float).map { UInt64($0.bitPattern) } }
  #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
    if Value.self == Float16.self { return (value as? Float16).map { UInt64($0.bitPattern) } }
  #endif
  return nil
}

/// Writes a value as one would in Swift: `"text"`, `.relu`, `0.5`.
private func describeStatic(_ value: some Hashable) -> String {
  if let text = value as? String { return text.debugDescription }
  let text = String(describing: value)
  return Mirror(reflecting: value).displayStyle == .enum ? ".\(text)" : text
}

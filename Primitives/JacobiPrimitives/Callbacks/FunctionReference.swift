import JacobiCore
import Synchronization

/// Swift code that a program refers to.
///
/// Two are equal when they are the same object. In the text of a program it appears by name, and the text can be read for
/// as long as the process holds the function.
public struct FunctionReference<Body: Sendable>: Hashable, Sendable {
  private let entry: FunctionEntry<Body>

  /// - Parameters:
  ///   - name: in programs and messages; a number is added to tell functions of one name apart.
  ///   - body: the code. It may run on several threads at once.
  public init(_ name: String, _ body: Body) {
    entry = FunctionEntry(name, body)
  }

  /// The name in programs and messages, such as `"sample#3"`.
  public var name: String { entry.name }

  /// The name without the number that tells it from others.
  package var baseName: String { String(name.prefix { $0 != "#" }) }

  /// Whether it was made in a transformation that still runs.
  public var isTransient: Bool { entry.isTransient }

  /// The code.
  public var body: Body { entry.body }

  /// A function made from this one, the same at every request for a key and a name, until there are too many.
  ///
  /// - Parameter make: it must not refer to this reference, which keeps what it returns, but may to ``body``.
  package func derived<Key: Hashable & Sendable, Other: Sendable>(
    _ key: Key, name: String, _ make: () -> Other
  ) -> FunctionReference<Other> {
    let key = DerivationKey(key: AnyHashableSendable(key), name: name)
    if let known = entry.derived.withLock({ $0[key] }) as? FunctionReference<Other> { return known }
    let made = FunctionReference<Other>(name, make())
    return entry.derived.withLock { derived in
      if let known = derived[key] as? FunctionReference<Other> { return known }
      // Bounded, as every cache: arguments without tensors may give a key for each of their values.
      if derived.count >= FunctionEntry<Body>.derivedLimit { derived.removeAll() }
      derived[key] = made
      return made
    }
  }

  public static func == (lhs: FunctionReference, rhs: FunctionReference) -> Bool { lhs.entry === rhs.entry }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(entry)) }
}

extension FunctionReference: CustomStringConvertible {
  public var description: String { name }
}

extension FunctionReference: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let entry = FunctionNames.entry(named: name) as? FunctionEntry<Body> else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "this process has no function named \(name) of this kind")
    }
    self.entry = entry
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

private struct DerivationKey: Hashable, Sendable {
  var key: AnyHashableSendable
  var name: String
}

/// A key of any type that may cross threads.
private struct AnyHashableSendable: Hashable, Sendable {
  let base: any Hashable & Sendable

  init(_ base: any Hashable & Sendable) { self.base = base }

  static func == (lhs: AnyHashableSendable, rhs: AnyHashableSendable) -> Bool {
    AnyHashable(lhs.base) == AnyHashable(rhs.base)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(base)) }
}

private final class FunctionEntry<Body: Sendable>: Sendable {
  let name: String
  let body: Body
  private weak let lifetime: TraceLifetime?
  let derived = Mutex<[DerivationKey: any Sendable]>([:])

  static var derivedLimit: Int { 256 }

  init(_ name: String, _ body: Body) {
    self.name = FunctionNames.unique(name)
    self.body = body
    lifetime = TraceLifetime.current
    FunctionNames.add(self, named: self.name)
  }

  var isTransient: Bool { lifetime != nil }

  deinit { FunctionNames.remove(name) }
}

/// The functions that the process holds, by name. It does not keep them alive.
private enum FunctionNames {
  private struct WeakEntry: Sendable {
    weak let entry: (any AnyObject & Sendable)?
  }

  private static let count = Atomic(0)
  private static let entries = Mutex<[String: WeakEntry]>([:])

  static func unique(_ name: String) -> String {
    "\(name)#\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  static func entry(named name: String) -> (any AnyObject & Sendable)? { entries.withLock { $0[name]?.entry } }

  static func add(_ entry: any AnyObject & Sendable, named name: String) {
    entries.withLock { $0[name] = WeakEntry(entry: entry) }
  }

  static func remove(_ name: String) { entries.withLock { $0[name] = nil } }
}

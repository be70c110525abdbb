import Synchronization

#if canImport(Runtime)
  import Runtime
#endif

/// Turns return addresses into source locations with the standard library's `Runtime` module.
enum Symbolicator {
  struct Frame {
    var location: SourceLocation
    /// Whether the frame belongs to the library or to the language's runtime, not to the user's program.
    var isLibrary: Bool
  }

  /// The frames at return addresses, innermost first: several for an address into which a function was inlined.
  static func frames(at addresses: [UInt]) -> [Frame] {
    known.withLock { known in
      let missing = addresses.filter { known[$0] == nil }
      if !missing.isEmpty {
        for address in missing { known[address] = [] }
        for (address, frame) in resolved(missing) { known[address, default: []].append(frame) }
      }
      return addresses.flatMap { known[$0] ?? [] }
    }
  }

  /// What is known of addresses. To find one line, the debug information of a whole file is read, and the sites of a
  /// program share most of their frames.
  private static let known = Mutex<[UInt: [Frame]]>([:])

  private static func resolved(_ addresses: [UInt]) -> [(UInt, Frame)] {
    #if canImport(Runtime)
      guard #available(macOS 26.0, *),
        let backtrace = try? Backtrace(from: CompactBacktrace(addresses: addresses)),
        let symbolicated = backtrace.symbolicated(with: ImageMap.capture())
      else { return [] }
      return symbolicated.frames.compactMap { frame in
        guard let symbol = frame.symbol, let address = UInt(frame.captured.originalProgramCounter) else { return nil }
        let source = symbol.sourceLocation
        let location = SourceLocation(file: source?.path ?? "", line: source?.line ?? 0, function: symbol.rawName)
        return (address, Frame(location: location, isLibrary: isLibrary(symbol: symbol.rawName, path: source?.path)))
      }
    #else
      return []
    #endif
  }

  /// Whether a frame is the library's own. Its source file decides where there is debug information: a thunk into which
  /// the user's code was inlined is named after the library's types, but its lines are the user's.
  static func isLibrary(symbol: String, path: String?) -> Bool {
    if let path, path.hasPrefix("/"), !path.hasSuffix("<compiler-generated>") {
      return librarySources.contains { path.hasPrefix($0) }
    }
    return isLibrary(symbol: symbol)
  }

  private static let librarySources: [String] = {
    let this: StaticString = #filePath
    let root = "\(this)".dropLast("Core/JacobiCore/Errors/Symbolicator.swift".count)
    return ["Core/", "Primitives/", "Transforms/", "Backends/", "Serialization/", "Tests/JacobiTesting/"].map {
      root + $0
    }
  }()

  /// Without debug information the mangled name decides: `$s`, the length of the module's name, the name. The modules
  /// of this package start with `Jacobi`; those of its tests end with `Tests`.
  static func isLibrary(symbol: String) -> Bool {
    guard symbol.hasPrefix("$s") || symbol.hasPrefix("$S") else {
      return symbol != "main" && !symbol.hasSuffix("_main")
    }
    let mangled = symbol.dropFirst(2)
    let digits = mangled.prefix { $0.isNumber }
    guard let length = Int(digits) else { return true }
    let module = mangled.dropFirst(digits.count).prefix(length)
    return module.hasPrefix("Jacobi") && !module.hasSuffix("Tests")
  }
}

#if canImport(Runtime)
  /// `Backtrace` has no public initialiser from addresses, but it is `Codable`, with the addresses in the documented
  /// compact form: a version byte, then an instruction per frame. This decoder produces exactly that.
  private struct CompactBacktrace: Decoder {
    let addresses: [UInt]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Version 0, 64-bit addresses.
    private static let header: UInt8 = 0x02
    /// A return address, absolute, in eight bytes.
    private static let absoluteReturnAddress: UInt8 = 0b0010_1111
    private static let end: UInt8 = 0

    private var encoded: String {
      var bytes = [CompactBacktrace.header]
      for address in addresses {
        bytes.append(CompactBacktrace.absoluteReturnAddress)
        for shift in stride(from: 56, through: 0, by: -8) {
          bytes.append(UInt8(truncatingIfNeeded: address >> UInt(shift)))
        }
      }
      bytes.append(CompactBacktrace.end)
      return base64(bytes)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
      #if arch(x86_64)
        let architecture = "x86_64"
      #else
        let architecture = "arm64"
      #endif
      return KeyedDecodingContainer(
        StringFields(fields: ["architecture": architecture, "backtrace": encoded], codingPath: []))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw unexpected }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw unexpected }
    private var unexpected: DecodingError {
      .dataCorrupted(.init(codingPath: [], debugDescription: "a backtrace is a keyed container"))
    }
  }

  /// A keyed container that holds strings only.
  private struct StringFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [String: String]
    let codingPath: [any CodingKey]

    var allKeys: [Key] { fields.keys.compactMap { Key(stringValue: $0) } }
    func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }
    func decodeNil(forKey key: Key) -> Bool { fields[key.stringValue] == nil }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      guard let value = fields[key.stringValue] as? T else {
        throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "no such field"))
      }
      return value
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
      -> KeyedDecodingContainer<NestedKey>
    { throw unexpected(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unexpected(key) }
    func superDecoder() throws -> any Decoder { throw unexpected(nil) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unexpected(key) }

    private func unexpected(_ key: Key?) -> DecodingError {
      .dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(key?.stringValue ?? "super") is a string"))
    }
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for position in 0...group.count {
        text.append(alphabet[Int(bits >> UInt32(18 - 6 * position)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
#endif

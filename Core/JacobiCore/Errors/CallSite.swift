import CJacobi
import Synchronization

/// Where in the user's program an operation was written.
///
/// Operators cannot take `#line`, so a site is the return addresses of the call, captured when an operation is
/// recorded in a ``Program`` or when an error is made, and turned into file and line only when somebody reads them.
/// Evaluating an operation eagerly captures nothing.
public struct CallSite: Sendable, Hashable {
  let addresses: [UInt]

  /// A site that says nothing, for equations made by a transformation or read from a file.
  public static let unknown = CallSite(addresses: [])

  init(addresses: [UInt]) {
    self.addresses = addresses
  }

  /// The site of the current call, for an error.
  ///
  /// - Parameter depth: how many frames to keep; frames of the library itself count.
  public static func capture(depth: Int = 128) -> CallSite {
    CallSite(depth: depth, jacobi_return_addresses)
  }

  /// The site of the current call, for an operation that is traced: a hundred times faster, but callers that were compiled
  /// without frame pointers are missing.
  static func captureFrames(depth: Int) -> CallSite {
    CallSite(depth: depth, jacobi_frame_addresses)
  }

  private init(depth: Int, _ walk: (UnsafeMutablePointer<UInt>, Int32) -> Int32) {
    // On the stack first: most sites are much shallower than the limit.
    addresses = withUnsafeTemporaryAllocation(of: UInt.self, capacity: depth) { buffer in
      // SAFETY: `buffer` has room for `depth` words and the walk writes at most that many.
      let count = Int(walk(buffer.baseAddress!, Int32(depth)))
      return [UInt](buffer[..<count])
    }
  }

  /// The first caller outside the library, or `nil` when the program has neither debug information nor symbols.
  public var location: SourceLocation? {
    guard !addresses.isEmpty else { return nil }
    return CallSite.resolved.withLock { cache in
      if let known = cache[addresses] { return known }
      let location = CallSite.firstUserFrame(of: addresses)
      cache[addresses] = location
      return location
    }
  }

  /// The first frame outside the library; one without a line, such as what the compiler generates, only if there is no
  /// other.
  private static func firstUserFrame(of addresses: [UInt]) -> SourceLocation? {
    // The frame is mostly among the innermost, and resolving one takes milliseconds in a large program.
    let portion = 12
    var withoutLine: SourceLocation?
    for start in stride(from: 0, to: addresses.count, by: portion) {
      let part = Array(addresses[start..<min(start + portion, addresses.count)])
      let locations = Symbolicator.frames(at: part).filter { !$0.isLibrary }.map(\.location)
      if let location = locations.first(where: { $0.line > 0 }) { return location }
      withoutLine = withoutLine ?? locations.first
    }
    return withoutLine
  }

  /// Resolving a site reads debug information; programs print the same sites again and again.
  private static let resolved = Mutex<[[UInt]: SourceLocation]>([:])
}

/// A file, a line and a function of the user's program.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var function: String

  /// `main.swift:12`, or the function's symbol when the program was built without debug information.
  public var description: String {
    line > 0 ? "\(file.split(separator: "/").last ?? "?"):\(line)" : function
  }
}

extension CallSite: CustomStringConvertible {
  public var description: String { location?.description ?? "unknown location" }
}

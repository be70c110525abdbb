import CJacobi
import CJacobiCodegen
import Synchronization

/// Keeps the machine code that `body` compiles in a directory, and takes it from there where it has been compiled before, also by
/// another process: a warm start loads no compiler.
///
/// Code is kept for the very program that was compiled, and for this build of the process, this processor and this version of
/// LLVM. A directory belongs to one user: one that others own or can write is not used, nor are files that are damaged, or that
/// others could have written. Any number of the user's processes may use it at once. A directory that cannot be read or written is no error: a line on the standard error says so, and code
/// is compiled as without it.
///
/// Outside of such calls, code is kept where the environment variable `JACOBI_CACHE` says, if it is set when the first program
/// is compiled, and up to `JACOBI_CACHE_SIZE` megabytes.
///
///     let step = jit { (x: Tensor) in tanh(x).sum() }
///     try withCompilationCache(at: "/tmp/jacobi-example") { try step(Tensor([0.0, 0])) }  // 0.0
///
/// - Parameters:
///   - directory: made when it is not there; relative to the present one at the time of the call; `nil` keeps nothing.
///   - byteCount: how much it may hold: what was used least recently is removed.
///   - body: what is run with the cache. It is synchronous, since the choice belongs to the thread.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withCompilationCache<Result, Failure: Error>(
  at directory: String?, upTo byteCount: Int = 1 << 30, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  try CacheScope(directory.map { CompilationCache($0, largestByteCount: byteCount) }).run(body)
}

/// Where compiled programs are kept for later processes.
final class CompilationCache: Sendable {
  private let directory: CacheDirectory
  /// How often code was found, was not there, and was there but could not be used.
  let hits = Atomic(0)
  let misses = Atomic(0)
  let rejections = Atomic(0)

  init(_ path: String, largestByteCount: Int = CompilationCache.standardByteCount) {
    directory = CacheDirectory(path, largestByteCount: largestByteCount)
  }

  static let standardByteCount = 1 << 30

  /// The cache in force on this thread.
  static var current: CompilationCache? {
    if let scope = CacheScope.current { return scope.cache }
    return standard
  }

  /// The one that the environment asks for.
  private static let standard: CompilationCache? = {
    guard let path = jacobi_environment("JACOBI_CACHE").map({ String(cString: $0) }), !path.isEmpty else { return nil }
    return CompilationCache(path, largestByteCount: requestedByteCount)
  }()

  private static var requestedByteCount: Int {
    guard let text = jacobi_environment("JACOBI_CACHE_SIZE").map({ String(cString: $0) }) else {
      return standardByteCount
    }
    if let megabytes = Int(text), (0...(1 << 40)).contains(megabytes) { return megabytes << 20 }
    jacobi_warn("Jacobi: JACOBI_CACHE_SIZE is a number of megabytes, not `\(text)`; 1024 is used.")
    return standardByteCount
  }

  /// What was kept under a key, as `make` understands it: that throws for what cannot be used.
  func value<Value>(for key: CodeKey, _ make: (CodeEntry) throws -> Value) -> Value? {
    do {
      guard let bytes = try directory.read(key.name) else {
        misses.wrappingAdd(1, ordering: .relaxed)
        return nil
      }
      guard let entry = CodeEntry(bytes, for: key) else { throw CacheDirectory.Unusable() }
      let value = try make(entry)
      hits.wrappingAdd(1, ordering: .relaxed)
      return value
    } catch {
      rejections.wrappingAdd(1, ordering: .relaxed)
      return nil
    }
  }

  func keep(_ entry: CodeEntry, for key: CodeKey) { directory.write(entry.bytes(for: key), to: key.name) }
}

/// A choice of a cache for what a thread compiles.
final class CacheScope: Sendable {
  let cache: CompilationCache?

  init(_ cache: CompilationCache?) { self.cache = cache }

  static var current: CacheScope? {
    // SAFETY: `run` sets the pointer on this thread and keeps the scope alive until it resets it.
    jacobi_cache_scope().map { Unmanaged<CacheScope>.fromOpaque($0).takeUnretainedValue() }
  }

  func run<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let enclosing = jacobi_set_cache_scope(Unmanaged.passUnretained(self).toOpaque())
    defer {
      _ = jacobi_set_cache_scope(enclosing)
      withExtendedLifetime(self) {}
    }
    return try body()
  }
}

import CJacobi
import CJacobiCodegen
import Synchronization

/// Files in a directory that several processes of a user share, together not larger than a bound.
///
/// A file is written under another name first, so that readers see whole files only, or those of a disk that was full; what they
/// hold is for others to check. What was used least recently is removed, and of other files than its own none. Whatever
/// fails is said once on the standard error.
struct CacheDirectory: Sendable {
  /// Absolute, since the process may go to another directory.
  let path: String
  let largestByteCount: Int

  static let suffix = ".code"
  private static let temporarySuffix = ".part"
  /// After so long, an unfinished file is one that nobody will finish.
  private static let abandonedAfter: Int64 = 3_600_000_000_000

  init(_ path: String, largestByteCount: Int) {
    self.path = CacheDirectory.absolute(path)
    self.largestByteCount = largestByteCount
  }

  private static func absolute(_ path: String) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { text in
      // SAFETY: the function ends what it writes with a zero.
      jacobi_absolute_path(path, text.baseAddress!, text.count) ? String(cString: text.baseAddress!) : path
    }
  }

  /// There is something under a name that is not used: no file, one that others could have written, or one that is too large.
  struct Unusable: Error {}

  /// The bytes of a file, which then counts as used; `nil` where there is none.
  func read(_ name: String) throws(Unusable) -> [UInt8]? {
    var error: Int32 = 0
    let directory = jacobi_cache_open_directory(path, false, &error)
    guard directory >= 0 else { return nil }
    defer { jacobi_cache_close(directory) }
    var byteCount = 0
    let descriptor = jacobi_cache_open(directory, name + CacheDirectory.suffix, max(largestByteCount, 0), &byteCount)
    if descriptor == -1 { return nil }
    guard descriptor >= 0 else { throw Unusable() }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: max(byteCount, 1)) { buffer, count in
      // SAFETY: the buffer has room for that many bytes, and all of them are written where it is so.
      isWhole = jacobi_cache_read(descriptor, buffer.baseAddress!, byteCount)
      count = isWhole ? byteCount : 0
    }
    guard isWhole else { throw Unusable() }
    return bytes
  }

  func write(_ bytes: [UInt8], to name: String) {
    guard bytes.count <= largestByteCount else { return }
    var error: Int32 = 0
    let directory = jacobi_cache_open_directory(path, true, &error)
    if directory >= 0 {
      error = write(bytes, to: name, in: directory)
      // Also after a failure: what others have left may be why there is no room.
      removeLeastRecentlyUsed(in: directory, but: name)
      jacobi_cache_close(directory)
    }
    if error != 0 { warn(String(cString: jacobi_error_text(error))) }
  }

  /// Returns 0 or what went wrong. Numbers of processes would not do as names: they are equal in different containers.
  private func write(_ bytes: [UInt8], to name: String, in directory: Int32) -> Int32 {
    var error: Int32 = 0
    for _ in 0..<16 {
      let number = String(UInt64.random(in: .min ... .max), radix: 16)
      let temporary = "\(name).\(number)\(CacheDirectory.temporarySuffix)"
      error = bytes.withUnsafeBytes {
        jacobi_cache_write(directory, temporary, name + CacheDirectory.suffix, $0.baseAddress!, $0.count)
      }
      guard jacobi_is_name_taken(error) else { break }
    }
    return error
  }

  private func warn(_ reason: String) {
    guard !CacheDirectory.hasWarned.exchange(true, ordering: .relaxed) else { return }
    jacobi_warn("Jacobi: compiled code is not kept in `\(path)`: \(reason). It is compiled again in each process.")
  }

  private static let hasWarned = Atomic(false)

  // MARK: The bound

  private struct File {
    var name: String
    var byteCount: Int
    var lastUse: Int64
  }

  /// What follows the digest in the name of a file; `nil` for names that no cache gives.
  private static func suffix(of name: String) -> Substring? {
    let digest = name.utf8.prefix(2 * CodeKey.byteCount)
    let isDigest = digest.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return digest.count == 2 * CodeKey.byteCount && isDigest ? name[digest.endIndex...] : nil
  }

  private static func isTemporary(_ name: String) -> Bool {
    suffix(of: name).map { $0.hasPrefix(".") && $0.hasSuffix(temporarySuffix) && $0 != temporarySuffix } ?? false
  }

  private func files(in directory: Int32) -> [File] {
    var files: [File] = []
    withUnsafeMutablePointer(to: &files) { files in
      jacobi_cache_list(directory, files) { files, name, byteCount, lastUse in
        // SAFETY: the pointer is that to the array above, which is there until the function returns.
        files!.assumingMemoryBound(to: [File].self).pointee
          .append(File(name: String(cString: name), byteCount: Int(byteCount), lastUse: lastUse))
      }
    }
    return files
  }

  private func removeLeastRecentlyUsed(in directory: Int32, but name: String) {
    let all = files(in: directory)
    let abandoned = jacobi_cache_now() - CacheDirectory.abandonedAfter
    for file in all where file.lastUse < abandoned && CacheDirectory.isTemporary(file.name) {
      jacobi_cache_remove(directory, file.name)
    }
    let entries = all.filter { CacheDirectory.suffix(of: $0.name).map { $0 == CacheDirectory.suffix } ?? false }
    var byteCount = entries.reduce(0) { $0 + $1.byteCount }
    // Clocks of several machines may differ: what was just written is not the first to go.
    for file in entries.sorted(by: { $0.lastUse < $1.lastUse }) where file.name != name + CacheDirectory.suffix {
      if byteCount <= largestByteCount { break }
      jacobi_cache_remove(directory, file.name)
      byteCount -= file.byteCount
    }
  }
}

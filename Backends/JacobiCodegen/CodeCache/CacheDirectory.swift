import CJacobi
import CJacobiCodegen
import Synchronization

/// Files in a directory that several processes use, together not larger than a bound.
///
/// A file is written under another name first, so that readers see whole files only, or those of a disk that was full; what they
/// hold is for others to check. What was used least recently is removed. Whatever fails is said once on the standard error.
struct CacheDirectory: Sendable {
  let path: String
  let largestByteCount: Int

  static let suffix = ".code"
  private static let temporarySuffix = ".part"
  /// After so long, an unfinished file is one that nobody will finish.
  private static let abandonedAfter: Int64 = 3_600_000_000_000

  init(_ path: String, largestByteCount: Int) {
    self.path = path
    self.largestByteCount = largestByteCount
  }

  private func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The bytes of a file, which then counts as used.
  func read(_ name: String) -> [UInt8]? {
    var byteCount = 0
    let descriptor = jacobi_cache_open(file(name + CacheDirectory.suffix), &byteCount)
    guard descriptor >= 0 else { return nil }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: max(byteCount, 1)) { buffer, count in
      // SAFETY: the buffer has room for that many bytes, and all of them are written where it is so.
      isWhole = jacobi_cache_read(descriptor, buffer.baseAddress!, byteCount)
      count = isWhole ? byteCount : 0
    }
    return isWhole ? bytes : nil
  }

  func write(_ bytes: [UInt8], to name: String) {
    guard bytes.count <= largestByteCount else { return }
    var error = jacobi_cache_make_directory(path)
    if error == 0 {
      let number = CacheDirectory.count.wrappingAdd(1, ordering: .relaxed).newValue
      let temporary = "\(name).\(jacobi_process_number()).\(number)\(CacheDirectory.temporarySuffix)"
      error = bytes.withUnsafeBytes {
        jacobi_cache_write(file(temporary), file(name + CacheDirectory.suffix), $0.baseAddress!, $0.count)
      }
    }
    if error == 0 {
      removeLeastRecentlyUsed()
    } else {
      warn(String(cString: jacobi_error_text(error)))
    }
  }

  private static let count = Atomic(0)

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

  private func removeLeastRecentlyUsed() {
    var files: [File] = []
    withUnsafeMutablePointer(to: &files) { files in
      jacobi_cache_list(path, files) { files, name, byteCount, lastUse in
        // SAFETY: the pointer is that to the array above, which is there until the function returns.
        files!.assumingMemoryBound(to: [File].self).pointee
          .append(File(name: String(cString: name), byteCount: Int(byteCount), lastUse: lastUse))
      }
    }
    let abandoned = jacobi_cache_now() - CacheDirectory.abandonedAfter
    for file in files where file.name.hasSuffix(CacheDirectory.temporarySuffix) && file.lastUse < abandoned {
      jacobi_cache_remove(self.file(file.name))
    }
    files.removeAll { !$0.name.hasSuffix(CacheDirectory.suffix) }
    var byteCount = files.reduce(0) { $0 + $1.byteCount }
    for file in files.sorted(by: { $0.lastUse < $1.lastUse }) {
      if byteCount <= largestByteCount { break }
      jacobi_cache_remove(self.file(file.name))
      byteCount -= file.byteCount
    }
  }
}

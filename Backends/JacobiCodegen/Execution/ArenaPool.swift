import CJacobiCodegen
import JacobiCore
import Synchronization

/// Blocks of memory for the values inside of runs; a block is used by one run at a time.
final class ArenaPool: @unchecked Sendable {
  // SAFETY: `Sendable` because the mutex guards the list, and whoever has taken a block has it alone.
  private let byteCount: Int
  private let free = Mutex<[UInt]>([])

  /// So much is kept for the next runs, or one block that is larger.
  private static let largestKept = 256 << 20

  init(byteCount: Int) {
    self.byteCount = byteCount
  }

  /// How much memory waits for its next use.
  var keptByteCount: Int { free.withLock { $0.count } * byteCount }

  func take() throws(TensorError) -> UnsafeMutableRawPointer? {
    if byteCount == 0 { return nil }
    if let address = free.withLock({ $0.popLast() }) { return UnsafeMutableRawPointer(bitPattern: address) }
    guard let block = jacobi_allocate(Int64(byteCount)) else { throw .missingMemory(byteCount, for: "jit") }
    return block
  }

  func put(back block: UnsafeMutableRawPointer?) {
    guard let block else { return }
    let isKept = free.withLock { free in
      guard free.isEmpty || (free.count + 1) * byteCount <= ArenaPool.largestKept else { return false }
      free.append(UInt(bitPattern: block))
      return true
    }
    if !isKept { jacobi_deallocate(block) }
  }

  deinit {
    for address in free.withLock({ $0 }) { jacobi_deallocate(UnsafeMutableRawPointer(bitPattern: address)) }
  }
}

extension TensorError {
  /// The error of an operation that finds no memory to work in.
  static func missingMemory(_ byteCount: Int, for operation: String, _ operands: [TensorType] = []) -> TensorError {
    .executionFailed(
      reason: "\(operation) needs \(byteCount) bytes of memory for values inside, which are not there",
      operation: Operation(operation, operands: operands))
  }
}

/// Memory on the stack of a function of generated code. What does not live at the same time shares it, so that a long program
/// needs no more of it than its largest step.
final class StackMemory {
  private struct Block {
    var pointer: IRValue
    var byteCount: Int
  }

  /// So much is given without being used again, so that LLVM keeps it in registers where it can.
  private static let unsharedByteCount = 16 << 10

  private let builder: IRBuilder
  /// What is in use, by the scopes that have begun.
  private var scopes: [[Block]] = [[]]
  /// What nobody uses, by its size.
  private var free: [Int: [Block]] = [:]
  private(set) var byteCount = 0

  init(_ builder: IRBuilder) {
    self.builder = builder
  }

  /// The number of the innermost scope.
  var scope: Int { scopes.count - 1 }

  /// Memory for `byteCount` bytes until a scope ends, the innermost one unless another is given.
  func take(byteCount: Int, in scope: Int? = nil) -> IRValue {
    let size = max(Arena.alignment, byteCount <= 1 ? 1 : 1 << (Int.bitWidth - (byteCount - 1).leadingZeroBitCount))
    let block = free[size]?.popLast() ?? reserve(size)
    scopes[scope ?? self.scope].append(block)
    return block.pointer
  }

  private func reserve(_ size: Int) -> Block {
    byteCount += size
    return Block(
      pointer: builder.alloca(.integer(8), count: size, alignment: Arena.alignment), byteCount: size)
  }

  /// Writes code whose memory others may use behind it.
  func scoped<Result>(_ body: () throws -> Result) rethrows -> Result {
    scopes.append([])
    defer {
      for block in scopes.removeLast() where byteCount > StackMemory.unsharedByteCount {
        free[block.byteCount, default: []].append(block)
      }
    }
    return try body()
  }
}

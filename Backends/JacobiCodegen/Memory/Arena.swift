/// Places in a block of memory for values that live from one step to another: places are used again.
struct Arena {
  private struct Slot {
    var offset: Int
    var byteCount: Int
    var firstStep: Int
    var lastStep: Int
  }

  static let alignment = 64

  /// What is counted as more would overflow in sums; there is no such memory.
  static let largest = 1 << 60

  /// Those that are needed still, in the order of their offsets.
  private var slots: [Slot] = []
  private(set) var byteCount = 0

  /// A number of bytes, at least 1, up to the next boundary.
  static func rounded(_ byteCount: Int) -> Int {
    (min(max(byteCount, 1), largest) + alignment - 1) / alignment * alignment
  }

  /// The bytes of two blocks.
  static func sum(_ first: Int, _ second: Int) -> Int { min(first + second, largest) }

  /// A place for a value that is written in `firstStep` and read up to `lastStep`: the lowest that is free all the time.
  /// Steps are asked for in their order.
  mutating func place(byteCount: Int, from firstStep: Int, through lastStep: Int) -> Int {
    let size = Arena.rounded(byteCount)
    slots.removeAll { $0.lastStep < firstStep }
    var offset = 0
    for slot in slots where slot.firstStep <= lastStep {
      if offset + size <= slot.offset { break }
      offset = max(offset, Arena.sum(slot.offset, slot.byteCount))
    }
    let slot = Slot(offset: offset, byteCount: size, firstStep: firstStep, lastStep: lastStep)
    slots.insert(slot, at: slots.firstIndex { $0.offset > offset } ?? slots.count)
    self.byteCount = max(self.byteCount, Arena.sum(offset, size))
    return offset
  }
}

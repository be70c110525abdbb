/// Places in a block of memory for values that live from one step to another: places are used again.
struct Arena {
  private struct Slot {
    var offset: Int
    var byteCount: Int
    var firstStep: Int
    var lastStep: Int
  }

  static let alignment = 64

  /// In the order of their offsets.
  private var slots: [Slot] = []
  private(set) var byteCount = 0

  /// A place for a value that is written in `firstStep` and read up to `lastStep`: the lowest that is free all the time.
  mutating func place(byteCount: Int, from firstStep: Int, through lastStep: Int) -> Int {
    let size = (max(byteCount, 1) + Arena.alignment - 1) / Arena.alignment * Arena.alignment
    var offset = 0
    for slot in slots where slot.firstStep <= lastStep && firstStep <= slot.lastStep {
      if offset + size <= slot.offset { break }
      offset = max(offset, slot.offset + slot.byteCount)
    }
    let slot = Slot(offset: offset, byteCount: size, firstStep: firstStep, lastStep: lastStep)
    slots.insert(slot, at: slots.firstIndex { $0.offset > offset } ?? slots.count)
    self.byteCount = max(self.byteCount, offset + size)
    return offset
  }
}

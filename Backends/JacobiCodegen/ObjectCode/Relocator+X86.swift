#if arch(x86_64)
  extension Relocator {
    /// The relocation types of the x86-64 psABI that position-independent code has.
    private enum Kind: UInt32 {
      case none = 0
      case absolute64 = 1
      case relative32 = 2
      case call32 = 4
      case tableEntry = 9
      case absolute32 = 10
      case absolute32Signed = 11
      case relative64 = 24
      case relaxableTableEntry = 41
      case relaxableTableEntryWithPrefix = 42
    }

    /// Whether the relocation may need the address of its symbol in the table.
    static func needsSlot(_ relocation: ObjectFile.Relocation, _ file: ObjectFile) -> Bool {
      switch Kind(rawValue: relocation.type) {
      case .tableEntry, .relaxableTableEntry, .relaxableTableEntryWithPrefix: true
      case .call32, .relative32: file.symbols[relocation.symbol].place == .undefined
      default: false
      }
    }

    /// An entry of the table, and `jmp *entry(%rip)` to what it points to.
    func writeSlot(_ slot: Int, address: UInt) {
      let (entry, stub) = (layout.tableEntry(ofSlot: slot), layout.stub(ofSlot: slot))
      memory.store(address, at: entry)
      memory.copy([0xff, 0x25], to: stub)
      memory.store(Int32(truncatingIfNeeded: entry - (stub + 6)), at: stub + 2)
    }

    mutating func apply(_ relocation: ObjectFile.Relocation) throws(NativeCodeError) {
      guard let kind = Kind(rawValue: relocation.type) else {
        throw .invalidObject("relocations of type \(relocation.type) are unknown")
      }
      if kind == .none { return }
      let isWide = kind == .absolute64 || kind == .relative64
      let place = try place(relocation, isWide ? 8 : 4)
      let target = Int(bitPattern: try address(ofSymbol: relocation.symbol)) &+ relocation.addend
      let distance = target &- Int(bitPattern: memory.address(place))
      switch kind {
      case .none: break
      case .absolute64: memory.store(target, at: place)
      case .relative64: memory.store(distance, at: place)
      case .absolute32: try store(UInt32(exactly: target), at: place)
      case .absolute32Signed: try store(Int32(exactly: target), at: place)
      case .relative32, .call32: try store(Int32(exactly: distance) ?? viaStub(relocation, place), at: place)
      case .tableEntry, .relaxableTableEntry, .relaxableTableEntryWithPrefix:
        let entry = layout.tableEntry(ofSlot: layout.slots[relocation.symbol]!)
        try store(Int32(exactly: (entry - place).addingClamped(relocation.addend)), at: place)
      }
    }

    /// The distance to the stub of a function that is too far away.
    private func viaStub(_ relocation: ObjectFile.Relocation, _ place: Int) -> Int32? {
      guard let slot = layout.slots[relocation.symbol] else { return nil }
      return Int32(exactly: (layout.stub(ofSlot: slot) - place).addingClamped(relocation.addend))
    }

    private func store<T: FixedWidthInteger>(_ value: T?, at place: Int) throws(NativeCodeError) {
      guard let value else { throw .invalidObject("an address is out of reach") }
      memory.store(value, at: place)
    }
  }

  extension Int {
    fileprivate func addingClamped(_ other: Int) -> Int {
      let (sum, overflow) = addingReportingOverflow(other)
      return overflow ? (other < 0 ? .min : .max) : sum
    }
  }
#endif

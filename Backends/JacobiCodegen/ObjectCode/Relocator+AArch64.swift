#if arch(arm64)
  extension Relocator {
    /// Whether the relocation may need the address of its symbol in the table.
    static func needsSlot(_ relocation: ObjectFile.Relocation, _ file: ObjectFile) -> Bool {
      guard let kind = AArch64Relocation(rawValue: relocation.type) else { return false }
      return kind.isTableEntry || kind.isBranch && file.symbols[relocation.symbol].place == .undefined
    }

    /// An entry of the table, and a jump to what it points to: `adrp x16, entry; ldr x16, [x16, entry]; br x16`.
    func writeSlot(_ slot: Int, address: UInt) {
      let (entry, stub) = (layout.tableEntry(ofSlot: slot), layout.stub(ofSlot: slot))
      memory.store(address, at: entry)
      let (target, place) = (UInt64(memory.address(entry)), UInt64(memory.address(stub)))
      // The table is in the same image, hence in reach.
      memory.store(AArch64Relocation.page.patched(0x9000_0010, target: target, place: place)!, at: stub)
      memory.store(AArch64Relocation.offset64.patched(0xf940_0210, target: target, place: place)!, at: stub + 4)
      memory.store(UInt32(0xd61f_0200), at: stub + 8)
    }

    mutating func apply(_ relocation: ObjectFile.Relocation) throws(NativeCodeError) {
      guard let kind = AArch64Relocation(rawValue: relocation.type) else {
        throw .invalidObject("relocations of type \(relocation.type) are unknown")
      }
      if kind == .none { return }
      let place = try place(relocation, kind.byteCount)
      let base = kind.isTableEntry ? tableEntry(of: relocation) : try address(ofSymbol: relocation.symbol)
      let target = base &+ UInt(bitPattern: relocation.addend)
      let distance = Int(bitPattern: target &- memory.address(place))
      switch kind {
      case .none: break
      case .absolute64: memory.store(target, at: place)
      case .relative64: memory.store(distance, at: place)
      case .relative32: memory.store(try inReach(Int32(exactly: distance)), at: place)
      default: memory.store(try patched(kind, relocation, target, place), at: place)
      }
    }

    private func tableEntry(of relocation: ObjectFile.Relocation) -> UInt {
      memory.address(layout.tableEntry(ofSlot: layout.slots[relocation.symbol]!))
    }

    /// The instruction with the target put in, or the stub of a function that is too far away.
    private func patched(
      _ kind: AArch64Relocation, _ relocation: ObjectFile.Relocation, _ target: UInt, _ place: Int
    ) throws(NativeCodeError) -> UInt32 {
      let instruction = memory.load(UInt32.self, at: place)
      let address = UInt64(memory.address(place))
      if let patched = kind.patched(instruction, target: UInt64(target), place: address) { return patched }
      guard kind.isBranch, let slot = layout.slots[relocation.symbol] else { return try inReach(nil) }
      let stub = UInt64(memory.address(layout.stub(ofSlot: slot)))
      return try inReach(kind.patched(instruction, target: stub, place: address))
    }

    private func inReach<T>(_ value: T?) throws(NativeCodeError) -> T {
      guard let value else { throw .invalidObject("an address is out of reach") }
      return value
    }
  }
#endif

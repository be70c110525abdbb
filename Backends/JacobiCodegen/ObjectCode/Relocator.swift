import CJacobiCodegen

/// Puts addresses into loaded sections.
struct Relocator {
  let file: ObjectFile
  let layout: ImageLayout
  let memory: CodeMemory
  /// Functions and variables beside those of the process.
  let symbols: [String: UInt]
  private var addresses: [Int: UInt] = [:]

  init(_ file: ObjectFile, _ layout: ImageLayout, _ memory: CodeMemory, symbols: [String: UInt]) {
    self.file = file
    self.layout = layout
    self.memory = memory
    self.symbols = symbols
  }

  mutating func apply() throws(NativeCodeError) {
    for (symbol, slot) in layout.slots { try writeSlot(slot, address: address(ofSymbol: symbol)) }
    for relocation in file.relocations { try apply(relocation) }
  }

  private mutating func address(ofSymbol index: Int) throws(NativeCodeError) -> UInt {
    if let known = addresses[index] { return known }
    let symbol = file.symbols[index]
    let address: UInt
    switch symbol.place {
    case .absolute(let value): address = UInt(value)
    case .section(let section, let offset):
      guard let start = layout.sections[section] else {
        throw .invalidObject("the symbol `\(symbol.name)` is in a section that is not loaded")
      }
      address = memory.address(start + offset)
    case .undefined: address = try external(symbol, isNull: index == 0)
    }
    addresses[index] = address
    return address
  }

  private func external(_ symbol: ObjectFile.Symbol, isNull: Bool) throws(NativeCodeError) -> UInt {
    if isNull { return 0 }
    if let address = symbols[symbol.name] { return address }
    if let address = jacobi_process_symbol(symbol.name) { return UInt(bitPattern: address) }
    guard symbol.isWeak else { throw .unresolvedSymbol(symbol.name) }
    return 0
  }

  /// Where a relocation writes, if that many bytes are inside of its section.
  private func place(_ relocation: ObjectFile.Relocation, _ byteCount: Int) throws(NativeCodeError) -> Int {
    let size = file.sections[relocation.section].byteCount
    guard let start = layout.sections[relocation.section], relocation.offset <= size,
      byteCount <= size - relocation.offset
    else { throw .invalidObject("a relocation lies outside of its section") }
    return start + relocation.offset
  }
}

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
    private func writeSlot(_ slot: Int, address: UInt) {
      let (entry, stub) = (layout.tableEntry(ofSlot: slot), layout.stub(ofSlot: slot))
      memory.store(address, at: entry)
      memory.copy([0xff, 0x25], to: stub)
      memory.store(Int32(truncatingIfNeeded: entry - (stub + 6)), at: stub + 2)
    }

    private mutating func apply(_ relocation: ObjectFile.Relocation) throws(NativeCodeError) {
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

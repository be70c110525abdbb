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

  mutating func address(ofSymbol index: Int) throws(NativeCodeError) -> UInt {
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
  func place(_ relocation: ObjectFile.Relocation, _ byteCount: Int) throws(NativeCodeError) -> Int {
    let size = file.sections[relocation.section].byteCount
    guard let start = layout.sections[relocation.section], relocation.offset <= size,
      byteCount <= size - relocation.offset
    else { throw .invalidObject("a relocation lies outside of its section") }
    return start + relocation.offset
  }
}

/// What a relocatable ELF file of this machine says: its sections, symbols and relocations, all inside of the file.
struct ObjectFile {
  struct Section {
    var type: UInt32
    var flags: UInt64
    var offset: Int
    var byteCount: Int
    var link: Int
    /// The section that relocations apply to.
    var info: Int
    var alignment: Int
    var entrySize: Int

    var isLoaded: Bool { type != 0 && flags & 2 != 0 }
    var isWritable: Bool { flags & 1 != 0 }
    var isExecutable: Bool { flags & 4 != 0 }
    /// Whether the section is zeros, which the file does not hold.
    var isZeros: Bool { type == 8 }
    var fileRange: Range<Int> { offset..<(isZeros ? offset : offset + byteCount) }
  }

  struct Symbol {
    /// Where a symbol is.
    enum Place: Equatable { case undefined, section(Int, offset: Int), absolute(UInt64) }
    var name: String
    var place: Place
    /// Whether a missing one has the address 0.
    var isWeak: Bool
    /// Whether other files may use it.
    var isGlobal: Bool
  }

  struct Relocation {
    /// The section that is changed, and where.
    var section: Int
    var offset: Int
    var type: UInt32
    var symbol: Int
    var addend: Int
  }

  let bytes: ObjectBytes
  private(set) var sections: [Section] = []
  private(set) var symbols: [Symbol] = []
  private(set) var relocations: [Relocation] = []

  /// The instruction set, by ELF's number.
  static let machine: UInt16 = {
    #if arch(arm64)
      183
    #else
      62
    #endif
  }()

  init(_ bytes: [UInt8]) throws(NativeCodeError) {
    self.bytes = ObjectBytes(bytes: bytes)
    try readHeader()
    try readSymbols()
    for (index, section) in sections.enumerated() where section.type == 4 || section.type == 9 {
      guard section.type == 4 else { throw .invalidObject("section \(index) has relocations without addends") }
      try readRelocations(section)
    }
  }

  private mutating func readHeader() throws(NativeCodeError) {
    let identification: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]
    guard bytes.count >= 64, bytes.bytes.starts(with: identification) else {
      throw .invalidObject("it is no little-endian 64-bit ELF file")
    }
    let (kind, machine): (UInt16, UInt16) = (try bytes.integer(at: 16), try bytes.integer(at: 18))
    guard kind == 1, machine == Self.machine else {
      throw .invalidObject("it is of kind \(kind) for machine \(machine), not a relocatable file for this one")
    }
    let table = try bytes.size(at: 40)
    let entrySize = Int(try bytes.integer(at: 58, as: UInt16.self))
    let count = Int(try bytes.integer(at: 60, as: UInt16.self))
    guard entrySize >= 64 else { throw .invalidObject("its section headers are too short") }
    try bytes.check(table, count * entrySize, "the table of sections")
    for index in 0..<count { sections.append(try section(at: table + index * entrySize)) }
  }

  private func section(at offset: Int) throws(NativeCodeError) -> Section {
    let section = Section(
      type: try bytes.integer(at: offset + 4), flags: try bytes.integer(at: offset + 8),
      offset: try bytes.size(at: offset + 24), byteCount: try bytes.size(at: offset + 32),
      link: Int(try bytes.integer(at: offset + 40, as: UInt32.self)),
      info: Int(try bytes.integer(at: offset + 44, as: UInt32.self)),
      alignment: max(1, try bytes.size(at: offset + 48)), entrySize: try bytes.size(at: offset + 56))
    if section.type != 0, !section.isZeros { try bytes.check(section.offset, section.byteCount, "a section") }
    guard section.alignment & (section.alignment - 1) == 0 else {
      throw .invalidObject("a section's alignment is \(section.alignment)")
    }
    return section
  }

  private mutating func readSymbols() throws(NativeCodeError) {
    let tables = sections.filter { $0.type == 2 }
    guard let table = tables.first else { return }
    guard tables.count == 1, table.entrySize == 24, sections.indices.contains(table.link),
      sections[table.link].type == 3
    else { throw .invalidObject("its table of symbols is damaged") }
    let names = sections[table.link].fileRange
    for index in 0..<table.byteCount / 24 {
      symbols.append(try symbol(at: table.offset + index * 24, names))
    }
  }

  private func symbol(at offset: Int, _ names: Range<Int>) throws(NativeCodeError) -> Symbol {
    let name = try bytes.string(at: Int(try bytes.integer(at: offset, as: UInt32.self)), in: names)
    let information: UInt8 = try bytes.integer(at: offset + 4)
    let section = Int(try bytes.integer(at: offset + 6, as: UInt16.self))
    let value: UInt64 = try bytes.integer(at: offset + 8)
    let (isWeak, isGlobal) = (information >> 4 == 2, information >> 4 != 0)
    switch section {
    case 0: return Symbol(name: name, place: .undefined, isWeak: isWeak, isGlobal: isGlobal)
    case 0xfff1: return Symbol(name: name, place: .absolute(value), isWeak: isWeak, isGlobal: isGlobal)
    default:
      guard sections.indices.contains(section), let start = Int(exactly: value), start <= sections[section].byteCount
      else { throw .invalidObject("the symbol `\(name)` lies outside of its section") }
      return Symbol(name: name, place: .section(section, offset: start), isWeak: isWeak, isGlobal: isGlobal)
    }
  }

  private mutating func readRelocations(_ table: Section) throws(NativeCodeError) {
    guard table.entrySize == 24, sections.indices.contains(table.info) else {
      throw .invalidObject("a table of relocations is damaged")
    }
    guard sections[table.info].isLoaded else { return }
    guard !sections[table.info].isZeros else { throw .invalidObject("zeros are relocated") }
    for start in stride(from: table.offset, to: table.offset + table.byteCount / 24 * 24, by: 24) {
      let information: UInt64 = try bytes.integer(at: start + 8)
      let symbol = Int(information >> 32)
      guard symbols.indices.contains(symbol) else { throw .invalidObject("a relocation names no symbol") }
      relocations.append(
        Relocation(
          section: table.info, offset: try bytes.size(at: start), type: UInt32(truncatingIfNeeded: information),
          symbol: symbol, addend: Int(try bytes.integer(at: start + 16, as: Int64.self))))
    }
  }
}

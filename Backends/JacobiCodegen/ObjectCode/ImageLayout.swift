/// Where the sections of an object file go in memory: code, constants and data, each on pages of its own.
struct ImageLayout {
  /// Offsets of the sections that are loaded, by their index.
  private(set) var sections: [Int: Int] = [:]
  private(set) var code = 0..<0
  private(set) var constants = 0..<0
  private(set) var byteCount = 0
  /// Numbers the symbols that need an entry in the table of addresses, and a stub that jumps through it.
  private(set) var slots: [Int: Int] = [:]
  private var stubs = 0
  private var table = 0

  private static let stubSize = 16
  private static let largest = 1 << 30

  init(_ file: ObjectFile) throws(NativeCodeError) {
    for relocation in file.relocations where Relocator.needsSlot(relocation, file) {
      if slots[relocation.symbol] == nil { slots[relocation.symbol] = slots.count }
    }
    let loaded = file.sections.indices.filter { file.sections[$0].isLoaded }
    guard !loaded.contains(where: { file.sections[$0].flags & 0x400 != 0 }) else {
      throw .invalidObject("it has thread-local variables")
    }
    try place(loaded.filter { file.sections[$0].isExecutable }, file)
    stubs = try reserve(slots.count * Self.stubSize, alignment: Self.stubSize)
    code = endRegion(from: 0)
    try place(loaded.filter { !file.sections[$0].isExecutable && !file.sections[$0].isWritable }, file)
    table = try reserve(slots.count * 8, alignment: 8)
    constants = endRegion(from: code.upperBound)
    try place(loaded.filter { !file.sections[$0].isExecutable && file.sections[$0].isWritable }, file)
  }

  /// Where the address of a symbol stands.
  func tableEntry(ofSlot slot: Int) -> Int { table + slot * 8 }

  /// Where the code stands that jumps to a symbol.
  func stub(ofSlot slot: Int) -> Int { stubs + slot * Self.stubSize }

  private mutating func place(_ indices: [Int], _ file: ObjectFile) throws(NativeCodeError) {
    for index in indices {
      let section = file.sections[index]
      sections[index] = try reserve(section.byteCount, alignment: section.alignment)
    }
  }

  private mutating func reserve(_ count: Int, alignment: Int) throws(NativeCodeError) -> Int {
    guard count <= Self.largest, alignment <= CodeMemory.pageSize else {
      throw .invalidObject("a section has \(count) bytes, aligned to \(alignment)")
    }
    let start = (byteCount + alignment - 1) & ~(alignment - 1)
    byteCount = start + count
    guard byteCount <= Self.largest else { throw .invalidObject("its sections have more than \(Self.largest) bytes") }
    return start
  }

  private mutating func endRegion(from start: Int) -> Range<Int> {
    byteCount = CodeMemory.pages(byteCount)
    return start..<byteCount
  }
}

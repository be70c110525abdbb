/// Object files in memory, ready to be called.
///
/// What is loaded must come from this library's compiler: damaged files are found where their structure shows it, but
/// damaged machine code looks like any other.
///
/// SAFETY: nothing changes after the initialiser, but for the variables of the code itself.
final class ObjectImage: @unchecked Sendable {
  private let memories: [CodeMemory]
  private let functions: [String: UInt]

  /// Loads the bytes of a relocatable file. `symbols` are functions and variables that the code may use beside those of the
  /// process; they come first.
  convenience init(_ bytes: [UInt8], symbols: [String: UInt] = [:]) throws(NativeCodeError) {
    try self.init([bytes], symbols: symbols)
  }

  /// Loads files, which may use what others of them define.
  init(_ objects: [[UInt8]], symbols: [String: UInt] = [:]) throws(NativeCodeError) {
    var parts: [(file: ObjectFile, layout: ImageLayout, memory: CodeMemory)] = []
    var functions: [String: UInt] = [:]
    for bytes in objects {
      let file = try ObjectFile(bytes)
      let layout = try ImageLayout(file)
      let memory = try CodeMemory(byteCount: layout.byteCount)
      for (index, offset) in layout.sections where !file.sections[index].isZeros {
        memory.copy(bytes[file.sections[index].fileRange], to: offset)
      }
      functions.merge(Self.functions(file, layout, memory)) { first, _ in first }
      parts.append((file, layout, memory))
    }
    let known = parts.count > 1 ? symbols.merging(functions) { first, _ in first } : symbols
    for part in parts {
      var relocator = Relocator(part.file, part.layout, part.memory, symbols: known)
      try relocator.apply()
      try part.memory.seal(part.layout.code, isExecutable: true)
      try part.memory.seal(part.layout.constants, isExecutable: false)
    }
    memories = parts.map(\.memory)
    self.functions = functions
  }

  /// How much memory the code and its data take.
  var byteCount: Int { memories.reduce(0) { $0 + $1.byteCount } }

  /// Where a function begins. Valid while the image lives.
  func address(of name: String) throws(NativeCodeError) -> UnsafeRawPointer {
    guard let address = functions[name], let pointer = UnsafeRawPointer(bitPattern: address) else {
      throw .unresolvedSymbol(name)
    }
    return pointer
  }

  private static func functions(
    _ file: ObjectFile, _ layout: ImageLayout, _ memory: CodeMemory
  ) -> [String: UInt] {
    var functions: [String: UInt] = [:]
    for symbol in file.symbols where symbol.isGlobal {
      guard case .section(let section, let offset) = symbol.place, let start = layout.sections[section] else {
        continue
      }
      functions[symbol.name] = memory.address(start + offset)
    }
    return functions
  }
}

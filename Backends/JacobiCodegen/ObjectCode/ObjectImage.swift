/// An object file in memory, ready to be called.
///
/// What is loaded must come from this library's compiler: damaged files are found where their structure shows it, but
/// damaged machine code looks like any other.
///
/// SAFETY: nothing changes after the initialiser, but for the variables of the code itself.
final class ObjectImage: @unchecked Sendable {
  private let memory: CodeMemory
  private let functions: [String: UInt]

  /// Loads the bytes of a relocatable file. `symbols` are functions and variables that the code may use beside those of the
  /// process; they come first.
  init(_ bytes: [UInt8], symbols: [String: UInt] = [:]) throws(NativeCodeError) {
    let file = try ObjectFile(bytes)
    let layout = try ImageLayout(file)
    let memory = try CodeMemory(byteCount: layout.byteCount)
    for (index, offset) in layout.sections where !file.sections[index].isZeros {
      memory.copy(bytes[file.sections[index].fileRange], to: offset)
    }
    var relocator = Relocator(file, layout, memory, symbols: symbols)
    try relocator.apply()
    try memory.seal(layout.code, isExecutable: true)
    try memory.seal(layout.constants, isExecutable: false)
    self.memory = memory
    functions = Self.functions(file, layout, memory)
  }

  /// How much memory the code and its data take.
  var byteCount: Int { memory.byteCount }

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

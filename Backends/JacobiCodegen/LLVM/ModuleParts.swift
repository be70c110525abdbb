import CLLVM
import Synchronization

/// Large modules are divided among threads: the time of a compilation is that of code generation.
extension IRModule {
  /// The machine code as object files, which are to be loaded together. The passes change the module.
  func objects(
    _ options: CompilationOptions = CompilationOptions(), parts limit: Int = threadCount
  ) throws(NativeCodeError) -> [[UInt8]] {
    if options.verifies, let explanation = verify() { throw .invalidModule(explanation) }
    var options = options
    options.verifies = false
    guard limit > 1, !options.passes.isEmpty, definitions().size >= 2 * IRModule.smallestPart else {
      return [try compiled(as: .object, options)]
    }
    let machine = try TargetMachinePool.shared.take(library, options.effort)
    defer { TargetMachinePool.shared.put(back: machine) }
    // Before the division, which would keep equal functions apart.
    try machine.run("mergefunc", on: reference)
    let parts = parts(limit)
    if parts.count < 2 { return [try compiled(as: .object, options)] }
    // The function that is looked up later is visible already.
    for function in definitions().functions { show(function.reference) }
    let bitcode = Bitcode(self)
    options.passes = "elim-avail-extern,\(options.passes)"
    return try compile(bitcode, parts, options)
  }

  /// Instructions that are worth a part of their own: some tens of milliseconds of work, against about one that a part takes.
  private static let smallestPart = 1200
  /// A part is a whole module for LLVM, and takes as much memory.
  private static let largestPartCount = 8

  private struct Definition {
    var name: String
    var reference: LLVMValueRef
    var size: Int
  }

  /// The functions that have code, and how many instructions they have together.
  private func definitions() -> (functions: [Definition], size: Int) {
    var (functions, size) = ([Definition](), 0)
    var next = llvm.pointee.GetFirstFunction(reference)
    while let function = next {
      next = llvm.pointee.GetNextFunction(function)
      guard llvm.pointee.GetFirstBasicBlock(function) != nil else { continue }
      var length = 0
      // SAFETY: the name has that many bytes, and lives as long as the function.
      let bytes = UnsafeRawBufferPointer(start: llvm.pointee.GetValueName2(function, &length), count: length)
      let definition = Definition(
        name: String(decoding: bytes, as: UTF8.self), reference: function, size: instructionCount(function))
      functions.append(definition)
      size += definition.size
    }
    return (functions, size)
  }

  private func instructionCount(_ function: LLVMValueRef) -> Int {
    var count = 0
    var next = llvm.pointee.GetFirstBasicBlock(function)
    while let block = next {
      var instruction = llvm.pointee.GetFirstInstruction(block)
      while let present = instruction {
        count += 1
        instruction = llvm.pointee.GetNextInstruction(present)
      }
      next = llvm.pointee.GetNextBasicBlock(block)
    }
    return count
  }

  /// The names of functions, divided into parts of about the same size.
  private func parts(_ limit: Int) -> [[String]] {
    let (functions, size) = definitions()
    let count = min(limit, IRModule.largestPartCount, size / IRModule.smallestPart, functions.count)
    guard count > 1 else { return [functions.map(\.name)] }
    var parts = [(names: [String], size: Int)](repeating: ([], 0), count: count)
    // The largest first, each to the part that has least; in an order that does not depend on sorting.
    for (_, function) in functions.enumerated().sorted(by: {
      ($1.element.size, $0.offset) < ($0.element.size, $1.offset)
    }) {
      let smallest = parts.indices.min { parts[$0].size < parts[$1].size }!
      parts[smallest].names.append(function.name)
      parts[smallest].size += function.size
    }
    return parts.map(\.names)
  }

  /// Lets other parts refer to a function.
  private func show(_ function: LLVMValueRef) {
    let defaultVisibility: UInt32 = 0
    llvm.pointee.SetLinkage(function, IRFunction.Linkage.outside.rawValue)
    llvm.pointee.SetVisibility(function, defaultVisibility)
  }

  /// Leaves the code of some functions to others.
  private func keep(_ names: Set<String>) {
    for function in definitions().functions where !names.contains(function.name) {
      show(function.reference)
      llvm.pointee.SetLinkage(function.reference, IRFunction.Linkage.copy.rawValue)
    }
  }

  private func compile(
    _ bitcode: Bitcode, _ parts: [[String]], _ options: CompilationOptions
  ) throws(NativeCodeError) -> [[UInt8]] {
    let library = library
    let results = Mutex([Result<[UInt8], NativeCodeError>?](repeating: nil, count: parts.count))
    forEachPart(of: parts.count, grain: 1) { range in
      for number in range {
        let result = Result { () throws(NativeCodeError) in
          let part = try IRModule(bitcode: bitcode.buffer, library)
          part.keep(Set(parts[number]))
          return try part.compiled(as: .object, options)
        }
        results.withLock { $0[number] = result }
      }
    }
    var objects: [[UInt8]] = []
    for result in results.withLock({ $0 }) { if let result { objects.append(try result.get()) } }
    return objects
  }

  /// A module in a form that any context can read.
  private final class Bitcode {
    /// LLVM gives one in any case.
    let buffer: LLVMMemoryBufferRef?
    private let llvm: UnsafePointer<LLVMFunctions>

    init(_ module: IRModule) {
      llvm = module.llvm
      buffer = llvm.pointee.WriteBitcodeToMemoryBuffer(module.reference)
    }

    deinit { llvm.pointee.DisposeMemoryBuffer(buffer) }
  }
}

import Foundation
import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

/// A directory for one test, gone with this object.
final class CacheFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("jacobi-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The directory as another process would see it.
  func opened(upTo byteCount: Int = CompilationCache.standardByteCount) -> CompilationCache {
    CompilationCache(url.path, largestByteCount: byteCount)
  }

  var files: [URL] {
    let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
  }
}

extension CompilationCache {
  var counts: [Int] {
    [hits.load(ordering: .relaxed), misses.load(ordering: .relaxed), rejections.load(ordering: .relaxed)]
  }

  func compile(_ program: Program, donating donated: [Int] = [], options: CompilationOptions? = nil) throws
    -> any Executable
  {
    var native = compiler()
    if let options { native.options = options }
    return try CacheScope(self).run { try native.compile(program, donating: donated) }
  }
}

/// A program with all that is restored: arrays, kernels of libraries in the body of a loop and in a branch, an operation that
/// is carried out as a program, outputs that are computed, given and constant.
func restorableProgram(_ array: TensorValue = sample(f32(40), seed: 7)) throws -> Program {
  let body = try traceProgram([f32(40), f32(40)], name: "body") { x in
    [Add()(CumSum(axis: 0)(x[0]), Mul()(x[1], Tensor(array))), ReduceSum(axes: [0])(Sort(axis: 0)(x[1]))]
  }.program
  let operations: [any Primitive] = [CumMax(axis: 0), CumProd(axis: 0)]
  let branches = try operations.map { operation in
    try traceProgram([f32(40)], name: "branch") { x in [Sin()(operation.results(x)[0])] }.program
  }
  return try traceProgram([f32(40), f32(9, 40), TensorType(.int32, [])], name: "test") { x in
    let results = Scan(body, constantCount: 0, carryCount: 1, length: 9).results([x[0], x[1]])
    let chosen = Switch(branches).results([x[2], results[0]])[0]
    return [Sub()(chosen, Tensor(array)), x[0], results[1], Tensor(array)]
  }.program
}

private func inputs() -> [TensorValue] {
  [sample(f32(40), seed: 1), sample(f32(9, 40), seed: 2), TensorValue([Int32(1)], shape: [])]
}

func bits(_ values: [TensorValue]) -> [[UInt8]] {
  values.map { value in
    // SAFETY: the value outlives the copy of its bytes.
    Array(UnsafeRawBufferPointer(start: value.buffer.pointer, count: value.type.byteCount))
  }
}

private func chain(_ count: Int) throws -> Program {
  try traceProgram([f32(100)], name: "chain") { x in [(0..<count).reduce(x[0]) { y, _ in Sin()(y) }] }.program
}

/// A library whose calls need more or less memory, as they do for more or fewer threads. It stands for what is computed by a copy.
private struct CopyingLibrary: OperationLibrary {
  let name = "copying"
  let scratchByteCount: Int

  private final class Plan: LibraryPlan {
    let scratchByteCount: Int
    let byteCount: Int

    init(_ scratchByteCount: Int, _ byteCount: Int) {
      (self.scratchByteCount, self.byteCount) = (scratchByteCount, byteCount)
    }

    func run(_ memory: CallMemory) {
      // SAFETY: the memory has as many bytes as the call says, and operand and result are of one type.
      memory.scratch!.initializeMemory(as: UInt8.self, repeating: 0x5A, count: scratchByteCount)
      memory.results[0].copyMemory(from: memory.operands[0], byteCount: byteCount)
    }
  }

  func call(for primitive: any Primitive, inputs: [TensorType], outputs: [TensorType]) -> LibraryCall? {
    guard primitive is CumSum else { return nil }
    let plan = Plan(scratchByteCount, inputs[0].byteCount)
    return LibraryCall("copy", plan: plan, scratchByteCount: scratchByteCount)
  }
}

@Suite struct CompilationCacheTests {
  @Test func whatWasCompiledIsFoundAndHasTheSameBits() throws {
    let (folder, program) = (try CacheFolder(), try restorableProgram())
    let cold = folder.opened()
    let expected = bits(try cold.compile(program).run(inputs()))
    #expect(cold.counts == [0, 1, 0])
    let warm = folder.opened()
    #expect(bits(try warm.compile(program).run(inputs())) == expected)
    #expect(warm.counts == [1, 0, 0])
    #expect(bits(try compiler().compile(program).run(inputs())) == expected)
  }

  @Test func donatedInputsAreWrittenOver() throws {
    let (folder, type) = (try CacheFolder(), f32(1000))
    let program = try traceProgram([type, type], name: "test") { x in [Sub()(x[0], x[1])] }.program
    let plain = try folder.opened().compile(program)
    let cold = try folder.opened().compile(program, donating: [0])
    #expect(folder.files.count == 2)
    let again = folder.opened()
    let warm = try again.compile(program, donating: [0])
    #expect(again.counts == [1, 0, 0])
    let given = [sample(type, seed: 1), sample(type, seed: 2)]
    let expected = bits(try plain.run(given))
    for executable in [cold, warm] {
      let operand = Tensor(sample(type, seed: 1))
      let address = operand.value?.buffer.pointer
      let result = try executable.results(for: [operand, Tensor(given[1])])
      #expect(bits([result[0].value!]) == expected)
      #expect(result[0].value?.buffer.pointer == address)
    }
  }

  @Test func otherOptionsAreOtherCode() throws {
    let (folder, program) = (try CacheFolder(), try chain(3))
    var options = CompilationOptions()
    _ = try folder.opened().compile(program, options: options)
    options.effort = .lowest
    let cache = folder.opened()
    _ = try cache.compile(program, options: options)
    #expect(cache.counts == [0, 1, 0])
    #expect(folder.files.count == 2)
  }

  @Test func otherNumbersInArraysAreTheSameCode() throws {
    let folder = try CacheFolder()
    _ = try folder.opened().compile(try restorableProgram())
    let other = try restorableProgram(sample(f32(40), seed: 8))
    let cache = folder.opened()
    let actual = try cache.compile(other).run(inputs())
    #expect(cache.counts == [1, 0, 0])
    #expect(bits(actual) == bits(try compiler().compile(other).run(inputs())))
  }

  @Test func oneArrayTwiceIsNotTwoArrays() throws {
    func program(_ first: TensorValue, _ second: TensorValue) throws -> Program {
      try traceProgram([f32(40)], name: "test") { x in
        [Mul()(Sub()(x[0], Tensor(first)), Exp()(Tensor(second)))]
      }.program
    }
    let (folder, array) = (try CacheFolder(), sample(f32(40), seed: 1))
    _ = try folder.opened().compile(program(array, array))
    let others = try program(array, sample(f32(40), seed: 2))
    let cache = folder.opened()
    let actual = try cache.compile(others).run([inputs()[0]])
    #expect(cache.counts == [0, 1, 0])
    #expect(bits(actual) == bits(try compiler().compile(others).run([inputs()[0]])))
  }

  @Test func otherScalarsAreOtherCode() throws {
    let folder = try CacheFolder()
    for number in [Float(2), 3] {
      let program = try traceProgram([f32(20)], name: "test") { x in
        [Mul()(x[0], BroadcastInDim(to: [20], dimensions: [])(Tensor(number)))]
      }.program
      let ones = TensorValue([Float](repeating: 1, count: 20), shape: [20])
      #expect(try folder.opened().compile(program).run([ones])[0].scalars(as: Float.self)[0] == number)
    }
    #expect(folder.files.count == 2)
  }

  @Test func callsMayNeedLessMemoryThanTheCodeHas() throws {
    let (folder, input) = (try CacheFolder(), sample(f32(100), seed: 1))
    let program = try traceProgram([f32(100)], name: "test") { x in
      [Sub()(CumSum(axis: 0)(Sin()(x[0])), CumSum(axis: 0)(Cos()(x[0])))]
    }.program
    func run(_ byteCount: Int, _ cache: CompilationCache?) throws -> [[UInt8]] {
      let native = NativeCompiler(
        CompilationContext(
          libraries: [CopyingLibrary(scratchByteCount: byteCount)], fallback: compiler().context.fallback))
      return bits(try CacheScope(cache).run { try native.compile(program) }.run([input]))
    }
    for (byteCount, counts) in [(1000, [0, 1, 0]), (64, [1, 0, 0]), (5000, [0, 0, 1]), (1000, [1, 0, 0])] {
      let cache = folder.opened()
      #expect(try run(byteCount, cache) == run(64, nil))
      #expect(cache.counts == counts, "\(byteCount) bytes")
    }
  }

  @Test func rulesOfAScopeAreNotKept() throws {
    let folder = try CacheFolder()
    let cache = folder.opened()
    _ = try withPlugin(Plugin("test") { _ in }) { try cache.compile(try chain(2)) }
    #expect(folder.files.isEmpty && cache.counts == [0, 0, 0])
  }
}

/// What is not as it was written is found out, and replaced.
@Suite struct DamagedCacheTests {
  private let folder: CacheFolder
  private let program: Program
  private let file: URL
  private let whole: Data

  init() throws {
    folder = try CacheFolder()
    program = try restorableProgram()
    _ = try folder.opened().compile(program)
    file = try #require(folder.files.first)
    whole = try Data(contentsOf: file)
  }

  private func expectRejection(_ damaged: Data, _ what: String) throws {
    try damaged.write(to: file)
    let cache = folder.opened()
    let actual = try cache.compile(program).run(inputs())
    #expect(cache.counts == [0, 0, 1], "\(what)")
    #expect(bits(actual) == bits(try compiler().compile(program).run(inputs())))
    #expect(try Data(contentsOf: file) == whole, "\(what)")
  }

  @Test func shortenedFiles() throws {
    for count in [0, 1, 8, 17, 60, 90, whole.count / 2, whole.count - 1] {
      try expectRejection(whole.prefix(count), "\(count) bytes")
    }
  }

  @Test func lengthenedFiles() throws {
    try expectRejection(whole + Data([0]), "a byte more")
  }

  @Test func changedBits() throws {
    for place in [0, 9, 20, 50, 81, 100, whole.count / 2, whole.count - 1] {
      var damaged = whole
      damaged[place] ^= 1 << UInt8(place % 8)
      try expectRejection(damaged, "byte \(place)")
    }
  }

  @Test func theFileOfAnotherProgram() throws {
    _ = try folder.opened().compile(try chain(2))
    let other = try #require(folder.files.first { $0 != file })
    try expectRejection(try Data(contentsOf: other), "another program")
  }

  @Test func filesThatOthersCouldHaveWritten() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: file.path)
    let cache = folder.opened()
    _ = try cache.compile(program)
    #expect(cache.counts == [0, 0, 1])
    _ = try cache.compile(program)
    #expect(cache.counts == [1, 0, 1])
  }

  /// Puts something else under the name of the file, which is then replaced by what is written.
  private func expectReplacement(_ what: String, _ make: () throws -> Void) throws {
    try FileManager.default.removeItem(at: file)
    try make()
    let cache = folder.opened()
    _ = try cache.compile(program)
    #expect(cache.counts == [0, 0, 1], "\(what)")
    #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType == .typeRegular)
    #expect(try Data(contentsOf: file) == whole, "\(what)")
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNoFile() throws {
    try expectReplacement("a pipe") { #expect(mkfifo(file.path, 0o600) == 0) }
    let copy = folder.url.appendingPathComponent("copy")
    try expectReplacement("a symbolic link") {
      try whole.write(to: copy)
      try FileManager.default.createSymbolicLink(at: file, withDestinationURL: copy)
    }
    #expect(try Data(contentsOf: copy) == whole)
  }

  @Test func filesAboveTheBoundTakeNoMemory() throws {
    try expectReplacement("a file of 1 TB") {
      #expect(FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600]))
      #expect(truncate(file.path, 1 << 40) == 0)
    }
  }

  @Test func directoriesThatOthersCanWrite() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.url.path)
    let cache = folder.opened()
    for program in [program, try chain(2)] { _ = try cache.compile(program) }
    #expect(cache.counts == [0, 2, 0])
    #expect(folder.files == [file])
  }

  /// Every byte that was written is covered by a digest, so that the reader meets damage only where that is forged.
  @Test func readersOfForgedFilesStopAtTheEnd() {
    let key = CodeKey(digest: [UInt8](repeating: 3, count: CodeKey.byteCount))
    let entry = CodeEntry(
      arenaByteCount: 64, inPlace: [0: 1],
      references: CodeReferences(
        constants: [[1, 2], [3, 4, 5, 6]], calls: [.init(path: [7], name: "kernel", scratchByteCount: 8)]),
      objects: [[1, 2, 3], [4]])
    let bytes = entry.bytes(for: key)
    #expect(CodeEntry(bytes, for: key) == entry)
    let start = 8 + 8 + CodeKey.byteCount
    for place in (start + CodeKey.byteCount)..<bytes.count {
      var forged = bytes
      forged[place] = 0x7f
      let digest = Array(forged[start...]).withUnsafeBytes { CodeKey.digest(of: $0) }
      forged.replaceSubrange(16..<start, with: digest)
      #expect(CodeEntry(forged, for: key) != entry)
    }
  }
}

/// Several threads and several processes use a directory at once.
@Suite struct SharedCacheTests {
  @Test func threadsCompileTheSameProgramsAtOnce() async throws {
    let folder = try CacheFolder()
    let programs = try (1...4).map { try chain($0) }
    let input = sample(f32(100), seed: 1)
    let expected = try programs.map { bits(try compiler().compile($0).run([input])) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        let cache = folder.opened()
        group.addTask {
          for round in 0..<8 {
            let number = (task + round) % 4
            let actual = try cache.compile(programs[number]).run([input])
            #expect(bits(actual) == expected[number])
          }
          #expect(cache.counts[2] == 0)
        }
      }
      try await group.waitForAll()
    }
    #expect(folder.files.count == 4)
  }

  /// Compiles in a process of its own, in the directory that the environment names, and says whether LLVM was loaded.
  static func compileInThisProcess() throws {
    let program = try restorableProgram()
    let executable = try compiler().compile(program)
    let sum = bits(try executable.run(inputs())).joined().reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    let report = "\(LLVMLibrary.isLoaded) \(maps.contains("libLLVM")) \(sum)\n"
    FileHandle.standardError.write(Data(report.utf8))
  }

  #if os(Linux)
    @Test func aWarmStartOfAnotherProcessLoadsNoLLVM() async throws {
      let folder = try CacheFolder()
      // This process keeps to what it has, which is nothing.
      _ = CompilationCache.current
      setenv("JACOBI_CACHE", folder.url.path, 1)
      defer { unsetenv("JACOBI_CACHE") }
      var reports: [String] = []
      for _ in 0..<2 {
        let result = try await #require(
          processExitsWith: .success, observing: [\.standardErrorContent]
        ) { try SharedCacheTests.compileInThisProcess() }
        reports.append(String(decoding: result.standardErrorContent, as: UTF8.self))
      }
      let words = reports.map { $0.split(separator: "\n").last?.split(separator: " ") ?? [] }
      try #require(words.allSatisfy { $0.count == 3 }, "\(reports)")
      #expect(words[0].prefix(2) == ["true", "true"])
      #expect(words[1].prefix(2) == ["false", "false"])
      #expect(words[0][2] == words[1][2])
    }
  #endif
}

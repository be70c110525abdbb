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
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
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

private func bits(_ values: [TensorValue]) -> [[UInt8]] {
  values.map { value in
    // SAFETY: the value outlives the copy of its bytes.
    Array(UnsafeRawBufferPointer(start: value.buffer.pointer, count: value.type.byteCount))
  }
}

private func chain(_ count: Int) throws -> Program {
  try traceProgram([f32(100)], name: "chain") { x in [(0..<count).reduce(x[0]) { y, _ in Sin()(y) }] }.program
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
    #expect(cache.counts == [0, 1, 0])
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

@Suite struct CacheDirectoryTests {
  @Test func whatWasUsedLeastRecentlyIsRemoved() throws {
    let folder = try CacheFolder()
    let directory = CacheDirectory(folder.url.path, largestByteCount: 350)
    func write(_ name: String) { directory.write([UInt8](repeating: 1, count: 100), to: name) }
    for name in ["a", "b", "c"] { write(name) }
    #expect(directory.read("a") != nil)
    write("d")
    #expect(folder.files.map(\.lastPathComponent) == ["a.code", "c.code", "d.code"])
    write("e")
    #expect(folder.files.map(\.lastPathComponent) == ["a.code", "d.code", "e.code"])
  }

  @Test func whatIsLargerThanTheBoundIsNotKept() throws {
    let folder = try CacheFolder()
    let directory = CacheDirectory(folder.url.path, largestByteCount: 99)
    directory.write([UInt8](repeating: 1, count: 100), to: "a")
    #expect(folder.files.isEmpty)
  }

  @Test func otherFilesStay() throws {
    let folder = try CacheFolder()
    try Data(count: 1000).write(to: folder.url.appendingPathComponent("notes.txt"))
    let abandoned = folder.url.appendingPathComponent("x.1.1.part")
    let recent = folder.url.appendingPathComponent("y.1.1.part")
    for file in [abandoned, recent] { try Data(count: 10).write(to: file) }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: abandoned.path)
    CacheDirectory(folder.url.path, largestByteCount: 100).write([1], to: "a")
    #expect(folder.files.map(\.lastPathComponent) == ["a.code", "notes.txt", "y.1.1.part"])
  }

  @Test func directoriesAreMade() throws {
    let folder = try CacheFolder()
    let path = folder.url.appendingPathComponent("one/two").path
    let directory = CacheDirectory(path, largestByteCount: 100)
    directory.write([1, 2, 3], to: "a")
    #expect(directory.read("a") == [1, 2, 3])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func aDirectoryThatCannotBeMadeIsNoError() throws {
    let folder = try CacheFolder()
    let file = folder.url.appendingPathComponent("file")
    try Data().write(to: file)
    let cache = CompilationCache(file.appendingPathComponent("inside").path)
    let program = try chain(2)
    let expected = bits(try compiler().compile(program).run([sample(f32(100), seed: 1)]))
    for _ in 0..<2 { #expect(try bits(cache.compile(program).run([sample(f32(100), seed: 1)])) == expected) }
    #expect(cache.counts == [0, 2, 0])
  }

  @Test func digestsAreThoseOfTheStandard() {
    func hexadecimal(_ text: String) -> String { CodeKey(digest: CodeKey.digest(of: text)).name }
    // The examples of FIPS 180-4, and lengths about that of a block.
    #expect(hexadecimal("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hexadecimal("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hexadecimal("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    let digests = (54...66).map { hexadecimal(String(repeating: "a", count: $0)) }
    #expect(digests[1] == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318")
    #expect(digests[10] == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb")
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

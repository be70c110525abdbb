import Foundation
import JacobiCore
import JacobiPrimitives
import Testing

@testable import JacobiCodegen

@Suite struct CacheDirectoryTests {
  /// The name of an entry.
  private func key(_ letter: Character) -> String { String(repeating: letter, count: 64) }

  private func entries(_ letters: String) -> [String] { letters.map { "\(key($0)).code" } }

  private func age(_ file: URL, by seconds: TimeInterval) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: file.path)
  }

  @Test func whatWasUsedLeastRecentlyIsRemoved() throws {
    let folder = try CacheFolder()
    let directory = CacheDirectory(folder.url.path, largestByteCount: 350)
    func write(_ name: Character) { directory.write([UInt8](repeating: 1, count: 100), to: key(name)) }
    for name in "abc" { write(name) }
    #expect(try directory.read(key("a")) != nil)
    write("d")
    #expect(folder.files.map(\.lastPathComponent) == entries("acd"))
    write("e")
    #expect(folder.files.map(\.lastPathComponent) == entries("ade"))
  }

  @Test func whatWasJustWrittenStays() throws {
    let folder = try CacheFolder()
    let directory = CacheDirectory(folder.url.path, largestByteCount: 250)
    for name in "ab" { directory.write([UInt8](repeating: 1, count: 100), to: key(name)) }
    for file in folder.files { try age(file, by: -3600) }
    directory.write([UInt8](repeating: 1, count: 100), to: key("c"))
    #expect(folder.files.count == 2)
    #expect(folder.files.last?.lastPathComponent == entries("c")[0])
  }

  @Test func whatIsLargerThanTheBoundIsNotKept() throws {
    let folder = try CacheFolder()
    let directory = CacheDirectory(folder.url.path, largestByteCount: 99)
    directory.write([UInt8](repeating: 1, count: 100), to: key("a"))
    #expect(folder.files.isEmpty)
  }

  @Test func otherFilesStay() throws {
    let folder = try CacheFolder()
    let foreign = [
      "download.part", "x.1.part", "\(key("A")).1.part", "\(key("b")).part", "\(key("b"))1.part", "notes.txt",
      "foreign.code", "\(key("g")).code", "\(key("b"))0.code", "\(key("b")).1.code",
    ]
    let recent = "\(key("b")).2.part"
    for name in foreign + [recent, "\(key("b")).1.part", "\(key("c")).code"] {
      let file = folder.url.appendingPathComponent(name)
      try Data(count: 1000).write(to: file)
      if name != recent { try age(file, by: 7200) }
    }
    CacheDirectory(folder.url.path, largestByteCount: 100).write([1], to: key("a"))
    #expect(Set(folder.files.map(\.lastPathComponent)) == Set(foreign + [recent] + entries("a")))
  }

  @Test func abandonedFilesAreRemovedAfterFailuresToo() throws {
    let folder = try CacheFolder()
    let abandoned = folder.url.appendingPathComponent("\(key("b")).1.part")
    try Data(count: 10).write(to: abandoned)
    try age(abandoned, by: 7200)
    // No file can take the place of a directory.
    let taken = folder.url.appendingPathComponent(entries("a")[0])
    try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: false)
    let directory = CacheDirectory(folder.url.path, largestByteCount: 100)
    directory.write([1], to: key("a"))
    #expect(folder.files.map(\.lastPathComponent) == entries("a"))
    #expect(throws: CacheDirectory.Unusable.self) { try directory.read(key("a")) }
  }

  @Test func relativePathsAreThoseOfTheBeginning() {
    let present = FileManager.default.currentDirectoryPath
    #expect(CacheDirectory("one/two", largestByteCount: 1).path == "\(present)/one/two")
    #expect(CacheDirectory("/one/two", largestByteCount: 1).path == "/one/two")
  }

  @Test func directoriesAreMade() throws {
    let folder = try CacheFolder()
    let path = folder.url.appendingPathComponent("one/two").path
    let directory = CacheDirectory(path, largestByteCount: 100)
    #expect(try directory.read(key("a")) == nil)
    directory.write([1, 2, 3], to: key("a"))
    #expect(try directory.read(key("a")) == [1, 2, 3])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func aDirectoryThatCannotBeMadeIsNoError() throws {
    let folder = try CacheFolder()
    let file = folder.url.appendingPathComponent("file")
    try Data().write(to: file)
    let cache = CompilationCache(file.appendingPathComponent("inside").path)
    let program = try traceProgram([f32(100)], name: "test") { x in [Sin()(Cos()(x[0]))] }.program
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

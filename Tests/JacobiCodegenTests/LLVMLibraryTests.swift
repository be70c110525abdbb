import Foundation
import Testing

@testable import JacobiCodegen

@Test func aMissingLibraryIsReportedWithThePackageToInstall() {
  #expect {
    try LLVMLibrary(path: "/nonexistent/libLLVM.so")
  } throws: { error in
    guard case .unavailable(let reason) = error as? NativeCodeError else { return false }
    return reason.contains("/nonexistent/libLLVM.so") && reason.contains("libllvm19") && reason.contains("JACOBI_LLVM")
  }
}

@Test func aLibraryWithoutLLVMsFunctionsIsReported() {
  #expect {
    try LLVMLibrary(path: "libm.so.6")
  } throws: { error in
    guard case .unavailable(let reason) = error as? NativeCodeError else { return false }
    return reason.contains("no function LLVM") && reason.contains("libllvm19")
  }
}

@Test func aChosenFileThatIsNoLibraryIsNotAvailable() async {
  await #expect(processExitsWith: .success) {
    setenv("JACOBI_LLVM", "/etc/passwd", 1)
    guard case .unavailable(let reason) = NativeCompiler.availability else { exit(1) }
    #expect(reason.contains("/etc/passwd"))
  }
}

@Test func theHostIsDescribed() throws {
  let library = try LLVMLibrary.shared
  #expect(library.version.major >= 19)
  #expect(!library.host.cpu.isEmpty)
  #expect([16, 32, 64].contains(library.host.vectorByteCount))
  #expect(!library.host.supports("no-such-feature"))
}

@Test func severalThreadsCompileAtOnce() async throws {
  let sums = try await withThrowingTaskGroup(of: Int.self) { group in
    for task in 0..<16 {
      group.addTask {
        var sum = 0
        for number in 0..<4 {
          let module = try compiled([.integer(64)], .integer(64)) { builder, parameters in
            let index = IRType.integer(64)
            let result = builder.loop(
              from: builder.integer(0, index), to: parameters[0], step: 1, carrying: [builder.integer(task, index)]
            ) { i, carried in [builder.add(carried[0], builder.mul(i, builder.integer(number, index)))] }
            builder.ret(result[0])
          }
          let function = unsafeBitCast(try module.address(of: "main"), to: (@convention(c) (Int) -> Int).self)
          sum += function(5) == task + 10 * number ? 1 : 0
        }
        return sum
      }
    }
    return try await group.reduce(into: []) { $0.append($1) }
  }
  #expect(sums == [Int](repeating: 4, count: 16))
}

@Test func unloadedCodeLeavesNoMemoryBehind() throws {
  let byteCount = 4 << 20
  let object = try objectFile([], .pointer) { builder, _ in
    builder.ret(builder.module.globalConstant(bytes: [UInt8](repeating: 1, count: byteCount), alignment: 64))
  }
  let before = residentBytes()
  for _ in 0..<100 { _ = try NativeModule(object: object).address(of: "main") }
  // A leak would be 400 MiB. Other tests, which run meanwhile, take memory too.
  #expect(residentBytes() - before < 150 << 20)
}

@Test func modulesThatAreGoneLeaveNoMemoryBehind() throws {
  func compileConstants() throws {
    _ = try compiled([], .pointer) { builder, _ in
      builder.ret(builder.module.globalConstant(bytes: [UInt8](repeating: 1, count: 1 << 20), alignment: 64))
    }
  }
  try compileConstants()
  let before = residentBytes()
  for _ in 0..<200 { try compileConstants() }
  // A leak of the module alone would be 200 MiB, of the object or the image as much again.
  #expect(residentBytes() - before < 150 << 20)
}

/// How much of the process is in memory.
func residentBytes() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
}

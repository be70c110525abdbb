import Foundation
import JacobiCore
import JacobiPrimitives
import JacobiSerialization
import Testing

private func withFile(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

private func program() throws -> Program {
  let b = Dim.symbol("b")
  return try traceProgram([TensorType(.float32, [b, 3])]) { x in
    [ReduceSum(axes: [1])(Exp()(x[0])), Tensor([Float.nan, -0.0, 1e-30])]
  }.program
}

@Test func programsComeBackFromFiles() throws {
  try withFile { path in
    let original = try program()
    try original.write(toFile: path)
    #expect(try Program(contentsOfFile: path) == original)
  }
}

@Test func aMissingFileIsNamed() throws {
  let error = #expect(throws: FileError.self) { try Program(contentsOfFile: "/nonexistent/program") }
  guard case .unreadable("/nonexistent/program", _) = error else { throw error! }
}

@Test func aTruncatedFileSaysWhere() throws {
  try withFile { path in
    let text = try program().description
    try text.dropLast(20).write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: FileError.self) { try Program(contentsOfFile: path) }
    guard case .malformedProgram(path, let cause) = error else { throw error! }
    #expect(cause.line == text.split(separator: "\n").count - 1)
  }
}

@Test func aFolderThatCannotBeWrittenIsAnError() throws {
  let error = #expect(throws: FileError.self) { try program().write(toFile: "/nonexistent/program") }
  guard case .unwritable("/nonexistent/program", _) = error else { throw error! }
}

import DocExamples
import Foundation

// DocExampleGenerator FOLDER (--module NAME FILE...)...: writes to the folder one file per module with its examples, and one
// that lists the modules.

/// Writes only what is new, so that nothing is compiled again without need.
func write(_ text: String, to file: URL) throws {
  if let old = try? String(contentsOf: file, encoding: .utf8), old == text { return }
  try Data(text.utf8).write(to: file, options: .atomic)
}

let arguments = CommandLine.arguments.dropFirst()
guard let path = arguments.first else { fatalError("usage: DocExampleGenerator FOLDER (--module NAME FILE...)...") }
let folder = URL(fileURLWithPath: path, isDirectory: true)
var names: [String] = []
for module in arguments.dropFirst().split(separator: "--module") {
  guard let name = module.first else { continue }
  names.append(name)
  var writer = ExampleWriter(module: name)
  for file in module.dropFirst().sorted() {
    writer.write(try String(contentsOfFile: file, encoding: .utf8), path: file)
  }
  try write(writer.finished(), to: folder.appendingPathComponent("\(name)Examples.swift"))
}
let rows = names.map { "  (\"\($0)\", \(ExampleWriter.listName(of: $0))()),\n" }.joined()
try write(
  "let exampleModules: [(name: String, examples: [Example])] = [\n\(rows)]\n",
  to: folder.appendingPathComponent("ExampleModules.swift"))

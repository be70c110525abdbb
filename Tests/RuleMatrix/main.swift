// Prints which rules exist for which primitive and dtype, and writes the table into a page of the documentation, the path of
// which is the argument. Fails when something is missing without a limitation that says why.
import Foundation
import JacobiReference
import JacobiTesting

let matrix = RuleMatrix(.standard, on: ReferenceBackend())
print(matrix)
if let path = CommandLine.arguments.dropFirst().first {
  let url = URL(fileURLWithPath: path)
  try matrix.page(replacing: String(contentsOf: url, encoding: .utf8)).write(to: url, atomically: true, encoding: .utf8)
}
exit(matrix.rows.allSatisfy(\.holes.isEmpty) ? 0 : 1)

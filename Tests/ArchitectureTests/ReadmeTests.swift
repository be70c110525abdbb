import Foundation
import Testing

/// The example in the README is the program that CI runs.
@Test func theExampleInTheReadmeIsTheTour() throws {
  let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
  let tour = try String(contentsOf: root.appendingPathComponent("Examples/Tour/main.swift"), encoding: .utf8)
  #expect(readme.contains("```swift\n\(tour)```"))
}

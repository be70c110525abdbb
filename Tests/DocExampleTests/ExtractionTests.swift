import DocExamples
import Testing

/// How examples are found in the sources.
@Suite struct ExtractionTests {
  @Test func codeBlocksFollowAnEmptyLine() {
    let source = """
      /// The sum.
      ///
      ///     let x = 1
      ///
      ///     x + 1  // 2
      ///
      /// - Parameters:
      ///   - x: a number, which is
      ///     described in two lines.
      public func sum(_ x: Int) {}

      ///     first
      struct Hidden {}
      """
    let comments = SourceFile(source).comments
    #expect(comments.map { $0.codeBlocks.count } == [1, 1])
    #expect(comments[0].codeBlocks[0].lines.map(\.number) == [3, 4, 5])
  }

  @Test func statementsAreJoinedAndValuesFound() {
    let block = """
      /// ```swift
      ///     let y = f(
      ///       1, "a // b",
      ///       { $0 })        // 3
      ///     y
      ///       .g()  // [[1
      ///     // 2]]
      ///     y += 1  // 4
      ///     h(y)  // as before
      ///     for i in y {
      ///       i  // 5
      ///     }
      """.replacing("/// ```swift", with: "///")
    let statements = SourceFile(block + "\n").comments[0].codeBlocks[0].statements
    #expect(statements.map(\.lines.count) == [3, 2, 1, 1, 3])
    #expect(statements.map(\.expected) == ["3", "[[1 2]]", "4", nil, nil])
    #expect(statements.map(\.assigned) == ["y", nil, "y", nil, nil])
    #expect(statements.map(\.declaredNames) == [["y"], [], [], [], []])
    #expect(statements.map { $0.problem != nil } == [false, false, false, false, true])
  }

  @Test(arguments: [
    ("1", true), ("-1.", true), ("[1. 2.]", true), ("(1, 2)", true), ("\"a\"", true), ("true", true), ("nan", true),
    ("inf", true), ("a number", false), ("infinite", false), ("f32[2]", false), ("", false),
  ])
  func commentsThatSayAValue(_ comment: String, _ isValue: Bool) {
    let block = SourceFile("///     x  // \(comment)\n").comments[0].codeBlocks[0]
    #expect((block.statements[0].expected != nil) == isValue)
  }

  @Test func publicDeclarations() {
    let source = """
      /// A type.
      public struct Key: Hashable {
        public var bits: Int
        /// A key.
        @inlinable public init(_ bits: Int) {}
        var hidden: Int
        func local() { let public1 = 1 }
      }
      public protocol Shape {
        func area() -> Int
      }
      public enum Kind {
        case one
        private func f() {}
      }
      extension Key {
        public static func .+ <T>(lhs: Key, rhs: T) -> Key {
          switch lhs {
          case rhs: 0
          }
        }
        public subscript(i: Int) -> Int { 0 }
        @_disfavoredOverload
        public func scaled<T>(_ t: T) {}
      }
      """
    let declarations = SourceFile(source).declarations
    #expect(
      declarations.map(\.line) == [2, 3, 5, 9, 10, 12, 13, 17, 22, 24])
    #expect(declarations.map { $0.comment != nil } == [true, false, true] + [Bool](repeating: false, count: 7))
    let callable = declarations.filter { $0.kind != .other }
    #expect(callable.map(\.baseName) == ["Key", "area", ".+", "subscript", "scaled"])
    #expect(callable.map(\.isOperator) == [false, false, true, false, false])
    #expect(callable.map(\.firstLabel) == ["_", "", "lhs", "i", "_"])
  }

  @Test func examplesBecomeFunctions() {
    var writer = ExampleWriter(module: "M")
    writer.write("///     let x = \"a\"  // \"a\"\n///     print(x)  // a\n", path: "p.swift")
    let text = writer.finished()
    #expect(text.contains("#sourceLocation(file: \"p.swift in M\", line: 1)"))
    #expect(text.contains("check.expect(1, \"\\\"a\\\"\", x)"))
    #expect(text.contains("check.ignore(printed(x))"))
    #expect(text.contains("  _ = x\n"))
    #expect(text.contains("func examplesOfM() -> [Example]"))
  }
}

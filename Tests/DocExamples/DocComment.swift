/// A documentation comment: consecutive lines that start with three slashes.
public struct DocComment: Hashable, Sendable {
  /// The lines without the slashes and the space after them.
  public var lines: [SourceLine]

  /// The indented code blocks of the comment.
  ///
  /// As in Markdown, lines with four more spaces than the text, after an empty line or at the start. Deeper lines that follow
  /// text, such as the continued description of a parameter, are text; fenced blocks are code that is shown and not run.
  public var codeBlocks: [CodeBlock] {
    var blocks: [CodeBlock] = []
    var block: [SourceLine] = []
    var follows = true  // Whether an indented line would be code.
    for line in lines {
      let isEmpty = line.trimmed.isEmpty
      if !isEmpty, line.indentation >= 4, follows {
        block.append(line)
      } else if isEmpty {
        if !block.isEmpty { block.append(line) }
        follows = true
      } else {
        CodeBlock.append(&block, to: &blocks)
        follows = false
      }
    }
    CodeBlock.append(&block, to: &blocks)
    return blocks
  }
}

/// An indented code block of a documentation comment.
public struct CodeBlock: Hashable, Sendable {
  public var lines: [SourceLine]

  /// Moves lines to a new block, without the empty ones at the end.
  fileprivate static func append(_ lines: inout [SourceLine], to blocks: inout [CodeBlock]) {
    while let last = lines.last, last.trimmed.isEmpty { lines.removeLast() }
    if !lines.isEmpty { blocks.append(CodeBlock(lines: lines)) }
    lines = []
  }
}

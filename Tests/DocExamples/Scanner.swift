/// One line of code taken apart: the code, the comment, and how many brackets stay open.
struct Scanner {
  var code: Substring
  /// What follows the slashes, without the spaces around it.
  var comment: Substring = ""
  /// The brackets opened minus those closed.
  var endDepth = 0

  init(_ line: Substring) {
    code = line
    var isString = false
    var previous: Character = " "
    for index in line.indices {
      let character = line[index]
      if character == "\"", previous != "\\" { isString.toggle() }
      if !isString {
        if "([{".contains(character) { endDepth += 1 }
        if ")]}".contains(character) { endDepth -= 1 }
        if character == "/", previous == "/" {
          code = line[..<line.index(before: index)]
          comment = line[line.index(after: index)...].trimmingSpaces
          return
        }
      }
      // An escaped backslash escapes nothing.
      previous = previous == "\\" && character == "\\" ? " " : character
    }
  }
}

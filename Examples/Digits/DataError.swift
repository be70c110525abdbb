/// What can be wrong with a file of images or labels: always which file, where in it, and what was expected there.
enum DataError: Error, Equatable, CustomStringConvertible {
  case unreadable(file: String, reason: String)
  case malformed(file: String, offset: Int, expected: String, actual: String)

  var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "cannot read \(file): \(reason)"
    case .malformed(let file, let offset, let expected, let actual):
      "\(file), byte \(offset): expected \(expected), found \(actual)"
    }
  }
}

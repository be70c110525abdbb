import JacobiCore

extension TreeStructure {
  /// The leaves, by number, of the arguments at some positions, in the structure of all arguments.
  func leaves(ofArguments positions: [Int]) -> [Int] {
    if positions.isEmpty { return [] }
    let (prefixes, paths) = (positions.map { ".\($0)" }, leafPaths)
    return paths.indices.filter { leaf in
      prefixes.contains { paths[leaf].hasPrefix($0) && paths[leaf].dropFirst($0.count).first?.isNumber != true }
    }
  }
}

extension [Int] {
  /// Throws unless these are positions of arguments.
  func requireArguments(_ count: Int, for operation: String) throws(TensorError) {
    if allSatisfy((0..<count).contains) { return }
    throw .invalidArgument(
      name: "donating", expected: "positions of the \(count) arguments, from 0", actual: "\(self)",
      operation: Operation(operation))
  }
}

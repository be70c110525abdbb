extension ProgramReader {
  /// The parameters of an equation, or none.
  ///
  /// - Parameter start: where the equation names its primitive, for messages about parameters that are missing.
  mutating func parameters(start: Int) throws(ProgramParseError) -> ParameterValue {
    skipSpace()
    if peek() == UInt8(ascii: "{") { return try value() }
    guard consumeWord("with") else { return ParameterValue(content: .record([]), offset: start) }
    try expect("(")
    let value = try value()
    try expect(")")
    return value
  }

  func decode(
    _ type: any Primitive.Type, from parameters: ParameterValue
  ) throws(ProgramParseError) -> any Primitive {
    do {
      return try ParameterDecoder.decode(type, from: parameters)
    } catch let error as DecodingError {
      let path = error.context.codingPath
      throw failure(
        .invalidParameter(primitive: type.id, path: error.parameterPath), at: parameters.offset(at: path),
        expected: error.mismatch?.expected ?? "a value that can be decoded",
        found: error.mismatch?.found ?? error.context.debugDescription)
    } catch {
      throw failure(
        .invalidParameter(primitive: type.id, path: ""), at: parameters.offset,
        expected: "parameters that can be decoded", found: "\(error)")
    }
  }

  /// Throws unless the primitive takes the operands and gives results of the types that the text declares.
  func checkTypes(of equation: Equation, start: Int, resultOffsets: [Int]) throws(ProgramParseError) {
    let id = type(of: equation.primitive).id
    let inferred: [TensorType]
    do {
      // A type rule may report a mistake to the enclosing scope instead of throwing it.
      inferred = try withTensorErrors {
        // The error is in the text, not at a line of the user's program.
        try equation.primitive.inferredTypes(equation.inputs.map(\.type), site: .unknown)
      }
    } catch {
      throw failure(
        .invalidOperands(primitive: id), at: start, expected: "operands and parameters that fit", found: "\(error)")
    }
    let declared = equation.outputs.map(\.type)
    if declared == inferred { return }
    let position = zip(declared, inferred).enumerated().first { $1.0 != $1.1 }?.offset
    throw failure(
      .wrongResultTypes(primitive: id), at: position.map { resultOffsets[$0] } ?? resultOffsets.first ?? start,
      expected: "results of types \(inferred.list)", found: declared.list)
  }
}

extension [TensorType] {
  fileprivate var list: String { isEmpty ? "no results" : map(\.description).joined(separator: ", ") }
}

extension DecodingError {
  /// The path with the key that was not found.
  fileprivate var parameterPath: String {
    if case .keyNotFound(let key, let context) = self { return (context.codingPath + [key]).parameterPath }
    return context.codingPath.parameterPath
  }
}

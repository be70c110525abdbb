extension Program {
  /// Reads a program from the text that ``description`` gives.
  ///
  ///     let program = try Program(parsing: "(%0: f32[3]) { %1: f32[3] = exp(%0) return %1 }")
  ///
  /// The primitives are found by their ids among those of the linked products and installed plugins. The text may come
  /// from anywhere: whatever it says, the result is a program that passes ``verify()``, or an error.
  public init(parsing text: String) throws(ProgramParseError) {
    var reader = ProgramReader(text)
    do {
      // A type rule may report a mistake to the enclosing scope instead of throwing it.
      self = try withTensorErrors {
        let program = try reader.program()
        try reader.expectEnd()
        // The reader has checked everything but bodies that a primitive makes up itself.
        try program.verify()
        return program
      }
    } catch let error as ProgramParseError {
      throw error
    } catch {
      throw reader.failure(.invalidProgram, at: 0, expected: "a well-formed program", found: "\(error)")
    }
  }
}

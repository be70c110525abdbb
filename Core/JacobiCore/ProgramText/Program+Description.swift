/// The text of a program, from which ``init(parsing:)`` makes an equal one:
///
///     (%0: f32[3], %1: f32[b,3]) {
///       %2: f32[b,3] = broadcast_in_dim(%0) {shape: [b,3], dimensions: [1]}
///       %3: f32[b,3], %4: i32[] = example.clip(%2, 2.0:f32) {mode: "low", limit: none}
///       %5: f32[3] = scan(%1) {body: (%0: f32[3]) {
///         return %0
///       }}
///       return %3, [1, 2]:i32[2]
///     }
///
/// An equation names its results with their types, the primitive by its id, the operands, and the primitive's parameters
/// in the order in which it encodes them. A program in a parameter has variables of its own. An equation without results
/// begins with `() =`; parameters that a primitive encodes as something else than fields are written `with ("exact")`.
///
/// The text says everything exactly: floating-point numbers have as many digits as tell them from their neighbours, and
/// constants of more than 32 elements, or with NaNs other than the usual one, are given by their bytes, the
/// least significant first: `hex"0000c07f":f32`. Line breaks and spaces between words mean nothing, and what follows
/// `//` in a line is a comment.
///
/// Two kinds of programs have no text that parses back. Where the parameters of a primitive cannot be encoded, the reason
/// takes their place: `{<...>}`. And brackets and programs nest up to 128 levels deep.
extension Program: CustomStringConvertible {
  public var description: String {
    var writer = ProgramWriter()
    writer.write(self)
    return writer.text
  }

  /// The text of the program with a comment after each equation that says where it was written and in which name scope:
  ///
  ///     %2: f32[3] = mul(%0, %1)  // main.swift:12 encoder/layer1
  ///
  /// It parses back, too; the comments are lost then.
  public func annotated() -> String {
    var writer = ProgramWriter(isAnnotated: true)
    writer.write(self)
    return writer.text
  }

  /// The text of the program with numbers instead of operands that are constants of other than one element: what is generated
  /// for the program depends on nothing else. Equal arrays in different memory have different numbers. `nil` where the
  /// parameters of a primitive have no text.
  package var textWithoutArrays: String? {
    var writer = ProgramWriter(numbersArrays: true)
    writer.write(self)
    return writer.failure == nil ? writer.text : nil
  }
}

import JacobiCore

/// The plans of the programs inside of a program that is compiled.
final class ProgramPlans: @unchecked Sendable {
  // SAFETY: `Sendable` as a part of the context only; one thread compiles a program.
  private struct Key: Hashable {
    /// The plan keeps the program alive.
    var program: ObjectIdentifier
    var carries: [Int: Int]
  }

  private var layouts: [Key: ProgramLayout] = [:]

  /// How many have been made.
  var count: Int { layouts.count }

  func layout(
    of program: Program, _ context: CompilationContext, carries: [Int: Int]
  ) throws -> ProgramLayout {
    let key = Key(program: program.identity, carries: carries)
    if let known = layouts[key] { return known }
    let layout = try ProgramLayout(program, context, carries: carries)
    layouts[key] = layout
    return layout
  }
}

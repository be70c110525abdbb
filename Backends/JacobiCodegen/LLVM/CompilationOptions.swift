/// How a module becomes machine code.
struct CompilationOptions: Hashable, Sendable {
  /// The passes that run before code generation, in the notation of LLVM's `opt -passes`; none when empty.
  var passes = CompilationOptions.standardPasses
  /// How much effort code generation takes.
  var effort = Effort.standard
  /// Whether LLVM checks the module first. It costs less than a percent of the compilation.
  var verifies = true

  /// LLVM's levels. The lowest takes a fifth of the time and gives much slower code: for what runs once.
  enum Effort: UInt32, Hashable, Sendable { case lowest, less, standard, highest }

  /// For code that is vectorised as it stands: of equal functions one is kept, as the layers of a network have; what is stored on the stack goes to registers, common subexpressions and
  /// loop-invariant ones are shared, branches are simplified.
  static let standardPasses =
    "mergefunc,function(sroa,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,loop-mssa(licm),simplifycfg)"
}

import JacobiCore

/// What can be seen of the machine code of a program.
struct NativeInspection: CodeInspection {
  let compiler: NativeCompiler
  let program: Program
  let donated: [Int]

  var fusion: String { get throws { try compiler.fusion(of: program, donating: donated) } }
  var ir: String { get throws { try compiler.ir(of: program, donating: donated) } }
  var assembly: String { get throws { try compiler.assembly(of: program, donating: donated) } }

  var memory: MemoryAnalysis {
    get throws {
      let results = NativeResults(of: program)
      let code = try NativeCode(program, results, compiler.context, donated: donated)
      let allocated = results.computed.enumerated().filter { code.inPlace[$0.offset] == nil }
      return MemoryAnalysis(
        argumentByteCount: program.inputTypes.reduce(0) { $0 + $1.byteCount },
        outputByteCount: allocated.reduce(0) { $0 + $1.element.type.byteCount },
        temporaryByteCount: code.layout.arena.byteCount,
        constantByteCount: code.tables.constants.reduce(0) { $0 + $1.type.byteCount })
    }
  }
}

extension NativeCompiler {
  /// What can be seen of the code of a program.
  ///
  ///     let program = try makeProgram { (x: Tensor) in exp(x) + 1 }(Tensor([1.0]))
  ///     print(try OpenBLASBackend().compiler.inspection(of: program).ir)
  ///
  /// - Parameters:
  ///   - program: one whose sizes are all known.
  ///   - donated: as in ``compile(_:donating:)``.
  public func inspection(of program: Program, donating donated: [Int] = []) -> any CodeInspection {
    NativeInspection(compiler: self, program: program, donated: donated)
  }
}

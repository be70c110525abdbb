import JacobiCore

/// What can be seen of the machine code of a program.
struct NativeInspection: CodeInspection {
  let compiler: NativeCompiler
  let program: Program

  var fusion: String { get throws { try compiler.fusion(of: program) } }
  var ir: String { get throws { try compiler.ir(of: program) } }
  var assembly: String { get throws { try compiler.assembly(of: program) } }

  var memory: MemoryAnalysis {
    get throws {
      let results = NativeResults(of: program)
      let code = try NativeCode(program, results, compiler.context)
      return MemoryAnalysis(
        argumentByteCount: program.inputTypes.reduce(0) { $0 + $1.byteCount },
        outputByteCount: results.computed.reduce(0) { $0 + $1.type.byteCount },
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
  /// - Parameter program: one whose sizes are all known.
  public func inspection(of program: Program) -> any CodeInspection {
    NativeInspection(compiler: self, program: program)
  }
}

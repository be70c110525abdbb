/// What a backend can show of the code that it makes of a program. Each part is made when it is asked for.
public protocol CodeInspection: Sendable {
  /// What is computed together, as text.
  var fusion: String { get throws }
  /// The code in the notation of the compiler, before its passes.
  var ir: String { get throws }
  /// The machine code in the assembler's notation.
  var assembly: String { get throws }
  /// The memory that a run needs.
  var memory: MemoryAnalysis { get throws }
}

/// A backend that can show its code.
public protocol InspectableBackend: Backend {
  /// What can be seen of the code of a program, whose sizes are known, when it is compiled with some options.
  func inspection(of program: Program, options: CompileOptions) throws -> any CodeInspection
}

/// The memory that a run of a compiled program needs, in bytes.
///
/// What libraries and kernels allocate for themselves while they run is not counted.
public struct MemoryAnalysis: Hashable, Sendable {
  /// Of the arguments.
  public var argumentByteCount: Int
  /// Of the results that are computed; a result that is an argument or a constant, or is written over a donated argument, needs
  /// no memory of its own.
  public var outputByteCount: Int
  /// Of values inside of the program: the largest amount at any time.
  public var temporaryByteCount: Int
  /// Of the numbers in the program.
  public var constantByteCount: Int

  public init(argumentByteCount: Int, outputByteCount: Int, temporaryByteCount: Int, constantByteCount: Int) {
    self.argumentByteCount = argumentByteCount
    self.outputByteCount = outputByteCount
    self.temporaryByteCount = temporaryByteCount
    self.constantByteCount = constantByteCount
  }

  /// All of it: what a run holds at most.
  public var peakByteCount: Int { argumentByteCount + outputByteCount + temporaryByteCount + constantByteCount }
}

extension MemoryAnalysis: CustomStringConvertible {
  public var description: String {
    "arguments \(argumentByteCount), outputs \(outputByteCount), temporaries \(temporaryByteCount), "
      + "constants \(constantByteCount), peak \(peakByteCount) bytes"
  }
}

import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

/// Turns programs into machine code for this processor.
///
/// It is what a backend is made of; see `OpenBLASBackend.compiler` for one that is ready, and <doc:FromProgramToMachineCode> for
/// how it works. LLVM is loaded when the first program is compiled.
///
///     let compiler = OpenBLASBackend().compiler
///     let program = try traceProgram([TensorType(.float32, [1000])]) { inputs in [exp(inputs[0]) + 1] }.program
///     print(try compiler.fusion(of: program))
///     let executable = try compiler.compile(program)
public struct NativeCompiler: Sendable {
  /// What carries out the operations that are not generated.
  public var context: CompilationContext {
    didSet { kernels = NativeCompiler.emptyCache() }
  }
  /// How modules become machine code.
  var options = CompilationOptions()
  /// What ``kernel(for:inputs:)`` has compiled. Rules may be other ones inside of a scope.
  private var kernels = NativeCompiler.emptyCache()

  private static func emptyCache() -> ProgramCache<RuleEnvironment, any Executable> {
    ProgramCache(largestByteCount: 1 << 30) { ($0 as? NativeProgram)?.keptByteCount ?? 0 }
  }

  /// - Parameter context: what carries out the operations that are not generated.
  public init(_ context: CompilationContext) {
    self.context = context
  }

  /// The program as one native function.
  ///
  /// - Parameters:
  ///   - program: one whose sizes are all known.
  ///   - donated: the inputs whose memory callers give away, see `CompileOptions.donatedInputs`.
  /// - Returns: what runs the function; several threads may run it at once.
  /// - Throws: what the planning of an operation throws, and `TensorError.executionFailed` when LLVM is missing or fails.
  public func compile(_ program: Program, donating donated: [Int] = []) throws -> any Executable {
    let cache = CompilationCache.current
    let key = cache == nil ? nil : CodeKey(program, context, options, donated: donated)
    let results = NativeResults(of: program)
    if let cache, let key,
      let known = cache.value(for: key, { try NativeProgram($0, for: program, results, context) })
    {
      return known
    }
    let code = try NativeCode(program, results, context, donated: donated)
    do {
      let objects = try code.module.objects(options)
      let executable = try NativeProgram(
        objects: objects, results: results, inPlace: code.inPlace, tables: code.tables,
        arenaByteCount: code.layout.arena.byteCount)
      if let cache, let key, let entry = code.entry(objects) { cache.keep(entry, for: key) }
      return executable
    } catch let error as NativeCodeError {
      throw TensorError.executionFailed(reason: "\(error)", operation: Operation("jit"))
    }
  }

  /// Whether this process can compile, without an attempt to: LLVM is loaded when it is needed.
  public static var availability: BackendAvailability {
    do {
      try LLVMLibrary.find()
      return .available
    } catch {
      return .unavailable(reason: "\(error)")
    }
  }

  /// Whether an operation that runs programs, such as a loop, becomes machine code together with them.
  ///
  /// - Parameter primitive: an operation with programs among its parameters.
  public func runsBodies(of primitive: any Primitive) -> Bool {
    primitive is Scan || primitive is While || primitive is Switch || primitive is any ExpandablePrimitive
  }

  /// An operation as machine code, compiled once for equal operations on operands of the same types.
  ///
  /// - Parameters:
  ///   - primitive: the operation, one for which ``runsBodies(of:)`` holds.
  ///   - inputs: the types of its operands.
  /// - Throws: what ``compile(_:donating:)`` throws.
  public func kernel(for primitive: any Primitive, inputs: [TensorType]) throws -> Kernel {
    var builder = ProgramBuilder()
    let operands = inputs.map { Atom.variable(builder.input($0)) }
    let outputs = try builder.append(primitive, operands)
    let program = builder.program(returning: outputs)
    let executable = try kernels.value(for: program, RuleEnvironment.current) { try compile(program) }
    return { operands, _ in try executable.run(operands) }
  }

  /// What is computed together, as text: one entry for each step of the program, either fused loops with the values that they
  /// compute, or an operation with the library or kernel that it calls. Needs no LLVM.
  ///
  /// - Throws: what the planning of an operation throws.
  public func fusion(of program: Program, donating donated: [Int] = []) throws -> String {
    try NativePlan(program, NativeResults(of: program), context, donated: donated).layout.description
  }

  /// The code in LLVM's notation, before its passes.
  ///
  /// - Throws: what ``compile(_:donating:)`` throws.
  public func ir(of program: Program, donating donated: [Int] = []) throws -> String {
    try NativeCode(program, NativeResults(of: program), context, donated: donated).module.text
  }

  /// The machine code in the assembler's notation.
  ///
  /// - Throws: what ``compile(_:donating:)`` throws.
  public func assembly(of program: Program, donating donated: [Int] = []) throws -> String {
    try NativeCode(program, NativeResults(of: program), context, donated: donated).module.assembly(options)
  }
}

/// What a program gives, and what of it has to be computed: what is an input or a constant is given as it is, and of equal outputs
/// one is computed.
struct NativeResults {
  private(set) var outputs: [NativeProgram.Output] = []
  private(set) var computed: [Atom] = []

  init(of program: Program) {
    var numbers: [Int: Int] = [:]
    for atom in program.outputs {
      switch atom {
      case .constant(let value): outputs.append(.constant(value))
      case .variable(let variable) where variable.index < program.inputs.count:
        outputs.append(.input(variable.index))
      case .variable(let variable):
        let number = numbers[variable.index] ?? computed.count
        if number == computed.count { computed.append(atom) }
        numbers[variable.index] = number
        outputs.append(.computed(number))
      }
    }
  }
}

/// Where everything goes that a program computes.
struct NativePlan {
  let layout: ProgramLayout
  /// By what is computed, the input that it is written over.
  private(set) var inPlace: [Int: Int] = [:]

  init(_ program: Program, _ results: NativeResults, _ context: CompilationContext, donated: [Int]) throws {
    let core = Program(inputs: program.inputs, equations: program.equations, outputs: results.computed)
    // An input that is given back as it is must stay as it is.
    let offers = NativePlan.offers(
      of: donated.filter { !program.outputs.contains(.variable(program.inputs[$0])) }, core)
    var context = context
    context.plans = ProgramPlans()
    layout = try ProgramLayout(core, context, carries: offers)
    for (input, output) in offers where layout.isInPlace(output: output) == input { inPlace[output] = input }
  }

  /// For inputs that are given away, the outputs that may be written over them: the first of the same type that is left,
  /// since functions give updated values back in the order in which they take them.
  private static func offers(of donated: [Int], _ program: Program) -> [Int: Int] {
    var offers: [Int: Int] = [:]
    var outputs = Array(program.outputs.indices)
    for input in donated {
      guard let position = outputs.firstIndex(where: { program.outputs[$0].type == program.inputs[input].type }) else {
        continue
      }
      offers[input] = outputs.remove(at: position)
    }
    return offers
  }
}

/// The code of a program before it is compiled.
struct NativeCode {
  static let functionName = "jacobi_program"

  let module: IRModule
  let layout: ProgramLayout
  let tables = CodeTables()
  /// By what is computed, the input that it is written over.
  let inPlace: [Int: Int]

  init(
    _ program: Program, _ results: NativeResults, _ context: CompilationContext, donated: [Int] = []
  ) throws {
    do {
      module = try IRModule(name: "jacobi")
      let plan = try NativePlan(program, results, context, donated: donated)
      (layout, inPlace) = (plan.layout, plan.inPlace)
      try program.requireMemory(for: results, arena: layout.arena.byteCount)
      try write()
    } catch let error as NativeCodeError {
      throw TensorError.executionFailed(reason: "\(error)", operation: Operation("jit"))
    }
  }

  /// What is kept for later processes; `nil` for code that has constants which are not part of the program.
  func entry(_ objects: [[UInt8]]) -> CodeEntry? {
    CodeReferences(tables, of: layout).map {
      CodeEntry(arenaByteCount: layout.arena.byteCount, inPlace: inPlace, references: $0, objects: objects)
    }
  }

  private func write() throws {
    let function = module.function(
      NativeCode.functionName, [.pointer, .pointer, .pointer, .pointer, .pointer], .integer(32), isPrivate: false)
    let builder = IRBuilder(module, function)
    let parameters = function.parameters
    let environment = CodeEnvironment(
      frame: parameters[4], arena: builder.load(.pointer, parameters[4], alignment: 8), constants: parameters[2],
      calls: parameters[3])
    let code = FunctionCode(
      builder, environment, tables, target: VectorTarget(vectorByteCount: module.library.host.vectorByteCount))
    code.mayFork = true
    func pointer(_ table: IRValue, _ number: Int) -> IRValue {
      builder.load(
        .pointer, builder.offset(table, by: builder.integer(number, .integer(64)), of: .pointer), alignment: 8)
    }
    let inputs = layout.program.inputs.indices.map { pointer(parameters[0], $0) }
    let destinations = layout.program.outputs.indices.map { output in
      inPlace[output].map { inputs[$0] } ?? pointer(parameters[1], output)
    }
    let emitter = ProgramEmitter(
      code, layout, inputs: inputs.map { .memory($0) }, arena: environment.arena, destinations: destinations)
    _ = try emitter.emit()
    builder.ret(builder.integer(0, .integer(32)))
  }
}

extension Program {
  /// Throws when there is no memory for what is computed, or to compute it in.
  func requireMemory(for results: NativeResults, arena byteCount: Int) throws {
    for atom in results.computed { try atom.type.requireMemory { Operation("jit", operands: inputTypes) } }
    guard Buffer.isAvailable(byteCount: byteCount) else {
      throw TensorError.missingMemory(byteCount, for: "jit", inputTypes)
    }
  }
}

extension ProgramLayout: CustomStringConvertible {
  var description: String {
    steps.map { step in
      switch step {
      case .loops(let loops): return loops.description
      case .operation(let number):
        let equation = program.equations[number]
        let results = equation.outputs.map { "%\($0.index)" }.joined(separator: ", ")
        let name: String
        switch operations[number] {
        case .call(let call, _): name = "call \(call.name)"
        case .programs(let layouts, _):
          let bodies = layouts.map { layout in
            layout.description.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
          }
          name = "\(type(of: equation.primitive).id) {\n\(bodies.joined(separator: "\n} {\n"))\n}"
        case nil: name = type(of: equation.primitive).id
        }
        return "\(results) = \(name)"
      }
    }.joined(separator: "\n")
  }
}

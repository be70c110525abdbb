import CJacobiCodegen
import JacobiCore

/// A program as machine code.
final class NativeProgram: Executable {
  typealias Function =
    @convention(c) (
      _ inputs: UnsafePointer<UnsafeMutableRawPointer?>, _ outputs: UnsafePointer<UnsafeMutableRawPointer?>,
      _ constants: UnsafePointer<UnsafeMutableRawPointer?>, _ calls: UnsafePointer<UnsafeRawPointer?>,
      _ frame: UnsafeMutablePointer<JacobiFrame>
    ) -> Int32

  /// Where an output comes from.
  enum Output {
    case input(Int)
    case constant(TensorValue)
    case computed(Int)
  }

  private let module: NativeModule
  private let function: Function
  private let outputs: [Output]
  /// Whether the outputs are what the code computes, in its order.
  private let isAllComputed: Bool
  /// Of what the code computes.
  private let computedTypes: [TensorType]
  /// By what is computed, the input that it is written over.
  private let inPlace: [Int: Int]
  private let tables: ExecutionTables
  private let arenas: ArenaPool

  init(
    objects: [[UInt8]], results: NativeResults, inPlace: [Int: Int], tables: CodeTables, arenaByteCount: Int
  ) throws {
    module = try NativeModule(objects: objects, symbols: ParallelLoops.symbols)
    // SAFETY: the function was generated with these parameters.
    function = unsafeBitCast(try module.address(of: NativeCode.functionName), to: Function.self)
    outputs = results.outputs
    computedTypes = results.computed.map(\.type)
    self.inPlace = inPlace
    self.tables = ExecutionTables(tables)
    arenas = ArenaPool(byteCount: arenaByteCount)
    let outputs = results.outputs
    isAllComputed = outputs.indices.allSatisfy { number in
      if case .computed(number) = outputs[number] { true } else { false }
    }
  }

  /// From what was kept of an equal program.
  convenience init(
    _ entry: CodeEntry, for program: Program, _ results: NativeResults, _ context: CompilationContext
  ) throws {
    try program.requireMemory(for: results, arena: entry.arenaByteCount)
    try self.init(
      objects: entry.objects, results: results, inPlace: entry.inPlace,
      tables: entry.references.tables(for: program, context), arenaByteCount: entry.arenaByteCount)
  }

  /// How much memory the program takes while it is not run.
  var keptByteCount: Int { module.image.byteCount + arenas.keptByteCount }

  func run(_ inputs: [TensorValue]) throws -> [TensorValue] {
    // Values of their own, since this is no call that gives inputs away.
    try results(for: inputs.map { Tensor(inPlace.isEmpty ? $0 : $0.shared) }).values
  }

  func results(for operands: [Tensor]) throws -> [Tensor] {
    var inputs = operands.areNumbers ? operands : operands.values.map { Tensor($0) }
    var results: [Tensor] = []
    results.reserveCapacity(computedTypes.count)
    for index in computedTypes.indices {
      if let input = inPlace[index] {
        results.append(takeOver(&inputs, at: input))
      } else {
        results.append(Tensor(TensorValue(uninitialized: computedTypes[index])))
      }
    }
    try call(inputs, results)
    if isAllComputed { return results }
    // Results are values of their own, also where they are an argument, a constant or one value twice.
    return outputs.map { output in
      switch output {
      case .input(let number): Tensor(inputs.values[number].shared)
      case .constant(let value): Tensor(value.shared)
      case .computed(let number): Tensor(results.values[number].shared)
      }
    }
  }

  /// The tensor in the memory of a donated input, which it holds the elements of. Where others have a right to the memory, or
  /// another input is the same tensor, it has a copy, and the input is that.
  private func takeOver(_ inputs: inout [Tensor], at position: Int) -> Tensor {
    guard let given = inputs[position].value else {
      preconditionFailure("internal error: an input without numbers")
    }
    let isShared = inputs.indices.contains {
      $0 != position && inputs[$0].value?.buffer.pointer == given.buffer.pointer
    }
    var value = isShared ? given : given.donate() ?? given
    if isShared || !value.ownsMemory {
      let copy = TensorValue(uninitialized: value.type)
      // SAFETY: both have the bytes of the type.
      copy.buffer.pointer.copyMemory(from: value.buffer.pointer, byteCount: value.type.byteCount)
      value = copy
    }
    inputs[position] = Tensor(value)
    return inputs[position]
  }

  /// Computes what `results` are, which have memory.
  private func call(_ inputs: [Tensor], _ results: [Tensor]) throws {
    var frame = JacobiFrame(arena: try arenas.take(), error: nil)
    defer { arenas.put(back: frame.arena) }
    let status = withUnsafeTemporaryAllocation(
      of: UnsafeMutableRawPointer?.self, capacity: inputs.count + results.count + 1
    ) { addresses in
      // SAFETY: there is one address more than there are tensors even for none, and the tensors live through the call.
      let start = addresses.baseAddress!
      inputs.writeAddresses(to: start)
      results.writeAddresses(to: start + inputs.count)
      return function(start, start + inputs.count, tables.constants, tables.calls, &frame)
    }
    withExtendedLifetime((inputs, results)) {}
    try frame.check(status)
  }
}

/// The tables that code is given, and what keeps their entries alive.
private final class ExecutionTables: @unchecked Sendable {
  // SAFETY: `Sendable` because nothing changes after `init`.
  private let values: [TensorValue]
  private let libraryCalls: [LibraryCall]
  let constants: UnsafePointer<UnsafeMutableRawPointer?>
  let calls: UnsafePointer<UnsafeRawPointer?>

  init(_ tables: CodeTables) {
    values = tables.constants
    libraryCalls = tables.calls
    let constants = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: max(values.count, 1))
    for (number, value) in values.enumerated() { (constants + number).initialize(to: value.buffer.pointer) }
    self.constants = UnsafePointer(constants)
    let calls = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: max(2 * libraryCalls.count, 1))
    for (number, call) in libraryCalls.enumerated() {
      // SAFETY: a function of C is its address; generated code calls it with these parameters.
      (calls + 2 * number).initialize(to: unsafeBitCast(call.function, to: UnsafeRawPointer.self))
      (calls + 2 * number + 1).initialize(to: UnsafeRawPointer(Unmanaged.passUnretained(call.context).toOpaque()))
    }
    self.calls = UnsafePointer(calls)
  }

  deinit {
    constants.deallocate()
    calls.deallocate()
  }
}

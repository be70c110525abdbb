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
  private let tables: ExecutionTables
  private let arenas: ArenaPool

  init(
    _ module: NativeModule, function: String, outputs: [Output], computedTypes: [TensorType], tables: CodeTables,
    arenaByteCount: Int
  ) throws {
    self.module = module
    // SAFETY: the function was generated with these parameters.
    self.function = unsafeBitCast(try module.address(of: function), to: Function.self)
    self.outputs = outputs
    self.computedTypes = computedTypes
    self.tables = ExecutionTables(tables)
    arenas = ArenaPool(byteCount: arenaByteCount)
    isAllComputed = outputs.indices.allSatisfy { number in
      if case .computed(number) = outputs[number] { true } else { false }
    }
  }

  /// How much memory the program takes while it is not run.
  var keptByteCount: Int { module.image.byteCount + arenas.keptByteCount }

  func run(_ inputs: [TensorValue]) throws -> [TensorValue] {
    try results(for: inputs.map { Tensor($0) }).values
  }

  func results(for operands: [Tensor]) throws -> [Tensor] {
    let inputs = operands.areNumbers ? operands : operands.values.map { Tensor($0) }
    var results: [Tensor] = []
    results.reserveCapacity(computedTypes.count)
    for index in computedTypes.indices { results.append(Tensor(TensorValue(uninitialized: computedTypes[index]))) }
    try call(inputs, results)
    if isAllComputed { return results }
    return outputs.map { output in
      switch output {
      case .input(let number): inputs[number]
      case .constant(let value): Tensor(value)
      case .computed(let number): results[number]
      }
    }
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

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
  }

  /// How much memory the program takes while it is not run.
  var keptByteCount: Int { module.image.byteCount + arenas.keptByteCount }

  func run(_ inputs: [TensorValue]) throws -> [TensorValue] {
    let results = computedTypes.map { TensorValue(uninitialized: $0) }
    var frame = JacobiFrame(arena: try arenas.take(), error: nil)
    defer { arenas.put(back: frame.arena) }
    let status = inputs.withPointers { inputs in
      results.withPointers { results in
        function(inputs, results, tables.constants, tables.calls, &frame)
      }
    }
    try frame.check(status)
    return outputs.map { output in
      switch output {
      case .input(let number): inputs[number]
      case .constant(let value): value
      case .computed(let number): results[number]
      }
    }
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

import CJacobiCodegen
import JacobiCore

/// A function of generated code while it is written.
final class FunctionCode {
  let builder: IRBuilder
  let environment: CodeEnvironment
  let tables: CodeTables
  let target: VectorTarget
  let stack: StackMemory
  /// Whether loops may be shared out among threads: not in what many threads run.
  var mayFork = false
  /// Whether the code runs again and again, in a loop.
  var isRepeated = false

  init(_ builder: IRBuilder, _ environment: CodeEnvironment, _ tables: CodeTables, target: VectorTarget) {
    self.builder = builder
    self.environment = environment
    self.tables = tables
    self.target = target
    stack = StackMemory(builder)
  }

  /// A pointer to a constant of the program.
  func constant(_ value: TensorValue) -> IRValue {
    entry(environment.constants, tables.number(of: value))
  }

  private func entry(_ table: IRValue, _ number: Int) -> IRValue {
    let place = builder.offset(table, by: builder.integer(number, .integer(64)), of: .pointer)
    return builder.load(.pointer, place, alignment: 8)
  }

  /// Memory on the stack for a small value, until a scope ends.
  func stack(_ type: TensorType, in scope: Int? = nil) -> IRValue {
    stack.take(byteCount: type.byteCount, in: scope)
  }

  private func access(_ body: (inout ElementEmitter) -> Element) -> Element {
    var emitter = ElementEmitter(builder, ExpressionGraph()) { _ in
      preconditionFailure("internal error: an access has no operands")
    }
    return body(&emitter)
  }

  func load(_ pointer: IRValue, _ dtype: DType) -> Element {
    access { $0.load(pointer, dtype, Affine(0), []) }
  }

  func store(_ element: Element, _ pointer: IRValue, _ dtype: DType) {
    _ = access {
      $0.store(element, pointer, dtype, Affine(0))
      return element
    }
  }

  /// Copies a value; a small one element by element, so that it may be kept in registers.
  func copy(_ type: TensorType, from source: IRValue, to destination: IRValue) {
    guard type.elementCount <= UnrolledLoops.limit else {
      builder.memcpy(to: destination, from: source, byteCount: builder.integer(type.byteCount, .integer(64)))
      return
    }
    let memory = type.dtype.memoryType
    let elements = (0..<type.elementCount * type.dtype.partCount).map { number in
      let offset = builder.integer(number, .integer(64))
      return (offset, builder.load(memory, builder.offset(source, by: offset, of: memory), alignment: memory.byteCount))
    }
    for (offset, element) in elements {
      builder.store(element, builder.offset(destination, by: offset, of: memory), alignment: memory.byteCount)
    }
  }

  /// Calls an operation of a library; the function returns at once with its status if that is not 0.
  func call(_ call: LibraryCall, operands: [IRValue], results: [IRValue], scratch: IRValue) {
    let number = tables.number(of: call)
    let (function, context) = (entry(environment.calls, 2 * number), entry(environment.calls, 2 * number + 1))
    let status = builder.call(
      address: function, parameters: [.pointer, .pointer, .pointer, .pointer, .pointer], result: .integer(32),
      [context, environment.frame, pointers(operands), pointers(results), scratch])
    let (failed, done) = (builder.block("failed"), builder.block("done"))
    builder.branch(
      if: builder.compareIntegers(.equal, status, builder.integer(0, .integer(32))), then: done, else: failed)
    builder.position(at: failed)
    builder.ret(status)
    builder.position(at: done)
  }

  /// An array of pointers on the stack.
  private func pointers(_ pointers: [IRValue]) -> IRValue {
    let array = stack.take(byteCount: 8 * pointers.count)
    for (number, pointer) in pointers.enumerated() {
      let place = builder.offset(array, by: builder.integer(number, .integer(64)), of: .pointer)
      builder.store(pointer, place, alignment: 8)
    }
    return array
  }
}

/// What generated code refers to by number: constants and functions outside.
final class CodeTables {
  private(set) var constants: [TensorValue] = []
  private(set) var calls: [LibraryCall] = []
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var functionCount = 0
  private var forkDeclaration: IRFunction?

  /// The function that shares out the steps of loops.
  func fork(in module: IRModule) -> IRFunction {
    if let forkDeclaration { return forkDeclaration }
    let declaration = module.function(
      ParallelLoops.forkName, [.integer(64), .integer(64), .pointer, .pointer], .void, isPrivate: false)
    forkDeclaration = declaration
    return declaration
  }

  /// A name for another function of the module.
  func functionName() -> String {
    functionCount += 1
    return "loops_\(functionCount)"
  }

  func number(of value: TensorValue) -> Int {
    let identity = ObjectIdentifier(value.buffer)
    if let number = numbers[identity] { return number }
    add(value)
    numbers[identity] = constants.count - 1
    return constants.count - 1
  }

  func number(of call: LibraryCall) -> Int {
    add(call)
    return calls.count - 1
  }

  /// Adds an entry behind the last one, also an equal one.
  func add(_ value: TensorValue) { constants.append(value) }
  func add(_ call: LibraryCall) { calls.append(call) }
}

import JacobiCore
import JacobiPrimitives

/// A scan, step by step. The carries are given to the body and not kept, so that it can update them in place.
struct ScanKernel: Sendable {
  private let scan: Scan
  private let length: Int
  private let body: any Executable

  init(_ scan: Scan) throws {
    guard let length = scan.length.known else {
      throw TensorError.invalidDimension(value: "\(scan.length)", operation: Operation(Scan.id))
    }
    self.scan = scan
    self.length = length
    body = try CompiledBodies.executable(for: scan.body, backend: nil)
  }

  func run(_ operands: inout [TensorValue], _ outputs: [TensorType]) throws -> [TensorValue] {
    var (constants, carries, elements) = scan.split(operands)
    operands = []
    let results = outputs.dropFirst(scan.carryCount).map { TensorValue(uninitialized: $0) }
    let elementTypes = scan.split(scan.body.inputTypes).elements
    for step in 0..<length {
      let index = scan.isReversed ? length - 1 - step : step
      var inputs = constants + carries
      carries = []
      for (value, type) in zip(elements, elementTypes) { inputs.append(value.element(index, type)) }
      if step == length - 1 { (constants, elements) = ([], []) }
      var next = try body.run(consuming: &inputs)
      for (result, value) in zip(results, next.dropFirst(scan.carryCount)) { result.setElement(index, to: value) }
      next.removeLast(results.count)
      carries = next
    }
    return carries + results
  }
}

/// A loop with a condition, step by step.
struct WhileKernel: Sendable {
  private let constantCount: Int
  private let condition: any Executable
  private let body: any Executable

  init(_ loop: While) throws {
    constantCount = loop.constantCount
    condition = try CompiledBodies.executable(for: loop.condition, backend: nil)
    body = try CompiledBodies.executable(for: loop.body, backend: nil)
  }

  func run(_ operands: inout [TensorValue]) throws -> [TensorValue] {
    let constants = Array(operands.prefix(constantCount))
    var carries = Array(operands.dropFirst(constantCount))
    operands = []
    while try holds(constants + carries) {
      var inputs = constants + carries
      carries = []
      carries = try body.run(consuming: &inputs)
    }
    return carries
  }

  private func holds(_ inputs: [TensorValue]) throws -> Bool {
    try condition.run(inputs)[0].withElements(of: Bool.self) { $0[0] }
  }
}

extension TensorValue {
  /// A copy of one of the elements that lie along the leading axis.
  fileprivate func element(_ index: Int, _ type: TensorType) -> TensorValue {
    let element = TensorValue(uninitialized: type)
    // SAFETY: elements are stored one after the other, and `index` is less than their number.
    element.buffer.pointer.copyMemory(from: buffer.pointer + index * type.byteCount, byteCount: type.byteCount)
    return element
  }

  /// Writes an element of a value that nobody else refers to yet.
  fileprivate func setElement(_ index: Int, to value: TensorValue) {
    let byteCount = value.type.byteCount
    // SAFETY: as for reading; the body has given a value of the type of its elements.
    (buffer.pointer + index * byteCount).copyMemory(from: value.buffer.pointer, byteCount: byteCount)
  }

  /// The number of a branch: a Boolean or an integer, moved into the range.
  func clampedIndex(below count: Int) -> Int {
    if dtype == .bool { return withElements(of: Bool.self) { min($0[0] ? 1 : 0, count - 1) } }
    return min(max(dtype.visit(Position(value: self)), 0), count - 1)
  }
}

import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

extension KernelLibrary {
  static let sorting: [Row] = [
    row { (sort: Sort, inputs, _) in
      let lines = KernelLines(inputs[0].shape, axis: sort.axis)
      if lines.size > Int(Int32.max) { return nil }
      if inputs.count == 1, !inputs[0].dtype.isComplex {
        return LibraryCall("sort", plan: NumberSort(lines, inputs[0].dtype))
      }
      return LibraryCall("sort by keys", plan: RecordSort(lines, inputs.map(\.dtype), keyCount: sort.keyCount))
    },
    row { (topK: TopK, inputs, outputs) in
      let lines = KernelLines(inputs[0].shape, axis: topK.axis)
      let k = outputs[0].shape.sizes[topK.axis]
      return LibraryCall("top_k", plan: LargestOfLines(lines, k: k, inputs[0].dtype))
    },
  ]
}

extension LibraryCall {
  /// A call of a kernel that works in memory besides operands and results.
  fileprivate init(_ name: String, plan: some ScratchPlan) {
    self.init(name, plan: plan, scratchByteCount: plan.scratch)
  }
}

private protocol ScratchPlan: LibraryPlan {
  var scratch: Int { get }
}

/// Sorts real numbers.
private final class NumberSort: ScratchPlan {
  private let lines: KernelLines
  private let number: JacobiNumber

  init(_ lines: KernelLines, _ dtype: DType) { (self.lines, number) = (lines, JacobiNumber(dtype)) }

  private var width: Int { Int(number.width) }
  var scratch: Int { 2 * lines.scratch(width) }

  func run(_ memory: CallMemory) throws {
    let source = lines.gathered(memory.operands[0], byteCount: width, into: memory.scratch!)
    let target = lines.isContiguous ? memory.results[0] : memory.scratch! + lines.scratch(width)
    guard jacobi_sort(number, Int64(lines.count), Int64(lines.size), source, target) else {
      throw LibraryFailure.noMemory
    }
    if !lines.isContiguous { lines.scatter(target, size: lines.size, byteCount: width, to: memory.results[0]) }
  }
}

/// Sorts by one or several keys, and puts all operands in the order that comes of it.
private final class RecordSort: ScratchPlan {
  private let lines: KernelLines
  private let dtypes: [DType]
  private let keyCount: Int

  init(_ lines: KernelLines, _ dtypes: [DType], keyCount: Int) {
    (self.lines, self.dtypes, self.keyCount) = (lines, dtypes, keyCount)
  }

  private var orderByteCount: Int { lines.rounded(4) }
  /// The order, and where they are not side by side the lines of all operands and of one result.
  var scratch: Int {
    orderByteCount + dtypes.reduce(0) { $0 + lines.scratch($1.byteCount) } + lines.scratch(16)
  }

  func run(_ memory: CallMemory) throws {
    var free = memory.scratch!
    func take(_ byteCount: Int) -> UnsafeMutableRawPointer {
      defer { free += byteCount }
      return free
    }
    // SAFETY: scratch memory of nobody else, as large as the plan asked for, on a boundary of 64 bytes.
    let order = take(orderByteCount).assumingMemoryBound(to: Int32.self)
    let sources = dtypes.enumerated().map { index, dtype in
      lines.gathered(memory.operands[index], byteCount: dtype.byteCount, into: take(lines.scratch(dtype.byteCount)))
    }
    let keys = (0..<keyCount).flatMap { index in
      JacobiNumber.keys(dtypes[index]).map { (number: $0, source: sources[index]) }
    }
    guard
      jacobi_sort_order(
        Int32(keys.count), keys.map(\.number), Int64(lines.count), Int64(lines.size), keys.map(\.source), order)
    else { throw LibraryFailure.noMemory }
    for (index, dtype) in dtypes.enumerated() {
      let width = dtype.byteCount
      let target = lines.isContiguous ? memory.results[index] : free
      jacobi_take_order(Int32(width), Int64(lines.count), Int64(lines.size), sources[index], order, target)
      if !lines.isContiguous { lines.scatter(target, size: lines.size, byteCount: width, to: memory.results[index]) }
    }
  }
}

/// The largest numbers of each line.
private final class LargestOfLines: ScratchPlan {
  private let lines: KernelLines
  private let k: Int
  private let number: JacobiNumber

  init(_ lines: KernelLines, k: Int, _ dtype: DType) {
    (self.lines, self.k, number) = (lines, k, JacobiNumber(dtype))
  }

  private var width: Int { Int(number.width) }
  var scratch: Int { 2 * lines.scratch(width) + lines.scratch(4) }

  func run(_ memory: CallMemory) throws {
    let source = lines.gathered(memory.operands[0], byteCount: width, into: memory.scratch!)
    let offset = lines.scratch(width)
    let values = lines.isContiguous ? memory.results[0] : memory.scratch! + offset
    let indices = lines.isContiguous ? memory.results[1] : memory.scratch! + 2 * offset
    guard
      // SAFETY: a result of this type, or scratch memory of nobody else.
      jacobi_top_k(
        number, Int64(lines.count), Int64(lines.size), Int64(k), source, values,
        indices.assumingMemoryBound(to: Int32.self))
    else { throw LibraryFailure.noMemory }
    if !lines.isContiguous {
      lines.scatter(values, size: k, byteCount: width, to: memory.results[0])
      lines.scatter(indices, size: k, byteCount: 4, to: memory.results[1])
    }
  }
}

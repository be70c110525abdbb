import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

extension KernelLibrary {
  static let searching: [Row] = [
    row { (search: ArgMax, inputs, outputs) in extreme(search, isMinimum: false, inputs[0], outputs[0]) },
    row { (search: ArgMin, inputs, outputs) in extreme(search, isMinimum: true, inputs[0], outputs[0]) },
  ]

  static let cumulative: [Row] = [
    row { (scan: CumSum, inputs, _) in running(JacobiCumulativeSum, scan, inputs[0]) },
    row { (scan: CumProd, inputs, _) in running(JacobiCumulativeProduct, scan, inputs[0]) },
    row { (scan: CumMax, inputs, _) in running(JacobiCumulativeMaximum, scan, inputs[0]) },
    row { (scan: CumMin, inputs, _) in running(JacobiCumulativeMinimum, scan, inputs[0]) },
  ]

  private static func extreme(
    _ search: some ArgReductionPrimitive, isMinimum: Bool, _ input: TensorType, _ output: TensorType
  ) -> LibraryCall? {
    let lines = KernelLines(input.shape, axis: search.axis)
    let number = JacobiNumber(input.dtype)
    let width = input.dtype.byteCount
    return LibraryCall(
      isMinimum ? "argmin" : "argmax",
      plan: ClosurePlan { memory in
        if lines.count == 0 { return }
        let source = lines.gathered(memory.operands[0], byteCount: width, into: memory.scratch!)
        jacobi_arg_extreme(
          number, isMinimum, Int64(lines.count), Int64(lines.size), source, Int32(output.dtype.byteCount),
          memory.results[0])
      }, scratchByteCount: lines.scratch(width))
  }

  private static func running(
    _ operation: JacobiCumulative, _ scan: some CumulativePrimitive, _ input: TensorType
  ) -> LibraryCall? {
    let dtype = input.dtype
    if dtype.isComplex || dtype == .float16 || dtype == .bfloat16 { return nil }
    let lines = KernelLines(input.shape, axis: scan.axis)
    let number = JacobiNumber(dtype)
    let reverse = scan.reverse
    return LibraryCall(
      "cumulative",
      plan: ClosurePlan { memory in
        let source = lines.gathered(memory.operands[0], byteCount: dtype.byteCount, into: memory.scratch!)
        let target =
          lines.isContiguous ? memory.results[0] : memory.scratch! + lines.scratch(dtype.byteCount)
        guard
          jacobi_cumulative(number, operation, reverse, Int64(lines.count), Int64(lines.size), source, target)
        else { throw LibraryFailure.noMemory }
        if !lines.isContiguous {
          lines.scatter(target, size: lines.size, byteCount: dtype.byteCount, to: memory.results[0])
        }
      }, scratchByteCount: 2 * lines.scratch(dtype.byteCount))
  }
}

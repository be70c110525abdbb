import CJacobiCodegen
import JacobiCore
import JacobiPrimitives

extension KernelLibrary {
  static let rowAccess: [Row] = [
    row { (gather: Gather, inputs, outputs) in
      let sizes = gather.sliceSizes.compactMap(\.known)
      guard sizes == [1] + inputs[0].shape.sizes.dropFirst(),
        let shape = JacobiRows(gather.dimensions, gather.mode, inputs[0], inputs[1], windows: outputs[0])
      else { return nil }
      let fill = gather.fillValue(for: inputs[0].dtype)
      return LibraryCall(
        "gather rows",
        plan: ClosurePlan { memory in
          jacobi_gather_rows(
            shape, memory.operands[0], memory.operands[1], Int32(fill.dtype.byteCount), fill.buffer.pointer,
            memory.results[0])
        })
    },
    row { (scatter: ScatterAdd, inputs, _) in
      let dtype = inputs[0].dtype
      guard let shape = rows(of: scatter, inputs) else { return nil }
      let number = JacobiNumber(dtype)
      return LibraryCall(
        "scatter_add rows",
        plan: ClosurePlan { memory in
          jacobi_scatter_add_rows(
            shape, number, memory.operands[0], memory.operands[1], memory.operands[2], memory.results[0])
        })
    },
  ]
}

extension KernelLibrary {
  /// Whether the kernel for sums of rows carries out a scatter.
  static func addsRows(_ scatter: ScatterAdd, _ inputs: [TensorType]) -> Bool { rows(of: scatter, inputs) != nil }

  private static func rows(of scatter: ScatterAdd, _ inputs: [TensorType]) -> JacobiRows? {
    let dtype = inputs[0].dtype
    guard dtype != .float16, dtype != .bfloat16, !dtype.isBoolean,
      inputs[2].shape.sizes.suffix(inputs[0].rank - 1) == inputs[0].shape.sizes.dropFirst()
    else { return nil }
    return JacobiRows(scatter.dimensions, scatter.mode, inputs[0], inputs[1], windows: inputs[2])
  }
}

extension JacobiRows {
  /// - Parameter windows: the type of what is read or added, whose last axes run over a row.
  /// - Returns: `nil` unless each index means a whole row of the operand.
  fileprivate init?(
    _ dimensions: GatherDimensions, _ mode: OutOfBoundsMode, _ operand: TensorType, _ indices: TensorType,
    windows: TensorType
  ) {
    let batchRank = indices.rank - 1
    guard operand.rank >= 1, dimensions.start == [0], dimensions.collapsed == [0], dimensions.operandBatching.isEmpty,
      dimensions.offset == Array(batchRank..<windows.rank), indices.dtype == .int32 || indices.dtype == .int64,
      operand.elementCount > 0
    else { return nil }
    self.init()
    rows = Int64(operand.shape.sizes[0])
    row_width = Int64(operand.byteCount) / rows
    count = Int64(indices.elementCount)
    index_width = Int32(indices.dtype.byteCount)
    moves_inside = mode != .fillOrDrop
  }
}

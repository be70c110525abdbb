import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let callbacks: [OpRecord] = [
    OpRecord(HostCallback.self, dtypes: DTypeClass.any.dtypes) { dtype in
      let operands = [OperandSpec(dtype, [2, 3]), OperandSpec(dtype, [])]
      return [false, true].flatMap { isPure in
        [
          // The results are the operands, in the other order.
          OpCase(operands) { size in
            HostCallback(
              swap, resultTypes: [TensorType(dtype, []), TensorType(dtype, [size(2), size(3)])], isPure: isPure)
          },
          OpCase(operands) { size in
            HostCallback(
              swap, resultTypes: [TensorType(dtype, []), TensorType(dtype, [size(2), size(3)])], isPure: isPure,
              takesBatches: true)
          },
        ]
      }
    }
  ]

  private static let swap = HostFunction("swap") { $0.reversed() }
}

import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let controlFlow: [OpRecord] = [
    OpRecord(
      Call.self, dtypes: DTypeClass.any.dtypes,
      tolerance: .ulps(4, because: "a sine and a product, each rounded")
    ) { dtype in
      [
        // Two results, of which one does not depend on all operands.
        OpCase([OperandSpec(dtype, [2, 3]), OperandSpec(dtype, [2, 3])]) { size in
          call([size(2), size(3)], dtype) { x, y in [Mul()(function(x), y), Copy()(y)] }
        },
        OpCase([OperandSpec(dtype, [3]), OperandSpec(dtype, [3])]) { size in
          call([size(3)], dtype) { x, _ in [x] }
        },
        OpCase([OperandSpec(dtype, []), OperandSpec(dtype, [])]) { _ in
          call([], dtype) { x, y in [Mul()(x, function(Mul()(x, y)))] }
        },
      ]
    }
  ]

  private static func function(_ x: Tensor) -> Tensor { x.dtype.isInexact ? Sin()(x) : Copy()(x) }

  private static func call(_ shape: Shape, _ dtype: DType, _ body: (Tensor, Tensor) -> [Tensor]) -> Call {
    let type = TensorType(dtype, shape)
    do {
      return Call(try traceProgram([type, type]) { body($0[0], $0[1]) }.program, name: "body")
    } catch {
      preconditionFailure("internal error: \(error)")
    }
  }
}

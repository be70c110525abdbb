import JacobiCore
import JacobiPrimitives

extension OpTable {
  static let sorting: [OpRecord] = [
    OpRecord(Sort.self, dtypes: DTypeClass.any.dtypes) { dtype in
      let key = { (shape: Shape) in OperandSpec(dtype, shape, Domain().separated()) }
      // Few different integers, so that the first key leaves ties.
      let ties = { (shape: Shape) in OperandSpec(.int8, shape, .integers(0...1)) }
      return [
        OpCase(Sort(axis: 0), [key([5])]),
        OpCase(Sort(axis: 0), [key([3, 2])]),
        OpCase(Sort(axis: 1, operandCount: 2), [key([2, 4]), OperandSpec(dtype, [2, 4])]),
        OpCase(Sort(axis: 0, keyCount: 2, operandCount: 2), [ties([6]), key([6])]),
        OpCase(
          Sort(axis: 1, keyCount: 1, operandCount: 3), [ties([2, 5]), key([2, 5]), OperandSpec(dtype, [2, 5])]),
        OpCase(Sort(axis: 1), [key([2, 0])]),
        OpCase(Sort(axis: 0, isStable: false), [key([1])]),
      ]
    },
    OpRecord(TopK.self, dtypes: DTypeClass.ordered.dtypes) { dtype in
      let x = { (shape: Shape) in OperandSpec(dtype, shape, Domain().separated()) }
      return [
        OpCase(TopK(3, axis: 0), [x([5])]),
        OpCase(TopK(1, axis: 1), [x([2, 3])]),
        OpCase([x([3, 2])]) { size in TopK(size(3), axis: 0) },
        OpCase(TopK(0, axis: 0), [x([3])]),
        OpCase(TopK(2, axis: 1), [x([0, 2])]),
      ]
    },
  ]
}

import JacobiCore
import JacobiPrimitives

/// The reductions that generated loops carry out.
enum NativeReduction {
  static func axes(of primitive: any Primitive) -> [Int]? {
    (primitive as? any ReductionPrimitive)?.axes
  }

  /// The axes over which loops combine elements; `nil` for operations that are no reductions, and for those whose few elements
  /// are written out as an expression.
  static func loopAxes(of equation: Equation) -> [Int]? {
    termCount(of: equation) == nil ? axes(of: equation.primitive) : nil
  }

  /// How many elements each result combines, for reductions that are written out as an expression of them.
  static func termCount(of equation: Equation) -> Int? {
    guard let axes = axes(of: equation.primitive), !axes.isEmpty,
      accepts(equation.primitive, equation.inputs[0].type.dtype)
    else { return nil }
    // Sums of numbers of 16 bits are rounded once, at the end, which an expression would do after each term.
    let (operand, result) = (equation.inputs[0].type, equation.outputs[0].type)
    let count = axes.reduce(1) { $0 * operand.shape.sizes[$1] }
    guard count >= 2, count <= ShortAxes.longest, !operand.dtype.isNarrowFloating else { return nil }
    return result.elementCount > UnrolledLoops.limit ? count : nil
  }

  static func accepts(_ primitive: any Primitive, _ dtype: DType) -> Bool {
    switch primitive {
    case is ReduceSum, is ReduceProd: true
    case is ReduceMax, is ReduceMin: !dtype.isComplex
    case is ReduceAnd, is ReduceOr, is ReduceXor: true
    default: false
    }
  }

  /// What combines two elements.
  static func combination(of primitive: any Primitive) -> any Primitive {
    switch primitive {
    case is ReduceSum: Add()
    case is ReduceProd: Mul()
    case is ReduceMax: Max()
    case is ReduceMin: Min()
    case is ReduceAnd: And()
    case is ReduceOr: Or()
    case is ReduceXor: Xor()
    default: preconditionFailure("internal error: \(type(of: primitive).id) has no combination")
    }
  }

  /// What changes nothing when it is combined.
  static func identity(of primitive: any Primitive, _ dtype: DType) -> TensorValue {
    let limits = dtype.integerLimits
    func integer(_ number: Int) -> TensorValue { ScalarLiteral.integer(number).value(as: dtype) }
    switch primitive {
    case is ReduceProd: return integer(1)
    case is ReduceMax:
      guard let limits else { return dtype == .bool ? integer(0) : ScalarLiteral.floating(-.infinity).value(as: dtype) }
      return integer(Int(limits.minimum))
    case is ReduceMin:
      guard let limits else { return dtype == .bool ? integer(1) : ScalarLiteral.floating(.infinity).value(as: dtype) }
      return integer(dtype.isSignedInteger ? Int(limits.maximum) : -1)
    case is ReduceAnd: return integer(dtype == .bool ? 1 : -1)
    default: return integer(0)
    }
  }
}

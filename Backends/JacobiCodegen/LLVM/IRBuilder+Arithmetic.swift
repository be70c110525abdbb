import CLLVM

extension IRBuilder {
  func fadd(_ a: IRValue, _ b: IRValue) -> IRValue { float(llvm.pointee.BuildFAdd, a, b) }
  /// Rounded as it is written, not at once with a product: equal numbers have no difference.
  func fsub(_ a: IRValue, _ b: IRValue) -> IRValue {
    withFastMath(fastMath.subtracting(.contract)) { float(llvm.pointee.BuildFSub, a, b) }
  }
  func fmul(_ a: IRValue, _ b: IRValue) -> IRValue { float(llvm.pointee.BuildFMul, a, b) }
  func fdiv(_ a: IRValue, _ b: IRValue) -> IRValue { float(llvm.pointee.BuildFDiv, a, b) }
  func frem(_ a: IRValue, _ b: IRValue) -> IRValue { float(llvm.pointee.BuildFRem, a, b) }

  func fneg(_ a: IRValue) -> IRValue { value(llvm.pointee.BuildFNeg(reference, a.reference, ""), a.type) }

  /// `a * b + c` with one rounding.
  func fma(_ a: IRValue, _ b: IRValue, _ c: IRValue) -> IRValue { intrinsic("llvm.fma", [a.type], [a, b, c]) }

  func add(_ a: IRValue, _ b: IRValue) -> IRValue {
    if isZero(a) { return b }
    return isZero(b) ? a : integer(llvm.pointee.BuildAdd, a, b)
  }

  func sub(_ a: IRValue, _ b: IRValue) -> IRValue { isZero(b) ? a : integer(llvm.pointee.BuildSub, a, b) }

  func mul(_ a: IRValue, _ b: IRValue) -> IRValue {
    if isOne(a) || isZero(b) { return b }
    return isOne(b) || isZero(a) ? a : integer(llvm.pointee.BuildMul, a, b)
  }

  func sdiv(_ a: IRValue, _ b: IRValue) -> IRValue { isOne(b) ? a : integer(llvm.pointee.BuildSDiv, a, b) }
  func udiv(_ a: IRValue, _ b: IRValue) -> IRValue { isOne(b) ? a : integer(llvm.pointee.BuildUDiv, a, b) }
  func srem(_ a: IRValue, _ b: IRValue) -> IRValue { integer(llvm.pointee.BuildSRem, a, b) }
  func urem(_ a: IRValue, _ b: IRValue) -> IRValue { integer(llvm.pointee.BuildURem, a, b) }

  func shl(_ a: IRValue, _ b: IRValue) -> IRValue { isZero(b) ? a : integer(llvm.pointee.BuildShl, a, b) }
  func lshr(_ a: IRValue, _ b: IRValue) -> IRValue { isZero(b) ? a : integer(llvm.pointee.BuildLShr, a, b) }
  func ashr(_ a: IRValue, _ b: IRValue) -> IRValue { isZero(b) ? a : integer(llvm.pointee.BuildAShr, a, b) }
  func and(_ a: IRValue, _ b: IRValue) -> IRValue { integer(llvm.pointee.BuildAnd, a, b) }
  func or(_ a: IRValue, _ b: IRValue) -> IRValue { integer(llvm.pointee.BuildOr, a, b) }
  func xor(_ a: IRValue, _ b: IRValue) -> IRValue { integer(llvm.pointee.BuildXor, a, b) }
  func not(_ a: IRValue) -> IRValue { xor(a, integer(-1, a.type)) }
  func neg(_ a: IRValue) -> IRValue { sub(null(a.type), a) }

  /// The comparison's outcome, one bit per lane.
  func compareIntegers(_ predicate: IntegerPredicate, _ a: IRValue, _ b: IRValue) -> IRValue {
    let result = llvm.pointee.BuildICmp(reference, predicate.rawValue, a.reference, b.reference, "")
    return value(result, IRType.integer(1).with(lanes: a.type.lanes))
  }

  /// The comparison's outcome, one bit per lane.
  func compareFloats(_ predicate: FloatPredicate, _ a: IRValue, _ b: IRValue) -> IRValue {
    let result = llvm.pointee.BuildFCmp(reference, predicate.rawValue, a.reference, b.reference, "")
    return value(result, IRType.integer(1).with(lanes: a.type.lanes))
  }

  /// `a` where the condition holds, else `b`; the condition has one bit, or one per lane.
  func select(_ condition: IRValue, _ a: IRValue, _ b: IRValue) -> IRValue {
    value(llvm.pointee.BuildSelect(reference, condition.reference, a.reference, b.reference, ""), a.type)
  }

  /// Calls a function that LLVM knows, such as `llvm.sqrt`, for the types that its name leaves open. Functions with several
  /// results are not supported.
  func intrinsic(_ name: String, _ overloads: [IRType], _ arguments: [IRValue]) -> IRValue {
    let identifier = llvm.pointee.LookupIntrinsicID(name, name.utf8.count)
    precondition(identifier != 0, "LLVM has no intrinsic \(name)")
    let types = overloads.map { module.type($0) }
    let function = llvm.pointee.GetIntrinsicDeclaration(module.reference, identifier, types, types.count)
    let type = llvm.pointee.IntrinsicGetType(module.context, identifier, types, types.count)
    let call = call(function, type, arguments)
    let result = value(call, IRType(llvm.pointee.GetReturnType(type), llvm))
    applyFastMath(to: result)
    return result
  }

  private func isOne(_ value: IRValue) -> Bool { value.type.bits > 1 && constantInteger(value) == 1 }

  private typealias Binary = @convention(c) (LLVMBuilderRef, LLVMValueRef, LLVMValueRef, LLVMString) -> LLVMValueRef

  private func integer(_ build: Binary, _ a: IRValue, _ b: IRValue) -> IRValue {
    value(build(reference, a.reference, b.reference, ""), a.type)
  }

  private func float(_ build: Binary, _ a: IRValue, _ b: IRValue) -> IRValue {
    let result = integer(build, a, b)
    applyFastMath(to: result)
    return result
  }

  private func applyFastMath(to value: IRValue) {
    guard !fastMath.isEmpty, value.type.isFloat, !value.isConstant,
      llvm.pointee.CanValueUseFastMathFlags(value.reference) != 0
    else { return }
    llvm.pointee.SetFastMathFlags(value.reference, fastMath.rawValue)
  }
}

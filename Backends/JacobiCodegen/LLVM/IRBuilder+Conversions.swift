import CLLVM

extension IRBuilder {
  func trunc(_ a: IRValue, to type: IRType) -> IRValue { convert(llvm.pointee.BuildTrunc, a, type) }
  func zext(_ a: IRValue, to type: IRType) -> IRValue { convert(llvm.pointee.BuildZExt, a, type) }
  func sext(_ a: IRValue, to type: IRType) -> IRValue { convert(llvm.pointee.BuildSExt, a, type) }

  /// The floating-point number of a smaller type that is nearest; ties to even.
  func fptrunc(_ a: IRValue, to type: IRType) -> IRValue {
    if a.type == type { return a }
    let single = a.type.bits == 64 && type.bits == 16 ? roundedToOdd(a) : a
    return type.element == .bfloat16 ? bfloat16(single, type) : convert(llvm.pointee.BuildFPTrunc, single, type)
  }

  /// The same floating-point number in a larger type.
  func fpext(_ a: IRValue, to type: IRType) -> IRValue {
    a.type.element == .bfloat16 && a.type != type ? extended(a, type) : convert(llvm.pointee.BuildFPExt, a, type)
  }

  /// Towards zero. What the type does not hold gives an arbitrary number: `llvm.fptosi.sat` is the saturating conversion.
  func fptosi(_ a: IRValue, to type: IRType) -> IRValue { convert(llvm.pointee.BuildFPToSI, widened(a), type) }
  /// As ``fptosi(_:to:)``, for types without a sign.
  func fptoui(_ a: IRValue, to type: IRType) -> IRValue { convert(llvm.pointee.BuildFPToUI, widened(a), type) }

  /// The nearest floating-point number; 16-bit ones by way of float32.
  func sitofp(_ a: IRValue, to type: IRType) -> IRValue { fromInteger(llvm.pointee.BuildSIToFP, a, type) }
  /// As ``sitofp(_:to:)``, for types without a sign.
  func uitofp(_ a: IRValue, to type: IRType) -> IRValue { fromInteger(llvm.pointee.BuildUIToFP, a, type) }

  func bitcast(_ a: IRValue, to type: IRType) -> IRValue { convert(llvm.pointee.BuildBitCast, a, type) }

  private typealias Cast = @convention(c) (LLVMBuilderRef, LLVMValueRef, LLVMTypeRef, LLVMString) -> LLVMValueRef

  private func convert(_ build: Cast, _ a: IRValue, _ type: IRType) -> IRValue {
    a.type == type ? a : value(build(reference, a.reference, module.type(type), ""), type)
  }

  private func fromInteger(_ build: Cast, _ a: IRValue, _ type: IRType) -> IRValue {
    guard type.bits == 16 else { return convert(build, a, type) }
    return fptrunc(convert(build, a, IRType.float32.with(lanes: type.lanes)), to: type)
  }

  private func widened(_ a: IRValue) -> IRValue {
    a.type.bits == 16 ? fpext(a, to: IRType.float32.with(lanes: a.type.lanes)) : a
  }

  // Few processors convert to bfloat16, and those that do flush subnormal numbers; LLVM calls a function of the C run time
  // per element on the others. So conversions are integer arithmetic on vectors: the type is the upper half of float32.

  private func extended(_ a: IRValue, _ type: IRType) -> IRValue {
    let words = IRType.integer(32).with(lanes: a.type.lanes)
    let upper = zext(bitcast(a, to: a.type.integerOfSameSize), to: words)
    let single = bitcast(shl(upper, integer(16, words)), to: IRType.float32.with(lanes: a.type.lanes))
    return type.bits < 32 ? fptrunc(single, to: type) : fpext(single, to: type)
  }

  private func bfloat16(_ a: IRValue, _ type: IRType) -> IRValue {
    let single = widened(a)
    let words = single.type.integerOfSameSize
    let pattern = bitcast(single, to: words)
    let lowestKept = and(lshr(pattern, integer(16, words)), integer(1, words))
    let rounded = add(add(pattern, integer(0x7fff, words)), lowestKept)
    let quietNaN = or(pattern, integer(0x40_0000, words))
    let upper = lshr(select(compareFloats(.unordered, single, single), quietNaN, rounded), integer(16, words))
    return bitcast(trunc(upper, to: type.integerOfSameSize), to: type)
  }

  /// Float64 to float32 so that a second rounding gives what one would: towards zero, then the last bit is set when
  /// something was lost (S. Boldo and G. Melquiond, "When double rounding is odd", 2005).
  private func roundedToOdd(_ a: IRValue) -> IRValue {
    let type = IRType.float32.with(lanes: a.type.lanes)
    let words = type.integerOfSameSize
    let nearest = convert(llvm.pointee.BuildFPTrunc, a, type)
    let back = fpext(nearest, to: a.type)
    let magnitude = intrinsic("llvm.fabs", [a.type], [a])
    let isTooLarge = compareFloats(.orderedGreater, intrinsic("llvm.fabs", [a.type], [back]), magnitude)
    let pattern = bitcast(nearest, to: words)
    let towardsZero = sub(pattern, zext(isTooLarge, to: words))
    let odd = or(towardsZero, integer(1, words))
    return bitcast(select(compareFloats(.orderedNotEqual, back, a), odd, pattern), to: type)
  }
}

import JacobiCore

/// Floating numbers of 16 bits are stored as such and held as `float32` that one of them equals.
extension IRBuilder {
  /// Rounds to a number of the dtype, to even in case of a tie; the result is held in a register of the dtype.
  func rounded(_ value: IRValue, to dtype: DType) -> IRValue {
    guard dtype.isNarrowFloating else { return value }
    return widened(narrowed(value, dtype), dtype)
  }

  /// From the bits in memory.
  func widened(_ stored: IRValue, _ dtype: DType) -> IRValue {
    let lanes = stored.type.lanes
    let wide = IRType.float32.with(lanes: lanes)
    let extended = fpext(bitcast(stored, to: dtype.narrowType.with(lanes: lanes)), to: wide)
    // LLVM would compute with float16 instead, which few processors have: it then goes lane by lane, and its `maximum` of
    // vectors loses NaN.
    return dtype == .float16 && !extended.isConstant ? intrinsic("llvm.arithmetic.fence", [wide], [extended]) : extended
  }

  /// To the bits in memory.
  func narrowed(_ value: IRValue, _ dtype: DType) -> IRValue {
    let lanes = value.type.lanes
    return bitcast(fptrunc(value, to: dtype.narrowType.with(lanes: lanes)), to: IRType.integer(16).with(lanes: lanes))
  }
}

extension DType {
  fileprivate var narrowType: IRType { self == .float16 ? .float16 : .bfloat16 }
}

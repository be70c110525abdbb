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
    return fpext(bitcast(stored, to: dtype.narrowType.with(lanes: lanes)), to: IRType.float32.with(lanes: lanes))
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

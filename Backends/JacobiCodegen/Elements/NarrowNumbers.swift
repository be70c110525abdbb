import JacobiCore

/// Floating numbers of 16 bits are stored as such and held as `float32` that one of them equals.
extension IRBuilder {
  /// Rounds to a number of the dtype, to even in case of a tie.
  func rounded(_ value: IRValue, to dtype: DType) -> IRValue {
    switch dtype {
    case .float16:
      return fpext(fptrunc(value, to: IRType.float16.with(lanes: value.type.lanes)), to: value.type)
    case .bfloat16: return widened(narrowed(value, dtype), dtype)
    default: return value
    }
  }

  /// From the bits in memory.
  func widened(_ stored: IRValue, _ dtype: DType) -> IRValue {
    let lanes = stored.type.lanes
    let float = IRType.float32.with(lanes: lanes)
    if dtype == .float16 { return fpext(bitcast(stored, to: IRType.float16.with(lanes: lanes)), to: float) }
    let wide = zext(stored, to: IRType.integer(32).with(lanes: lanes))
    return bitcast(shl(wide, integer(16, wide.type)), to: float)
  }

  /// To the bits in memory.
  func narrowed(_ value: IRValue, _ dtype: DType) -> IRValue {
    let lanes = value.type.lanes
    let stored = IRType.integer(16).with(lanes: lanes)
    if dtype == .float16 {
      return bitcast(fptrunc(value, to: IRType.float16.with(lanes: lanes)), to: stored)
    }
    let word = IRType.integer(32).with(lanes: lanes)
    let pattern = bitcast(value, to: word)
    // Half of the last place that is kept, less one if that place is even, carries into it exactly when it has to.
    let even = and(lshr(pattern, integer(16, word)), integer(1, word))
    let nearest = lshr(add(add(pattern, integer(0x7FFF, word)), even), integer(16, word))
    // A NaN must not lose the bits that make it one.
    let quiet = or(lshr(pattern, integer(16, word)), integer(0x40, word))
    return trunc(select(compareFloats(.unordered, value, value), quiet, nearest), to: stored)
  }

  /// A `float64` as `float32` whose last bit tells whether it was rounded, so that it can be rounded again.
  func roundedToOdd(_ value: IRValue) -> IRValue {
    let lanes = value.type.lanes
    let (float, word) = (IRType.float32.with(lanes: lanes), IRType.integer(32).with(lanes: lanes))
    let nearest = fptrunc(value, to: float)
    let back = fpext(nearest, to: value.type)
    let (magnitude, exact) = (intrinsic("llvm.fabs", [value.type], [back]), intrinsic("llvm.fabs", [value.type], [value]))
    let pattern = bitcast(nearest, to: word)
    let down = select(compareFloats(.orderedGreater, magnitude, exact), sub(pattern, integer(1, word)), pattern)
    let odd = or(down, integer(1, word))
    return bitcast(select(compareFloats(.orderedNotEqual, back, value), odd, pattern), to: float)
  }
}

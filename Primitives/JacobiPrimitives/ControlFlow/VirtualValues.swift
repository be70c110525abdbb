import JacobiCore

extension Primitive {
  /// Whether elements of the operands are read one by one, where they are needed: an operand that repeats another value, or
  /// counts, need not lie in memory for that.
  package var readsSingleElements: Bool {
    switch self {
    case is any ElementwisePrimitive, is any ReductionPrimitive: true
    case is Reshape, is Transpose, is BroadcastInDim, is Rev, is Slice, is Concatenate, is Split, is Pad: true
    default: false
    }
  }
}

import CLLVM

extension IRBuilder {
  /// An integer, in every lane when the type is a vector.
  func integer(_ value: Int, _ type: IRType) -> IRValue {
    let pattern = UInt64(bitPattern: Int64(value))
    if type.bits <= 64 { return integer(pattern, type) }
    return splatConstant(llvm.pointee.ConstInt(module.type(type.element), pattern, 1), type)
  }

  /// The integer with the lowest bits of a pattern, zeros above, in every lane when the type is a vector.
  func integer(_ pattern: UInt64, _ type: IRType) -> IRValue {
    let mask = type.bits >= 64 ? UInt64.max : (1 << UInt64(type.bits)) - 1
    return splatConstant(llvm.pointee.ConstInt(module.type(type.element), pattern & mask, 0), type)
  }

  /// A floating-point number, rounded to the type, in every lane when the type is a vector.
  func float(_ value: Double, _ type: IRType) -> IRValue {
    splatConstant(llvm.pointee.ConstReal(module.type(type.element), value), type)
  }

  /// The floating-point number with these bits, such as a NaN with a payload.
  func bits(_ pattern: UInt64, _ type: IRType) -> IRValue {
    let element = integer(pattern, type.element.integerOfSameSize)
    return splatConstant(llvm.pointee.ConstBitCast(element.reference, module.type(type.element)), type)
  }

  func null(_ type: IRType) -> IRValue { value(llvm.pointee.ConstNull(module.type(type)), type) }
  func poison(_ type: IRType) -> IRValue { value(llvm.pointee.GetPoison(module.type(type)), type) }

  /// The vector of these constants of one scalar type.
  func vectorConstant(_ elements: [IRValue]) -> IRValue {
    guard elements.count > 1 else { return elements[0] }
    let vector = llvm.pointee.ConstVector(elements.map(\.reference), UInt32(elements.count))
    return value(vector, elements[0].type.with(lanes: elements.count))
  }

  private func splatConstant(_ element: LLVMValueRef, _ type: IRType) -> IRValue {
    guard type.isVector else { return value(element, type) }
    let elements = [LLVMValueRef](repeating: element, count: type.lanes)
    return value(llvm.pointee.ConstVector(elements, UInt32(type.lanes)), type)
  }

  /// The value of an integer constant of one lane and up to 64 bits.
  func constantInteger(_ value: IRValue) -> Int? {
    guard value.isConstant, value.type.isInteger, !value.type.isVector, value.type.bits <= 64,
      let constant = llvm.pointee.IsAConstantInt(value.reference)
    else { return nil }
    return Int(llvm.pointee.ConstIntGetSExtValue(constant))
  }

  /// Whether the value is known to be zero in every lane.
  func isZero(_ value: IRValue) -> Bool { value.isConstant && llvm.pointee.IsNull(value.reference) != 0 }
}

import CLLVM

extension IRBuilder {
  /// Stack memory for `count` values, reserved once however often control comes here.
  func alloca(_ type: IRType, count: Int, alignment: Int) -> IRValue {
    atEntry {
      let array = llvm.pointee.ArrayType2(module.type(type), UInt64(count))
      let pointer = llvm.pointee.BuildAlloca(reference, array, "")
      llvm.pointee.SetAlignment(pointer, UInt32(alignment))
      return value(pointer, .pointer)
    }
  }

  func load(_ type: IRType, _ pointer: IRValue, alignment: Int) -> IRValue {
    let loaded = llvm.pointee.BuildLoad2(reference, module.type(type), pointer.reference, "")
    llvm.pointee.SetAlignment(loaded, UInt32(alignment))
    return value(loaded, type)
  }

  func store(_ value: IRValue, _ pointer: IRValue, alignment: Int) {
    let store = llvm.pointee.BuildStore(reference, value.reference, pointer.reference)
    llvm.pointee.SetAlignment(store, UInt32(alignment))
  }

  /// The pointer that many elements further, inside of the same object.
  func offset(_ pointer: IRValue, by index: IRValue, of elementType: IRType) -> IRValue {
    if isZero(index) { return pointer }
    let result = llvm.pointee.BuildInBoundsGEP2(
      reference, module.type(elementType), pointer.reference, [index.reference], 1, "")
    return value(result, .pointer)
  }

  /// Copies bytes between places that do not overlap, or are the same.
  func memcpy(to destination: IRValue, from source: IRValue, byteCount: IRValue) {
    _ = llvm.pointee.BuildMemCpy(reference, destination.reference, 1, source.reference, 1, byteCount.reference)
  }

  /// Sets bytes to an 8-bit value.
  func memset(_ pointer: IRValue, _ byte: IRValue, byteCount: IRValue) {
    _ = llvm.pointee.BuildMemSet(reference, pointer.reference, byte.reference, byteCount.reference, 1)
  }
}

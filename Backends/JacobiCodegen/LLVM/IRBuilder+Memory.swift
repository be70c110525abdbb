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

  /// The pointer that many elements further: inside of the same object, unless nothing is read or written there.
  func offset(_ pointer: IRValue, by index: IRValue, of elementType: IRType, isInside: Bool = true) -> IRValue {
    if isZero(index) { return pointer }
    let build = isInside ? llvm.pointee.BuildInBoundsGEP2 : llvm.pointee.BuildGEP2
    return value(build(reference, module.type(elementType), pointer.reference, [index.reference], 1, ""), .pointer)
  }

  /// Copies bytes between places that do not overlap, or are the same.
  func memcpy(to destination: IRValue, from source: IRValue, byteCount: IRValue) {
    _ = llvm.pointee.BuildMemCpy(reference, destination.reference, 1, source.reference, 1, byteCount.reference)
  }
}

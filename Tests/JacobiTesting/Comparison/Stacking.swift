import JacobiCore

extension TensorValue {
  /// Values of one type side by side along a new axis, by moving bytes: what `vmap` is compared with must not depend on
  /// any operation.
  static func stacked(_ examples: [TensorValue], axis: Int) -> TensorValue {
    let type = examples[0].type
    let result = TensorValue(
      uninitialized: type.with(shape: type.shape.inserting(Dimension(examples.count), at: axis)))
    let blockCount = type.shape.sizes.prefix(axis).reduce(1, *)
    let blockBytes = type.byteCount / max(blockCount, 1)
    var offset = 0
    for block in 0..<blockCount {
      for example in examples {
        // SAFETY: the result has room for `blockCount * examples.count` blocks, and each example for `blockCount`.
        result.buffer.pointer.advanced(by: offset).copyMemory(
          from: example.buffer.pointer.advanced(by: block * blockBytes), byteCount: blockBytes)
        offset += blockBytes
      }
    }
    return result
  }
}

// Tensors whose memory a compiled function may use for its results. The caller gives them away: every later use is an error.

extension TensorValue {
  /// Gives the memory away: every later use of this value is an error.
  ///
  /// - Returns: the value to use from now on; whether its memory may be written says ``ownsMemory``.
  package func donate() -> TensorValue { TensorValue(buffer: buffer.donate()) }

  /// Whether no array and no other tensor has a right to the memory.
  package var ownsMemory: Bool { buffer.ownsMemory }
}

extension [Tensor] {
  /// Gives away the tensors at some positions of a list. Where this list, of results, has one of them, it keeps the numbers.
  package mutating func give(away tensors: [Tensor], at positions: [Int]) {
    for position in positions {
      guard case .concrete(let given) = tensors[position].storage else { continue }
      let kept = given.donate()
      for index in indices {
        if case .concrete(let value) = self[index].storage, value.buffer === given.buffer { self[index] = Tensor(kept) }
      }
    }
  }
}

// Tensors whose memory a compiled function may use for its results. The caller gives them away: every later use is an error.

extension TensorValue {
  /// Gives the memory away: every later use of this value is an error.
  ///
  /// - Returns: the value to use from now on; whether its memory may be written says ``ownsMemory``. `nil` when it was given
  ///   away before.
  package func donate() -> TensorValue? { buffer.donate().map { TensorValue(buffer: $0) } }

  /// Whether nobody else has a right to the memory: no array, no other shape of it, no program.
  package var ownsMemory: Bool { buffer.ownsMemory }

  /// The same numbers as a value of its own, for a second reader: giving the one away leaves the other as it is.
  package var shared: TensorValue { TensorValue(buffer: Buffer(buffer, as: type)) }
}

extension [Tensor] {
  /// Gives away the tensors at some positions, if that has not been done yet.
  package func giveAway(at positions: [Int]) {
    for position in positions {
      if case .concrete(let value) = self[position].storage { _ = value.donate() }
    }
  }
}

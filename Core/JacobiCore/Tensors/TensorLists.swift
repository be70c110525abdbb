// What operations and transformations ask of their operands as a whole. It is asked at every operation, so it is answered
// here, where the representation of tensors is known and none has to be copied.

extension [Tensor] {
  /// The dtype of operands that need neither promotion nor broadcasting: all have one type, and none is weakly typed.
  package var alignedDType: DType? {
    for index in indices where self[index].isWeaklyTyped { return nil }
    let type = self[0].type
    for index in indices.dropFirst() where !self[index].hasType(type) { return nil }
    return type.dtype
  }

  /// Whether each tensor has the type, and is weakly typed or not, as the lists say.
  package func have(_ types: [TensorType], isWeaklyTyped: [Bool]) -> Bool {
    guard count == types.count else { return false }
    for index in indices {
      guard self[index].isWeaklyTyped == isWeaklyTyped[index], self[index].hasType(types[index]) else { return false }
    }
    return true
  }

  /// Throws unless all tensors can be used here; see `Tensor.requireUsable(in:)`.
  package func requireUsable(in name: String) throws(TensorError) {
    for index in indices {
      switch self[index].storage {
      case .literal: continue
      case .concrete(let value) where !value.buffer.isDonated: continue
      case .concrete, .traced, .invalid: try self[index].requireUsable(in: name)
      }
    }
  }

  /// Whether all tensors hold numbers, of these types, and are weakly typed or not, as the lists say.
  package func hold(_ types: [TensorType], isWeaklyTyped: [Bool]) -> Bool {
    guard count == types.count else { return false }
    for index in indices {
      guard case .concrete(let value) = self[index].storage, self[index].isWeaklyTyped == isWeaklyTyped[index],
        value.buffer.type == types[index], !value.buffer.isDonated
      else { return false }
    }
    return true
  }

  /// Whether all tensors hold numbers, rather than literals or tracers.
  package var areNumbers: Bool {
    for index in indices {
      guard case .concrete = self[index].storage else { return false }
    }
    return true
  }

  /// Writes where the elements of tensors that hold numbers lie; valid while the tensors live.
  package func writeAddresses(to table: UnsafeMutablePointer<UnsafeMutableRawPointer?>) {
    for index in indices {
      guard case .concrete(let value) = self[index].storage else {
        preconditionFailure("internal error: the address of a tensor without numbers")
      }
      table[index] = value.buffer.pointer
    }
  }

  /// The values of tensors that all have one now, as they do outside of transformations.
  package var values: [TensorValue] {
    var values: [TensorValue] = []
    values.reserveCapacity(count)
    for index in indices {
      guard let value = self[index].value else {
        preconditionFailure("internal error: a tracer outside its trace")
      }
      values.append(value)
    }
    return values
  }
}

extension Tensor {
  /// Whether ``type`` is a given one.
  fileprivate func hasType(_ other: TensorType) -> Bool {
    if case .concrete(let value) = storage { value.buffer.type == other } else { type == other }
  }
}

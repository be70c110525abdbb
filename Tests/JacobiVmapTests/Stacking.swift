import JacobiCore

// Taking batches apart by copying bytes: what the results of batching rules are compared with must not use primitives.

extension TensorValue {
  /// The part at `index` of `axis`, which disappears.
  func example(_ index: Int, along axis: Int) -> TensorValue {
    let sizes = shape.sizes
    let chunk = sizes[(axis + 1)...].reduce(dtype.byteCount, *)
    let outer = sizes[..<axis].reduce(1, *)
    let result = TensorValue(uninitialized: type.with(shape: shape.removing(axes: [axis])))
    for position in 0..<outer {
      result.buffer.pointer.advanced(by: position * chunk).copyMemory(
        from: buffer.pointer.advanced(by: (position * sizes[axis] + index) * chunk), byteCount: chunk)
    }
    return result
  }
}

/// Every list with one element of each of the lists.
func product<Element>(_ lists: [[Element]]) -> [[Element]] {
  lists.reduce([[]]) { partial, list in partial.flatMap { head in list.map { head + [$0] } } }
}

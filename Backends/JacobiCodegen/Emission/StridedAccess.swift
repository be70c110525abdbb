import JacobiCore

/// Vectors of every second, third or fourth element of an array, such as one coordinate of points in space: whole groups are
/// read, of which each vector takes its elements, and vectors that fill whole groups together are written at once.
enum StridedAccess {
  /// Groups of more elements are read one element at a time.
  static let distances = 2...4

  /// A number of elements up to one that is made of whole groups of every size.
  static func wholeGroups(_ count: Int) -> Int { (count + 11) / 12 * 12 }
}

extension ElementEmitter {
  /// Elements at equal distances; `nil` where the groups that they belong to may lie outside of the array in part.
  ///
  /// - Parameters:
  ///   - first: the first position, which `affine` is.
  ///   - elementCount: how many elements the array has.
  mutating func strided(
    _ pointer: IRValue, _ dtype: DType, _ affine: Affine, first: IRValue, distance: Int, elementCount: Int
  ) -> Element? {
    guard lanes > 1, dtype.partCount == 1, StridedAccess.distances.contains(distance), elementCount % distance == 0,
      let offset = affine.offset(inGroupsOf: distance)
    else { return nil }
    let type = dtype.memoryType
    let start = builder.sub(first, builder.integer(offset, .integer(64)))
    let place = builder.offset(pointer, by: start, of: type)
    let groups = builder.load(type.with(lanes: lanes * distance), place, alignment: type.byteCount)
    let own = builder.shuffle(groups, groups, (0..<lanes).map { $0 * distance + offset })
    return inRegister(Element(own), dtype)
  }

  /// Writes the parts of a value, which lie side by side.
  mutating func store(parts: [Element], _ pointer: IRValue, _ dtype: DType, _ positions: [Affine]) {
    let isSideBySide = positions.indices.allSatisfy { positions[$0] == positions[0] + $0 }
    if isSideBySide, dtype.partCount == 1, lanes > 1, StridedAccess.distances.contains(parts.count),
      case .regular(let first, parts.count) = position(positions[0])
    {
      let stored = parts.map { inMemory(builder.splat($0, lanes: lanes), dtype).value }
      let place = builder.offset(pointer, by: first, of: dtype.memoryType)
      builder.store(builder.interleaved(stored), place, alignment: dtype.memoryType.byteCount)
    } else {
      for (part, position) in zip(parts, positions) { store(part, pointer, dtype, position) }
    }
  }
}

extension Affine {
  /// Where in a group of so many elements the position is, if that is the same at every step.
  fileprivate func offset(inGroupsOf count: Int) -> Int? {
    guard terms.allSatisfy({ $0.coefficient % count == 0 }) else { return nil }
    return (constant % count + count) % count
  }
}

extension IRBuilder {
  /// The first elements of all vectors, then the second ones, and so on.
  fileprivate func interleaved(_ vectors: [IRValue]) -> IRValue {
    let lanes = vectors[0].type.lanes
    // A shuffle takes two vectors of one length.
    let pairs = stride(from: 0, to: vectors.count, by: 2).map { number in
      let second = number + 1 < vectors.count ? vectors[number + 1] : poison(vectors[0].type)
      return shuffle(vectors[number], second, Array(0..<2 * lanes))
    }
    return shuffle(
      pairs[0], pairs[pairs.count - 1],
      (0..<lanes * vectors.count).map { $0 % vectors.count * lanes + $0 / vectors.count })
  }
}

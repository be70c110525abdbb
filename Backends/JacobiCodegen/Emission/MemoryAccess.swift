import JacobiCore

extension ElementEmitter {
  /// Reads elements of an array; where the guards do not hold, what is read is not used and need not be there.
  ///
  /// - Parameter elementCount: how many elements the array has, where that is known.
  mutating func load(
    _ pointer: IRValue, _ dtype: DType, _ affine: Affine, _ guards: [RangeTest], elementCount: Int? = nil
  ) -> Element {
    let mask = guards.isEmpty ? nil : holds(guards)
    switch position(affine) {
    case .regular(let first, 0):
      return scalar(pointer, dtype, first, mask.map(anyLane))
    case .regular(let first, let distance) where distance == 1 || distance == -1:
      if let mask, mask.type.lanes > 1 {
        guard distance == 1, dtype.partCount == 1, dtype.memoryType.bits >= 32 else {
          return scattered(pointer, dtype, (0..<lanes).map { offset(first, $0 * distance) }, mask)
        }
        return masked(pointer, dtype, first, mask)
      }
      let lowest = distance == 1 ? first : offset(first, 1 - lanes)
      let element = contiguous(address(pointer, dtype, lowest, mask), dtype)
      return distance == 1 ? element : reversed(element)
    case .regular(let first, let distance):
      if mask == nil, let elementCount,
        let element = strided(
          pointer, dtype, affine, first: first, distance: distance, elementCount: elementCount)
      {
        return element
      }
      return scattered(pointer, dtype, (0..<lanes).map { offset(first, $0 * distance) }, mask)
    case .scattered(let positions):
      return scattered(pointer, dtype, (0..<lanes).map { builder.extract(positions, index: $0) }, mask)
    }
  }

  /// Writes elements of an array.
  mutating func store(_ element: Element, _ pointer: IRValue, _ dtype: DType, _ affine: Affine) {
    switch position(affine) {
    case .regular(let first, 0): storeScalar(element.lanes > 1 ? lane(element, 0) : element, pointer, dtype, first)
    case .regular(let first, 1):
      let stored = inMemory(builder.splat(element, lanes: lanes), dtype)
      let place = builder.offset(pointer, by: partOffset(first, dtype), of: dtype.memoryType)
      let whole = stored.parts.count == 1 ? stored.value : interleaved(stored)
      builder.store(whole, place, alignment: dtype.memoryType.byteCount)
    case .regular(let first, let distance):
      for number in 0..<lanes {
        storeScalar(
          lane(builder.splat(element, lanes: lanes), number), pointer, dtype, offset(first, number * distance))
      }
    case .scattered(let positions):
      for number in 0..<lanes {
        storeScalar(
          lane(builder.splat(element, lanes: lanes), number), pointer, dtype, builder.extract(positions, index: number))
      }
    }
  }

  func lane(_ element: Element, _ number: Int) -> Element {
    var result = element
    result.parts = element.parts.map { builder.extract($0, index: number) }
    return result
  }
}

extension ElementEmitter {
  private func offset(_ position: IRValue, _ distance: Int) -> IRValue {
    builder.add(position, builder.integer(distance, .integer(64)))
  }

  private func partOffset(_ position: IRValue, _ dtype: DType) -> IRValue {
    dtype.partCount == 1 ? position : builder.mul(position, builder.integer(2, .integer(64)))
  }

  private func anyLane(_ mask: IRValue) -> IRValue {
    mask.type.lanes > 1 ? builder.reduceLanes(mask, .or) : mask
  }

  /// Where an element lies; somewhere harmless if a condition does not hold.
  private func address(_ pointer: IRValue, _ dtype: DType, _ position: IRValue, _ condition: IRValue?) -> IRValue {
    let distance = partOffset(position, dtype)
    guard let condition else { return builder.offset(pointer, by: distance, of: dtype.memoryType) }
    let place = builder.offset(pointer, by: distance, of: dtype.memoryType, isInside: false)
    return builder.select(condition, place, builder.module.zeros)
  }

  private func scalar(_ pointer: IRValue, _ dtype: DType, _ position: IRValue, _ condition: IRValue?) -> Element {
    let place = address(pointer, dtype, position, condition)
    let type = dtype.memoryType
    let first = builder.load(type, place, alignment: type.byteCount)
    if dtype.partCount == 1 { return inRegister(Element(first), dtype) }
    let next = builder.offset(place, by: builder.integer(1, .integer(64)), of: type)
    return Element(first, builder.load(type, next, alignment: type.byteCount))
  }

  private func contiguous(_ place: IRValue, _ dtype: DType) -> Element {
    let type = dtype.memoryType
    let whole = builder.load(
      type.with(lanes: lanes * dtype.partCount), place, alignment: type.byteCount)
    if dtype.partCount == 1 { return inRegister(Element(whole), dtype) }
    return Element(
      builder.shuffle(whole, whole, (0..<lanes).map { 2 * $0 }),
      builder.shuffle(whole, whole, (0..<lanes).map { 2 * $0 + 1 }))
  }

  private func masked(_ pointer: IRValue, _ dtype: DType, _ first: IRValue, _ mask: IRValue) -> Element {
    let type = dtype.memoryType.with(lanes: lanes)
    let place = builder.offset(pointer, by: first, of: dtype.memoryType, isInside: false)
    let nothing = type.isFloat ? builder.float(0, type) : builder.integer(0, type)
    let whole = builder.intrinsic(
      "llvm.masked.load", [type, .pointer],
      [place, builder.integer(dtype.memoryType.byteCount, .integer(32)), mask, nothing])
    return inRegister(Element(whole), dtype)
  }

  private func scattered(
    _ pointer: IRValue, _ dtype: DType, _ positions: [IRValue], _ mask: IRValue?
  ) -> Element {
    var parts = [IRValue](repeating: builder.poison(dtype.registerType.with(lanes: lanes)), count: dtype.partCount)
    for (number, position) in positions.enumerated() {
      let condition = mask.map { $0.type.lanes > 1 ? builder.extract($0, index: number) : $0 }
      let element = scalar(pointer, dtype, position, condition)
      for part in parts.indices { parts[part] = builder.insert(parts[part], element.parts[part], index: number) }
    }
    var result = Element(parts[0])
    result.parts = parts
    return result
  }

  private func storeScalar(_ element: Element, _ pointer: IRValue, _ dtype: DType, _ position: IRValue) {
    let stored = inMemory(element, dtype)
    let place = builder.offset(pointer, by: partOffset(position, dtype), of: dtype.memoryType)
    for (number, part) in stored.parts.enumerated() {
      builder.store(
        part, builder.offset(place, by: builder.integer(number, .integer(64)), of: dtype.memoryType),
        alignment: dtype.memoryType.byteCount)
    }
  }

  private func interleaved(_ element: Element) -> IRValue {
    let lanes = element.lanes
    return builder.shuffle(
      element.parts[0], element.parts[1], (0..<2 * lanes).map { $0 % 2 == 0 ? $0 / 2 : lanes + $0 / 2 })
  }

  private func reversed(_ element: Element) -> Element {
    var result = element
    result.parts = element.parts.map { builder.shuffle($0, $0, (0..<lanes).reversed()) }
    return result
  }

  func inRegister(_ element: Element, _ dtype: DType) -> Element {
    if dtype == .bool {
      return Element(builder.compareIntegers(.notEqual, element.value, builder.integer(0, element.value.type)))
    }
    return dtype.isNarrowFloating ? Element(builder.widened(element.value, dtype)) : element
  }

  func inMemory(_ element: Element, _ dtype: DType) -> Element {
    if dtype == .bool {
      return Element(builder.zext(element.value, to: IRType.integer(8).with(lanes: element.lanes)))
    }
    return dtype.isNarrowFloating ? Element(builder.narrowed(element.value, dtype)) : element
  }
}

import JacobiCore
import JacobiPrimitives

extension RandomProgram {
  mutating func addOperation() {
    switch random.integer(0...99) {
    case 0..<12: addUnary()
    case 12..<32: addBinary()
    case 32..<37: addComparison()
    case 37..<42: addSelection()
    case 42..<46: addPositive()
    case 46..<65: addLayout()
    case 65..<74: addReduction()
    case 74..<77: addConversion()
    case 77..<87: addIndexing()
    case 87..<90: addFallback()
    default: addControlFlow()
    }
  }

  // MARK: Elements

  private mutating func addUnary() {
    let operations: [any UnaryPrimitive] = [
      Neg(), Abs(), Square(), Sign(), Not(), PopulationCount(), CountLeadingZeros(), Real(), Imag(), Conj(), Tanh(),
      Logistic(), Sin(), Cos(), Erf(), Exp(), Tanh(), Floor(), Ceil(),
    ]
    append(random.element(operations), [anyValue()])
  }

  private mutating func addBinary() {
    let x = anyValue()
    var operations: [any Primitive] = [Add(), Sub(), Mul(), Max(), Min()]
    if x.type.dtype.integerLimits != nil || x.type.dtype == .bool {
      operations += [
        Div(), Rem(), And(), Or(), Xor(), ShiftLeft(), ShiftRightLogical(), ShiftRightArithmetic(), MultiplyHigh(),
      ]
    }
    let y = operand(x.type)
    append(random.element(operations), random.isTrue(oneIn: 2) ? [x, y] : [y, x])
  }

  private mutating func addComparison() {
    let x = anyValue()
    let operations: [any Primitive] = [
      Equal(), NotEqual(), Less(), LessOrEqual(), Greater(), GreaterOrEqual(), LessInTotalOrder(),
    ]
    append(random.element(operations), [x, operand(x.type)])
  }

  private mutating func addSelection() {
    let x = anyValue()
    let y = operand(x.type)
    switch random.integer(0...3) {
    case 0:
      let scalar = TensorType(x.type.dtype, [])
      append(Clamp(), random.isTrue(oneIn: 2) ? [constant(scalar), x, constant(scalar)] : [y, x, operand(x.type)])
    case 1: append(SelectN(), [operand(TensorType(.bool, [])), x, y])
    case 2:
      let selector = operand(TensorType(.int32, x.type.shape))
      guard let rest = append(And(), [selector, scalarBroadcast(1, selector.type)]) else { return }
      append(SelectN(), [rest[0], x, y])
    default: append(SelectN(), [operand(TensorType(.bool, x.type.shape)), x, y])
    }
  }

  mutating func scalarBroadcast(_ number: Int, _ type: TensorType) -> Value {
    let scalar = Value(
      atom: .constant(ScalarLiteral.integer(number).value(as: type.dtype)), bound: RandomSource.bound(type.dtype))
    return append(BroadcastInDim(to: type.shape, dimensions: []), [scalar])?[0] ?? constant(type)
  }

  /// A function of positive numbers.
  private mutating func addPositive() {
    guard let x = value(where: { $0.dtype.isFloating }), let exponential = append(Exp(), [x]) ?? append(Tanh(), [x]),
      let positive = append(Add(), [exponential[0], exponential[0]]), let large = append(Exp(), [positive[0]])
    else { return }
    let operations: [any Primitive] = [Sqrt(), Rsqrt(), Log()]
    if random.isTrue(oneIn: 2) {
      append(Div(), [operand(large[0].type), large[0]])
    } else {
      append(random.element(operations), large)
    }
  }

  private mutating func addConversion() {
    append(ConvertElementType(to: random.element(RandomProgram.dtypes)), [anyValue()])
  }

  // MARK: Layout

  private mutating func addLayout() {
    let x = anyValue()
    let rank = x.sizes.count
    switch random.integer(0...9) {
    case 0: append(Reshape(to: Shape(otherShape(x.sizes))), [x])
    case 1: append(Transpose(permutation: Array(0..<rank).shuffled(using: &random)), [x])
    case 2: append(Rev(axes: random.some(0..<rank)), [x])
    case 3, 4: addSlice(x)
    case 5: addPad(x)
    case 6: addConcatenation(x)
    case 7: addSplit(x)
    case 8: addBroadcast(x)
    default:
      if rank > 0 {
        append(
          Iota(
            TensorType(random.element([.float32, .int32, .int64, .uint8]), x.type.shape),
            axis: random.integer(0...rank - 1)), [])
      }
    }
  }

  /// The same number of elements with other sizes: axes joined and split.
  private mutating func otherShape(_ sizes: [Int]) -> [Int] {
    var result: [Int] = []
    for size in sizes {
      if let last = result.last, random.isTrue(oneIn: 2) {
        result[result.count - 1] = last * size
      } else {
        result.append(size)
      }
    }
    for factor in [2, 3, 5, 1] where result.count < 4 && random.isTrue(oneIn: 2) {
      if let place = result.firstIndex(where: { $0 % factor == 0 }) {
        result[place] /= factor
        result.insert(factor, at: random.isTrue(oneIn: 2) ? place : place + 1)
      }
    }
    return result
  }

  private mutating func addSlice(_ x: Value) {
    var (starts, limits, strides) = ([Int](), [Int](), [Int]())
    for size in x.sizes {
      let start = random.isTrue(oneIn: 2) ? 0 : random.integer(0...size)
      starts.append(start)
      limits.append(random.isTrue(oneIn: 2) ? size : random.integer(start...size))
      strides.append(random.isTrue(oneIn: 2) ? 1 : random.integer(1...3))
    }
    append(Slice(starts: starts.map { Dimension($0) }, limits: limits.map { Dimension($0) }, strides: strides), [x])
  }

  private mutating func addPad(_ x: Value) {
    let widths = x.sizes.map { _ in
      random.isTrue(oneIn: 3)
        ? Pad.Widths()
        : Pad.Widths(
          before: Dimension(random.integer(-3...3)), after: Dimension(random.integer(-3...3)),
          interior: random.isTrue(oneIn: 3) ? random.integer(1...2) : 0)
    }
    append(Pad(widths: widths), [x, operand(TensorType(x.type.dtype, []))])
  }

  private mutating func addConcatenation(_ x: Value) {
    guard !x.sizes.isEmpty else { return }
    let axis = random.integer(0...x.sizes.count - 1)
    let parts = (0..<random.integer(0...2)).map { _ -> Value in
      let others = pool.filter {
        $0.type.dtype == x.type.dtype && $0.sizes.count == x.sizes.count
          && $0.type.shape.removing(axes: [axis]) == x.type.shape.removing(axes: [axis])
      }
      return random.element(others)
    }
    append(Concatenate(axis: axis), [x] + parts)
  }

  private mutating func addSplit(_ x: Value) {
    guard !x.sizes.isEmpty else { return }
    let axis = random.integer(0...x.sizes.count - 1)
    let first = random.integer(0...x.sizes[axis])
    append(Split(sizes: [Dimension(first), Dimension(x.sizes[axis] - first)], axis: axis), [x])
  }

  private mutating func addBroadcast(_ x: Value) {
    var sizes = x.sizes
    var axes: [Int] = []
    let added = random.integer(0...sizes.count)
    sizes.insert(random.element([1, 2, 3, 5, 8, 17]), at: added)
    for axis in x.sizes.indices { axes.append(axis < added ? axis : axis + 1) }
    for axis in axes where sizes[axis] == 1 && random.isTrue(oneIn: 2) { sizes[axis] = random.element([2, 5, 8]) }
    append(BroadcastInDim(to: Shape(sizes), dimensions: axes), [x])
  }

  // MARK: Reductions

  private mutating func addReduction() {
    let x = anyValue()
    let axes = random.some(x.sizes.indices)
    let operations: [any Primitive] = [
      ReduceSum(axes: axes), ReduceSum(axes: axes), ReduceMax(axes: axes), ReduceMin(axes: axes),
      ReduceProd(axes: axes), ReduceAnd(axes: axes), ReduceOr(axes: axes), ReduceXor(axes: axes),
    ]
    guard let reduced = append(random.element(operations), [x])?[0], random.isTrue(oneIn: 2) else { return }
    // Often what is reduced is combined with what it was reduced from.
    let kept = x.sizes.indices.filter { !axes.contains($0) }
    guard let wide = append(BroadcastInDim(to: x.type.shape, dimensions: kept), [reduced])?[0] else { return }
    append(random.element([Sub(), Mul(), Max()] as [any Primitive]), [x, wide])
  }

  // MARK: Indexing

  private mutating func addIndexing() {
    let x = anyValue()
    switch random.integer(0...4) {
    case 4: addScatter(x)
    case 0:
      let sizes = x.sizes.map { size in random.isTrue(oneIn: 2) ? size : random.integer(0...size) }
      append(DynamicSlice(sizes: sizes.map { Dimension($0) }), [x] + x.sizes.map { _ in index() })
    case 1, 2:
      let sizes = x.sizes.map { size in random.isTrue(oneIn: 2) ? max(size - 1, 0) : random.integer(0...size) }
      // What is updated is mostly used by nobody else.
      let changed = append(random.element([Neg(), Tanh(), Not()] as [any Primitive]), [x])?[0]
      addUpdate(changed ?? x, sizes)
    default: addGather(x)
    }
  }

  /// Often the update is made of what it overwrites.
  @discardableResult
  mutating func addUpdate(_ x: Value, _ sizes: [Int]) -> Value? {
    var update = operand(TensorType(x.type.dtype, Shape(sizes)))
    let starts = x.sizes.map { _ in index() }
    switch random.integer(0...3) {
    case 0, 1:
      let first = zip(x.sizes, sizes).map { random.integer(0...$0 - $1) }
      let limits = zip(first, sizes).map { Dimension($0 + $1) }
      update = append(Slice(starts: first.map { Dimension($0) }, limits: limits), [x])?[0] ?? update
      update = random.isTrue(oneIn: 2) ? append(Rev(axes: Array(sizes.indices)), [update])?[0] ?? update : update
    case 2:
      let part = append(DynamicSlice(sizes: sizes.map { Dimension($0) }), [x] + starts)?[0] ?? update
      update = append(random.element([Max(), Add(), Min()] as [any Primitive]), [part, update])?[0] ?? part
    default: break
    }
    return append(DynamicUpdateSlice(), [x, update] + starts)?[0]
  }

  private mutating func addGather(_ x: Value) {
    guard !x.sizes.isEmpty else { return }
    let rank = x.sizes.count
    let start = Array(random.some(0..<rank).shuffled(using: &random))
    let collapsed = random.some(start).sorted()
    let sizes = (0..<rank).map { axis in
      collapsed.contains(axis) ? 1 : random.isTrue(oneIn: 2) ? x.sizes[axis] : random.integer(0...x.sizes[axis])
    }
    let batch = (0..<random.integer(0...2)).map { _ in random.element([1, 2, 5, 17]) }
    let windowRank = rank - collapsed.count
    let offset = Array(0..<windowRank + batch.count).shuffled(using: &random).prefix(windowRank).sorted()
    let dtype = random.element([DType.int32, .int64, .uint8])
    let indices = operand(TensorType(dtype, Shape(batch + [start.count])))
    append(
      Gather(
        dimensions: GatherDimensions(offset: offset, collapsed: collapsed, start: start),
        sliceSizes: sizes.map { Dimension($0) },
        mode: random.element([.clip, .fillOrDrop, .clip]), fill: random.element([.missing, .zero, .value(1.5)])),
      [x, indices])
  }

  private mutating func addScatter(_ x: Value) {
    guard !x.sizes.isEmpty else { return }
    let rank = x.sizes.count
    let start = Array(random.some(0..<rank).shuffled(using: &random))
    let collapsed = random.some(start).filter { x.sizes[$0] > 0 }.sorted()
    let window = (0..<rank).filter { !collapsed.contains($0) }.map { axis in
      random.isTrue(oneIn: 2) ? x.sizes[axis] : random.integer(0...x.sizes[axis])
    }
    let batch = (0..<random.integer(0...2)).map { _ in random.element([1, 2, 5, 17]) }
    let offset = Array(0..<window.count + batch.count).shuffled(using: &random).prefix(window.count).sorted()
    var (sizes, windows, batches) = ([Int](), window[...], batch[...])
    for axis in 0..<window.count + batch.count {
      sizes.append(offset.contains(axis) ? windows.removeFirst() : batches.removeFirst())
    }
    let indices = operand(TensorType(random.element([.int32, .int64, .uint8]), Shape(batch + [start.count])))
    let dimensions = GatherDimensions(offset: offset, collapsed: collapsed, start: start)
    let mode = random.element([OutOfBoundsMode.clip, .fillOrDrop])
    let operations: [any Primitive] = [
      Scatter(dimensions: dimensions, mode: mode), ScatterAdd(dimensions: dimensions, mode: mode),
      ScatterSub(dimensions: dimensions, mode: mode), ScatterMin(dimensions: dimensions, mode: mode),
      ScatterMax(dimensions: dimensions, mode: mode),
    ]
    // What is scattered into is mostly used by nobody else.
    let changed = append(random.element([Neg(), Tanh(), Not()] as [any Primitive]), [x])?[0] ?? x
    append(random.element(operations), [changed, indices, operand(TensorType(x.type.dtype, Shape(sizes)))])
  }

  // MARK: Operations without code of their own

  private mutating func addFallback() {
    let x = anyValue()
    guard let axis = x.sizes.indices.randomElement(using: &random) else { return }
    if random.isTrue(oneIn: 2) {
      append(CumSum(axis: axis, reverse: random.isTrue(oneIn: 2)), [x])
      return
    }
    let others = pool.filter { other in other.type.dtype == x.type.dtype && other.sizes.contains(x.sizes[axis]) }
    let y = random.element(others)
    append(DotGeneral(contracting: ([axis], [y.sizes.firstIndex(of: x.sizes[axis])!])), [x, y])
  }
}

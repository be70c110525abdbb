import CLLVM

extension IRBuilder {
  func extract(_ vector: IRValue, index: Int) -> IRValue { extract(vector, index: integer(index, .integer(32))) }

  /// The element at an index; a scalar is its only element.
  func extract(_ vector: IRValue, index: IRValue) -> IRValue {
    guard vector.type.isVector else { return vector }
    let element = llvm.pointee.BuildExtractElement(reference, vector.reference, index.reference, "")
    return value(element, vector.type.element)
  }

  func insert(_ vector: IRValue, _ element: IRValue, index: Int) -> IRValue {
    insert(vector, element, index: integer(index, .integer(32)))
  }

  /// The vector with another element at an index.
  func insert(_ vector: IRValue, _ element: IRValue, index: IRValue) -> IRValue {
    guard vector.type.isVector else { return element }
    let result = llvm.pointee.BuildInsertElement(
      reference, vector.reference, element.reference, index.reference, "")
    return value(result, vector.type)
  }

  /// The elements of `a` followed by those of `b` at the indices; a negative index leaves its lane open.
  func shuffle(_ a: IRValue, _ b: IRValue, _ indices: [Int]) -> IRValue {
    let index = IRType.integer(32)
    let mask = indices.map { $0 < 0 ? poison(index) : integer($0, index) }.map(\.reference)
    let vector = llvm.pointee.ConstVector(mask, UInt32(mask.count))
    let result = llvm.pointee.BuildShuffleVector(reference, a.reference, b.reference, vector, "")
    return value(result, a.type.with(lanes: indices.count))
  }

  /// The vector with a scalar in every lane.
  func splat(_ element: IRValue, _ lanes: Int) -> IRValue {
    guard lanes > 1 else { return element }
    if element.isConstant { return vectorConstant([IRValue](repeating: element, count: lanes)) }
    let open = poison(element.type.with(lanes: lanes))
    return shuffle(insert(open, element, index: 0), open, [Int](repeating: 0, count: lanes))
  }

  /// How the lanes of a vector become one scalar; the names are those of LLVM's `llvm.vector.reduce` functions.
  enum LaneReduction: String {
    case add, mul, and, or, xor, smax, smin, umax, umin
    case fadd, fmul
    /// A NaN loses against a number.
    case fmax, fmin
    /// A NaN wins.
    case fmaximum, fminimum
  }

  /// Combines the lanes of a vector: pairwise, halving the vector each time, where that matters to rounding.
  func reduceLanes(_ vector: IRValue, _ reduction: LaneReduction) -> IRValue {
    guard vector.type.isVector else { return vector }
    switch reduction {
    case .fadd: return halved(vector) { fadd($0, $1) }
    case .fmul: return halved(vector) { fmul($0, $1) }
    default: return intrinsic("llvm.vector.reduce.\(reduction.rawValue)", [vector.type], [vector])
    }
  }

  /// Combines the two halves of a vector until one lane is left, and then the lane that an odd count has left over.
  private func halved(_ vector: IRValue, _ combine: (IRValue, IRValue) -> IRValue) -> IRValue {
    let lanes = vector.type.lanes
    if lanes == 1 { return vector }
    let half = lanes / 2
    let lower = lanesOf(vector, 0..<half)
    let upper = lanesOf(vector, half..<2 * half)
    let result = halved(combine(lower, upper), combine)
    return lanes % 2 == 0 ? result : combine(result, extract(vector, index: lanes - 1))
  }

  /// Some neighbouring lanes of a vector; a scalar when it is one.
  func lanesOf(_ vector: IRValue, _ range: Range<Int>) -> IRValue {
    if range.count == 1 { return extract(vector, index: range.lowerBound) }
    return range.count == vector.type.lanes ? vector : shuffle(vector, poison(vector.type), Array(range))
  }
}

import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import Testing

private let library = KernelLibrary()
private let realDTypes = DType.allCases.filter { $0.isAvailable && !$0.isComplex }
private let numericDTypes = realDTypes.filter { !$0.isBoolean }
private let axes: [([Int], Int)] = [
  ([1], 0), ([7], 0), ([300], 0), ([5, 61], 1), ([61, 5], 0), ([2, 45, 3], 1), ([0], 0), ([3, 0], 0), ([3, 0], 1),
  ([0, 4], 1),
]

extension SplitMix {
  /// Elements with many ties, NaN, infinities and zeros of both signs where the dtype has them.
  fileprivate mutating func hardTensor(_ dtype: DType, _ sizes: [Int], special: Bool = true) -> TensorValue {
    let count = sizes.reduce(1, *)
    let shape = Shape(sizes)
    if dtype.isBoolean { return TensorValue((0..<count).map { _ in Bool.random(using: &self) }, shape: shape) }
    if dtype.isInteger {
      // Of the whole range, and small ones.
      let numbers = (0..<count).map { _ in
        Int64(bitPattern: next()) >> (Bool.random(using: &self) ? 0 : 60)
      }
      return TensorValue(numbers, shape: shape).converted(to: dtype)
    }
    let specials = [Double.nan, -.nan, .infinity, -.infinity, 0, -0.0, 1, -1, 1e-300, -1e-40]
    func number() -> Double {
      special && Int.random(in: 0..<3, using: &self) == 0
        ? specials.randomElement(using: &self)! : Double.random(in: -2...2, using: &self)
    }
    if dtype.isComplex {
      return TensorValue((0..<count).map { _ in Complex128(number(), number()) }, shape: shape).converted(to: dtype)
    }
    return TensorValue((0..<count).map { _ in number() }, shape: shape).converted(to: dtype)
  }
}

@Suite struct KernelTests {
  @Test(arguments: DType.allCases.filter(\.isAvailable))
  func sortsAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(41)
    for (sizes, axis) in axes {
      let key = generator.hardTensor(dtype, sizes)
      try expectAgreement(of: Sort(axis: axis), [key], by: library)
      let count = sizes.reduce(1, *)
      let places = TensorValue((0..<Int32(count)).map { $0 }, shape: Shape(sizes))
      try expectAgreement(of: Sort(axis: axis, operandCount: 2), [key, places], by: library)
      let bytes = generator.hardTensor(.int8, sizes)
      try expectAgreement(
        of: Sort(axis: axis, keyCount: 2, operandCount: 3), [bytes, key, places], by: library)
    }
  }

  @Test(arguments: realDTypes)
  func largestElementsAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(42)
    for (sizes, axis) in axes + [([2000], 0), ([3, 1700], 1), ([1700, 2], 0)] {
      let operand = generator.hardTensor(dtype, sizes)
      for k in Set([0, 1, 3, 60, sizes[axis]]) where k <= sizes[axis] {
        try expectAgreement(of: TopK(Dimension(k), axis: axis), [operand], by: library)
      }
    }
  }

  @Test(arguments: realDTypes)
  func positionsOfExtremesAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(43)
    for special in [false, true] {
      for (sizes, axis) in axes + [([2000], 0), ([3, 1700], 1)] where sizes[axis] > 0 {
        let operand = generator.hardTensor(dtype, sizes, special: special)
        for index in [DType.int32, .int64, .uint8] {
          try expectAgreement(of: ArgMax(axis: axis, indexDType: index), [operand], by: library)
          try expectAgreement(of: ArgMin(axis: axis, indexDType: index), [operand], by: library)
        }
      }
    }
  }

  @Test(arguments: [DType.float32, .int32])
  func longLinesAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(44)
    // Longer than what is divided among threads; the repetitions make ties.
    let operand = generator.hardTensor(dtype, [3001]).repeated([66_003])
    try expectAgreement(of: Sort(axis: 0), [operand], by: library)
    try expectAgreement(of: ArgMax(axis: 0), [operand], by: library)
    try expectAgreement(of: ArgMin(axis: 0), [operand], by: library)
    try expectAgreement(of: TopK(100, axis: 0), [operand], by: library)
    let places = TensorValue((0..<66_003).map { Int32($0) }, shape: [66_003])
    try expectAgreement(of: Sort(axis: 0, operandCount: 2), [operand, places], by: library)
  }

  @Test(arguments: numericDTypes.filter { $0 != .float16 && $0 != .bfloat16 })
  func runningTotalsAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(45)
    for (sizes, axis) in axes + [([20_001], 0), ([2, 9000], 1)] {
      let operand = generator.hardTensor(dtype, sizes, special: false)
      let special = generator.hardTensor(dtype, sizes)
      // Sums of Double in another order, which Float does not see but for a last bit.
      let tolerance = dtype == .float64 ? Double(sizes[axis]) : dtype.isFloating ? 1 : 0
      for reverse in [false, true] {
        try expectAgreement(of: CumMax(axis: axis, reverse: reverse), [special], by: library)
        try expectAgreement(of: CumMin(axis: axis, reverse: reverse), [special], by: library)
        try expectAgreement(of: CumSum(axis: axis, reverse: reverse), [operand], by: library, tolerance: tolerance)
        try expectAgreement(of: CumProd(axis: axis, reverse: reverse), [operand], by: library, tolerance: tolerance)
        if sizes[axis] < 100 {
          try expectAgreement(of: CumSum(axis: axis, reverse: reverse), [special], by: library, tolerance: tolerance)
        }
      }
    }
  }

  @Test(arguments: DType.allCases.filter(\.isAvailable), [OutOfBoundsMode.clip, .fillOrDrop])
  func rowsAgreeWithTheSpecification(dtype: DType, mode: OutOfBoundsMode) throws {
    var generator = SplitMix(47)
    for (sizes, indexSizes) in [([7, 3], [5]), ([9], [4]), ([300, 130], [60]), ([5, 2, 3], [2, 4]), ([4, 3], [0])] {
      let count = indexSizes.reduce(1, *)
      let rows = (0..<count).map { _ in Int64.random(in: -3...Int64(sizes[0] + 2), using: &generator) }
      let operand = generator.hardTensor(dtype, sizes)
      let updates = generator.hardTensor(dtype, indexSizes + sizes.dropFirst())
      let dimensions = GatherDimensions(
        offset: Array(indexSizes.count..<indexSizes.count + sizes.count - 1), collapsed: [0], start: [0])
      for index in [DType.int32, .int64] {
        let indices = TensorValue(rows, shape: Shape(indexSizes + [1])).converted(to: index)
        for fill in [Gather.Fill.missing, .zero, .value(1)] {
          let gather = Gather(
            dimensions: dimensions, sliceSizes: [1] + sizes.dropFirst().map { Dimension($0) }, mode: mode, fill: fill)
          try expectAgreement(of: gather, [operand, indices], by: library)
        }
        if [.bool, .float16, .bfloat16].contains(dtype) { continue }
        // The specification rounds after the last of several additions, the kernel after each of them.
        let tolerance = dtype.isFloating || dtype.isComplex ? 10.0 : 0
        try expectAgreement(
          of: ScatterAdd(dimensions: dimensions, mode: mode), [operand, indices, updates], by: library,
          tolerance: tolerance)
      }
    }
  }

  @Test func otherWindowsThanRowsAreLeftToOthers() throws {
    let operand = TensorType(.float32, [4, 6])
    let indices = TensorType(.int32, [3, 1])
    let partial = Gather(
      dimensions: GatherDimensions(offset: [1], collapsed: [0], start: [0]), sliceSizes: [1, 5], mode: .clip,
      fill: .zero)
    let columns = Gather(
      dimensions: GatherDimensions(offset: [0], collapsed: [1], start: [1]), sliceSizes: [4, 1], mode: .clip,
      fill: .zero)
    #expect(
      try library.call(for: partial, inputs: [operand, indices], outputs: [TensorType(.float32, [3, 5])]) == nil)
    #expect(
      try library.call(for: columns, inputs: [operand, indices], outputs: [TensorType(.float32, [4, 3])]) == nil)
  }

  @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
    var generator = SplitMix(46)
    let operand = generator.hardTensor(.float32, [5003], special: false).repeated([150_000])
    for primitive in [Sort(axis: 0), CumSum(axis: 0), TopK(9, axis: 0), ArgMin(axis: 0)] as [any Primitive] {
      let one = try withThreads(1) { try results(of: primitive, [operand], by: library) }
      #expect(try results(of: primitive, [operand], by: library) == one)
    }
  }
}

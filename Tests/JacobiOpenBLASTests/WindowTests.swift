import JacobiCodegen
import JacobiCore
import JacobiPrimitives
import Testing

private let library = KernelLibrary()

/// A window over an operand, taken at random.
private struct Case {
  var sizes: [Int]
  var window: [Dimension]
  var motion: [WindowMotion]

  /// - Parameter inner: of a further axis behind the others, along which windows do not move.
  init(_ generator: inout SplitMix, inner: Int? = nil) {
    func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    let rank = random(0...4)
    let moves = (0..<rank).map { _ in random(0...2) > 0 }
    window = moves.map { $0 ? Dimension(random(1...3)) : 1 }
    motion = moves.map { moves in
      moves
        ? WindowMotion(
          stride: random(1...3), before: Dimension(random(-1...3)), after: Dimension(random(-1...3)),
          baseDilation: random(0...2) == 0 ? random(1...3) : 1, windowDilation: random(1...2)) : WindowMotion()
    }
    // Enough for windows of three elements two apart after the paddings.
    sizes = moves.map { $0 ? random(7...9) : random(1...3) }
    guard let inner else { return }
    sizes.append(inner)
    window.append(1)
    motion.append(WindowMotion())
  }

  var positions: [Int] {
    sizes.indices.map { motion[$0].positionCount(of: Dimension(sizes[$0]), window: window[$0]).known! }
  }
}

@Suite struct WindowTests {
  /// Some NaN, some infinities, and many equal numbers.
  private func keys(_ generator: inout SplitMix, _ dtype: DType, _ sizes: [Int]) -> TensorValue {
    let numbers: [Double] = [0, -0.0, 1, 2, 3, -1, -2, .nan, .infinity, -.infinity]
    let count = sizes.reduce(1, *)
    let elements = (0..<count).map { _ in
      numbers[min(Int.random(in: 0..<24, using: &generator), Int.random(in: 0..<10, using: &generator))]
    }
    return TensorValue(elements, shape: Shape(sizes)).converted(to: dtype)
  }

  @Test(arguments: [DType.float32, .float64])
  func reductionsAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(31)
    for number in 0..<200 {
      // Vectors are full, or not, or there is one element more.
      let example = Case(&generator, inner: [nil, nil, nil, 16, 33][number % 5])
      let (sizes, motion) = (example.window, example.motion)
      try expectAgreement(
        of: ReduceWindowMax(sizes: sizes, motion: motion), [keys(&generator, dtype, example.sizes)], by: library)
      try expectAgreement(
        of: ReduceWindowMin(sizes: sizes, motion: motion), [keys(&generator, dtype, example.sizes)], by: library)
      try expectAgreement(
        of: ReduceWindowSum(sizes: sizes, motion: motion), [generator.tensor(dtype, example.sizes)], by: library,
        tolerance: 80)
    }
  }

  @Test(arguments: [DType.float32, .float64], [WindowSelection.largest, .smallest])
  func selectionsAgreeWithTheSpecification(dtype: DType, selection: WindowSelection) throws {
    var generator = SplitMix(32)
    for _ in 0..<150 {
      let example = Case(&generator)
      let (sizes, motion) = (example.window, example.motion)
      let keys = keys(&generator, dtype, example.sizes)
      try expectAgreement(
        of: SelectAndGatherAdd(selection, sizes: sizes, motion: motion),
        [generator.tensor(dtype, example.sizes), keys], by: library)
      // Each number meets at most as many windows as a window has elements.
      try expectAgreement(
        of: SelectAndScatterAdd(selection, sizes: sizes, motion: motion),
        [generator.tensor(dtype, example.positions), keys], by: library, tolerance: 160)
    }
  }

  @Test(arguments: [[3, 12, 12, 300], [2, 300, 12, 12]])
  func poolsOfImagesAgreeWithTheSpecification(sizes: [Int]) throws {
    var generator = SplitMix(33)
    let pairs = sizes.map { $0 == 12 ? 2 : 1 }
    let motion = pairs.map { WindowMotion(stride: $0) }
    let window = pairs.map { Dimension($0) }
    let x = generator.tensor(.float32, sizes)
    let weights = generator.tensor(.float32, sizes.map { $0 == 12 ? 6 : $0 })
    try expectAgreement(of: ReduceWindowMax(sizes: window, motion: motion), [x], by: library)
    try expectAgreement(
      of: SelectAndScatterAdd(.largest, sizes: window, motion: motion), [weights, x], by: library)
  }
}

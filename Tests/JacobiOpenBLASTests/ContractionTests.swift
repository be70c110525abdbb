import JacobiCodegen
import JacobiCore
import JacobiOpenBLAS
import JacobiPrimitives
import Testing

private let library = OpenBLASLibrary()

/// Operands of an addition chain as long as the contraction, each rounded: both orders may be off by this many spacings.
private func tolerance(_ dot: DotGeneral, _ sizes: [Int]) -> Double {
  8 + 4 * Double(dot.leftContracting.reduce(1) { $0 * max(sizes[$1], 1) })
}

private struct Case {
  var dot: DotGeneral
  var left: [Int]
  var right: [Int]

  /// Axes of random sizes, shared out at random between batch, contracted and free axes, in any order.
  init(_ generator: inout SplitMix, largest: Int) {
    let counts = (0..<4).map { _ in Int.random(in: 0...2, using: &generator) }
    let shared = (0..<counts[0] + counts[1]).map { _ in Case.size(&generator, largest) }
    let leftFree = (0..<counts[2]).map { _ in Case.size(&generator, largest) }
    let rightFree = (0..<counts[3]).map { _ in Case.size(&generator, largest) }
    func arranged(_ sizes: [Int], _ generator: inout SplitMix) -> (sizes: [Int], places: [Int]) {
      let order = Array(sizes.indices).shuffled(using: &generator)
      return (order.map { sizes[$0] }, sizes.indices.map { order.firstIndex(of: $0)! })
    }
    let l = arranged(shared + leftFree, &generator)
    let r = arranged(shared + rightFree, &generator)
    (left, right) = (l.sizes, r.sizes)
    let all = counts[0] + counts[1]
    dot = DotGeneral(
      contracting: (Array(l.places[counts[0]..<all]), Array(r.places[counts[0]..<all])),
      batch: (Array(l.places[..<counts[0]]), Array(r.places[..<counts[0]])))
  }

  private static func size(_ generator: inout SplitMix, _ largest: Int) -> Int {
    Int.random(in: 0..<16, using: &generator) == 0 ? 0 : Int.random(in: 1...largest, using: &generator)
  }
}

@Suite(.enabled(if: library.problem == nil))
struct ContractionTests {
  @Test(arguments: libraryDTypes)
  func randomContractionsAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(11)
    for _ in 0..<250 {
      let example = Case(&generator, largest: 7)
      let operands = [generator.tensor(dtype, example.left), generator.tensor(dtype, example.right)]
      try expectAgreement(
        of: example.dot, operands, by: library, tolerance: tolerance(example.dot, example.left))
    }
  }

  @Test(arguments: libraryDTypes)
  func layoutsOfMatricesAgreeWithTheSpecification(dtype: DType) throws {
    var generator = SplitMix(12)
    for (m, n, k) in [(65, 33, 40), (1, 50, 30), (50, 1, 30), (1, 1, 70), (20, 30, 1), (1, 40, 1), (130, 5, 3)] {
      for (left, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let dot = DotGeneral(contracting: ([left], [right]))
        let operands = [
          generator.tensor(dtype, left == 0 ? [k, m] : [m, k]), generator.tensor(dtype, right == 0 ? [k, n] : [n, k]),
        ]
        try expectAgreement(of: dot, operands, by: library, tolerance: 8 + 4 * Double(k))
      }
    }
  }

  @Test func batchesThatStandBehindOrBetweenAgreeWithTheSpecification() throws {
    var generator = SplitMix(13)
    let scores = DotGeneral(contracting: ([3], [3]), batch: ([0, 2], [0, 2]))
    let heads = [generator.tensor(.float32, [2, 37, 3, 16]), generator.tensor(.float32, [2, 29, 3, 16])]
    try expectAgreement(of: scores, heads, by: library, tolerance: 70)
    let middle = DotGeneral(contracting: ([1], [0]))
    try expectAgreement(
      of: middle, [generator.tensor(.float64, [5, 8, 40]), generator.tensor(.float64, [8, 21])], by: library,
      tolerance: 40)
    let behind = DotGeneral(contracting: ([0], [1]), batch: ([2], [2]))
    try expectAgreement(
      of: behind, [generator.tensor(.float64, [6, 4, 5]), generator.tensor(.float64, [7, 6, 5])], by: library,
      tolerance: 40)
  }

  @Test func anEmptySumIsZero() throws {
    let dot = DotGeneral(contracting: ([1], [0]))
    let empty = [TensorValue([Float](), shape: [2, 0]), TensorValue([Float](), shape: [0, 3])]
    let product = try #require(try results(of: dot, empty, by: library))[0]
    #expect(product == TensorValue([Float](repeating: 0, count: 6), shape: [2, 3]))
  }

  @Test func otherTypesAreLeftToOthers() throws {
    let dot = DotGeneral(contracting: ([0], [0]))
    for dtype in [DType.bfloat16, .float16, .int32, .bool] {
      let type = TensorType(dtype, [4])
      #expect(try library.call(for: dot, inputs: [type, type], outputs: [TensorType(dtype, [])]) == nil)
    }
    let wide = DotGeneral(contracting: ([0], [0]), preferredElementType: .float64)
    let type = TensorType(.float32, [4])
    #expect(try library.call(for: wide, inputs: [type, type], outputs: [TensorType(.float64, [])]) == nil)
  }

  @Test(arguments: libraryDTypes)
  func bitsDoNotDependOnTheNumberOfThreads(dtype: DType) throws {
    var generator = SplitMix(14)
    let (left, right) = (generator.tensor(dtype, [4999]), generator.tensor(dtype, [5003]))
    for (m, n, k) in [(200, 190, 170), (1300, 1, 900), (1, 1600, 800), (512, 1, 512), (90, 700, 100), (200, 130, 70)] {
      let dot = DotGeneral(contracting: ([1], [0]))
      let operands = [left.repeated([m, k]), right.repeated([k, n])]
      let one = try withThreads(1) { try results(of: dot, operands, by: library) }
      #expect(try results(of: dot, operands, by: library) == one, "\(m)×\(k) times \(k)×\(n)")
    }
  }
}

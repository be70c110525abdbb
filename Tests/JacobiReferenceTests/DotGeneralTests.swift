import JacobiCore
import JacobiPrimitives
import Testing

@Suite struct DotGeneralTests {
  static let cases: [(left: [Int], right: [Int], contracting: ([Int], [Int]), batch: ([Int], [Int]))] = [
    ([3], [3], ([0], [0]), ([], [])),
    ([2, 3], [3, 4], ([1], [0]), ([], [])),
    ([3, 2], [4, 3], ([0], [1]), ([], [])),
    ([2], [3], ([], []), ([], [])),
    ([], [2, 2], ([], []), ([], [])),
    ([5, 2, 3], [5, 3, 4], ([2], [1]), ([0], [0])),
    ([2, 5, 3], [3, 4, 5], ([2], [0]), ([1], [2])),
    ([2, 3, 4], [4, 2, 3], ([0, 2], [1, 0]), ([], [])),
    ([2, 3, 2, 3], [3, 2, 2], ([2], [1]), ([3, 0], [0, 2])),
    ([2, 3], [2, 3], ([], []), ([0, 1], [0, 1])),
    ([2, 0], [0, 3], ([1], [0]), ([], [])),
    ([0, 2], [2, 3], ([1], [0]), ([], [])),
  ]

  @Test(arguments: allDTypes) func agreesWithTheDefinition(dtype: DType) throws {
    for (index, test) in Self.cases.enumerated() {
      let dot = DotGeneral(contracting: test.contracting, batch: test.batch)
      let left = TensorValue.scattered(dtype, Shape(test.left), seed: UInt64(index))
      let right = TensorValue.scattered(dtype, Shape(test.right), seed: UInt64(index + 100))
      let result = try run(dot, left, right)[0]
      let expected = TensorValue(definition(dot, left, right), shape: result.shape)
      // "Or" of "ands" for Booleans: whether the sum is not zero.
      #expect(result == expected.converted(to: dtype), "case \(index)")
    }
  }

  /// The sum over the contracting axes for every position of the result.
  private func definition(_ dot: DotGeneral, _ left: TensorValue, _ right: TensorValue) -> [Complex128] {
    let (sizes, otherSizes) = (left.shape.sizes, right.shape.sizes)
    let (x, y) = (left.complexScalars, right.complexScalars)
    let leftFree = dot.leftFree(rank: sizes.count)
    let rightFree = dot.rightFree(rank: otherSizes.count)
    let outer = (dot.leftBatch + leftFree).map { sizes[$0] } + rightFree.map { otherSizes[$0] }
    return positions(outer).map { outer in
      positions(dot.leftContracting.map { sizes[$0] }).reduce(0) { sum, inner in
        var leftPosition = [Int](repeating: 0, count: sizes.count)
        var rightPosition = [Int](repeating: 0, count: otherSizes.count)
        for (axis, index) in zip(dot.leftBatch + leftFree, outer) { leftPosition[axis] = index }
        for (axis, index) in zip(dot.rightBatch, outer) { rightPosition[axis] = index }
        for (axis, index) in zip(rightFree, outer.suffix(rightFree.count)) { rightPosition[axis] = index }
        for (axis, index) in zip(dot.leftContracting, inner) { leftPosition[axis] = index }
        for (axis, index) in zip(dot.rightContracting, inner) { rightPosition[axis] = index }
        return sum + x[place(leftPosition, in: sizes)] * y[place(rightPosition, in: otherSizes)]
      }
    }
  }

  @Test func roundsOnce() throws {
    let x = vector([Float](repeating: 0.1, count: 10_000))
    let dot = DotGeneral(contracting: ([0], [0]))
    let square = Double(0.1 as Float) * Double(0.1 as Float)
    #expect(try scalars(dot, x, x) == [Float(square * 10_000)])
    let halves = vector([BFloat16](repeating: 1, count: 1000))
    #expect(try scalars(dot, halves, halves) == [1000 as BFloat16])
  }
}

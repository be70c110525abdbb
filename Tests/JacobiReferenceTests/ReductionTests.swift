import JacobiCore
import JacobiPrimitives
import Testing

@Suite struct ReductionTests {
  static let shapes: [[Int]] = [[], [5], [2, 3], [3, 1, 4], [2, 3, 2, 2]]

  /// Every subset of the axes.
  static func subsets(_ rank: Int) -> [[Int]] {
    (0..<rank).reduce([[]]) { subsets, axis in subsets + subsets.map { $0 + [axis] } }
  }

  @Test(arguments: allDTypes) func agreesWithTheDefinition(dtype: DType) throws {
    for sizes in Self.shapes {
      let x = TensorValue.scattered(dtype, Shape(sizes), seed: 3)
      for axes in Self.subsets(sizes.count) {
        if !dtype.isBoolean {
          try check(ReduceSum(axes: axes), x, start: 0) { $0 + $1 }
          try check(ReduceProd(axes: axes), x, start: 1) { $0 * $1 }
        }
        if !dtype.isComplex {
          try check(ReduceMax(axes: axes), x, start: 0) { $0.real < $1.real ? $1 : $0 }
          try check(ReduceMin(axes: axes), x, start: dtype.isBoolean ? 1 : 3) { $0.real < $1.real ? $0 : $1 }
        }
        if dtype.isInteger || dtype.isBoolean {
          let all: Complex128 = dtype.isBoolean ? 1 : 3
          try check(ReduceAnd(axes: axes), x, start: all) { Complex128(Double(Int($0.real) & Int($1.real))) }
          try check(ReduceOr(axes: axes), x, start: 0) { Complex128(Double(Int($0.real) | Int($1.real))) }
        }
      }
    }
  }

  private func check(
    _ primitive: some ReductionPrimitive, _ x: TensorValue, start: Complex128,
    _ combine: (Complex128, Complex128) -> Complex128
  ) throws {
    let result = try run(primitive, x)[0]
    let sizes = x.shape.sizes
    var expected = [Complex128](repeating: start, count: result.elementCount)
    for (position, element) in zip(positions(sizes), x.complexScalars) {
      let kept = sizes.indices.filter { !primitive.axes.contains($0) }
      let index = place(kept.map { position[$0] }, in: kept.map { sizes[$0] })
      expected[index] = combine(expected[index], element)
    }
    // Products leave the range of small integers.
    let wrapped = TensorValue(expected, shape: result.shape).converted(to: .int64).converted(to: x.dtype)
    #expect(result == wrapped, "\(primitive) of \(x.type)")
  }

  @Test func hasIdentitiesForNoElements() throws {
    let none = TensorValue([] as [Float], shape: [0, 2])
    #expect(try scalars(ReduceSum(axes: [0]), none) == [0, 0] as [Float])
    #expect(try scalars(ReduceProd(axes: [0]), none) == [1, 1] as [Float])
    #expect(try scalars(ReduceMax(axes: [0]), none) == [-.infinity, -.infinity] as [Float])
    #expect(try scalars(ReduceMin(axes: [0]), none) == [.infinity, .infinity] as [Float])
    #expect(try scalars(ReduceMax(axes: [0]), none.converted(to: .uint8)) == [0, 0] as [UInt8])
    #expect(try scalars(ReduceMin(axes: [0]), none.converted(to: .int16)) == [Int16.max, .max])
    #expect(try scalars(ReduceAnd(axes: [0]), none.converted(to: .bool)) == [true, true])
    #expect(try scalars(ReduceOr(axes: [0]), none.converted(to: .bool)) == [false, false])
    #expect(try run(ReduceSum(axes: [1]), none)[0].type == TensorType(.float32, [0]))
  }

  @Test func propagatesNaN() throws {
    let x = TensorValue([1, .nan, 5, 2, 3, 4] as [Double], shape: [2, 3])
    for primitive in [ReduceMax(axes: [1]) as any ReductionPrimitive, ReduceMin(axes: [1]), ReduceSum(axes: [1])] {
      let result: [Double] = try scalars(primitive, x)
      #expect(result[0].isNaN && !result[1].isNaN)
    }
  }

  @Test func addsManyElementsAccurately() throws {
    let tenths = vector([Float](repeating: 0.1, count: 100_000))
    #expect(try scalars(ReduceSum(axes: [0]), tenths) == [Float(Double(0.1 as Float) * 100_000)])
    // In the type itself the sum would stop growing at 256.
    let ones = vector([BFloat16](repeating: 1, count: 1000))
    #expect(try scalars(ReduceSum(axes: [0]), ones) == [1000 as BFloat16])
    let bytes = vector([Int8](repeating: 100, count: 3))
    #expect(try scalars(ReduceSum(axes: [0]), bytes) == [44 as Int8])
  }

  @Test(arguments: allDTypes.filter { !$0.isComplex }) func findsFirstExtremes(dtype: DType) throws {
    let x = vector([1.0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1]).converted(to: dtype).reshaped([2, 3, 2])
    #expect(try scalars(ArgMax(axis: 1, indexDType: .int64), x) == [0, 2, 0, 2] as [Int64])
    #expect(try scalars(ArgMin(axis: 0), x) == [0, 0, 1, 0, 0, 0] as [Int32])
    #expect(try scalars(ArgMin(axis: 2, indexDType: .uint8), x) == [1, 1, 0, 1, 0, 0] as [UInt8])
  }

  @Test func findsTheFirstNaN() throws {
    let x = vector([1, .nan, 5, .nan] as [Float])
    #expect(try scalars(ArgMax(axis: 0), x) == [1 as Int32])
    #expect(try scalars(ArgMin(axis: 0), x) == [1 as Int32])
    #expect(try scalars(ArgMax(axis: 0), vector([-0.0, 0.0])) == [0 as Int32])
    #expect(try run(ArgMax(axis: 1), TensorValue([] as [Float], shape: [0, 3]))[0].type == TensorType(.int32, [0]))
  }
}

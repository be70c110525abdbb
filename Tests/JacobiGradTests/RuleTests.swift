import JacobiCore
import JacobiGrad
import JacobiPrimitives
import JacobiReference
import Testing

@Suite struct RuleTests {
  @Test("Derivatives of orders 1 and 2, forward and reverse", arguments: ruleCases)
  func derivatives(_ ruleCase: RuleCase) throws {
    try checkDerivatives(ruleCase.description, at: ruleCase.operands) {
      ruleCase.primitive.results($0)[0]
    }
  }

  @Test func piecewiseConstantPrimitivesGiveConstants() throws {
    let x = f64([0.5, -1.5, 2.5])
    let f: (Tensor) -> Tensor = { x in
      let parts = [Floor()(x), Ceil()(x), Round()(x), Sign()(x), StopGradient()(x)]
      let mask = ConvertElementType(to: .float64)(Greater()(x, x.constant(0)))
      let position = ConvertElementType(to: .float64)(ArgMax(axis: 0)(x))
      return Add()(total(parts.reduce(mask) { Add()($0, $1) }), position)
    }
    #expect(try grad(f)(x).scalars(Double.self) == [0, 0, 0])
  }

  private func slopes(_ x: [Double], _ f: (Tensor) -> Tensor) throws -> [Double] {
    try withoutActuallyEscaping(f) { f in try grad { total(f($0)) }(f64(x)).scalars(Double.self) }
  }

  @Test func absoluteValueHasDerivativeOneAtZero() throws {
    let slopes = try slopes([-2, -0.0, 0, 3]) { Abs()($0) }
    #expect(slopes == [-1, 1, 1, 1])
  }

  /// The exponent is lowered as an integer, which keeps its parity, and a power of 0 is constant everywhere.
  @Test func integerExponentsAreLoweredExactly() throws {
    let slopes = { (x: Tensor, n: Int32) in
      try grad { (x: Tensor) in Pow()(x, Tensor(TensorValue(scalar: n))) }(x)
    }
    #expect(try slopes(Tensor(TensorValue(scalar: Double.infinity)), 0).item(Double.self) == 0)
    #expect(try slopes(Tensor(TensorValue(scalar: 0.0)), 0).item(Double.self) == 0)
    #expect(try slopes(Tensor(TensorValue(scalar: BFloat16(-1))), 258).item(Float.self) == -258)
  }

  @Test func equalElementsShareTheDerivativeOfAnExtreme() throws {
    let y = f64([1, 2, 3])
    let maximum = try slopes([1, 3, 2]) { Max()($0, y) }
    #expect(maximum == [0.5, 1, 0])
    let minimum = try slopes([1, 3, 2]) { Min()($0, y) }
    #expect(minimum == [0.5, 0, 1])
    let third = 1.0 / 3
    let largest = try slopes([4, 1, 4, 4, 1]) { ReduceMax(axes: [0])($0) }
    #expect(largest == [third, 0, third, third, 0])
    let smallest = try slopes([4, 1, 4, 4, 1]) { ReduceMin(axes: [0])($0) }
    #expect(smallest == [0, 0.5, 0, 0, 0.5])
  }

  /// The derivative of what is filled in for a row that does not exist is zero, not NaN.
  @Test func rowsOutOfBoundsHaveNoDerivative() throws {
    let rows = GatherDimensions(offset: [1], collapsed: [0], start: [0])
    let gather = Gather(dimensions: rows, sliceSizes: [1, 2])
    let positions = Tensor([1, 7] as [Int32], shape: [2, 1])
    let (value, tangent) = try jvp(
      { gather($0, positions) }, at: f64([1, 2, 3, 4], [2, 2]), along: f64([5, 6, 7, 8], [2, 2]))
    #expect(value.scalars(Double.self)[2].isNaN)
    #expect(tangent.scalars(Double.self) == [7, 8, 0, 0])
    let (_, pullback) = try vjp({ gather($0, positions) }, at: f64([1, 2, 3, 4], [2, 2]))
    #expect(try pullback(f64([1, 2, 3, 4], [2, 2])).scalars(Double.self) == [0, 0, 1, 2])
  }

  /// Several updates of one element, some of them zero: first and second derivatives of the product.
  @Test func productsOfUpdatesWithZeros() throws {
    let dimensions = GatherDimensions(offset: [], collapsed: [0], start: [0])
    let positions = Tensor([0, 0, 1, 1, 0, 1] as [Int32], shape: [6, 1])
    let product = { (updates: Tensor) in
      total(ScatterMul(dimensions: dimensions)(f64([2, 3]), positions, updates))
    }
    // 2 * 0 * 5 * 7, 3 * 0 * 0 * 4
    let updates = f64([0, 5, 0, 0, 7, 4])
    let slopes = try grad(product)(updates)
    #expect(slopes.scalars(Double.self) == [70, 0, 0, 0, 0, 0])
    let curvature = try jvp({ try grad(product)($0) }, at: updates, along: f64([1, 1, 1, 1, 1, 1])).tangent
    #expect(curvature.scalars(Double.self) == [14 + 10, 14, 12, 12, 10, 0])
  }

  /// What counts is the last update of an element; equal extremes share the derivative.
  @Test func updatesOfOneElement() throws {
    let dimensions = GatherDimensions(offset: [], collapsed: [0], start: [0])
    let positions = Tensor([1, 0, 1, 5] as [Int32], shape: [4, 1])
    let updates = f64([4, 2, 4, 9])
    func slopes(_ scatter: any ScatterPrimitive) throws -> [[Double]] {
      let function = { (x: Tensor, updates: Tensor) in total(scatter.results([x, positions, updates])[0]) }
      let (_, pullback) = try vjp(function, at: f64([2, 4, 1]), updates)
      let (x, u) = try pullback(f64([1], []))
      return [x.scalars(), u.scalars()]
    }
    #expect(try slopes(Scatter(dimensions: dimensions)) == [[0, 0, 1], [0, 1, 1, 0]])
    let third = 1.0 / 3
    #expect(try slopes(ScatterMax(dimensions: dimensions)) == [[0.5, third, 1], [third, 0.5, third, 0]])
    #expect(try slopes(ScatterMin(dimensions: dimensions)) == [[0.5, third, 1], [third, 0.5, third, 0]])
  }

  @Test func higherDerivativesOfProductsWithZeros() throws {
    // d²(abc)/da db = c, also at a = b = 0.
    let point = f64([0, 0, 5])
    let gradient = grad { ReduceProd(axes: [0])($0) }
    let (_, tangent) = try jvp(gradient, at: point, along: f64([1, 0, 0]))
    #expect(tangent.scalars(Double.self) == [0, 5, 0])
  }

  @Test(arguments: [DType.float16, .bfloat16, .float32, .float64, .complex64, .complex128])
  func derivativesKeepTheDType(_ dtype: DType) throws {
    let x = ConvertElementType(to: dtype)(f64([0.25, 0.5]))
    let (value, tangent) = try jvp({ Mul()(Tanh()($0), Exp()($0)) }, at: x, along: x)
    #expect(value.dtype == dtype && tangent.dtype == dtype)
    let (_, pullback) = try vjp({ Mul()(Tanh()($0), Exp()($0)) }, at: x)
    #expect(try pullback(x).dtype == dtype)
  }

  @Test func conversionsCarryDerivativesBetweenFloatingDTypes() throws {
    let x = Tensor([0.5, 2] as [Float], shape: [2])
    let gradient = try grad { x in total(Square()(ConvertElementType(to: .float64)(x))) }(x)
    #expect(gradient.scalars(Float.self) == [1, 4])
    let f: (Tensor) -> Tensor = { x in
      let whole = ConvertElementType(to: .float32)(ConvertElementType(to: .int32)(x))
      return total(Mul()(x, whole))
    }
    let throughInteger = try grad(f)(x)
    #expect(throughInteger.scalars(Float.self) == [0, 2])
  }
}

import JacobiCore
import JacobiPrimitives
import JacobiReference
import Testing

@testable import JacobiCodegen

/// What loops carry, and what callers give away, is written over element by element where that changes nothing else.
@Suite struct OverwritingTests {
  private let size = 1000
  private var vector: TensorType { f32(size) }

  private func sum(_ x: Tensor) -> Tensor {
    BroadcastInDim(to: [Dimension(size)], dimensions: [])(ReduceSum(axes: [0])(x))
  }

  private func scan(_ count: Int, _ body: ([Tensor]) -> [Tensor]) throws {
    let types = [TensorType](repeating: vector, count: count)
    let program = try traceProgram(types, name: "body") { body($0) }.program
    try check(types, tolerance: 1e-4) { x in Scan(program, constantCount: 0, carryCount: count, length: 5).results(x) }
  }

  @Test func carriesOfLoops() throws {
    let half = Tensor(Float(0.5))
    func halved(_ x: Tensor) -> Tensor {
      Mul()(x, BroadcastInDim(to: [Dimension(size)], dimensions: [])(half))
    }
    try scan(1) { [halved($0[0])] }
    // Each becomes a form of the other.
    try scan(2) { [Tanh()($0[1]), halved($0[0])] }
    try scan(2) { [Add()($0[0], $0[1]), halved(Sub()($0[0], $0[1]))] }
    // All of the old value is needed before any of the new one is written.
    try scan(1) { [Sub()(halved($0[0]), Rev(axes: [0])($0[0]))] }
    try scan(1) { [halved(Sub()($0[0], sum($0[0])))] }
    try scan(2) { [halved($0[0]), sum($0[0])] }
    try scan(2) { [Tanh()($0[0]), Add()($0[1], Rev(axes: [0])(Tanh()($0[0])))] }
    // The same value twice, and values that stay.
    try scan(2) { x in
      let y = halved(x[0])
      return [y, y]
    }
    try scan(3) { [halved($0[0]), $0[0], $0[2]] }
  }

  @Test func rowsOfCarries() throws {
    let matrix = f32(40, 50)
    let body = try traceProgram([matrix], name: "body") { x in
      let largest = ReduceMax(axes: [1])(x[0])
      let shifted = Sub()(x[0], BroadcastInDim(to: [40, 50], dimensions: [0])(largest))
      let exponentials = Exp()(shifted)
      let total = ReduceSum(axes: [1])(exponentials)
      return [Div()(exponentials, BroadcastInDim(to: [40, 50], dimensions: [0])(total))]
    }.program
    try check([matrix]) { x in Scan(body, constantCount: 0, carryCount: 1, length: 4).results(x) }
  }

  @Test func largeStepsAreDivided() throws {
    let many = f32(600_000)
    let body = try traceProgram([many], name: "body") { x in [Tanh()(Sin()(x[0]))] }.program
    let program = try traceProgram([many], name: "test") { x in
      Scan(body, constantCount: 0, carryCount: 1, length: 3).results(x)
    }.program
    #expect(try compiler().ir(of: program).contains(ParallelLoops.forkName))
    try check([many]) { x in try program.evaluate(x) }
  }

  // MARK: Inputs that are given away

  private func run(
    _ types: [TensorType], donating: [Int], _ operands: [Tensor], _ body: ([Tensor]) -> [Tensor]
  ) throws -> [Tensor] {
    let program = try traceProgram(types, name: "test") { body($0) }.program
    return try compiler().compile(program, donating: donating).results(for: operands)
  }

  @Test func aDonatedInputIsWrittenOver() throws {
    let x = Tensor(sample(vector, seed: 1))
    let y = Tensor(sample(vector, seed: 2))
    let expected = zip(x.scalars(Float.self), y.scalars(Float.self)).map { $0 + $1 }
    let address = x.value?.buffer.pointer
    let results = try run([vector, vector], donating: [0], [x, y]) { [Add()($0[0], $0[1])] }
    #expect(results[0].scalars(Float.self) == expected)
    #expect(results[0].value?.buffer.pointer == address)
  }

  @Test func whatIsNeededElsewhereIsNotWrittenOver() throws {
    let numbers = sample(vector, seed: 1).scalars(as: Float.self)
    func donated() -> Tensor { Tensor(sample(vector, seed: 1)) }
    let twice = numbers.map { $0 + $0 }
    // Given back as it is.
    let both = try run([vector], donating: [0], [donated()]) { [$0[0], Add()($0[0], $0[0])] }
    #expect(both.map { $0.scalars(Float.self) } == [numbers, twice])
    // The same tensor for two inputs.
    let x = donated()
    let sums = try run([vector, vector], donating: [0], [x, x]) {
      [Add()($0[0], $0[1]), Add()($0[1], Rev(axes: [0])($0[1]))]
    }
    let mirrored = zip(numbers, numbers.reversed()).map { $0 + $1 }
    #expect(sums.map { $0.scalars(Float.self) } == [twice, mirrored])
    // In another order.
    let turned = try run([vector], donating: [0], [donated()]) { [Add()($0[0], Rev(axes: [0])($0[0]))] }
    #expect(turned[0].scalars(Float.self) == mirrored)
    // Memory of an array.
    let array = numbers
    let fromArray = try run([vector], donating: [0], [Tensor(array, shape: [size])]) { [Add()($0[0], $0[0])] }
    #expect(fromArray[0].scalars(Float.self) == twice)
    #expect(array == numbers)
  }
}

/// Reductions over outer axes.
@Suite struct RowSumTests {
  @Test(arguments: [[67, 300], [5, 2100], [4096, 70], [3, 33, 65], [2, 9, 4, 130], [1000, 1]])
  func outerAxesAreSummed(_ sizes: [Int]) throws {
    let type = TensorType(.float32, Shape(sizes))
    let outer = Array(0..<sizes.count - 1)
    try check([type], tolerance: 1e-4) { x in [ReduceSum(axes: outer)(x[0])] }
    try check([type], tolerance: 1e-4) { x in [ReduceSum(axes: [outer.last!])(Mul()(x[0], x[0]))] }
    try check([type]) { x in [ReduceMax(axes: outer)(x[0]), ReduceMin(axes: outer)(Neg()(x[0]))] }
  }

  @Test(arguments: [DType.float64, .int32, .bool, .bfloat16, .complex64])
  func ofEveryKindOfNumber(_ dtype: DType) throws {
    let type = TensorType(dtype, [37, 210])
    try check([type], tolerance: dtype == .bfloat16 ? 1e-2 : 1e-5) { x in
      [dtype == .bool ? ReduceOr(axes: [0])(x[0]) : ReduceSum(axes: [0])(x[0])]
    }
  }
}

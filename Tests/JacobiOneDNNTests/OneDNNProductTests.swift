import JacobiCodegen
import JacobiCore
import JacobiOneDNN
import JacobiPrimitives
import Testing

private let library = OneDNNProducts()

private func types(_ m: Int, _ n: Int, _ k: Int, _ left: Int, _ right: Int, _ dtype: DType = .float32) -> [TensorType] {
  [
    TensorType(dtype, Shape(left == 0 ? [k, m] : [m, k])), TensorType(dtype, Shape(right == 0 ? [k, n] : [n, k])),
    TensorType(dtype, Shape([m, n])),
  ]
}

private func call(_ types: [TensorType], _ left: Int, _ right: Int) throws -> LibraryCall? {
  try library.call(
    for: DotGeneral(contracting: ([left], [right])), inputs: Array(types[..<2]), outputs: [types[2]])
}

@Suite(.enabled(if: OneDNNLibrary().problem == nil))
struct OneDNNProductTests {
  @Test func onlyProductsOfMiddleSizeAreTaken() throws {
    #expect(try call(types(128, 128, 64, 1, 0), 1, 0) != nil)
    #expect(try call(types(127, 128, 64, 1, 0), 1, 0) == nil)
    #expect(try call(types(1024, 1024, 255, 1, 0), 1, 0) != nil)
    #expect(try call(types(1024, 1024, 256, 1, 0), 1, 0) == nil)
    #expect(try call(types(3, 2048, 1024, 1, 0), 1, 0) == nil)
    #expect(try call(types(1, 2048, 1024, 1, 0), 1, 0) == nil)
    #expect(try call(types(256, 512, 512, 1, 1), 1, 1) != nil)
    #expect(try call(types(256, 513, 512, 1, 1), 1, 1) == nil)
    #expect(try call(types(256, 512, 512, 0, 1), 0, 1) == nil)
    #expect(try call(types(256, 512, 512, 1, 0, .float64), 1, 0) == nil)
  }

  /// Of every layout, in one piece, two, four and eight, and with sizes that no kernel has.
  @Test(arguments: [(130, 129, 67), (300, 120, 150), (128, 512, 300), (515, 512, 515), (40, 2100, 20), (4, 512, 512)])
  func productsAreThoseOfTheSpecification(m: Int, n: Int, k: Int) throws {
    var generator = SplitMix(51)
    for (left, right) in [(1, 0), (0, 0), (1, 1)] {
      let types = types(m, n, k, left, right)
      guard let call = try call(types, left, right) else { continue }
      let operands = types[..<2].map { generator.tensor(.float32, $0.shape.sizes) }
      let product = try run(call, operands, outputs: [types[2]])
      #expect(try withThreads(1) { try run(call, operands, outputs: [types[2]]) } == product)
      // By another library, since the specification takes minutes; all round k times.
      let wide = try OneDNNProductTests.wide(operands, left, right)
      #expect(product[0].isClose(to: wide, tolerance: 8 + 4 * Double(k)), "\(types)")
    }
  }

  /// The product in `float64` by plain loops.
  private static func wide(_ operands: [TensorValue], _ left: Int, _ right: Int) throws -> TensorValue {
    let (x, y) = (operands[0].scalars(as: Float.self), operands[1].scalars(as: Float.self))
    let (a, b) = (operands[0].shape.sizes, operands[1].shape.sizes)
    let (m, n, k) = (a[1 - left], b[1 - right], a[left])
    let (rowStep, innerStep) = left == 1 ? (k, 1) : (1, m)
    let (columnStep, otherStep) = right == 1 ? (k, 1) : (1, n)
    var result = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for l in 0..<k {
          sum += Double(x[i * rowStep + l * innerStep]) * Double(y[j * columnStep + l * otherStep])
        }
        result[i * n + j] = Float(sum)
      }
    }
    return TensorValue(result, shape: Shape([m, n]))
  }

  @Test func whatIsNotANumberStaysInItsRow() throws {
    let types = types(128, 128, 64, 1, 0)
    var numbers = [Float](repeating: 1, count: 128 * 64)
    (numbers[64 * 5], numbers[64 * 7]) = (.nan, .infinity)
    let ones = TensorValue([Float](repeating: 1, count: 64 * 128), shape: [64, 128])
    let call = try #require(try call(types, 1, 0))
    let product = try run(call, [TensorValue(numbers, shape: [128, 64]), ones], outputs: [types[2]])[0]
    let rows = product.scalars(as: Float.self)
    for (place, number) in rows.enumerated() {
      switch place / 128 {
      case 5: #expect(number.isNaN)
      case 7: #expect(number == .infinity)
      default: #expect(number == 64)
      }
    }
  }
}

import JacobiCore
import JacobiPrimitives
import Testing

@testable import JacobiCodegen

/// A product and a sum may be rounded at once, but a difference is that of the numbers it is written with.
@Suite struct RoundingTests {
  /// Equal factors come as different operands, so that no pass finds the products to be one.
  @Test(arguments: [3, 1000])
  func differencesOfEqualProductsAreZero(_ n: Int) throws {
    let differences: [([Tensor]) -> Tensor] = [
      { x in Sub()(Mul()(x[0], x[1]), Mul()(x[2], x[3])) },
      { x in Sqrt()(Sub()(Square()(x[0]), Mul()(x[2], x[2]))) },
      { x in Add()(Mul()(x[0], x[1]), Mul()(Neg()(x[2]), x[3])) },
      { x in Add()(Mul()(x[0], x[1]), Neg()(Mul()(x[2], x[3]))) },
      { x in Sub()(x[4], Mul()(x[0], x[1])) },
      { x in Sub()(Mul()(x[0], x[1]), x[4]) },
      // Products that are kept and read again: what passes make of that is as it is written, too.
      { x in Add()(OptimizationBarrier()(Mul()(x[0], x[1])), OptimizationBarrier()(Mul()(Neg()(x[2]), x[3]))) },
    ]
    let (a, b) = (sample(f32(n), seed: 3), sample(f32(n), seed: 4))
    let product = zip(a.scalars(as: Float.self), b.scalars(as: Float.self)).map { $0 * $1 }
    let inputs = [a, b, a, b, TensorValue(product, shape: Shape([n]))]
    for (number, difference) in differences.enumerated() {
      let program = try traceProgram(inputs.map(\.type), name: "test") { [difference($0)] }.program
      let result = try compiler().compile(program).run(inputs)[0].scalars(as: Float.self)
      #expect(result.allSatisfy { $0 == 0 }, "difference \(number)")
    }
  }

  @Test func productsOfConjugatesAreReal() throws {
    let z = TensorType(.complex64, [500])
    let program = try traceProgram([z, z], name: "test") { z in [Imag()(Mul()(z[0], Conj()(z[1])))] }.program
    let value = sample(z, seed: 1)
    let result = try compiler().compile(program).run([value, value])[0].scalars(as: Float.self)
    #expect(result.allSatisfy { $0 == 0 })
  }

  @Test func oneProductIsAddedWithOneRounding() throws {
    let text = try compiler().assembly(
      of: traceProgram([f32(1000), f32(1000), f32(1000)], name: "test") { x in
        [Add()(Mul()(x[0], x[1]), x[2])]
      }.program)
    if try LLVMLibrary.shared.host.supports("fma") { #expect(text.contains("fmadd")) }
  }
}

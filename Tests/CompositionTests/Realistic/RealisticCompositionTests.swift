import Foundation
import Jacobi
import Testing

/// Values and derivatives of a function from JAX; see `Tests/Goldens/README.md`.
struct RealisticGolden: Decodable {
  var function: String
  var point: [Double]
  var value: [Double]
  var tangent: [Double]
  var gradient: [Double]
  var hessianProduct: [Double]
  var batchedValue: [[Double]]
  var batchedTangent: [[Double]]
  var batchedGradient: [[Double]]
  var batchedHessianProduct: [[Double]]

  static let all: [String: RealisticGolden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Goldens/realistic.json")
    // The file is part of the repository: without it there is nothing to test.
    let cases = try! JSONDecoder().decode([RealisticGolden].self, from: Data(contentsOf: file))
    return Dictionary(uniqueKeysWithValues: cases.map { ($0.function, $0) })
  }()
}

extension RealisticFunction {
  var point: Tensor { double(RealisticGolden.all[name]!.point) }
}

@Suite struct RealisticCompositionTests {
  /// Values, forward, reverse and mixed derivatives as JAX computes them, of one point and of a batch, compiled and not.
  @Test(arguments: RealisticFunction.all) func agreesWithJAX(_ function: RealisticFunction) throws {
    let golden = try #require(RealisticGolden.all[function.name])
    let f: (Tensor) throws -> Tensor = { try function.apply($0, .structured) }
    let direction = waves([golden.point.count], shift: 0.75)
    let gradient: (Tensor) throws -> Tensor = { x in
      try grad { (x: Tensor) in
        let y = try f(x)
        return (y * waves([golden.value.count], shift: 0.25)).sum()
      }(x)
    }
    let forms: [((Tensor) throws -> Tensor, [Double], [[Double]])] = [
      (f, golden.value, golden.batchedValue),
      ({ try jvp(f, at: $0, along: direction).tangent }, golden.tangent, golden.batchedTangent),
      (gradient, golden.gradient, golden.batchedGradient),
      (
        { try jvp(gradient, at: $0, along: direction).tangent }, golden.hessianProduct, golden.batchedHessianProduct
      ),
    ]
    let points = stacked([function.point, function.point + 0.05, function.point - 0.1])
    for (form, one, many) in forms {
      expectClose(try withTensorErrors { try form(function.point) }, double(one), tolerance: 1e-9)
      expectClose(try jit(form)(function.point), double(one), tolerance: 1e-9)
      let batch = stacked(many.map(double))
      expectClose(try vmap(form)(points), batch, tolerance: 1e-9)
      expectClose(try jit(vmap(form))(points), batch, tolerance: 1e-9)
    }
  }

  /// Stacks of transformations, drawn with a fixed seed, against the same stack on loops of Swift.
  @Test(arguments: RealisticFunction.all) func agreesWithUnrolledLoops(_ function: RealisticFunction) throws {
    var generator = StackGenerator(seed: function.name)
    for depth in [1, 2, 2, 3, 3, 4] {
      let stack = generator.stack(depth: depth)
      let results = try Loops.allCases.map { loops in
        var stage = Stage(function: { try function.apply($0, loops) }, point: function.point)
        for transformation in stack { stage = transformation.applied(to: stage, loops) }
        return try withTensorErrors { try stage.function(stage.point) }
      }
      let scale = results[1].scalars(Double.self).map(abs).max() ?? 1
      let isClose = zip(results[0].scalars(Double.self), results[1].scalars(Double.self)).allSatisfy {
        // Derivatives of high order are sums of terms that cancel, hence an error relative to the largest element.
        $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) <= 1e-9 * max(1, scale)
      }
      #expect(results[0].type == results[1].type, "\(stack)")
      #expect(isClose, "\(stack): \(results[0]) instead of \(results[1])")
    }
  }
}

/// Draws stacks of transformations, innermost first: at most three derivatives, of which each costs a multiple.
private struct StackGenerator {
  private var state: UInt64

  init(seed: String) {
    state = seed.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func stack(depth: Int) -> [Transformation] {
    var stack: [Transformation] = []
    while stack.count < depth {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let drawn = Transformation.allCases[Int(state >> 33) % Transformation.allCases.count]
      let isAllowed = drawn.isDerivative ? stack.count(where: \.isDerivative) < 3 : stack.last != drawn
      if isAllowed { stack.append(drawn) }
    }
    return stack
  }
}

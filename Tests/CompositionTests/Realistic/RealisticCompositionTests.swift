import Foundation
import Jacobi
import JacobiTesting
import Testing

/// What JAX computes for the functions of `realistic_functions.py`.
private let goldens: [String: DerivativeGolden] = {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Goldens/realistic.json")
  // The file is part of the repository: without it there is nothing to test.
  return Dictionary(uniqueKeysWithValues: try! DerivativeGolden.read(file).map { ($0.function, $0) })
}()

extension RealisticFunction {
  var point: Tensor { double(goldens[name]!.point) }
}

@Suite struct RealisticCompositionTests {
  /// Values, forward, reverse and mixed derivatives as JAX computes them, of one point and of a batch, compiled and not.
  @Test(arguments: RealisticFunction.all) func agreesWithJAX(_ function: RealisticFunction) throws {
    let golden = try #require(goldens[function.name])
    let circumstances = DerivativeGolden.Circumstances(
      weights: waves([golden.value.count], shift: 0.25).scalars(Double.self),
      direction: waves([golden.point.count], shift: 0.75).scalars(Double.self), shifts: [0.05, -0.1], tolerance: 1e-9)
    #expect(try golden.mismatches(of: { try function.apply($0, .structured) }, circumstances) == [])
  }

  /// Stacks of transformations, drawn with a fixed seed, against the same stack on loops of Swift, operation by operation
  /// on the backend that is the specification.
  @Test(arguments: RealisticFunction.all) func agreesWithUnrolledLoops(_ function: RealisticFunction) throws {
    var generator = StackGenerator(seed: function.name)
    let drawn = [1, 2, 2, 3, 3, 4].map { generator.stack(depth: $0) }
    // Batches of batches are drawn too seldom for some of the functions.
    for stack in drawn + [[.vmap, .vmap, .pullback], [.vmap, .jvp, .vmap, .jit]] {
      let actual = try function.result(of: stack, .structured)
      let expected = try withBackend("reference") { try function.result(of: stack, .unrolled) }
      let (numbers, exact) = (actual.scalars(Double.self), expected.scalars(Double.self))
      let scale = max(1, exact.map(abs).max() ?? 1)
      // Derivatives of high order are sums of terms that cancel, hence an error relative to the largest element.
      let isClose = zip(numbers, exact).allSatisfy { abs($0 - $1) <= 1e-9 * scale }
      #expect(actual.type == expected.type, "\(stack)")
      #expect(exact.allSatisfy { $0.isFinite }, "\(stack): \(expected)")
      #expect(isClose, "\(stack): \(actual) instead of \(expected)")
    }
  }
}

extension RealisticFunction {
  /// The function under transformations, innermost first, at its point.
  fileprivate func result(of stack: [Transformation], _ loops: Loops) throws -> Tensor {
    var stage = Stage(function: { try apply($0, loops) }, point: point)
    for transformation in stack { stage = transformation.applied(to: stage, loops) }
    return try withTensorErrors { try stage.function(stage.point) }
  }
}

/// Draws stacks of transformations, innermost first: at most three derivatives and two batches, of which each costs a
/// multiple.
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
      let isAllowed =
        switch drawn {
        case .vmap: stack.count { $0 == .vmap } < 2
        case .jit, .remat: stack.last != drawn
        default: stack.count(where: \.isDerivative) < 3
        }
      if isAllowed { stack.append(drawn) }
    }
    return stack
  }
}

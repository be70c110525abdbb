import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNN
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

/// The functions of several primitives under `grad`, `vmap` and `jit`: of those of one primitive the rules are tested
/// with the transformations.
@Suite struct TransformationTests {
  struct Function: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var apply: @Sendable (Tensor) -> Tensor

    init(_ name: String, _ apply: @escaping @Sendable (Tensor) -> Tensor) {
      testDescription = name
      self.apply = apply
    }
  }

  static let functions: [Function] = [
    Function("x % 0.7") { $0 % 0.7 },
    Function("floorDivide + x") { floorDivide($0, 0.7) + $0 },
    Function("logAddExp") { logAddExp($0, square($0)) },
    Function("clip") { clip($0, min: -0.5, max: 1) * $0 },
    Function("pow") { pow(abs($0), 1.5) + pow($0, 3) + pow(2, $0) },
    Function("log2, log10") { log2(square($0)) + log10(abs($0)) },
    Function("which") { which($0 .> 0.4, $0 * 2, sin($0)) },
    Function("mean") { $0.mean(axis: 0) + $0.mean() },
    Function("variance") { $0.variance(axis: 1, ddof: 1) },
    Function("std") { $0.std(axis: 0, keepDims: true) * $0 },
    Function("prod") { $0.prod(axis: 1) },
    Function("max, min") { $0.max(axis: 0) - $0.min(axis: 0) },
    Function("subscript of ranges") { $0[.all, 1...] * $0[.all, ..<2] + $0[-1, ..<2] },
    Function("subscript of strides") { $0[.stride(by: -1), .stride(by: 2)] * 3 },
    Function("subscript of positions") { $0[Tensor([1, 0, -1]), Tensor([2, 2, 0])] * $0[0] },
    Function("subscript of pairs") { $0[.all, Tensor([[1, 1], [2, 0]])] },
    Function("take") { $0.take(Tensor([2, 0, 2]), axis: 1) * $0 },
    Function("takeAlong") { $0.takeAlong(Tensor([[0], [2]]), axis: 1) * $0 },
    Function("concatenated, stacked") { concatenated([$0, $0 * 2]) * stacked([$0[0], $0[1], $0[0], $0[1]]) },
    Function("split") { $0.split(parts: 3, axis: 1)[1] * $0.split(at: [1])[0] },
    Function("padded, tiled, repeated") {
      $0.padded(1, with: 2) * $0.tiled(2, axis: 0).repeated(5, axis: 0)[..<4, ..<1]
    },
    Function("tril, triu") { $0.tril() + $0.triu(offset: 1) * $0 },
    Function("assignment to ranges") { x in
      var y = x * x
      y[.all, .stride(by: 2)] = x[.all, 1...]
      y[.stride(by: -1), 0] += x[.all, 2]
      return y
    },
    Function("assignment to positions") { x in
      var y = square(x)
      y[Tensor([0, 0, 1]), Tensor([1, 1, -1])] = x[0]
      return y * x
    },
    Function("assignment to masks") { x in
      var y = square(x)
      y[x .> 0.4] = x[0, 0]
      return y
    },
    Function("updates") {
      $0.at[Tensor([0, 1, 0]), Tensor([2, 0, 2])].multiply(by: $0[1]) + $0.at[0].add($0[1]).at[.all, 1].max($0[0, 0])
    },
    Function("divide, power") { abs($0).at[0, Tensor([1, 1])].divide(by: $0[1, 1...]) + square($0).at[1].power(1.5) },
    Function("dynamic slices") {
      $0.updatingSlice(at: [0, 1], with: $0.dynamicSlice(at: [1, 0], sizes: [1, 2]) * 3)
        * $0.dynamicSlice(at: 1, size: 1, axis: 1)
    },
    Function("putAlong") { $0.putAlong(Tensor([[0], [2]]), square($0[.all, 1..<2]), axis: 1) },
    Function("segments") {
      $0.T.segmentSum(Tensor([1, 0, 1]), count: 2) * $0.T.segmentMax(Tensor([1, 0, 1]), count: 2)
        * $0.T.segmentProd(Tensor([1, 0, 1]), count: 2)
    },
    Function("diagonals") {
      $0.diagonal(offset: 1).diag() + $0.trace() + $0.fillingDiagonal(with: $0[0, 2])[.all, 1...]
    },
    Function("rolled, rotated90") { $0.rolled(by: 1) * $0.rolled(by: -1, axis: 1) + $0.rotated90(2) },
    Function("padded with its own elements") {
      $0.padded([(1, 0), (2, 2)], mode: .reflect) * $0.padded([(0, 1), (1, 3)], mode: .linearRamp(to: 1))
        + $0.padded([(1, 0), (3, 1)], mode: .mean)
    },
    Function("compressed, placing") {
      $0.compressed(where: $0 .> 0.4, size: 4) * $0.placing($0[0], where: $0 .< 0.5).raveled()[..<4]
    },
    Function("unstacked, inserting, removing") {
      $0.inserting($0[0], at: 1).removing(at: [0]) + stacked($0.unstacked(axis: 1), axis: 1)
    },
    Function("matmul") { matmul($0, $0.T) + matmul($0, $0[0]) },
    Function("matmul of stacks") { matmul(stacked([$0, $0]), $0.T) },
    Function("dot, outer, tensordot") { outer($0[0], $0[1]) + tensordot($0.T, $0, axes: 1) + dot($0[0], $0[1]) },
    Function("einsum") { einsum("ij,kj,kl->il", $0, $0, $0) * einsum("ii,j->j", $0[.all, ..<2], $0[0]) },
    Function("inner, kron, vecdot") { inner($0, $0).sum() + kron($0, $0[0])[.all, ..<3] * vecdot($0, $0[1])[0] },
    Function("hypot, sinc, logAddExp2") { hypot($0, 2 * $0 + 1) + sinc($0) + logAddExp2($0, square($0)) },
    Function("copySign, nanToNum, ldexp") { copySign(square($0), $0) + nanToNum($0 * $0) + ldexp($0, 3) },
    Function("fmod, modf, reciprocal") { fmod($0, 0.7) + modf($0).fraction + reciprocal($0) },
    Function("flattened, movedAxis") { $0.flattened() * $0.movedAxis(from: 0, to: 1).raveled() },
    Function("softmax") { softmax($0) + logSoftmax($0, axis: 0) },
    Function("logSumExp") { logSumExp($0, axis: 1, keepDims: true) * $0 },
    Function("relu") { relu($0) * $0 },
    Function("cross entropy") { softmaxCrossEntropy(logits: $0, labels: Tensor([2, 0])) },
  ]

  private let x = Tensor([0.31, -0.72, 1.53, 0.88, 0.45, -1.27], shape: [2, 3])

  /// The gradient of a weighted sum against central differences, whose error is of the order of the square of the step.
  @Test(arguments: functions + sortingFunctions)
  func gradientsAreDifferenceQuotients(function: Function) throws {
    let weights = Tensor.arange(from: 1, to: 40, by: 0.7, dtype: .float64)
    let loss = { (x: Tensor) in
      let y = function.apply(x).raveled()
      return (y * weights.take(Tensor.arange(y.shape[0]), axis: 0)).sum()
    }
    let gradient = try grad(loss)(x).scalars(Double.self)
    let values = x.scalars(Double.self)
    let step = 1e-5
    for index in values.indices {
      func value(_ offset: Double) -> Double {
        var moved = values
        moved[index] += offset
        return loss(Tensor(moved, shape: [2, 3])).item(Double.self)
      }
      let quotient = (value(step) - value(-step)) / (2 * step)
      #expect(Swift.abs(gradient[index] - quotient) <= 1e-7 * Swift.max(1, Swift.abs(quotient)))
    }
  }

  @Test(arguments: functions + sortingFunctions)
  func batchesAreStacks(function: Function) throws {
    let batch = stacked([x, x * 1.1 - 0.05, -x])
    let expected = stacked((0..<3).map { function.apply(batch[$0]) })
    let result = try vmap(function.apply)(batch)
    #expect(result.type == expected.type)
    #expect(allClose(result, expected, relative: 1e-14, absolute: 1e-15).item(Bool.self))
  }

  @Test(arguments: functions + sortingFunctions)
  func compiledFunctionsAreTheSame(function: Function) throws {
    #expect(try jit(function.apply)(x).value == function.apply(x).value)
  }

  @Test func reluHasNoSlopeAtZero() throws {
    let slope = try grad { (x: Tensor) in relu(x).sum() }(Tensor([-1, 0, 2], dtype: .float32))
    #expect(slope.scalars() == [0, 0, 1] as [Float])
  }
}

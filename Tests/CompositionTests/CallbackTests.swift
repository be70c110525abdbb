import Jacobi
import Synchronization
import Testing

/// What host functions were called with, in order.
private final class Calls: Sendable {
  private let values = Mutex<[[Float]]>([])
  func append(_ x: Tensor) { values.withLock { $0.append(x.scalars(Float.self)) } }
  var all: [[Float]] { values.withLock { $0 } }
}

@Suite struct CallbackTests {
  private let x = Tensor([3, 1, 2] as [Float])

  private func sorted(_ x: Tensor, calls: Calls = Calls()) -> Tensor {
    hostCallback(x, result: Tensor.placeholder([3])) { x in
      calls.append(x)
      return Tensor(x.scalars(Float.self).sorted())
    }
  }

  @Test func programsThatPrintAreRecognised() throws {
    let program = {
      try makeProgram { (x: Tensor) -> Tensor in
        debugPrint("x = {}", x); return x
      }(Tensor([1.0]))
    }
    #expect(try program() == program())
  }

  @Test func givesTheResultEagerlyAndCompiled() throws {
    #expect(sorted(x).scalars(Float.self) == [1, 2, 3])
    let calls = Calls()
    let compiled = jit { x in 2 * sorted(x * 2, calls: calls) }
    #expect(try compiled(x).scalars(Float.self) == [4, 8, 12])
    #expect(try compiled(x + 1).scalars(Float.self) == [8, 12, 16])
    #expect(calls.all == [[6, 2, 4], [8, 4, 6]])
  }

  @Test func isCalledForEachExampleInOrder() throws {
    let calls = Calls()
    let batch = Tensor([3, 1, 2, 9, 8, 7] as [Float], shape: [2, 3])
    let result = try jit(vmap { sorted($0, calls: calls) })(batch)
    #expect(result.scalars(Float.self) == [1, 2, 3, 7, 8, 9])
    #expect(calls.all == [[3, 1, 2], [9, 8, 7]])
  }

  @Test func takesNestedBatches() throws {
    let x = Tensor((0..<12).map { Float($0) }, shape: [2, 3, 2])
    let total: @Sendable (Tensor) -> Tensor = { x in
      hostCallback(x, result: Tensor.placeholder([], dtype: .float32)) { x in x.sum() }
    }
    // The inner vmap maps the last axis, the outer one the first.
    let inner = vmap(total, in: 1, out: 0)
    let sums = try vmap { (x: Tensor) in try inner(x) }(x)
    #expect(sums.shape == [2, 2])
    #expect(sums.scalars(Float.self) == [6, 9, 24, 27])
  }

  @Test func takesAWholeBatchAtOnce() throws {
    let calls = Calls()
    let batch = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let result = try vmap { (x: Tensor) in
      hostCallback(x, result: Tensor.placeholder([]), takesBatches: true) { x in
        calls.append(x)
        return x.sum(axis: -1)
      }
    }(batch)
    #expect(result.scalars(Float.self) == [3, 7])
    #expect(calls.all == [[1, 2, 3, 4]])
  }

  @Test func effectsHappenOnceInOrderAndUnderGrad() throws {
    let calls = Calls()
    let f: (Tensor) -> Tensor = { x in
      hostEffect(x) { calls.append($0) }
      let y = x * x
      hostEffect(y) { calls.append($0) }
      return y.sum()
    }
    #expect(try jit(grad(f))(x).scalars(Float.self) == [6, 2, 4])
    #expect(calls.all == [[3, 1, 2], [9, 1, 4]])
    #expect(try grad(jit(f))(x).scalars(Float.self) == [6, 2, 4])
    #expect(calls.all.count == 4)
  }

  @Test func unusedPureCallsAreLeftOut() throws {
    let calls = Calls()
    let compiled = jit { (x: Tensor) in
      _ = sorted(x, calls: calls)
      return x + 1
    }
    #expect(try compiled(x).scalars(Float.self) == [4, 2, 3])
    #expect(calls.all.isEmpty)
  }

  @Test func mistakesAreErrors() throws {
    let wrongShape = tensorError {
      try withTensorErrors { _ = hostCallback(x, result: Tensor.placeholder([2])) { $0 } }
    }
    #expect(wrongShape?.description.contains("f32[2]") == true)
    struct Broken: Error {}
    let broken = tensorError { try withTensorErrors { hostEffect(x) { _ in throw Broken() } } }
    #expect(broken?.description.contains("Broken") == true)
    let derivative = tensorError { _ = try grad { sorted($0).sum() }(x) }
    #expect(derivative?.description.contains("host_callback") == true)
  }
}

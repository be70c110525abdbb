import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Synchronization
import Testing

/// A tensor whose memory tells when it is freed.
private final class Probe: Sendable {
  private let wasFreed = Atomic(false)
  var isFreed: Bool { wasFreed.load(ordering: .acquiring) }

  func tensor(_ scalars: [Double]) -> Tensor {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * scalars.count, alignment: 64)
    memory.copyMemory(from: scalars, byteCount: 8 * scalars.count)
    return Tensor(
      adopting: memory, type: TensorType(.float64, [Dimension(scalars.count)]),
      release: { [self] memory in
        wasFreed.store(true, ordering: .releasing)
        memory.deallocate()
      })
  }
}

@Suite struct MemoryTests {
  @Test func tracesAreFreedWithTheirScope() throws {
    weak var value: Tracer?
    weak var trace: Trace?
    let f = { (x: Tensor) in
      let y = Sin()(x)
      value = y.tracer
      trace = y.tracer?.trace
      #expect(value != nil && trace != nil)
      return Mul()(y, y)
    }
    _ = try grad(f)(f64(1))
    #expect(value == nil && trace == nil)
    _ = try grad(grad(f))(f64(1))
    #expect(value == nil && trace == nil)
    _ = try jvp(f, at: f64(1), along: f64(1))
    #expect(value == nil && trace == nil)
  }

  @Test(arguments: [false, true]) func tracedFunctionsAreFreed(isMistaken: Bool) throws {
    let (constant, ofRule) = (Probe(), Probe())
    weak var trace: Trace?
    func run() throws {
      let (a, b) = (constant.tensor([2, 3]), ofRule.tensor([4, 5]))
      _ = try traceProgram([TensorType(.float64, [2])]) { arguments in
        let x = arguments[0]
        trace = x.tracer?.trace
        let y = Mul()(x, a)
        // Function and rule refer to the trace in which they are recorded.
        let scaled = customJVP { (z: Tensor) in
          Mul()(Mul()(z, y), b)
        } rule: { (z: Tensor, dz: Tensor) in
          (Mul()(Mul()(z, y), b), Mul()(Mul()(dz, y), b))
        }
        let result = try scaled(x)
        return [isMistaken ? Add()(result, f64([1, 2, 3])) : result]
      }
    }
    if isMistaken { #expect(throws: TensorError.self) { try run() } } else { try run() }
    #expect(trace == nil && constant.isFreed && ofRule.isFreed)
  }

  @Test func aTapeIsFreedAfterAMistake() throws {
    let probe = Probe()
    var kept: Tensor?
    func run() throws {
      let a = probe.tensor([2, 3])
      _ = try grad { x in
        kept = x
        return total(Add()(Mul()(x, a), f64([1, 2, 3])))
      }(f64([1, 2]))
    }
    #expect(throws: TensorError.self) { try run() }
    #expect(kept != nil && probe.isFreed)
  }

  @Test func whatIsDerivedFromFunctionsMadeInALossIsForgotten() throws {
    let (ofGrad, ofVmap) = (Probe(), Probe())
    func run() throws {
      let (a, b) = (ofGrad.tensor([2, 3]), ofVmap.tensor([2, 3]))
      let gradient = try grad { (x: Tensor) in
        let scaled = customJVP { (x: Tensor) in
          Mul()(x, a)
        } rule: { (x: Tensor, dx: Tensor) in
          (Mul()(x, a), Mul()(dx, a))
        }
        let layer = remat { (x: Tensor) throws -> Tensor in try scaled(x) }
        return total(try layer(x))
      }(f64([1, 2]))
      #expect(gradient.scalars(Double.self) == [2, 3])
      let scaled = { (x: Tensor) in
        let scaled = customJVP { (x: Tensor) in
          Mul()(x, a)
        } rule: { (x: Tensor, dx: Tensor) in
          (Mul()(x, a), Mul()(dx, a))
        }
        return try remat { (x: Tensor) throws -> Tensor in try scaled(x) }(x)
      }
      let pullback = try vjp(scaled, at: f64([1, 2])).pullback
      #expect(try pullback(f64([1, 1])).scalars(Double.self) == [2, 3])
      // Here the function captures a value of the transformation, which holds all examples.
      let squares = try vmap { (x: Tensor) in
        let scaled = customJVP { (y: Tensor) in
          Mul()(y, x)
        } rule: { (y: Tensor, dy: Tensor) in
          (Mul()(y, x), Mul()(dy, x))
        }
        return try remat { (y: Tensor) throws -> Tensor in try scaled(y) }(x)
      }(b)
      #expect(squares.scalars(Double.self) == [4, 9])
    }
    try run()
    #expect(ofGrad.isFreed && ofVmap.isFreed)
  }

  @Test func whatIsDerivedFromConstantsIsForgotten() throws {
    let probe = Probe()
    func run() throws {
      let a = probe.tensor([2, 3])
      let layer = remat { (x: Tensor) in Sin()(Mul()(x, a)) }
      _ = try grad { (x: Tensor) in total(try layer(x)) }(f64([1, 2]))
      _ = try vmap { (x: Tensor) in try layer(x) }(f64([1, 2, 3, 4], [2, 2]))
    }
    try run()
    #expect(probe.isFreed)
  }

  @Test func aPullbackKeepsItsResidualsAndNothingElse() throws {
    let (used, unused) = (Probe(), Probe())
    func make() throws -> Fn<Tensor, Tensor> {
      let (a, b) = (used.tensor([2, 3]), unused.tensor([4, 5]))
      return try vjp({ Add()(Mul()($0, a), Mul()(stopGradient($0), b)) }, at: f64([1, 2])).pullback
    }
    var pullback: Fn<Tensor, Tensor>? = try make()
    #expect(!used.isFreed && unused.isFreed)
    let gradient = try pullback!(f64([1, 1]))
    #expect(gradient.scalars(Double.self) == [2, 3])
    pullback = nil
    #expect(used.isFreed)
  }

  @Test func aKeptTracerDoesNotKeepTheTape() throws {
    let probe = Probe()
    var kept: Tensor?
    func run() throws {
      let a = probe.tensor([2, 3])
      _ = try grad { x in
        kept = x
        return total(Mul()(x, a))
      }(f64([1, 2]))
    }
    try run()
    #expect(kept != nil && probe.isFreed)
  }

  @Test func aGradientFreesResidualsAsItPassesThem() throws {
    let (early, late) = (Probe(), Probe())
    let seen = Mutex<[Bool]>([])
    let watched = customVJP {
      (x: Tensor) in
      Neg()(x)
    } forward: {
      (x: Tensor) in
      (Neg()(x), f64(0))
    } backward: { (_: Tensor, cotangent: Tensor) in
      seen.withLock { $0 = [early.isFreed, late.isFreed] }
      return Neg()(cotangent)
    }
    let gradient = try grad { (x: Tensor) in
      let y = try watched(Mul()(x, early.tensor([2, 3])))
      return total(Mul()(y, late.tensor([4, 5])))
    }(f64([1, 2]))
    #expect(gradient.scalars(Double.self) == [-8, -15])
    #expect(seen.withLock { $0 } == [false, true])
  }
}

@Test func transformationsOfManyTasksEndAtOnce() async throws {
  // Each has a loop whose body holds an array, so that caches have something to forget when it ends.
  try await withThrowingTaskGroup(of: Float.self) { group in
    for number in 0..<200 {
      group.addTask {
        let table = Tensor([Float(number), 1, 2])
        let f = jit { (x: Tensor) in (x * table).sum() }
        return try grad { (x: Tensor) in try f(x) + (x * table * x).sum() }(Tensor([1.0, 1, 1])).item(at: 0)
      }
    }
    for try await _ in group {}
  }
}

extension Tensor {
  fileprivate func item(at index: Int) -> Float { scalars(Float.self)[index] }
}

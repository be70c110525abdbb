import Jacobi
import Testing

private let isNativeAvailable = Backends.all.contains { $0.name == "native" && $0.availability == .available }

@Suite(.serialized, .enabled(if: isNativeAvailable)) struct LongLoopTests {
  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let elapsed = try ContinuousClock().measure(body)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }

  /// The least time of a compiled loop that writes every element of an array of `count`.
  private func timeToFill(_ count: Int) throws -> Double {
    let fill = jit(backend: "native") { (zeros: Tensor) in
      forLoop(0..<count, from: zeros) { (i: Tensor, a: Tensor) in
        var a = a
        a[i] = i.asType(.float32) * 2
        return a
      }
    }
    let zeros = Tensor.zeros([count])
    #expect(try fill(zeros)[count - 1].item(Int.self) == 2 * (count - 1))
    return try (0..<5).map { _ in try seconds { _ = try fill(zeros) } }.min()!
  }

  @Test func updatesTakeTimeThatIsLinearInTheNumberOfSteps() throws {
    let (short, long) = (try timeToFill(100_000), try timeToFill(400_000))
    // Four times the steps on an array of four times the size; copying the array would make it sixteen times as long.
    #expect(long < 8 * short, "\(short) s for 100,000 steps, \(long) s for 400,000")
  }
}

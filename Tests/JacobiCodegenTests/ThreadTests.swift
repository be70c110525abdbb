import CJacobiCodegen
import Dispatch
import JacobiCodegen
import Synchronization
import Testing

/// How often each iteration of a loop was run.
private final class Counts: Sendable {
  let counts: [Atomic<Int>.Box]
  init(_ count: Int) { counts = (0..<count).map { _ in Atomic<Int>.Box() } }
  var values: [Int] { counts.map { $0.value.load(ordering: .relaxed) } }
}

extension Atomic where Value == Int {
  fileprivate final class Box: Sendable {
    let value = Atomic<Int>(0)
  }
}

@Test(arguments: [(0, 1), (1, 1), (1000, 1), (1000, 7), (1000, 999), (1000, 5000), (10, 0), (10, -3)])
func everyIterationIsRunOnce(count: Int, grain: Int) {
  let counts = Counts(count)
  jacobi_parallel_for(
    Int64(count), Int64(grain),
    { context, begin, end in
      let counts = Unmanaged<Counts>.fromOpaque(context!).takeUnretainedValue()
      for i in begin..<end { counts.counts[Int(i)].value.add(1, ordering: .relaxed) }
    }, Unmanaged.passUnretained(counts).toOpaque())
  #expect(counts.values == [Int](repeating: 1, count: count))
}

@Test func loopsOfManyThreadsAndLoopsInLoopsEnd() {
  let counts = Counts(640)
  DispatchQueue.concurrentPerform(iterations: 40) { index in
    for _ in 0..<50 {
      forEachPart(of: 4, grain: 1) { outer in
        for i in outer {
          #expect(threadCount == 1 || jacobi_thread_count() == 1)
          forEachPart(of: 4, grain: 1) { inner in
            for j in inner { counts.counts[index * 16 + i * 4 + j].value.add(1, ordering: .relaxed) }
          }
        }
      }
    }
  }
  #expect(counts.values == [Int](repeating: 50, count: 640))
}

@Test func limitsNestAndEndWithTheirScope() {
  let all = Int(jacobi_thread_count())
  #expect(threadCount == all)
  withThreads(1) {
    #expect(threadCount == 1)
    withThreads(1_000_000) { #expect(threadCount == all) }
    withThreads(-5) { #expect(threadCount == all) }
    withThreads(0) { #expect(threadCount == all) }
    #expect(threadCount == 1)
  }
  struct Failure: Error {}
  #expect(throws: Failure.self) { try withThreads(1) { () throws(Failure) in throw Failure() } }
  #expect(threadCount == all)
}

import CJacobiCodegen
import Synchronization

/// Runs compiled code with at most this many threads: what `body` calls, on the thread that it runs on.
///
///     let x = Tensor.linspace(0, 1, count: 1_000_000)
///     let sum = jit(backend: "openblas") { (x: Tensor) in exp(x).sum() }
///     let y = try withThreads(1) { try sum(x) }
///
/// Results are the same for every number of threads. Without a limit there are as many as the environment variable
/// `JACOBI_THREADS` says, or else as many as the processors that the scheduler and the control group of the process leave to
/// it; a limit cannot raise that number. 0 takes away the limit of an enclosing call.
///
/// - Parameters:
///   - count: how many threads, the calling one included.
///   - body: what is run with them; it is synchronous, since the limit belongs to the thread.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws.
public func withThreads<Result, Failure: Error>(
  _ count: Int, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let previous = jacobi_set_thread_limit(Int32(clamping: max(count, 0)))
  defer { _ = jacobi_set_thread_limit(previous) }
  return try body()
}

/// How many threads a loop that starts here is divided among.
package var threadCount: Int { Int(jacobi_thread_limit()) }

/// How many threads there can be, whatever the limit is here.
package var maximumThreadCount: Int { Int(jacobi_thread_count()) }

/// Runs a loop in parts of `grain` iterations on the threads of the pool, several parts at a time.
package func forEachPart(of count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
  withoutActuallyEscaping(body) { body in
    withUnsafePointer(to: body) { body in
      // SAFETY: the loop ends before this call does, so the pointer to the closure outlives its use. Parts run at the same
      // time on several threads: callers write to separate memory in each.
      jacobi_parallel_for(
        Int64(count), Int64(max(grain, 1)),
        { body, begin, end in
          body!.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee(Int(begin)..<Int(end))
        }, UnsafeMutableRawPointer(mutating: body))
    }
  }
}

/// Runs numbered parts on the threads of the pool, each with a slot of its own: a number below `slots` that no two parts have
/// at the same time, for memory that a part needs while it runs.
package func forEachPart(of count: Int, slots: Int, _ body: (_ part: Int, _ slot: Int) -> Void) {
  let next = Atomic(0)
  forEachPart(of: slots, grain: 1) { slots in
    for slot in slots {
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if part >= count { break }
        body(part, slot)
      }
    }
  }
}

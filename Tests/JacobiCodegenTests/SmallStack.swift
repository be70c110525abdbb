import Foundation

/// Runs `body` on a thread with as little room as the smallest ones that call compiled programs have.
func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
  let (outcome, isDone) = (Outcome<Result>(), DispatchSemaphore(value: 0))
  let thread = Thread {
    outcome.result = Swift.Result { try body() }
    isDone.signal()
  }
  thread.stackSize = 256 << 10
  thread.start()
  isDone.wait()
  return try outcome.result!.get()
}

private final class Outcome<Value>: @unchecked Sendable {
  // SAFETY: `Sendable` because it is read after the thread has signalled that it has written.
  var result: Swift.Result<Value, any Error>?
}

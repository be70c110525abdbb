import Foundation

/// What `body` returns when it runs on a thread of its own.
func onAnotherThread<Result>(_ body: @escaping () -> Result) -> Result {
  nonisolated(unsafe) var result: Result?
  nonisolated(unsafe) let body = body
  let done = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    result = body()
    done.signal()
  }
  done.wait()
  return result!
}

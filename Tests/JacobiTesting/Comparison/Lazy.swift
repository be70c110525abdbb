import Synchronization

/// A value that is made when it is first needed, or the error that came of it.
final class Lazy<Value: Sendable>: Sendable {
  private let state = Mutex<Result<Value, any Error>?>(nil)
  private let make: @Sendable () throws -> Value

  init(_ make: @escaping @Sendable () throws -> Value) {
    self.make = make
  }

  func value() throws -> Value {
    try state.withLock { state in
      if let result = state { return result }
      let result = Result { try make() }
      state = result
      return result
    }.get()
  }
}

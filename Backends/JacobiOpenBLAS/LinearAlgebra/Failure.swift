import Synchronization

/// Whether a part of a parallel loop has failed.
final class Failure: Sendable {
  private let flag = Atomic(false)
  func happened() { flag.store(true, ordering: .relaxed) }
  var hasHappened: Bool { flag.load(ordering: .relaxed) }
}

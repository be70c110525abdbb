import Foundation

/// The checksums that JAX gives, made by `JAX/checksums.py`.
func expectedChecksums() throws -> [String: Checksum] {
  let file = Bundle.module.url(forResource: "checksums", withExtension: "json")!
  return try JSONDecoder().decode([String: Checksum].self, from: Data(contentsOf: file))
}

/// Computes every workload once and compares its checksum. Nothing is timed.
struct Check {
  let options: Options
  private var counts: [Outcome: Int] = [:]

  enum Outcome: String {
    case agrees = "ok", differs = "WRONG", failed = "FAILED", skipped
  }

  init(options: Options) { self.options = options }

  /// - Returns: whether all that were computed agree, and at least one was.
  mutating func run() throws -> Bool {
    let (expected, peer) = (try expectedChecksums(), options.jacobi)
    let backend = try peer.ask(Request(command: .describe), limit: 60).description ?? ""
    FileHandle.standardOutput.write(Data("checksums of \(backend) against those of JAX\n".utf8))
    let start = ContinuousClock.now
    for workload in allWorkloads where options.takes(workload.id) {
      let hasTime = (ContinuousClock.now - start).seconds < options.total
      let (outcome, note) = hasTime ? check(workload, expected[workload.id], peer) : (.skipped, "no time left")
      counts[outcome, default: 0] += 1
      // Not `print`, which keeps lines back until there are many when the output is a pipe.
      let line = "\(outcome.rawValue.padded(to: 8))\(workload.id.padded(to: 36))\(note)\n"
      FileHandle.standardOutput.write(Data(line.utf8))
    }
    let summary = [Outcome.agrees, .differs, .failed, .skipped].map { "\(counts[$0] ?? 0) \($0.rawValue)" }
    print(summary.joined(separator: ", "))
    return counts[.agrees] != nil && counts[.differs] == nil && counts[.failed] == nil
  }

  private func check(_ workload: Workload, _ expected: Checksum?, _ peer: Peer) -> (Outcome, String) {
    guard let expected else { return (.failed, "no checksum in Resources/checksums.json") }
    do {
      let reply = try peer.ask(Request(command: .prepare, id: workload.id), limit: options.limit ?? 20)
      guard let check = reply.check else { return (.failed, "no checksum came back") }
      let error = check.error(against: expected)
      let note = "off by \(error.scientific), tolerance \(workload.tolerance.scientific)"
      return error <= workload.tolerance ? (.agrees, note) : (.differs, "\(note); \(check) instead of \(expected)")
    } catch PeerError.tooLong(let limit) {
      return (.skipped, "takes more than \(Int(limit)) s on this backend")
    } catch {
      return (.failed, "\(error)")
    }
  }
}

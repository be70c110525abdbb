import Foundation

/// What one program took for a workload.
struct Measurement: Codable {
  /// Seconds per operation.
  var median: Double
  var least: Double
  var samples: Int
  /// Seconds of the first call, with compilation.
  var first: Double
  /// Megabytes beyond the inputs.
  var peak: Double?
  /// By how much the checksum differs from that of JAX which is kept here.
  var checksumError: Double?
}

/// A workload and how both programs did.
struct ComparisonRow: Codable {
  var id: String
  var jacobi: Measurement?
  var jax: Measurement?
  /// What went wrong.
  var notes: [String] = []

  var ratio: Double? { jacobi.flatMap { jacobi in jax.map { $0.median / jacobi.median } } }
}

/// Measures workloads with both programs in turns, so that whatever else the machine does hits both.
struct Comparison {
  let options: Options
  let jacobi: Peer
  let jax: Peer?
  let expected: [String: Checksum]

  private var limit: Double { options.limit ?? 120 }
  private var peers: [Peer] { [jacobi] + (jax.map { [$0] } ?? []) }

  func measure(_ workload: Workload) -> ComparisonRow {
    var row = ComparisonRow(id: workload.id)
    var ready: [(peer: Peer, reply: Reply, samples: [Double]?)] = []
    for peer in peers {
      attempt(peer, &row) {
        ready.append((peer, try peer.ask(Request(command: .prepare, id: workload.id), limit: limit), []))
      }
    }
    for _ in 0..<options.turns {
      for index in ready.indices where ready[index].samples != nil {
        let peer = ready[index].peer
        // A program that did not answer is asked for nothing more.
        let before = ready[index].samples.take()
        attempt(peer, &row) { ready[index].samples = try before! + samples(peer) }
      }
    }
    for entry in ready {
      guard let samples = entry.samples else { continue }
      let peak = try? entry.peer.ask(Request(command: .release), limit: limit).peak
      let measurement = measurement(of: workload, entry.reply, samples, peak: peak)
      if let error = measurement.checksumError, error > workload.tolerance {
        // The time of another computation says nothing.
        row.notes.append("\(entry.peer.name): WRONG checksum, off by \(error.scientific)")
      } else if entry.peer === jacobi {
        row.jacobi = measurement
      } else {
        row.jax = measurement
      }
    }
    return row
  }

  /// At least five samples of a workload in all, but one in each turn when a call takes more than a second.
  private func samples(_ peer: Peer) throws -> [Double] {
    let request = Request(
      command: .sample, seconds: options.budget / Double(options.turns), least: (4 + options.turns) / options.turns)
    return try peer.ask(request, limit: limit).samples ?? []
  }

  private func attempt(_ peer: Peer, _ row: inout ComparisonRow, _ body: () throws -> Void) {
    do { try body() } catch {
      let note = "\(peer.name): \(error)"
      if !row.notes.contains(note) { row.notes.append(note) }
    }
  }

  private func measurement(
    of workload: Workload, _ reply: Reply, _ samples: [Double], peak: Double?
  ) -> Measurement {
    let operations = Double(workload.operations)
    let error = expected[workload.id].flatMap { expected in reply.check?.error(against: expected) }
    return Measurement(
      median: samples.median / operations, least: samples.min()! / operations, samples: samples.count,
      first: reply.first ?? .nan, peak: peak, checksumError: error)
  }

  /// Measures a case with fresh processes, once for each program.
  func measureCase(_ id: String) -> (jacobi: [String: Double]?, jax: [String: Double]?, notes: [String]) {
    var row = ComparisonRow(id: id)
    var values: [[String: Double]?] = []
    for peer in peers {
      peer.stop()
      var result: [String: Double]?
      attempt(peer, &row) { result = try peer.ask(Request(command: .measureCase, id: id), limit: limit).values }
      values.append(result)
      peer.stop()
    }
    return (values[0], values.count > 1 ? values[1] : nil, row.notes)
  }
}

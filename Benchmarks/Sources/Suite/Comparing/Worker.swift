import Foundation
import Jacobi
// Linked so that it can be chosen as a backend.
import JacobiOpenBLAS

/// Measures workloads of Jacobi on request. Requests come from the standard input; answers go to the standard output.
struct Worker {
  private var workload: PreparedWorkload?
  private var timing: Timing?
  private var memoryAtStart: Double?
  private var peakOfFirst: Double?

  mutating func serve() throws {
    while let line = readLine() {
      let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
      var reply = Reply()
      do { reply = try withTensorErrors { try answer(request) } } catch { reply.error = "\(error)" }
      FileHandle.standardOutput.write(try JSONEncoder().encode(reply) + Data("\n".utf8))
    }
  }

  private mutating func answer(_ request: Request) throws -> Reply {
    switch request.command {
    case .describe: return Reply(description: "Jacobi, backend \(try Backends.current.name)")
    case .prepare: return try prepare(request.id ?? "")
    case .sample:
      guard let workload else { throw WorkerError.nothingPrepared }
      let seconds = request.seconds ?? 0.2
      if timing == nil { timing = try Timing(of: workload.run, warmUp: seconds / 2) }
      return Reply(samples: try timing!.samples(seconds: seconds, least: request.least ?? 1))
    case .release:
      (workload, timing) = (nil, nil)
      guard let base = memoryAtStart, let first = peakOfFirst, let later = ProcessMemory.peak else { return Reply() }
      return Reply(peak: max(first, later) - base)
    case .measureCase:
      guard let measure = processCases[request.id ?? ""] else { throw WorkerError.unknown(request.id ?? "") }
      return Reply(values: try measure())
    }
  }

  private mutating func prepare(_ id: String) throws -> Reply {
    guard let found = allWorkloads.first(where: { $0.id == id }) else { throw WorkerError.unknown(id) }
    (workload, timing) = (nil, nil)
    let prepared = try found.prepare()
    ProcessMemory.forgetPeak()
    memoryAtStart = ProcessMemory.resident
    var leaves: [Tensor] = []
    let first = try Timing.seconds { leaves = try prepared.result() }
    workload = prepared
    peakOfFirst = ProcessMemory.peak
    let check = Checksum(leaves)
    // What comparing takes is not the workload's.
    leaves = []
    ProcessMemory.forgetPeak()
    return Reply(first: first, check: check)
  }
}

enum WorkerError: Error, CustomStringConvertible {
  case nothingPrepared
  case unknown(String)

  var description: String {
    switch self {
    case .nothingPrepared: "no workload has been prepared"
    case .unknown(let id): "there is no workload \(id)"
    }
  }
}

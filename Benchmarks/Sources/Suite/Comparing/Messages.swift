/// What a worker is asked to do: one line of JSON.
struct Request: Codable {
  enum Command: String, Codable {
    /// Tell what you are.
    case describe
    /// Make the inputs of a workload, compute it once, and give the checksum.
    case prepare
    /// Take samples of the time of the workload that was prepared.
    case sample
    /// Drop the workload.
    case release
    /// Measure something that needs a process of its own.
    case measureCase = "case"
  }

  var command: Command
  var id: String?
  var seconds: Double?
  var least: Int?
}

/// What a worker answers: one line of JSON.
struct Reply: Codable {
  var error: String?
  /// What the program is: name, version, backend.
  var description: String?
  /// The time of the first call, with compilation.
  var first: Double?
  var check: Checksum?
  /// Seconds per call.
  var samples: [Double]?
  /// Megabytes that were needed beyond those in use when the inputs were there.
  var peak: Double?
  /// The results of a case.
  var values: [String: Double]?
}

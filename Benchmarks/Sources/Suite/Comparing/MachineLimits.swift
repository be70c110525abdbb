import CLimits

/// What the machine can do at most, measured before and after the workloads: the better of both.
struct MachineLimits: Codable {
  var processors: Int
  /// Per second, by all processors at once.
  var flops: Double
  var memoryBytes: Double
  var cacheBytes: Double
  /// OpenBLAS called directly, products of 1024x1024; 0 if it is not there.
  var openBLASFlops: Double

  static func measured() -> MachineLimits {
    let processors = limits_processors()
    return MachineLimits(
      processors: Int(processors), flops: limits_arithmetic(processors, 0.5),
      memoryBytes: limits_memory(processors, 1.5),
      cacheBytes: limits_cache(processors, 0.5), openBLASFlops: limits_openblas(1024, 0.5))
  }

  func bettered(by other: MachineLimits) -> MachineLimits {
    MachineLimits(
      processors: processors, flops: max(flops, other.flops), memoryBytes: max(memoryBytes, other.memoryBytes),
      cacheBytes: max(cacheBytes, other.cacheBytes), openBLASFlops: max(openBLASFlops, other.openBLASFlops))
  }

  var description: String {
    let library = openBLASFlops > 0 ? ", sgemm of OpenBLAS \((openBLASFlops / 1e9).digits) GFLOP/s" : ""
    return """
      \(processors) processors: \((flops / 1e9).digits) GFLOP/s, memory \((memoryBytes / 1e9).digits) GB/s, \
      cache \((cacheBytes / 1e9).digits) GB/s\(library)
      """
  }

  /// The rate of a workload and the part of the nearer limit that it is. Small arrays are compared with the cache.
  func rate(of workload: Workload, seconds: Double) -> (rate: String, share: String) {
    let arithmetic = workload.flops.map { $0 / seconds / flops }
    let limit = (workload.bytes ?? 0) < 24e6 ? cacheBytes : memoryBytes
    let traffic = workload.bytes.map { $0 / seconds / limit }
    func percent(_ share: Double) -> String { share.isFinite ? "\(Int((share * 100).rounded()))%" : "" }
    if let flops = workload.flops, (arithmetic ?? 0) >= (traffic ?? 0) {
      return ("\((flops / seconds / 1e9).digits) GFLOP/s", percent(arithmetic!))
    }
    guard let bytes = workload.bytes else { return ("", "") }
    return ("\((bytes / seconds / 1e9).digits) GB/s", percent(traffic!))
  }
}

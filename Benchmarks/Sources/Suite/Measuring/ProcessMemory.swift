import Foundation

/// How much memory this process has and had, in megabytes, as the kernel of Linux tells; `nil` elsewhere.
enum ProcessMemory {
  static var resident: Double? { entry("VmRSS:") }

  /// The largest amount since the start, or since ``forgetPeak()``.
  static var peak: Double? { entry("VmHWM:") }

  /// Makes the present amount the largest one.
  static func forgetPeak() { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }

  private static func entry(_ name: String) -> Double? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(separator: "\t").last?.split(separator: " ").first.flatMap { Double($0) }.map { $0 / 1024 }
  }
}

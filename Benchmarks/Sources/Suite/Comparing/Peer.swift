import Foundation

/// A process that answers requests. It is started at the first one, and again after it was lost.
final class Peer {
  let name: String
  private let command: [String]
  private let environment: [String: String]
  private var process: Process?
  private var input = Pipe()
  private var output = Pipe()
  private var unread = Data()

  init(name: String, command: [String], environment: [String: String] = [:]) {
    (self.name, self.command) = (name, command)
    self.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  }

  deinit { stop() }

  /// Asks and waits for the answer.
  ///
  /// - Throws: ``PeerError``: the answer was an error, did not come in time, or the process ended.
  func ask(_ request: Request, limit: Double) throws -> Reply {
    if process?.isRunning != true { try start() }
    let deadline = Date(timeIntervalSinceNow: limit)
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(request) + Data("\n".utf8))
    let reply = try JSONDecoder().decode(Reply.self, from: line(before: deadline, limit: limit))
    if let error = reply.error { throw PeerError.failed(error) }
    return reply
  }

  func stop() {
    guard let process else { return }
    // SIGKILL: a computation that takes too long does not look at signals.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    self.process = nil
  }

  private func start() throws {
    stop()
    (input, output, unread) = (Pipe(), Pipe(), Data())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.environment = environment
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    self.process = process
  }

  private func line(before deadline: Date, limit: Double) throws -> Data {
    let handle = output.fileHandleForReading
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = Data(unread[(end + 1)...]) }
        return Data(unread[..<end])
      }
      var poll = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
      let left = Int32(clamping: Int((deadline.timeIntervalSinceNow * 1000).rounded(.up)))
      guard left > 0, Foundation.poll(&poll, 1, left) > 0 else {
        stop()
        throw PeerError.tooLong(limit)
      }
      let bytes = handle.availableData
      guard !bytes.isEmpty else {
        stop()
        throw PeerError.ended
      }
      unread.append(bytes)
    }
  }
}

enum PeerError: Error, CustomStringConvertible {
  case failed(String)
  case tooLong(Double)
  case ended

  var description: String {
    switch self {
    case .failed(let message): message.split(separator: "\n").first.map(String.init) ?? "failed"
    case .tooLong(let limit): "takes more than \(Int(limit)) s"
    case .ended: "the process ended"
    }
  }
}

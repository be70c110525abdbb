import Foundation

/// The command line.
struct Options {
  var mode = Mode.compare
  /// Patterns of ids, as in a shell.
  var only: [String] = []
  var skip: [String] = []
  /// Sets `JACOBI_BACKEND` for the process that is measured.
  var backend: String?
  /// Sampling seconds per workload and program.
  var budget = 0.6
  /// In how many turns the programs are sampled.
  var turns = 3
  /// Seconds after which a request is given up.
  var limit: Double?
  /// Seconds after which a check starts no further workload.
  var total = Double.infinity
  /// The interpreter of the JAX side; none with `--no-jax`.
  var python: String? = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
  /// Where to write the results.
  var output: String?

  enum Mode: Equatable {
    case compare, check, list, stages, work
  }

  static let usage = """
    Usage: Suite [--list | --check | --stages] [options]

      --list            print ids and definitions
      --check           one call per workload, checksums only, nothing is timed
      --stages          what the stages of some compilations take, in this process
      --only PATTERN    workloads to take, as a shell pattern of the id or of its part after the first dot; repeatable
      --skip PATTERN    workloads to leave out; repeatable
      --backend NAME    the backend of Jacobi (JACOBI_BACKEND)
      --budget SECONDS  sampling time per workload and program, 0.6
      --turns COUNT     in how many turns it is taken, 3
      --limit SECONDS   give a workload up after so long: 20 in a check, else 120
      --total SECONDS   in a check, start nothing after so long
      --python PATH     an interpreter with JAX; else PYTHON, else python3
      --no-jax          measure Jacobi alone
      --output FOLDER   write results.md and results.json there
    """

  init(_ arguments: some Sequence<String>) throws {
    var rest = Array(arguments)[...]
    func value(of name: String) throws -> String {
      guard let value = rest.popFirst() else { throw OptionError(message: "\(name) needs a value") }
      return value
    }
    func number(of name: String) throws -> Double {
      guard let number = Double(try value(of: name)), number > 0 else {
        throw OptionError(message: "\(name) needs a positive number")
      }
      return number
    }
    while let name = rest.popFirst() {
      switch name {
      case "--help", "-h":
        print(Self.usage)
        exit(0)
      case "--list": mode = .list
      case "--check": mode = .check
      case "--stages": mode = .stages
      case "--worker": mode = .work
      case "--only": only.append(try value(of: name))
      case "--skip": skip.append(try value(of: name))
      case "--backend": backend = try value(of: name)
      case "--budget": budget = try number(of: name)
      case "--turns": turns = Int(try number(of: name).rounded(.up))
      case "--limit": limit = try number(of: name)
      case "--total": total = try number(of: name)
      case "--python": python = try value(of: name)
      case "--no-jax": python = nil
      case "--output": output = try value(of: name)
      default: throw OptionError(message: "unknown option \(name)\n\(Self.usage)")
      }
    }
  }

  /// Whether an id is asked for.
  func takes(_ id: String) -> Bool {
    func matches(_ pattern: String) -> Bool {
      let tail = id.split(separator: ".", maxSplits: 1).last.map(String.init) ?? id
      return fnmatch(pattern, id, 0) == 0 || fnmatch(pattern, tail, 0) == 0
    }
    return (only.isEmpty || only.contains(where: matches)) && !skip.contains(where: matches)
  }

  /// The process in which Jacobi is measured.
  var jacobi: Peer {
    Peer(
      name: "Jacobi", command: [CommandLine.arguments[0], "--worker"],
      environment: backend.map { ["JACOBI_BACKEND": $0] } ?? [:])
  }

  /// The process in which JAX is measured, if it starts.
  func jax() -> (peer: Peer, description: String)? {
    guard let python else { return nil }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../JAX/worker.py").standardized.path
    let peer = Peer(name: "JAX", command: [python, script])
    do {
      return (peer, try peer.ask(Request(command: .describe), limit: 120).description ?? "JAX")
    } catch {
      FileHandle.standardError.write(Data("JAX is not measured: \(python) \(script): \(error)\n".utf8))
      return nil
    }
  }
}

struct OptionError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}

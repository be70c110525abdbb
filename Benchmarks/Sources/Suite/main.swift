// Measures Jacobi, and JAX where it is installed, on one list of workloads; see README.md.

import Foundation

signal(SIGPIPE, SIG_IGN)

func compare(_ options: Options) throws {
  let (jacobi, jax) = (options.jacobi, options.jax())
  let description = try jacobi.ask(Request(command: .describe), limit: 60).description ?? ""
  let comparison = Comparison(
    options: options, jacobi: jacobi, jax: jax?.peer, expected: try expectedChecksums())
  var report = Report(jacobi: description, jax: jax?.description, limits: .measured())
  for workload in allWorkloads where options.takes(workload.id) {
    let row = comparison.measure(workload)
    report.rows.append(row)
    progress(row.id, row.jacobi?.median, row.jax?.median, row.notes)
  }
  for (id, _) in processCaseDefinitions where options.takes(id) {
    let result = comparison.measureCase(id)
    report.cases.append(Report.CaseRow(id: id, jacobi: result.jacobi, jax: result.jax, notes: result.notes))
    progress(id, result.jacobi?["seconds"], result.jax?["seconds"], result.notes)
  }
  report.finish()
  if let folder = options.output { try report.write(to: folder) }
  print(report.text)
}

/// A line about a workload, while the others are still to come.
func progress(_ id: String, _ jacobi: Double?, _ jax: Double?, _ notes: [String]) {
  let times = [jacobi, jax].map { $0?.duration ?? "-" }
  let line = "\(id.padded(to: 36)) \(times.joined(separator: " / ")) \(notes.joined(separator: "; "))\n"
  FileHandle.standardError.write(Data(line.utf8))
}

do {
  let options = try Options(CommandLine.arguments.dropFirst())
  switch options.mode {
  case .work:
    var worker = Worker()
    try worker.serve()
  case .list:
    for workload in allWorkloads where options.takes(workload.id) {
      print("\(workload.id.padded(to: 36))\(workload.definition)")
    }
    for (id, definition) in processCaseDefinitions where options.takes(id) {
      print("\(id.padded(to: 36))\(definition), in a fresh process")
    }
  case .check:
    var check = Check(options: options)
    exit(try check.run() ? 0 : 1)
  case .stages:
    for (id, measure) in compilationStages where options.takes(id) { print(try measure().line(id)) }
  case .compare: try compare(options)
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(2)
}

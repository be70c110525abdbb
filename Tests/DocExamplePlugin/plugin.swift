import Foundation
import PackagePlugin

/// Turns the examples in the documentation of a target's direct dependencies into sources of the target.
@main struct DocExamplePlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let folder = context.pluginWorkDirectoryURL
    var arguments = [folder.path]
    var inputs: [URL] = []
    var outputs = [folder.appendingPathComponent("ExampleModules.swift")]
    for case .target(let module as SwiftSourceModuleTarget) in target.dependencies {
      // The umbrella has no declarations.
      guard module.name.hasPrefix("Jacobi"), module.name != "Jacobi" else { continue }
      let files = module.sourceFiles.map(\.url).filter { $0.pathExtension == "swift" }
      arguments += ["--module", module.name] + files.map(\.path)
      inputs += files
      outputs.append(folder.appendingPathComponent("\(module.name)Examples.swift"))
    }
    return [
      .buildCommand(
        displayName: "Extracting the examples of the documentation",
        executable: try context.tool(named: "DocExampleGenerator").url, arguments: arguments, inputFiles: inputs,
        outputFiles: outputs)
    ]
  }
}

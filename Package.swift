// swift-tools-version:6.1
import PackageDescription

// One row per target. A library product is made of each exported row; folders are the architecture, see README.md.
enum Role { case exported, `internal`, test, example, tool, plugin }

struct Module {
  var name: String
  var folder: String
  var role: Role
  var dependencies: [Target.Dependency] = []
  var resources: [Resource]? = nil
  /// The plugin that writes some of the sources.
  var plugin: String? = nil
}

let modules: [Module] = [
  Module(name: "CJacobi", folder: "Core", role: .internal),
  Module(name: "JacobiCore", folder: "Core", role: .exported, dependencies: ["CJacobi"]),
  Module(name: "JacobiCoreTests", folder: "Tests", role: .test, dependencies: ["JacobiCore"]),
  Module(name: "ArchitectureTests", folder: "Tests", role: .test),
  Module(name: "CJacobiPrimitives", folder: "Primitives", role: .internal, dependencies: ["CJacobi"]),
  Module(
    name: "JacobiPrimitives", folder: "Primitives", role: .exported,
    dependencies: ["JacobiCore", "CJacobiPrimitives"]),
  Module(
    name: "JacobiNumPy", folder: "Primitives", role: .exported, dependencies: ["JacobiCore", "JacobiPrimitives"]),
  Module(
    name: "JacobiNumPyTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiCore", "JacobiPrimitives", "JacobiNumPy", "JacobiNN", "JacobiReference", "JacobiGrad", "JacobiVmap",
      "JacobiJIT",
    ]),
  Module(
    name: "JacobiRandom", folder: "Primitives", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"]),
  Module(
    name: "JacobiRandomTests", folder: "Tests", role: .test,
    dependencies: ["JacobiRandom", "JacobiNumPy", "JacobiReference", "JacobiGrad", "JacobiVmap", "JacobiJIT"]),
  Module(
    name: "JacobiNN", folder: "Primitives", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiNumPy", "JacobiRandom"]),
  Module(
    name: "JacobiNNTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiNN", "JacobiRandom", "JacobiNumPy", "JacobiReference", "JacobiGrad", "JacobiVmap", "JacobiJIT",
    ]),
  Module(
    name: "JacobiFFT", folder: "Primitives", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"]),
  Module(
    name: "JacobiFFTTests", folder: "Tests", role: .test,
    dependencies: ["JacobiFFT", "JacobiNumPy", "JacobiReference", "JacobiGrad", "JacobiVmap", "JacobiJIT"]),
  Module(
    name: "JacobiLinalg", folder: "Primitives", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"]),
  Module(
    name: "JacobiLinalgTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiLinalg", "JacobiNumPy", "JacobiReference", "JacobiGrad", "JacobiVmap", "JacobiJIT", "JacobiTesting",
    ]),
  Module(
    name: "JacobiSpecial", folder: "Primitives", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiNumPy"]),
  Module(
    name: "JacobiSpecialTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiSpecial", "JacobiCore", "JacobiNumPy", "JacobiReference", "JacobiGrad", "JacobiVmap", "JacobiJIT",
    ]),
  Module(
    name: "JacobiVmap", folder: "Transforms", role: .exported, dependencies: ["JacobiCore", "JacobiPrimitives"]),
  Module(
    name: "JacobiVmapTests", folder: "Tests", role: .test,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiVmap", "JacobiScan", "JacobiReference"]),
  Module(
    name: "JacobiJIT", folder: "Transforms", role: .exported, dependencies: ["JacobiCore", "JacobiPrimitives"]),
  Module(
    name: "JacobiJITTests", folder: "Tests", role: .test,
    dependencies: ["JacobiJIT", "JacobiGrad", "JacobiVmap", "JacobiNumPy", "JacobiReference"]),
  Module(name: "JacobiGrad", folder: "Transforms", role: .exported, dependencies: ["JacobiCore", "JacobiPrimitives"]),
  Module(
    name: "JacobiGradTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiGrad", "JacobiVmap", "JacobiJIT", "JacobiNumPy", "JacobiReference", "JacobiPrimitives", "JacobiCore",
      "JacobiTesting",
    ]),
  Module(
    name: "JacobiJacobian", folder: "Transforms", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiGrad", "JacobiVmap"]),
  Module(
    name: "JacobiJacobianTests", folder: "Tests", role: .test,
    dependencies: ["JacobiJacobian", "JacobiGrad", "JacobiVmap", "JacobiJIT", "JacobiNumPy", "JacobiReference"]),
  Module(
    name: "JacobiScan", folder: "Transforms", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiGrad", "JacobiVmap"]),
  Module(
    name: "JacobiScanTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiScan", "JacobiGrad", "JacobiVmap", "JacobiJIT", "JacobiNumPy", "JacobiReference", "JacobiTesting",
    ]),
  Module(name: "CJacobiReference", folder: "Backends", role: .internal, dependencies: ["CJacobi"]),
  Module(
    name: "JacobiReference", folder: "Backends", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "CJacobiReference"]),
  Module(
    name: "JacobiReferenceTests", folder: "Tests", role: .test,
    dependencies: ["JacobiReference", "JacobiPrimitives", "JacobiCore"]),
  Module(name: "CLLVM", folder: "Backends", role: .internal),
  Module(name: "CJacobiCodegen", folder: "Backends", role: .internal, dependencies: ["CJacobi"]),
  Module(
    name: "JacobiCodegen", folder: "Backends", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "CJacobi", "CLLVM", "CJacobiCodegen"]),
  Module(
    name: "JacobiCodegenTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiCodegen", "CJacobiCodegen", "JacobiJIT", "JacobiReference", "JacobiPrimitives", "JacobiCore",
    ]),
  Module(name: "CNumericLibraries", folder: "Backends", role: .internal, dependencies: ["CJacobiCodegen"]),
  Module(name: "CJacobiOpenBLAS", folder: "Backends", role: .internal, dependencies: ["CJacobi"]),
  Module(
    name: "JacobiOpenBLAS", folder: "Backends", role: .exported,
    dependencies: [
      "JacobiCore", "JacobiPrimitives", "JacobiCodegen", "JacobiReference", "CNumericLibraries", "CJacobiOpenBLAS",
    ]),
  Module(
    name: "JacobiOpenBLASTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiOpenBLAS", "JacobiCodegen", "CJacobiCodegen", "CNumericLibraries", "JacobiReference", "JacobiPrimitives",
      "JacobiCore",
    ]),
  Module(name: "CJacobiOneDNN", folder: "Backends", role: .internal, dependencies: ["CJacobi"]),
  Module(
    name: "JacobiOneDNN", folder: "Backends", role: .exported,
    dependencies: [
      "JacobiCore", "JacobiPrimitives", "JacobiCodegen", "JacobiReference", "CNumericLibraries", "CJacobiOneDNN",
    ]),
  Module(
    name: "JacobiOneDNNTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiOneDNN", "JacobiNative", "JacobiCodegen", "CJacobiCodegen", "JacobiReference", "JacobiPrimitives",
      "JacobiCore",
    ]),
  // Chooses among the libraries of the other two.
  Module(name: "CJacobiNative", folder: "Backends", role: .internal, dependencies: ["CJacobi"]),
  Module(
    name: "JacobiNative", folder: "Backends", role: .exported,
    dependencies: [
      "JacobiCore", "JacobiCodegen", "JacobiOpenBLAS", "JacobiOneDNN", "JacobiReference", "CJacobiNative",
    ]),
  Module(name: "JacobiSerialization", folder: "Serialization", role: .exported, dependencies: ["JacobiCore"]),
  Module(
    name: "JacobiSerializationTests", folder: "Tests", role: .test,
    dependencies: ["JacobiSerialization", "JacobiCore", "JacobiPrimitives"]),
  Module(
    name: "Jacobi", folder: "Core", role: .exported,
    dependencies: [
      "JacobiCore", "JacobiPrimitives", "JacobiNumPy", "JacobiNN", "JacobiFFT", "JacobiRandom", "JacobiLinalg",
      "JacobiSpecial",
      "JacobiGrad", "JacobiVmap", "JacobiJacobian", "JacobiScan", "JacobiJIT", "JacobiReference", "JacobiCodegen",
      "JacobiOpenBLAS", "JacobiOneDNN", "JacobiNative",
    ]),
  Module(name: "CompositionTests", folder: "Tests", role: .test, dependencies: ["Jacobi", "JacobiTesting"]),
  // How names of JAX are spelled here: the source of a page of the documentation.
  Module(
    name: "NameTableTests", folder: "Tests", role: .test,
    dependencies: [
      "JacobiCore", "JacobiPrimitives", "JacobiNumPy", "JacobiNN", "JacobiRandom", "JacobiFFT", "JacobiLinalg",
      "JacobiSpecial", "JacobiGrad", "JacobiScan", "JacobiReference",
    ]),
  Module(name: "Tour", folder: "Examples", role: .example, dependencies: ["Jacobi"]),
  Module(name: "Newton", folder: "Examples", role: .example, dependencies: ["Jacobi"]),
  Module(name: "CustomPrimitive", folder: "Examples", role: .example, dependencies: ["Jacobi", "JacobiTesting"]),
  Module(
    name: "LSTM", folder: "Examples", role: .example, dependencies: ["Jacobi"],
    resources: [.copy("Resources/text.txt")]),
  Module(name: "ODE", folder: "Examples", role: .example, dependencies: ["Jacobi"]),
  Module(
    name: "Digits", folder: "Examples", role: .example, dependencies: ["Jacobi"],
    resources: [.copy("Resources/digits.csv"), .copy("Resources/ATTRIBUTION.md")]),
  Module(name: "DigitsTests", folder: "Tests", role: .test, dependencies: ["Digits"]),
  // The examples in the documentation of the modules that DocExampleTests depends on are compiled, run and compared.
  Module(name: "DocExamples", folder: "Tests", role: .internal),
  Module(name: "DocExampleGenerator", folder: "Tests", role: .tool, dependencies: ["DocExamples"]),
  Module(name: "DocExamplePlugin", folder: "Tests", role: .plugin, dependencies: ["DocExampleGenerator"]),
  Module(
    name: "DocExampleTests", folder: "Tests", role: .test,
    dependencies: [
      "DocExamples", "Jacobi", "JacobiNumPy", "JacobiNN", "JacobiRandom", "JacobiFFT", "JacobiLinalg",
      "JacobiSpecial", "JacobiGrad", "JacobiVmap", "JacobiJacobian", "JacobiScan", "JacobiJIT",
    ],
    plugin: "DocExamplePlugin"),
  Module(
    name: "JacobiTesting", folder: "Tests", role: .exported,
    dependencies: ["JacobiCore", "JacobiPrimitives", "JacobiGrad", "JacobiVmap", "JacobiScan", "JacobiJIT"],
    resources: [.copy("Goldens")]),
  Module(name: "RuleMatrix", folder: "Tests", role: .tool, dependencies: ["JacobiTesting", "JacobiReference"]),
  Module(
    name: "ConformanceTests", folder: "Tests", role: .test,
    dependencies: ["JacobiTesting", "JacobiReference", "JacobiOpenBLAS", "JacobiOneDNN", "JacobiNative", "JacobiNumPy"]),
]

// While working on a part: JACOBI_TARGETS="JacobiGradTests" leaves in only what these targets need, so that
// `swift build` and `swift test` build nothing else.
let selected: [Module] = {
  guard let names = Context.environment["JACOBI_TARGETS"] else { return modules }
  var needed = Set(names.split(separator: " ").map(String.init))
  let unknown = needed.subtracting(modules.map(\.name))
  precondition(unknown.isEmpty, "JACOBI_TARGETS names no target: \(unknown.sorted().joined(separator: " "))")
  // Rows come after those that they depend on, but for tests; hence until nothing is added.
  var count = 0
  while count != needed.count {
    count = needed.count
    for module in modules where needed.contains(module.name) {
      for case .byNameItem(let name, _) in module.dependencies { needed.insert(name) }
      if let plugin = module.plugin { needed.insert(plugin) }
    }
  }
  return modules.filter { needed.contains($0.name) }
}()

let package = Package(
  name: "jacobi",
  platforms: [.macOS(.v15)],
  products: selected.filter { $0.role == .exported }.map { .library(name: $0.name, targets: [$0.name]) },
  dependencies: [
    // Builds the documentation (`make docs`); no target of the library depends on it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0")
  ],
  targets: selected.map { module in
    let path = "\(module.folder)/\(module.name)"
    return switch module.role {
    case .exported, .internal:
      .target(
        name: module.name, dependencies: module.dependencies, path: path, resources: module.resources,
        // Square roots of Float are calls of libm on Linux, which a program without Foundation does not link by itself.
        linkerSettings: module.name == "CJacobi" ? [.linkedLibrary("m", .when(platforms: [.linux]))] : nil)
    case .test:
      .testTarget(
        name: module.name, dependencies: module.dependencies, path: path, resources: module.resources,
        plugins: module.plugin.map { [.plugin(name: $0)] })
    case .plugin:
      .plugin(name: module.name, capability: .buildTool(), dependencies: module.dependencies, path: path)
    case .example, .tool:
      .executableTarget(name: module.name, dependencies: module.dependencies, path: path, resources: module.resources)
    }
  },
  swiftLanguageModes: [.v6]
)

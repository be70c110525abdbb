// swift-tools-version:6.1
import PackageDescription

// A package of its own, so that users of the library never resolve what measuring needs.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "jacobi", path: "..")],
  targets: [
    .executableTarget(name: "Overheads", dependencies: [.product(name: "Jacobi", package: "jacobi")])
  ],
  swiftLanguageModes: [.v6]
)

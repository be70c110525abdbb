// swift-tools-version:6.1
import PackageDescription

// A package of its own, so that users of the library never resolve what measuring needs.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "jacobi", path: "..")],
  targets: [
    .executableTarget(name: "Overheads", dependencies: [.product(name: "Jacobi", package: "jacobi")]),
    .executableTarget(
      name: "Suite",
      dependencies: [
        .product(name: "Jacobi", package: "jacobi"), .product(name: "JacobiOpenBLAS", package: "jacobi"), "CLimits",
      ],
      resources: [.copy("Resources/checksums.json")]),
    .target(name: "CLimits", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
  ],
  swiftLanguageModes: [.v6]
)

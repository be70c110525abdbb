// swift-tools-version: 6.1

import PackageDescription

// A package outside Jacobi that uses three of its products. Scripts/standalone-products.sh copies it elsewhere,
// builds it from clean, runs it, and compares what it prints with expected.txt.
let package = Package(
  name: "StandaloneClient",
  dependencies: [
    .package(name: "Jacobi", path: Context.environment["JACOBI_PATH"] ?? "../..")
  ],
  targets: [
    .executableTarget(
      name: "Client",
      dependencies: [
        .product(name: "JacobiCore", package: "Jacobi"),
        .product(name: "JacobiGrad", package: "Jacobi"),
        .product(name: "JacobiReference", package: "Jacobi"),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)

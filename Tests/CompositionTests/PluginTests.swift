import Foundation
import Jacobi
import Synchronization
import Testing

/// A primitive of somebody else, without rules.
private struct Doubled: Primitive {
  static let id = "test.doubled"

  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] {
    try operands.require(count: 1)
    return [operands[0]]
  }
}

private func kernel(times factor: Float) -> ReferenceKernels.Rule {
  { _, _ in
    { operands, outputs in
      [TensorValue(operands[0].scalars(as: Float.self).map { factor * $0 }, shape: outputs[0].shape)]
    }
  }
}

private let rules = Plugin("rules of test.doubled") {
  $0.add(ReferenceKernels.self, for: Doubled.self, kernel(times: 2))
  $0.add(JVP.self, for: Doubled.self) { primitive, primals, tangents in
    (Doubled().results(primals), [tangents[0].map { $0 + $0 }])
  }
}

private func doubled(_ x: Float) throws -> Float {
  try withTensorErrors { Doubled()(Tensor([x])).item(Float.self) }
}

private func slopeOfDoubled() throws -> Float {
  try grad { x in Doubled()(x) }(Tensor(1.0)).item(Float.self)
}

@Test func aPluginGivesRulesForWhatBelongsToOthers() throws {
  let (value, slope) = try withPlugin(rules) { (try doubled(3), try slopeOfDoubled()) }
  #expect(value == 6)
  #expect(slope == 2)
  // Outside of the scope the rules are gone.
  #expect(throws: TensorError.self) { try doubled(3) }
}

@Test func theInnermostPluginWins() throws {
  let tripling = Plugin("tripling") { $0.add(ReferenceKernels.self, for: Doubled.self, kernel(times: 3)) }
  let (value, slope) = try withPlugin(rules) {
    try withPlugin(tripling) { (try doubled(1), try slopeOfDoubled()) }
  }
  #expect(value == 3)
  // What the inner plugin lacks comes from the outer one.
  #expect(slope == 2)
}

/// A derivative of the sine that is wrong on purpose, to be seen.
private let flatSine = Plugin("flat sine") {
  $0.add(JVP.self, for: Sin.self) { primitive, primals, _ in (primitive.results(primals), [nil]) }
}

@Test(arguments: [false, true])
func aPluginOverridesStandardRules(isCompiled: Bool) throws {
  let slope = isCompiled ? jit(grad { x in sin(x) }) : grad { x in sin(x) }
  func slopeAtZero() throws -> Float { try slope(Tensor(0.0)).item(Float.self) }
  #expect(try slopeAtZero() == 1)
  let flat = try withPlugin(flatSine) { try slopeAtZero() }
  #expect(flat == 0)
  #expect(try slopeAtZero() == 1)
}

private struct Halved: Primitive {
  static let id = "test.halved"
  func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { [operands[0]] }
}

@Test func secondRuleForOnePrimitiveIsAnError() throws {
  let first = Plugin("first") { $0.add(ReferenceKernels.self, for: Halved.self, kernel(times: 0.5)) }
  let second = Plugin("second") { $0.add(ReferenceKernels.self, for: Halved.self, kernel(times: 0.25)) }
  try install(first)
  let error = tensorError { try install(second) }
  guard case .duplicateRule("test.halved", _, ["first", "second"], _) = error else { throw error! }
  #expect(try withTensorErrors { Halved()(Tensor([4.0])).item(Float.self) } == 2)
}

@Test func primitivesArePresentByLinking() {
  let ids = registeredPrimitives.map { $0.id }
  #expect(ids.contains("add") && ids.contains("call"))
  #expect(Set(standardPrimitives.map { $0.id }).isSubset(of: ids))
}

/// A backend that counts what it carries out and leaves the work to the reference backend.
private final class CountingBackend: Backend {
  let name: String
  let priority = -1
  let availability: BackendAvailability
  private let inner = ReferenceBackend()
  nonisolated(unsafe) var operations: [String] = []

  init(_ name: String, _ availability: BackendAvailability = .available) {
    self.name = name
    self.availability = availability
  }

  func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel? {
    guard let kernel = try inner.kernel(for: primitive, inputs: inputs) else { return nil }
    let id = type(of: primitive).id
    return { operands, outputs in
      self.operations.append(id)
      return try kernel(operands, outputs)
    }
  }

  func compile(_ program: Program, options: CompileOptions) throws -> any Executable {
    try KernelSequence(program, on: self)
  }
}

@Test func operationsRunOnTheBackendOfTheScope() throws {
  let backend = CountingBackend("counting")
  withBackend(backend) { _ = exp(Tensor([1.0])) + Tensor([2.0]) }
  #expect(backend.operations == ["exp", "add"])
  _ = exp(Tensor([1.0]))
  #expect(backend.operations == ["exp", "add"])
}

@Test func compiledFunctionsRunOnTheBackendOfTheCall() throws {
  let backend = CountingBackend("counting")
  let f = jit { (x: Tensor) in exp(x) }
  _ = try f(Tensor([1.0]))
  #expect(backend.operations.isEmpty)
  try withBackend(backend) { _ = try f(Tensor([1.0])) }
  #expect(backend.operations == ["exp"])
}

@Test func anUnavailableBackendSaysWhy() throws {
  let reason = "libexample is missing; install libexample-dev"
  try install(Plugin("unavailable") { $0.add(CountingBackend("unavailable", .unavailable(reason: reason))) })
  let error = tensorError { try withBackend("unavailable") {} }
  guard case .backendUnavailable("unavailable", reason, _) = error else { throw error! }
  let current = try Backends.current.name
  #expect(current != "unavailable")
}

/// A backend that counts how often it is asked whether it can be used, for which others load a library.
private final class AskedBackend: Backend {
  let name = "asked"
  let priority = -1
  private let count = Mutex(0)

  var questions: Int { count.withLock { $0 } }
  var availability: BackendAvailability {
    count.withLock { $0 += 1 }
    return .available
  }

  func kernel(for primitive: any Primitive, inputs: [TensorType]) throws(TensorError) -> Kernel? { nil }

  func compile(_ program: Program, options: CompileOptions) throws -> any Executable {
    try KernelSequence(program, on: self)
  }
}

@Test func backendsThatAreNotTheDefaultAreNotAsked() throws {
  let backend = AskedBackend()
  try install(Plugin("asked") { $0.add(backend) })
  let current = try Backends.current.name
  #expect(current != "asked")
  #expect(backend.questions == 0)
  try withBackend("asked") {}
  #expect(backend.questions == 1)
}

@Test func theNativeBackendIsTheDefaultWhereItIsAvailable() throws {
  let native = try #require(Backends.all.max { $0.priority < $1.priority })
  #expect(native.name == "native")
  let current = try Backends.current.name
  // Tests may be run on another one.
  let chosen = ProcessInfo.processInfo.environment["JACOBI_BACKEND"]
  #expect(current == chosen ?? (native.availability == .available ? "native" : "reference"))
  let f = jit(backend: "native") { (x: Tensor) in exp(x).sum() }
  switch native.availability {
  case .available: #expect(try f(Tensor([0.0, 0.0, 0.0])).item(Float.self) == 3)
  case .unavailable(let reason):
    let error = tensorError { _ = try f(Tensor([0.0, 0.0, 0.0])) }
    guard case .backendUnavailable("native", reason, _) = error else { throw error! }
    #expect(reason.contains("install"))
  }
}

@Test func programsCarrySitesAndNames() throws {
  let line = #line + 2
  let program = try makeProgram { (x: Tensor) in
    withNameScope("encoder") { withNameScope("layer1") { exp(x) } }
  }(Tensor([1.0]))
  #expect(program.equations.map(\.nameScope) == ["encoder/layer1"])
  #expect(program.equations[0].site.location?.line == line)
  #expect(program.annotated().contains("PluginTests.swift:\(line) encoder/layer1"))
}

@Test func derivedEquationsKeepThePlaceOfTheOriginal() throws {
  var line = 0
  let slope = grad { (x: Tensor) in
    line = #line + 1
    return (sin(x) * x).sum()
  }
  let program = try makeProgram(slope)(Tensor([1.0]))
  let lines = Set(program.equations.compactMap { $0.site.location?.line })
  // The seed of the backward pass comes from elsewhere.
  #expect(lines.contains(line))
}

@Test func compiledFunctionsStayOnTheirBackendUnderTransformations() throws {
  let backend = CountingBackend("counting under grad")
  try install(Plugin("counting under grad") { $0.add(backend) })
  let slope = grad(jit(backend: "counting under grad") { (x: Tensor) in sin(x) })
  #expect(try slope(Tensor(0.0)).item(Float.self) == 1)
  #expect(backend.operations.contains("cos"))
}

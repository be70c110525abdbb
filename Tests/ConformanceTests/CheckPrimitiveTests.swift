import JacobiCore
import JacobiPrimitives
import JacobiReference
import JacobiTesting
import Testing

@Suite struct CheckPrimitiveTests {
  func check<Mistake: CubeMistake>(_ mistake: Mistake.Type, limitations: [Limitation] = []) throws -> [Failure] {
    try checkPrimitive(
      Cube<Mistake>(), operands: [OperandSpec(.float64, [2, 3])], tolerance: .exact, limitations: limitations)
  }

  func drivers(_ failures: [Failure]) -> Set<String> { Set(failures.map(\.driver)) }

  @Test func aCorrectPrimitivePasses() throws {
    #expect(try check(NoMistake.self) == [])
  }

  @Test func aWrongDerivativeIsFoundInBothModes() throws {
    let failures = try check(WrongDerivative.self)
    #expect(drivers(failures) == ["jvp", "vjp"])
    #expect(failures.contains { $0.message.hasPrefix("the gradient with respect to operand 0 at [0,0] is ") })
  }

  @Test func aWrongSecondDerivativeIsFound() throws {
    let failures = try check(BarredSecondDerivative.self)
    #expect(drivers(failures) == ["jvp", "vjp"])
    #expect(failures.allSatisfy { $0.message.hasPrefix("of the first derivative in ") })
  }

  @Test func aWrongTranspositionIsFound() throws {
    let failures = try checkPrimitive(
      WrongTransposition(), operands: [OperandSpec(.float64, [2, 3])], isLinear: true)
    #expect(drivers(failures) == ["vjp", "transposition"])
  }

  @Test func aDerivativeThatIsNotZeroThoughDeclaredSoIsFound() throws {
    let failures = try checkPrimitive(Cube<NoMistake>(), operands: [OperandSpec(.float64, [3])], derivative: .zero)
    #expect(Set(failures.map(\.message)) == ["the derivative is not zero"])
  }

  @Test func aDerivativeThatWorksInOneDTypeOnlyIsFound() throws {
    #expect(try drivers(check(WideConstant.self)) == ["narrow derivatives"])
  }

  @Test func aDerivativeThatIsWrongWhenCompiledIsFound() throws {
    #expect(try drivers(check(WrongUnderTracing.self)).isSuperset(of: ["compositions"]))
  }

  @Test func derivativesNeedAWideDType() throws {
    let failures = try checkPrimitive(
      Cube<NoMistake>(), operands: [OperandSpec(.float32, [3])], dtypes: [.float32])
    #expect(drivers(failures) == ["jvp", "vjp", "transposition"])
  }

  @Test func aWrongBatchingRuleIsFound() throws {
    let failures = try check(WrongBatching.self)
    #expect(drivers(failures) == ["vmap"])
    #expect(failures.first?.message.hasPrefix("batched along [0]: element [0,0,0] is ") == true)
  }

  @Test func aKernelThatDisagreesWithTheTypeRuleIsFound() throws {
    #expect(try drivers(check(WrongType.self)).contains("forward"))
  }

  @Test func aTypeRuleWithFixedSizesIsFound() throws {
    #expect(try drivers(check(SizeInTypeRule.self)).contains("symbolic sizes"))
  }

  @Test func aKernelThatGivesOtherBitsEachTimeIsFound() throws {
    #expect(try drivers(check(Undetermined.self)).isSuperset(of: ["determinism", "jit"]))
  }

  @Test func parametersThatAreLostInTheTextAreFound() throws {
    let failures = try checkPrimitive(
      Forgetful(times: 3), operands: [OperandSpec(.float64, [2])], derivative: .none)
    #expect(drivers(failures) == ["text"])
  }

  @Test func missingRulesAreFoundByName() throws {
    struct Bare: Primitive {
      static let id = "test.bare"
      func outputTypes(for operands: Operands) throws(TensorError) -> [TensorType] { operands.types }
    }
    let record = OpRecord(Bare.self, dtypes: [.float64], isLinear: true) { [OpCase(Bare(), [OperandSpec($0, [2])])] }
    let messages = Driver.rules.failures(of: record, on: ReferenceBackend()).map(\.message)
    #expect(messages.count == 4)
    for rule in ["jvp", "transpose", "vmap"] {
      #expect(messages.contains { $0.hasPrefix("there is no rule for \(rule). ") })
    }
    #expect(messages.last == "the backend has no kernel for it")
  }

  @Test func limitationsHideFailuresAndGoStale() throws {
    let known = [Driver.jvp, .vjp].map { Limitation(Cube<WrongDerivative>.self, $0, because: "not done yet") }
    #expect(try check(WrongDerivative.self, limitations: known) == [])
    let narrow = Limitation(Cube<WrongDerivative>.self, .jvp, dtype: .float32, because: "another dtype")
    #expect(try drivers(check(WrongDerivative.self, limitations: [narrow, known[1]])) == ["jvp"])

    let stale = Limitation(Cube<NoMistake>.self, .vmap, because: "it was wrong once")
    let failures = try check(NoMistake.self, limitations: [stale])
    #expect(drivers(failures) == ["vmap"])
    let message = try #require(failures.first?.message)
    #expect(message.hasPrefix("stale limitation of test.cube_NoMistake, vmap: it was wrong once"))
  }
}

import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiPrimitives
import JacobiReference
import JacobiVmap
import Testing

private struct Parameters: PyTree {
  var weight: Tensor
  var step: Tensor
  var history: [Tensor]
}

private func parameters(_ weight: Double = 3) -> Parameters {
  Parameters(weight: f64(weight), step: Tensor(7 as Int32), history: [f64(1), Tensor(true)])
}

private func loss(_ p: Parameters) -> Tensor { Mul()(Mul()(p.weight, p.weight), p.history[0]) }

@Suite struct NoTangentTests {
  @Test func integersAmongParametersAreConstants() throws {
    let gradient = try grad(loss)(parameters())
    #expect(gradient.weight.item(Double.self) == 6 && gradient.step.isNoTangent)
    #expect(gradient.history[0].item(Double.self) == 9 && gradient.history[1].isNoTangent)
    #expect("\(try treeStructure(gradient))".contains("no tangent"))
  }

  @Test func updatesLeaveThemAsTheyAre() throws {
    let updated = try treeMap(parameters(), try grad(loss)(parameters())) { Sub()($0, $1) }
    #expect(updated.weight.item(Double.self) == -3 && updated.step.item(Int.self) == 7)
    #expect(updated.history[0].item(Double.self) == -8 && updated.history[1].item(Bool.self))
  }

  @Test func theyPassThroughTransformations() throws {
    let compiled = try jit(grad(loss))(parameters())
    #expect(compiled.weight.item(Double.self) == 6 && compiled.step.isNoTangent && compiled.history[1].isNoTangent)
    let batch = Parameters(
      weight: f64([1, 2]), step: Tensor([1, 2] as [Int32]), history: [f64([1, 1]), Tensor([true, false])])
    let batched = try vmap(grad(loss))(batch)
    #expect(batched.weight.scalars(Double.self) == [2, 4] && batched.step.isNoTangent)
    #expect(try vmap(jit(grad(loss)))(batch).history[1].isNoTangent)
  }

  @Test func tangentsOfIntegersAreIgnoredAndThoseOfResultsAbsent() throws {
    let f = { (p: Parameters) in (loss(p), p.step) }
    var direction = try grad(loss)(parameters())
    direction.weight = f64(1)
    direction.history[0] = .noTangent
    let (value, tangent) = try jvp(f, at: parameters(), along: direction)
    #expect(value.1.item(Int.self) == 7 && tangent.0.item(Double.self) == 6 && tangent.1.isNoTangent)
    #expect(try jvp(f, at: parameters(), along: parameters()).tangent.0.item(Double.self) == 6 * 3 + 9)
    let pullback = try vjp(f, at: parameters()).pullback
    #expect(try pullback((f64(2), .noTangent)).weight.item(Double.self) == 12)
    let pushforward = try linearize(f, at: parameters()).pushforward
    #expect(try pushforward(direction).0.item(Double.self) == 6 && pushforward(direction).1.isNoTangent)
  }

  @Test func messagesSayWhatDiffers() throws {
    #expect("\(Tensor.noTangent)" == "no tangent")
    var direction = try grad(loss)(parameters())
    direction.history.append(.noTangent)
    do {
      _ = try jvp(loss, at: parameters(), along: direction)
      Issue.record("no error was thrown")
    } catch TensorError.treeMismatch(let path, _, _, _) {
      #expect(path == ".history")
    }
  }

  @Test func thereIsNothingToComputeWith() throws {
    #expect(throws: TensorError.self) {
      try withTensorErrors { Add()(try grad(loss)(parameters()).step, Tensor(1 as Int32)) }
    }
    do {
      try withTensorErrors { Neg()(Tensor.noTangent) }
      Issue.record("no error was thrown")
    } catch let error as TensorError {
      #expect("\(error)".contains("noTangent"))
    }
  }
}

// An ordinary differential equation solved with steps that adapt to the error, and the derivative of the solution with
// respect to the parameters: reverse mode through a loop whose number of steps is known only when it has run.
import Foundation
import Jacobi

/// Growth with a limit: y' = r y (1 - y / k).
struct Logistic: PyTree {
  var rate: Tensor
  var capacity: Tensor

  func slope(_ y: Tensor) -> Tensor { rate * y * (1 - y / capacity) }

  /// The solution that starts at `start`, for comparison.
  func solution(at time: Tensor, from start: Tensor) -> Tensor {
    capacity / (1 + (capacity / start - 1) * exp(-rate * time))
  }
}

/// Where the solver is.
struct Solver: PyTree {
  var time: Tensor
  var value: Tensor
  var step: Tensor
  var accepted: Tensor
  var tried: Tensor
}

/// One step of P. Bogacki and L. Shampine's pair of methods of order 3 and 2, "A 3(2) pair of Runge-Kutta formulas", Applied
/// Mathematics Letters 2, 1989: the value after the step, and an estimate of its error.
func bogackiShampine(_ f: (Tensor) -> Tensor, _ y: Tensor, _ h: Tensor) -> (value: Tensor, error: Tensor) {
  let k1 = f(y)
  let k2 = f(y + h * k1 / 2)
  let k3 = f(y + h * 3 * k2 / 4)
  let next = y + h * (2 * k1 + 3 * k2 + 4 * k3) / 9
  let k4 = f(next)
  return (next, h * (-5 * k1 + 6 * k2 + 8 * k3 - 9 * k4) / 72)
}

func solve(_ model: Logistic, from start: Tensor, to end: Double, tolerance: Double) -> Solver {
  let zero = Tensor(0.0, dtype: .float64)
  let first = Solver(time: zero, value: start, step: zero + 0.1, accepted: Tensor(0), tried: Tensor(0))
  return whileLoop(from: first) { solver in
    solver.time .< end
  } do: { solver in
    let step = minimum(solver.step, end - solver.time)
    let (value, error) = bogackiShampine(model.slope, solver.value, step)
    // How the steps are chosen is no part of the derivative.
    let ratio = stopGradient(abs(error) / tolerance)
    let isAccepted = ratio .<= 1
    let factor = minimum(maximum(0.9 * cbrt(1 / maximum(ratio, 1e-10)), 0.2), 5)
    return Solver(
      time: which(isAccepted, solver.time + step, solver.time),
      value: which(isAccepted, value, solver.value),
      step: stopGradient(step * factor),
      accepted: solver.accepted + isAccepted.asType(.int32), tried: solver.tried + 1)
  }
}

let model = Logistic(rate: Tensor(1.3, dtype: .float64), capacity: Tensor(2.5, dtype: .float64))
let start = Tensor(0.2, dtype: .float64)
let end = 4.0

let solved = try jit { (model: Logistic) in solve(model, from: start, to: end, tolerance: 1e-8) }(model)
let exact = model.solution(at: Tensor(end), from: start)
print("y(4) = \(solved.value) after \(solved.accepted) steps of \(solved.tried); exactly \(exact)")

let slopes = try jit(grad { (model: Logistic) in solve(model, from: start, to: end, tolerance: 1e-8).value })(model)
let exactSlopes = try grad { (model: Logistic) in
  model.solution(at: Tensor(end), from: start)
}(model)
print("dy/dr = \(slopes.rate), exactly \(exactSlopes.rate)")
print("dy/dk = \(slopes.capacity), exactly \(exactSlopes.capacity)")

// Each start takes its own steps.
let starts = Tensor([0.05, 0.2, 1, 2.4, 4], dtype: .float64)
let family = try jit(
  vmap { (start: Tensor) in solve(model, from: start, to: end, tolerance: 1e-8) })(starts)
print("from \(starts): \(family.value) after \(family.accepted) steps")

let errors = [
  abs(solved.value - exact), abs(slopes.rate - exactSlopes.rate), abs(slopes.capacity - exactSlopes.capacity),
].map { $0.item(Double.self) }
exit(errors.allSatisfy { $0 < 1e-6 } ? 0 : 1)

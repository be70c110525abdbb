// Fits the orbit of a planet to its places in the sky, through an equation that has no closed solution.
//
//   swift run -c release Newton
//
// Kepler's equation E - e sin E = M gives the eccentric anomaly E of a planet only implicitly. Newton's method solves it in a
// loop; the derivatives do not go through the loop, but follow from the equation itself.

import Jacobi

/// The elements of an orbit in its plane.
struct Orbit: PyTree {
  /// The semi-major axis, in astronomical units.
  var axis: Tensor
  /// Between 0, a circle, and 1.
  var eccentricity: Tensor
  /// The time of the passage next to the sun, in years.
  var passage: Tensor
}

/// The eccentric anomalies, f64[times], for mean anomalies in radians.
func eccentricAnomaly(_ mean: Tensor, _ eccentricity: Tensor) throws -> Tensor {
  try customRoot({ (anomaly: Tensor) in anomaly - eccentricity * sin(anomaly) - mean }, mean) { residual, guess in
    try newton(residual, from: guess)
  } tangentSolve: { linear, y in
    // Each anomaly has an equation of its own: the matrix is diagonal.
    y / (try linear(.ones(like: y)))
  }
}

/// The root of a function that treats each element by itself.
func newton(_ function: (Tensor) throws -> Tensor, from guess: Tensor) throws -> Tensor {
  try whileLoop(from: guess) { (x: Tensor) throws -> Tensor in
    abs(try function(x)).max() .> 1e-12
  } do: { (x: Tensor) throws -> Tensor in
    let (value, slope) = try jvp(function, at: x, along: .ones(like: x))
    return x - value / slope
  }
}

/// The places of the planet, f64[times, 2], in astronomical units; the period in years follows from Kepler's third law.
func places(_ orbit: Orbit, at times: Tensor) throws -> Tensor {
  let mean = 2 * Double.pi * (times - orbit.passage) / pow(orbit.axis, 1.5)
  let anomaly = try eccentricAnomaly(mean, orbit.eccentricity)
  let minor = sqrt(1 - square(orbit.eccentricity))
  return orbit.axis * stacked([cos(anomaly) - orbit.eccentricity, minor * sin(anomaly)], axis: 1)
}

func scalar(_ value: Double) -> Tensor { Tensor([value], shape: []) }

let times = Tensor.linspace(0, 1.6, count: 24).asType(.float64)
// Mars.
let truth = Orbit(axis: scalar(1.524), eccentricity: scalar(0.0934), passage: scalar(0.35))
let observed = try places(truth, at: times) + 1e-4 * RandomKey(11).normal([24, 2], dtype: .float64)

func misfits(_ elements: Tensor) throws -> Tensor {
  let orbit = Orbit(axis: elements[0], eccentricity: elements[1], passage: elements[2])
  return (try places(orbit, at: times) - observed).reshaped(-1)
}

/// One step of Gauss and Newton's method, on an outer loop around the inner one.
let improved = jit { (elements: Tensor) in
  let jacobian = try jacobianForward(misfits)(elements)
  let gradient = matmul(jacobian.T, try misfits(elements))
  return elements - Linalg.solve(matmul(jacobian.T, jacobian), gradient)
}

var elements = Tensor([1.4, 0.2, 0.3] as [Double], shape: [3])
for iteration in 1...8 {
  elements = try improved(elements)
  let rest = sqrt(square(try misfits(elements)).mean())
  print("iteration \(iteration)  axis, eccentricity, passage \(elements)  misfit \(rest)")
}

// The derivative of the anomaly by the eccentricity is sin E / (1 - e cos E), from the equation.
let mean = Tensor.linspace(0, 6, count: 7).asType(.float64)
let eccentricity = scalar(0.3)
let slopes = try vmap(
  grad { (eccentricity: Tensor, mean: Tensor) in try eccentricAnomaly(mean, eccentricity) }, in: nil, 0
)(eccentricity, mean)
let anomaly = try eccentricAnomaly(mean, eccentricity)
let expected = sin(anomaly) / (1 - eccentricity * cos(anomaly))
print("derivatives of the anomaly \(slopes)")
guard abs(slopes - expected).max().item(Double.self) < 1e-9 else { fatalError("expected \(expected)") }
guard abs(elements[1] - truth.eccentricity).item(Double.self) < 1e-3 else { fatalError("the fit did not converge") }

// Expressions that are hard to type-check, as numerical code has them. Scripts/type-checking.sh compiles this file, with a
// limit on the time that each takes; nothing runs it.

import Foundation
import Jacobi

struct Layer: PyTree {
  var weight: Tensor
  var bias: Tensor
}

struct Model: PyTree {
  var layers: [Layer]
  var scale: Tensor
}

/// Long sums and products of tensors with literals of both kinds.
func arithmetic(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> [Tensor] {
  [
    1 + x * (2 - x * (3 + x * (4 - x * (5 + x * (6 - x * (7 + x * (8 - x * (9 + x * 10)))))))),
    0.5 * x * x * x - 1.25 * x * x + 3 * x - 7 + 2 * y - y * y / 4 + x * y * 0.125 - 1 + z * 2 - 0.5 / z,
    -x * 2 + -y / 3 - (-x - 1) * (-y + 2) * -(z - 3) + (x + y + z) / 3 - (x * y * z) / (x * x + y * y + z * z + 1e-6),
    (x + 1) * (y - 2) / (z + 3) % 4 - (x - 0.5) * (y + 0.25) * (z - 0.125) + 2 * (x + y) * (y + z) * (z + x),
    1 + 2 * x + 3 * x * y + 4 * x * y * z + 5.0 * y + 6.0 * y * z + 7.5 * z + 8 * x * x + 9 * y * y + 10 * z * z,
  ]
}

/// Swift numbers of several types between tensors.
func numbers(_ x: Tensor, _ y: Tensor, rate: Double, decay: Float, count: Int) -> [Tensor] {
  [
    x - rate * (y / (sqrt(y * y) + 1e-8) + decay * x) * Double(count) - rate,
    (1 - decay) * x + decay * (y * 2 - 1) * (x + rate) / (1 + rate * Double(count)),
    x * rate + y * decay - Double(count) / 2 * x + rate * rate * y / (1 - pow(0.9, Double(count))),
    rate * x / (sqrt(y / (1 - pow(0.999, Double(count)))) + 1e-8) + rate * 0.01 * x - decay * decay * y,
  ]
}

/// Nested calls of functions with overloads on Swift numbers.
func functions(_ x: Tensor, _ y: Tensor) -> [Tensor] {
  [
    0.5 * x * (1 + tanh(sqrt(2 / Double.pi) * (x + 0.044715 * pow(x, 3)))),
    log(1 + exp(-abs(x))) + maximum(x, 0) - x * y + 0.5 * square(y) * 1e-3,
    exp(-0.5 * square((x - 1) / 2) - log(2 * sqrt(2 * Double.pi))) / (1 + exp(-(y - 0.5) / 0.1)),
    sin(2 * Double.pi * x) * cos(2 * Double.pi * y) + atan2(sin(x), cos(y) + 2) - hypot(x - 1, y + 1) / 3,
    round(floor(x * 10) / 10 - ceil(y * 10) / 10, decimals: 2) + fmod(abs(x), 1) * trunc(minimum(x, y)),
    sqrt(square(x - x.mean()).mean() + 1e-5) * exp(minimum(log(abs(y) + 1), 3)) - pow(abs(x) + 1, 0.5) * pow(2, y),
    (x - x.mean(axis: -1, keepDims: true)) / sqrt(x.variance(axis: -1, keepDims: true) + 1e-5) * y + 0.1,
  ]
}

/// Comparisons, masks, choices.
func conditions(_ x: Tensor, _ y: Tensor, flag: Bool) -> [Tensor] {
  let mask = (x .> 0.25) .&& (x .< 1) .|| (y .== -2) .&& .!(x * y .>= 0.5) .|| (x + y .!= 3 * x - 1)
  let bits = (x.asType(.int32) << 2 | 1) & 0xFF ^ (y.asType(.int32) >> 1)
  let chosen = flag ? x * 2 + 1 : -y / 2 - 0.5 * x
  return [
    mask, bits, chosen,
    which((x .> 0) & (y .< 1) | (x + y .<= -0.4), 2 * x - 1, flag ? -y / 2 + 0.5 * x : x * x - 1),
    which(x .> 0, which(y .> 0, x + y, x - y), which(y .> 0, y - x, -x - y)) * (flag ? 1 : 0.5),
  ]
}

/// Indexing within arithmetic.
func indexing(_ x: Tensor, _ i: Int) -> [Tensor] {
  [
    (x[1..., .ellipsis] - x[..<(-1), .ellipsis]) / 2 + x[.stride(from: 1, by: 2), 0] * 0.5 - x[i, .newAxis, i + 1] * 2,
    x[.all, ..<i] * x[.all, i...].sum(axis: 1, keepDims: true) - x[i - 1, i + 1] + x[-1, 0] * x[0, -1] / 2,
    einsum("ij,jk->ik", x * 2 - 1, x.T + 1) + matmul(x, x.T - 0.5 * Tensor.eye(3)) - 2 * dot(x, x.T),
  ]
}

/// Closures passed to transformations. They name the types of their parameters: a transformation takes any tree, so that without
/// them the compiler would look for the type in a body of several operators and literals, and give up.
func transformations(_ model: Model, _ x: Tensor, _ y: Tensor) throws -> Tensor {
  let predict = { (model: Model, x: Tensor) in
    model.layers.reduce(x) { tanh(matmul($0, $1.weight) + $1.bias) } * model.scale + 0.5
  }
  let loss = { (model: Model, x: Tensor, y: Tensor) in
    square(predict(model, x) - y).mean() + 1e-4 * model.layers.reduce(0) { $0 + square($1.weight).sum() }
  }
  let step = jit { (model: Model, x: Tensor, y: Tensor) in
    let gradient = try grad(loss)(model, x, y)
    return try treeMap(model, gradient) { $0 - 0.1 * $1 / (sqrt(square($1)) + 1e-8) }
  }
  let next = try step(model, x, y)
  let curvature = try grad { (x: Tensor) in (try grad { (x: Tensor) in (sin(x) * x * x + 2 * x).sum() }(x) * x).sum() }(
    x)
  let rows = try vmap { (a: Tensor, b: Tensor) in exp(-square(a - b).sum() / 2) * 0.5 + a * b - 1 }(x, y)
  let (value, tangent) = try jvp({ (x: Tensor) in 3 * x * x - 2 / x + log(x + 1) * 0.5 }, at: x, along: y * 2 - 1)
  return try valueAndGrad(loss)(next, x, y).0 + curvature.sum() + rows.sum() + (value * tangent).sum() / 2
}

/// Closures of one tensor whose parameter has no type.
func parametersWithoutTypes(_ x: Tensor) throws -> [Tensor] {
  [
    try grad { x in 3 * x * x - 2 / x + log(x + 1) * 0.5 }(x),
    try jvp({ x in 3 * x * x - 2 / x + log(x + 1) * 0.5 }, at: x, along: x * 2 - 1).tangent,
    try vjp({ x in 3 * x * x - 2 / x + log(x + 1) * 0.5 }, at: x).pullback(x / 2),
    try linearize({ x in 3 * x * x - 2 / x + log(x + 1) * 0.5 }, at: x).pushforward(x),
    try vmap { x in 3 * x * x - 2 / x + log(x + 1) * 0.5 }(x),
    try hessian { x in 3 * x * x - 2 / x + log(x + 1) * 0.5 }(x),
  ]
}

/// Functions on Swift numbers are those of the standard library and of Foundation, whatever Jacobi adds to their names.
func swiftNumbers(_ x: Double, _ y: Float, _ i: Int) -> Bool {
  let double: [Double] = [
    exp(1.0), log(x), sqrt(2.0), sin(x), cos(.pi), pow(2.0, 3.0), pow(x, 2), round(x), floor(2.5), ceil(x), abs(-1.5),
    max(x, 1), min(1, x), tanh(x), atan2(x, 1), hypot(3.0, 4.0), fmod(x, 2), trunc(x), scalbn(x, 2), cbrt(x), erf(x),
    copysign(x, -1), fmax(x, 0), fmin(x, 0), nextafter(x, 2), remainder(x, 3), log1p(x), expm1(x), exp2(x), log2(x),
    log10(x),
  ]
  let float: [Float] = [exp(y), sqrt(y), sin(y), round(y), abs(-y), max(y, 0), pow(y, 2), tanh(y), floor(y)]
  let integer: [Int] = [
    max(1, 2), min(i, 3), abs(-1), abs(i), [3, 1, 2].sorted()[0], [1, 2].reduce(0, +), i % 3 << 1,
  ]
  let one = exp(1.0)
  let two = max(1, 2)
  let three = abs(-1)
  let four = pow(2.0, 3.0)
  let five = round(2.5) + sqrt(2.0) * 2 - 1
  let (fraction, whole): (Double, Double) = (frexp(x).0, modf(x).0)
  let types = type(of: one) == Double.self && type(of: two) == Int.self && type(of: three) == Int.self
  let others = type(of: four) == Double.self && type(of: five) == Double.self && fraction < whole
  return types && others && double[0] == 1 && float[0] == 1 && integer[0] == 1 && x == 1 && i & 1 == 0
    && !(x < 2 || i > 3)
}

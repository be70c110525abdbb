import Jacobi

struct Line: PyTree {
  var slope: Tensor
  var offset: Tensor
}

func loss(_ line: Line, _ x: Tensor, _ y: Tensor) -> Tensor {
  square(line.slope * x + line.offset - y).mean()
}

let x = Tensor.linspace(0, 1, count: 50)
let y = 3 * x - 1 + 0.01 * RandomKey(0).normal([50])

let step = jit { (line: Line, x: Tensor, y: Tensor) in
  let gradient = try grad(loss)(line, x, y)
  return try treeMap(line, gradient) { $0 - 0.5 * $1 }
}

var line = Line(slope: 0.0, offset: 0.0)
for _ in 0..<200 { line = try step(line, x, y) }
print("slope \(line.slope), offset \(line.offset)")

let residuals = try vmap(loss, in: nil, 0, 0)(line, x, y)
print("largest residual \(residuals.max())")

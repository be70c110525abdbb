import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let v = Tensor([1, 2, 3], dtype: .float32)
private let a = Tensor.arange(6, dtype: .float32).reshaped(2, 3)
private let b = Tensor.arange(12, dtype: .float32).reshaped(3, 4)
private let stack = Tensor.arange(12, dtype: .float32).reshaped(2, 2, 3)
private let tall = Tensor.arange(24, dtype: .float32).reshaped(2, 1, 3, 4)

/// The expected numbers are those of `jax.numpy`.
@Suite struct ContractionTests {
  @Test(arguments: [
    Case("matmul(v, v)", .float32, [], [14]) { matmul(v, v) },
    Case("matmul(a, v)", .float32, [2], [8, 26]) { matmul(a, v) },
    Case("matmul(v, b)", .float32, [4], [32, 38, 44, 50]) { matmul(v, b) },
    Case("matmul(a, b)", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { matmul(a, b) },
    Case(
      "matmul(stack, b)", .float32, [2, 2, 4], [20, 23, 26, 29, 56, 68, 80, 92, 92, 113, 134, 155, 128, 158, 188, 218]
    ) { matmul(stack, b) },
    Case("matmul(stack, v)", .float32, [2, 2], [8, 26, 44, 62]) { matmul(stack, v) },
    Case("matmul(a, tall[0])", .float32, [1, 2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { matmul(a, tall[0]) },
    Case("matmul(v, tall)", .float32, [2, 1, 4], [32, 38, 44, 50, 104, 110, 116, 122]) { matmul(v, tall) },
    Case(
      "matmul(stack, tall)", .float32, [2, 2, 2, 4],
      [
        20, 23, 26, 29, 56, 68, 80, 92, 92, 113, 134, 155, 128, 158, 188, 218, 56, 59, 62, 65, 200, 212, 224, 236, 344,
        365, 386, 407, 488, 518, 548, 578,
      ]
    ) { matmul(stack, tall) },
    Case("matmul(stack, stack.swappedAxes(1, 2))", .float32, [2, 2, 2], [5, 14, 14, 50, 149, 212, 212, 302]) {
      matmul(stack, stack.swappedAxes(1, 2))
    },
    Case("matmul(stack[..<1], tall[1])", .float32, [1, 2, 4], [56, 59, 62, 65, 200, 212, 224, 236]) {
      matmul(stack[..<1], tall[1])
    },
    Case("a.matmul(b)", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { a.matmul(b) },
    Case("matmul(a.asType(.int8), b.asType(.int8))", .int8, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) {
      matmul(a.asType(.int8), b.asType(.int8))
    },
    Case("matmul(a.asType(.int32), b)", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) {
      matmul(a.asType(.int32), b)
    },
    Case("matmul(a .> 3, b .> 9)", .bool, [2, 4], [0, 0, 0, 0, 0, 0, 1, 1]) { matmul(a .> 3, b .> 9) },
    Case("matmul(a.asType(.float16), b.asType(.bfloat16))", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) {
      matmul(a.asType(.float16), b.asType(.bfloat16))
    },
    Case("matmul(Tensor.zeros([2, 0]), Tensor.zeros([0, 3]))", .float32, [2, 3], [0, 0, 0, 0, 0, 0]) {
      matmul(Tensor.zeros([2, 0]), Tensor.zeros([0, 3]))
    },
  ])
  func products(test: Case) { test.run() }

  @Test(arguments: [
    Case("dot(v, v)", .float32, [], [14]) { dot(v, v) },
    Case("v.dot(v)", .float32, [], [14]) { v.dot(v) },
    Case("dot(a, b)", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { dot(a, b) },
    Case(
      "dot(stack, b)", .float32, [2, 2, 4], [20, 23, 26, 29, 56, 68, 80, 92, 92, 113, 134, 155, 128, 158, 188, 218]
    ) { dot(stack, b) },
    Case("dot(a, tall)", .float32, [2, 2, 1, 4], [20, 23, 26, 29, 56, 59, 62, 65, 56, 68, 80, 92, 200, 212, 224, 236]) {
      dot(a, tall)
    },
    Case("dot(2, a)", .float32, [2, 3], [0, 2, 4, 6, 8, 10]) { dot(2, a) },
    Case("outer(v, Tensor([1, 10]))", .float32, [3, 2], [1, 10, 2, 20, 3, 30]) { outer(v, Tensor([1, 10])) },
    Case("tensordot(a, b, axes: ([1], [0]))", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) {
      tensordot(a, b, axes: ([1], [0]))
    },
    Case("tensordot(a, a)", .float32, [], [55]) { tensordot(a, a) },
    Case("tensordot(v, v, axes: 0)", .float32, [3, 3], [1, 2, 3, 2, 4, 6, 3, 6, 9]) { tensordot(v, v, axes: 0) },
    Case("tensordot(stack, a, axes: ([0, -1], [0, 1]))", .float32, [2], [91, 136]) {
      tensordot(stack, a, axes: ([0, -1], [0, 1]))
    },
    Case("tensordot(a, b, axes: 1)", .float32, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { tensordot(a, b, axes: 1) },
  ])
  func dots(test: Case) { test.run() }
}

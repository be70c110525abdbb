import JacobiNumPy
import JacobiReference
import Testing

@testable import JacobiCore

private let a = Tensor.arange(6, dtype: .float64).reshaped(2, 3)
private let b = Tensor.arange(12, dtype: .float64).reshaped(3, 4)
private let s = Tensor.arange(27, dtype: .float64).reshaped(3, 3, 3)
private let hundreds = Tensor.full([3], 100, dtype: .int8)
private let twos = Tensor.full([3], 2, dtype: .int8)

/// The expected numbers are those of `jax.numpy.einsum`.
@Suite struct EinsumTests {
  @Test(arguments: [
    Case("ij,jk", .float64, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { einsum("ij,jk", a, b) },
    Case("ij,jk->ki", .float64, [4, 2], [20, 56, 23, 68, 26, 80, 29, 92]) { einsum("ij, jk -> ki", a, b) },
    Case("iij->j", .float64, [3], [36, 39, 42]) { einsum("iij->j", s) },
    Case("iii->i", .float64, [3], [0, 13, 26]) { einsum("iii->i", s) },
    Case("ij->", .float64, [], [15]) { einsum("ij->", a) },
    Case("ba", .float64, [3, 2], [0, 3, 1, 4, 2, 5]) { einsum("ba", a) },
    Case("Ba", .float64, [2, 3], [0, 1, 2, 3, 4, 5]) { einsum("Ba", a) },
    Case("i,j->ji", .float64, [4, 3], [0, 0, 0, 0, 1, 2, 0, 2, 4, 0, 3, 6]) { einsum("i,j->ji", a[0], b[0]) },
    Case("...j,j", .float64, [3, 3], [5, 14, 23, 32, 41, 50, 59, 68, 77]) { einsum("...j,j", s, a[0]) },
    Case("ij...,j", .float64, [3, 3], [15, 42, 69, 18, 45, 72, 21, 48, 75]) { einsum("ij...,j", s, a[0]) },
    Case("...i->i", .float64, [3], [3, 5, 7]) { einsum("...i->i", a) },
    Case("i...->...", .float64, [3], [3, 5, 7]) { einsum("i...->...", a) },
    Case("ij,ij->i", .float64, [2], [5, 50]) { einsum("ij,ij->i", a, a) },
    Case("ij,jk,kl->il", .float64, [2, 3], [162, 554, 946, 504, 1688, 2872]) { einsum("ij,jk,kl->il", a, b, b.T) },
    Case("ij,kj,kl,lm", .float64, [2, 4], [244, 347, 450, 553, 856, 1220, 1584, 1948]) {
      einsum("ij,kj,kl,lm", a, a, a[.all, ..<2], b[..<2])
    },
    Case("ab,b->a of size 1", .float64, [2], [3, 3]) { einsum("ab,b->a", Tensor.ones([2, 1], dtype: .float64), a[0]) },
    Case("ii,i->", .float64, [], [20]) { einsum("ii,i->", s[0], a[0]) },
    Case("a,a,a->a", .float64, [3], [0, 4, 20]) { einsum("a,a,a->a", a[0], a[1], a[0]) },
    Case(
      "...ij,...jk->...ik", .float64, [3, 3, 3],
      [
        15, 18, 21, 42, 54, 66, 69, 90, 111, 42, 45, 48, 150, 162, 174, 258, 279, 300, 69, 72, 75, 258, 270, 282, 447,
        468, 489,
      ]
    ) { einsum("...ij,...jk->...ik", s[..<1], s) },
    Case("numbers", .float64, [2, 4], [20, 23, 26, 29, 56, 68, 80, 92]) { einsum([(a, [7, 3]), (b, [3, 9])]) },
    Case("int8", .int8, [], [88]) { einsum("i,i->", hundreds, twos) },
    Case("int8 into int32", .int32, [], [600]) { einsum("i,i->", hundreds, twos, preferredElementType: .int32) },
    Case("sum into int32", .int32, [], [300]) { einsum("i->", hundreds, preferredElementType: .int32) },
    Case("Booleans", .bool, [], [1]) { einsum("i->", Tensor([false, true])) },
    Case("promotion", .float32, [2], [0, 6]) { einsum("i,i->i", Tensor([1, 2]), Tensor([0, 3], dtype: .float32)) },
    Case("scalars", .float64, [3], [0, 2, 4]) { einsum(",i->i", Tensor(2, dtype: .float64), a[0]) },
    Case("nothing to add", .float64, [2], [0, 0]) { einsum("ij->i", Tensor.zeros([2, 0], dtype: .float64)) },
    Case("inner", .float64, [2, 2], [5, 14, 14, 50]) { inner(a, a) },
    Case("kron", .float64, [2, 4], [0, 0, 1, 10, 3, 30, 4, 40]) {
      kron(a[.all, ..<2], Tensor([1, 10], dtype: .float64))
    },
    Case("vdot", .float64, [], [67]) { vdot(a, b[..<2, ..<3]) },
    Case("vecdot", .float64, [3, 3], [5, 14, 23, 32, 41, 50, 59, 68, 77]) { vecdot(s, a[0]) },
    Case("vecmat", .float64, [3, 3], [15, 18, 21, 42, 45, 48, 69, 72, 75]) { vecmat(a[0], s) },
    Case("matvec", .float64, [3, 3], [5, 14, 23, 32, 41, 50, 59, 68, 77]) { matvec(s, a[0]) },
  ])
  func products(test: Case) { test.run() }

  /// Every order gives the same numbers, which are small integers.
  @Test(arguments: [.optimal, .greedy, .leftToRight, .pairs([[1, 3], [0, 1], [0, 1]])] as [ContractionOrder])
  func ordersAgree(order: ContractionOrder) {
    let result = einsum("ij,jk,lk,lm->mi", a, b, b, a.T, order: order)
    let expected = matmul(matmul(matmul(a, b), b.T), a.T).T
    #expect(result.type == expected.type)
    #expect(result.scalars(Double.self) == expected.scalars(Double.self))
  }

  @Test func theBestOrderIsFound() throws {
    let shapes: [Shape] = [[10, 100], [100, 5], [5, 50]]
    let best = try einsumPath("ij,jk,kl->il", shapes[0], shapes[1], shapes[2])
    #expect(best.steps.map(\.positions) == [[0, 1], [0, 1]])
    #expect(best.multiplications == 10 * 100 * 5 + 10 * 5 * 50)
    #expect(best.largestIntermediate == 500)
    // The other order needs ten times as many.
    let other = try einsumPath("ij,jk,kl->il", shapes[0], shapes[1], shapes[2], order: .pairs([[1, 2], [0, 1]]))
    #expect(other.multiplications == 100 * 5 * 50 + 10 * 100 * 50)
    #expect(other.steps[0].subscripts == "jk,kl->jl")
    // The greedy order of a ring of tensors is no better than the optimal one.
    let (x, y) = (Shape([2, 30]), Shape([30, 2]))
    let ring = try einsumPath("ab,bc,cd,da->", x, y, x, y, order: .optimal)
    let greedy = try einsumPath("ab,bc,cd,da->", x, y, x, y, order: .greedy)
    #expect(ring.multiplications <= greedy.multiplications)
  }

  @Test func sizesMayBeSymbolic() throws {
    let (n, m) = (Dimension.symbol("n"), Dimension.symbol("m"))
    let types = [TensorType(.float32, [n, m]), TensorType(.float32, [n, n])]
    let program = try traceProgram(types) { operands in
      let (x, square) = (operands[0], operands[1])
      return [
        einsum("ij,ik->jk", x, x), einsum("ii->i", square), einsum("ii", square),
        einsum("ij,jk,kl->il", square, x, x.T),
        einsum("...i->...", x), kron(x, square),
      ]
    }.program
    #expect(program.outputTypes.map(\.shape) == [[m, m], [n], [], [n, n], [n], [n * n, m * n]])
  }

  @Test(arguments: [
    MistakeTests.Mistake("labels for 2 operands, got 1 in \"ij\"") { einsum("ij", a, b) },
    MistakeTests.Mistake("labels for the 2 axes of its operand, got \"i\"") { einsum("i", a) },
    MistakeTests.Mistake("labels for the 2 axes of its operand, got \"ijk...\"") { einsum("ijk...", a) },
    MistakeTests.Mistake("at most one `...`, got \"......\"") { einsum("......", a) },
    MistakeTests.Mistake("letters and at most one `...`, got \"i1\"") { einsum("i1", a) },
    MistakeTests.Mistake("at most one `->`, got ij->i->i") { einsum("ij->i->i", a) },
    MistakeTests.Mistake("labels are distinct and occur in an operand, got ii") { einsum("ij->ii", a) },
    MistakeTests.Mistake("labels are distinct and occur in an operand, got k") { einsum("ij->k", a) },
    MistakeTests.Mistake("one size for the axes of `j`, got 3 and 2") { einsum("ij,jk", a, a) },
    MistakeTests.Mistake("one size for the axes of `i`, got 2 and 3") { einsum("ii", a) },
    MistakeTests.Mistake("`operands` to be at least one, got none") { einsum("", []) },
    MistakeTests.Mistake("labels that are not negative, got [0, -1]") { einsum([(a, [0, -1])]) },
    MistakeTests.Mistake("pairs of positions that leave one tensor of 2") {
      einsum("ij,jk", a, b, order: .pairs([[0, 2]]))
    },
    MistakeTests.Mistake("a dtype that holds products of float64, got int32") {
      einsum("ij,jk", a, b, preferredElementType: .int32)
    },
    MistakeTests.Mistake("inner") { inner(a, b) },
  ])
  func mistakes(mistake: MistakeTests.Mistake) { mistake.run() }
}

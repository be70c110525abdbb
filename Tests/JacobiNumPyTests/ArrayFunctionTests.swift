import JacobiCore
import JacobiGrad
import JacobiJIT
import JacobiNumPy
import JacobiReference
import JacobiVmap
import Testing

private let i = Tensor.arange(6).reshaped(2, 3)
private let bytes = Tensor([[1, 2, 3, 4]], dtype: .uint8)

/// The expected numbers are those of JAX 0.10.2.
@Suite struct ArrayFunctionTests {
  @Test(arguments: [
    Case("rolled by a tensor", .int32, [2, 3], [2, 0, 1, 5, 3, 4]) { i.rolled(by: Tensor([4])[0], axis: 1) },
    Case("rolled by a negative tensor", .int32, [2, 3], [1, 2, 3, 4, 5, 0]) { i.rolled(by: Tensor([-7])[0]) },
    Case("rolled empty", .int32, [0], []) { Tensor.zeros([0], dtype: .int32).rolled(by: Tensor([3])[0], axis: 0) },
    Case("flipped(axes: [1])", .int32, [2, 3], [2, 1, 0, 5, 4, 3]) { i.flipped(axes: [1]) },
    Case("flipped(axes: [])", .int32, [2, 3], [0, 1, 2, 3, 4, 5]) { i.flipped(axes: []) },
    Case("repeated rows", .int32, [3, 3], [0, 1, 2, 3, 4, 5, 3, 4, 5]) {
      i.repeated(Tensor([1, 2]), axis: 0, total: 3)
    },
    Case("repeated, too many", .int32, [2, 4], [0, 0, 0, 1, 3, 3, 3, 4]) {
      i.repeated(Tensor([3, 2, 0]), axis: -1, total: 4)
    },
    Case("repeated, too few", .int32, [5], [1, 3, 3, 5, 5]) { i.repeated(Tensor([0, 1, 0, 2, 0, 0]), total: 5) },
    Case("takeAlong all", .int32, [3], [5, 5, -2147483648]) { i.takeAlong(Tensor([5, -1, 9]), axis: nil) },
    Case("putAlong all", .int32, [2, 3], [7, 1, 2, 3, 4, 8]) {
      i.putAlong(Tensor([0, -1]), Tensor([7, 8]), axis: nil)
    },
  ])
  func layout(test: Case) { test.run() }

  @Test(arguments: [
    Case("cross of 2 and 2", .int32, [], [-2]) { cross(Tensor([1, 2]), Tensor([3, 4])) },
    Case("cross of 2 and 3", .int32, [3], [10, -5, -2]) { cross(Tensor([1, 2]), Tensor([3, 4, 5])) },
    Case("cross of 3 and 3", .int32, [2, 3], [2, 2, -1, 8, -1, -4]) { cross(i, Tensor([1, 0, 2])) },
    Case("cross along axis 0", .int32, [3, 2], [-1, -1, 2, 2, -1, -1]) { cross(i.T, i.T + 1, axis: 0) },
    Case("complex", .float32, [2], [3, 3]) { imag(complex(Tensor([1, 2]), 3)) },
  ])
  func products(test: Case) { test.run() }

  @Test(arguments: [
    Case("bitcast", .int32, [2], [1_065_353_216, -1_073_741_824]) { Tensor([1.0, -2]).bitcast(to: .int32) },
    Case("bitcast to narrower", .uint8, [1, 2, 2], [1, 0, 2, 1]) {
      Tensor([[1, 258]], dtype: .int16).bitcast(to: .uint8)
    },
    Case("bitcast to wider", .uint16, [2], [513, 1027]) {
      Tensor([[1, 2], [3, 4]], dtype: .uint8).bitcast(to: .uint16)
    },
    Case("viewed as wider", .uint16, [1, 2], [513, 1027]) { bytes.viewed(as: .uint16) },
    Case("viewed as narrower", .uint8, [1, 4], [0, 0, 192, 63]) { Tensor([[1.5]]).viewed(as: .uint8) },
    Case("viewed Booleans", .uint8, [2], [1, 0]) { Tensor([true, false]).viewed(as: .uint8) },
    Case("viewed as Booleans", .bool, [1, 4], [1, 1, 1, 1]) { bytes.viewed(as: .bool) },
    Case("viewed as complex", .float32, [2], [2, 4]) { imag(Tensor([1.0, 2, 3, 4]).viewed(as: .complex64)) },
    Case("viewed complex", .float32, [4], [1, 2, 3, 4]) {
      Tensor([Complex64(1, 2), Complex64(3, 4)], shape: [2]).viewed(as: .float32)
    },
    Case("viewed scalar", .int32, [], [1_065_353_216]) { Tensor([1.0])[0].viewed(as: .int32) },
    Case("viewed empty", .uint8, [0], []) { Tensor.zeros([0]).viewed(as: .uint8) },
  ])
  func bits(test: Case) { test.run() }

  @Test(arguments: [
    MistakeTests.Mistake("viewed(u8[1,4])") { bytes.viewed(as: .float64) },
    MistakeTests.Mistake("viewed(f32[])") { Tensor([1.0])[0].viewed(as: .uint8) },
    MistakeTests.Mistake("cross(i32[2,3], i32[4])") { cross(i, Tensor.arange(4)) },
    MistakeTests.Mistake("rolled(i32[2,3], i32[2])") { i.rolled(by: Tensor([1, 2]), axis: 0) },
    MistakeTests.Mistake("repeated(i32[2,3], i32[2])") { i.repeated(Tensor([1, 2]), axis: 1, total: 3) },
    MistakeTests.Mistake("sort(i32[2], i32[2])") { sorted([Tensor([1, 2]), Tensor([1, 2])], keyCount: 3)[0] },
    MistakeTests.Mistake("sorted(i32[2]): axis 1") { sorted([Tensor([1, 2])], axis: 1)[0] },
  ])
  func mistakes(mistake: MistakeTests.Mistake) { mistake.run() }

  @Test func severalTensorsAreSortedAlike() {
    let pairs = sorted([Tensor([2, .nan, 1]), Tensor([1, 2, 3])])
    #expect(pairs[1].doubles == [3, 1, 2])
    let two = sorted([Tensor([1, 0, 1, 0]), Tensor([4, 3, 2, 1]), Tensor([10, 20, 30, 40])], keyCount: 2)
    #expect(two[2].doubles == [40, 20, 30, 10])
    #expect(sorted([]).isEmpty)
  }

  @Test func shiftsAndCountsMayBeTraced() throws {
    // Made outside of the traced functions, in which a global would be initialised.
    let i = Tensor.arange(6).reshaped(2, 3)
    let rolled = { (shift: Tensor) in i.rolled(by: shift, axis: 1) }
    #expect(try jit(rolled)(Tensor([4])[0]).doubles == [2, 0, 1, 5, 3, 4])
    #expect(try vmap(rolled)(Tensor([0, 1])).shape == [2, 2, 3])
    let repeated = { (counts: Tensor) in i.repeated(counts, axis: 1, total: 4) }
    #expect(try jit(repeated)(Tensor([3, 2, 0])).doubles == [0, 0, 0, 1, 3, 3, 3, 4])
    let gradient = try grad { (x: Tensor) in
      (x.rolled(by: Tensor([1])[0]) * Tensor([1.0, 2, 3])).sum() + x.repeated(Tensor([2, 0, 1]), total: 3).sum()
    }(Tensor([1.0, 1, 1]))
    #expect(gradient.doubles == [4, 3, 2])
  }

  /// Integers of an indexed part are treated like positions in tensors.
  @Test(arguments: [
    Case("get", .float32, [], [3]) { Tensor([1.0, 2, 3]).at[7].get() },
    Case("get, filled", .float32, [], [.nan]) { Tensor([1.0, 2, 3]).at[7].get(mode: .fillOrDrop) },
    Case("get, far below", .float32, [], [1]) { Tensor([1.0, 2, 3]).at[-7].get(mode: .clip) },
    Case("set, dropped", .float32, [3], [1, 2, 3]) { Tensor([1.0, 2, 3]).at[7].set(9) },
    Case("set, moved inside", .float32, [3], [1, 2, 9]) { Tensor([1.0, 2, 3]).at[7].set(9, mode: .clip) },
    Case("set, far below", .float32, [3], [1, 2, 3]) { Tensor([1.0, 2, 3]).at[-7].set(9) },
    Case("beside a tensor", .float32, [2], [.nan, .nan]) {
      i.asType(.float32).at[5, Tensor([0, 1])].get(mode: .fillOrDrop)
    },
    Case("beside a range", .int32, [2, 3], [0, 1, 2, 9, 9, 5]) { i.at[5, ..<2].set(9, mode: .clip) },
  ])
  func partsOutOfRange(test: Case) { test.run() }

  @Test(arguments: [
    MistakeTests.Mistake("expected `literal` to be integers that int8 holds, got 300") {
      Tensor([[1], [300]], dtype: .int8)
    },
    MistakeTests.Mistake("expected `literal` to be integers that uint32 holds, got -1") {
      Tensor([-1], dtype: .uint32)
    },
    MistakeTests.Mistake("expected `literal` to be an integer that int32 holds, got 1099511627776") {
      Tensor([1, 2]) + 1_099_511_627_776
    },
  ])
  func literalsOutOfRange(mistake: MistakeTests.Mistake) { mistake.run() }

  /// As in JAX, an operator takes the bits of a number in the program that the dtype does not hold.
  @Test(arguments: [
    Case("int8 + 300", .int8, [2], [45, 46]) { Tensor([1, 2], dtype: .int8) + 300 },
    Case("uint8 * -1", .uint8, [2], [255, 254]) { Tensor([1, 2], dtype: .uint8) * -1 },
    Case("int64 + 2^40", .int64, [1], [1_099_511_627_777]) { Tensor([1], dtype: .int64) + 1_099_511_627_776 },
    Case("asType", .int8, [], [44]) { Tensor(300).asType(.int8) },
  ])
  func literalsWrapAround(test: Case) { test.run() }

  @Test func geometricSequencesOfExtremeEnds() {
    let wide = Tensor.geomspace(1e-300, 1e300, count: 3, dtype: .float64).doubles
    #expect(wide[0] == 1e-300 && wide[2] == 1e300 && Swift.abs(wide[1] - 1) < 1e-13)
    #expect(Tensor.geomspace(-8, -1, count: 4).doubles == [-8, -4, -2, -1])
  }
}

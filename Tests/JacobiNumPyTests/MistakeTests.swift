import JacobiNumPy
import JacobiReference
import Testing

@testable import JacobiCore

/// Each mistake gives an invalid tensor and an error that names the operation and its operands.
@Suite struct MistakeTests {
  private static let matrix = Tensor.zeros([2, 3])
  private static let cube = Tensor.zeros([2, 3, 4])
  private static let truths = Tensor([true, false])

  struct Mistake: Sendable, CustomTestStringConvertible {
    var message: String
    var make: @Sendable () -> Tensor

    init(_ message: String, _ make: @escaping @Sendable () -> Tensor) {
      self.message = message
      self.make = make
    }

    var testDescription: String { message }

    /// Expects an error with the message, which is given without the place in this file, and an invalid result.
    ///
    /// `#expect(throws:)` would make a text of each error, which takes most of a second for finding that place.
    func run() {
      var result = Tensor(0)
      do {
        try withTensorErrors { result = make() }
        Issue.record("no error: \(message)")
      } catch let error as TensorError {
        #expect(error.message.contains(message), "\(error.message)")
      } catch {
        Issue.record(error)
      }
      #expect(result.isInvalid)
    }
  }

  @Test(arguments: [
    Mistake("expected shapes that broadcast together, got [2,3] and [4]") { matrix + Tensor.zeros([4]) },
    Mistake("*(f32[2,3], f32[3,2])") { matrix * Tensor.zeros([3, 2]) },
    Mistake(".==(f32[2,3], f32[2])") { matrix .== Tensor.zeros([2]) },
    Mistake("maximum(f32[2,3], f32[2])") { maximum(matrix, Tensor.zeros([2])) },
    Mistake("%(f32[2,3], f32[2])") { matrix % Tensor.zeros([2]) },
    Mistake("which(bool[2], f32[2,3], i32[])") { which(truths, matrix, 1) },
    Mistake("expected a signed integer or unsigned integer or floating or complex dtype, got bool") { truths - truths },
    Mistake("neg(bool[2])") { -truths },
    Mistake("and(f32[2,3], f32[2,3])") { matrix & matrix },
    Mistake("integer_pow(i32[])") { pow(Tensor([2])[0], -1) },
    Mistake("nextafter") { nextAfter(Tensor([Complex64(1)], shape: [1]), 1) },
    Mistake("broadcast(f32[2,3]): expected a shape of at least 2 axes, got [3]") { matrix.broadcast(to: [3]) },
    Mistake("expected a shape that broadcasts to [4,3]") { matrix.broadcast(to: [4, 3]) },
  ])
  func ofOperators(mistake: Mistake) { mistake.run() }

  @Test(arguments: [
    Mistake("sum(f32[2,3]): axis 2 is out of range for rank 2. Use an axis in -2...1") { matrix.sum(axis: 2) },
    Mistake("mean(f32[2,3])") { matrix.mean(axes: [0, -3]) },
    Mistake("expected `axes` to be distinct, got [1, -1]") { matrix.max(axes: [1, -1]) },
    Mistake("max(f32[0,3]): expected at least one element along the axes [0]") { Tensor.zeros([0, 3]).max(axis: 0) },
    Mistake("variance(f32[2,3])") { matrix.variance(axis: 5) },
    Mistake("argMax(f32[2,3]): axis -3 is out of range") { matrix.argMax(axis: -3) },
    Mistake("at least one element along axis 0") { Tensor.zeros([0]).argMin() },
  ])
  func ofReductions(mistake: Mistake) { mistake.run() }

  @Test(arguments: [
    Mistake("reshape(f32[2,3])") { matrix.reshaped(4, 2) },
    Mistake("reshaped(f32[2,3]): expected a shape for 6 elements, got [4,-1], where -1 cannot be replaced") {
      matrix.reshaped(4, -1)
    },
    Mistake("expected `shape` to be a shape with at most one -1") { matrix.reshaped(-1, -1) },
    Mistake("a size must be a non-negative integer, got -2") { Tensor.zeros([-2]) },
    Mistake("more elements than an Int can count") { Tensor.zeros([1 << 40, 1 << 40]) },
    Mistake("flattened(f32[2,3,4])") { cube.flattened(from: 2, through: 0) },
    Mistake("squeezed(f32[2,3]): expected size 1 along axis 0") { matrix.squeezed(axis: 0) },
    Mistake("expandedDimensions(f32[2,3]): axis 3 is out of range for rank 3") { matrix.expandedDimensions(axis: 3) },
    Mistake("transposed(f32[2,3]): expected `axes` to be each of the 2 axes once, got [0]") { matrix.transposed(0) },
    Mistake("movedAxis(f32[2,3])") { matrix.movedAxis(from: 0, to: 2) },
    Mistake("swappedAxes(f32[2,3])") { matrix.swappedAxes(0, 2) },
    Mistake("flipped(f32[2,3])") { matrix.flipped(axis: 2) },
    Mistake("concatenated: expected `tensors` to be at least one") { concatenated([]) },
    Mistake("equal shapes except along axis 0") { concatenated([matrix, cube[0]]) },
    Mistake("axis 0 is out of range: a tensor of rank 0 has no axes") { concatenated([Tensor(1)]) },
    Mistake("stacked(f32[2,3]): axis 3 is out of range") { stacked([matrix], axis: 3) },
    Mistake("expected `parts` to be a divisor of 3, the size of axis 1, got 2") { matrix.split(parts: 2, axis: 1)[1] },
    Mistake("slice(f32[2,3])") { matrix.split(at: [5])[1] },
    Mistake("expected `widths` to be one for each of the 2 axes, got 1") { matrix.padded([(1, 1)]) },
    Mistake("tril(f32[3]): expected at least 2 axes") { matrix[0].tril() },
    Mistake("tiled(f32[2,3])") { matrix.tiled(2, axis: 2) },
    Mistake("a size must be a non-negative integer, got -1") { matrix.repeated(-1, axis: 0) },
    Mistake("iota: axis 1 is out of range for rank 1") { Tensor.iota([3], axis: 1) },
    Mistake("arange: expected `step` to be a finite number other than 0") { Tensor.arange(from: 0, to: 1, by: 0) },
    Mistake("linspace: a size must be a non-negative integer, got -1") { Tensor.linspace(0, 1, count: -1) },
  ])
  func ofShapes(mistake: Mistake) { mistake.run() }

  @Test(arguments: [
    Mistake("[](f32[2,3]): index 2 is out of range for axis 0 of size 2. Use an index in -2..<2") { matrix[2] },
    Mistake("index -4 is out of range for axis 1 of size 3") { matrix[.all, -4] },
    Mistake("index 0 is out of range for axis 0 of size 0") { Tensor.zeros([0])[0] },
    Mistake("expected `indices` to be at most 2, got 3") { matrix[0, 0, 0] },
    Mistake("expected `indices` to be at most one ellipsis, got 2") { matrix[.ellipsis, 0, .ellipsis] },
    Mistake("expected `stride` to be not 0") { matrix[.stride(by: 0)] },
    Mistake("[](f32[2,3]): expected positions of an integer dtype") { matrix[matrix] },
    Mistake("[](i32[2], i32[3]): expected shapes that broadcast together") {
      matrix[Tensor([0, 1]), Tensor([0, 1, 2])]
    },
    Mistake("take(f32[2]): expected positions of an integer dtype") { matrix.take(Tensor([0.5, 1]), axis: 0) },
    Mistake("take(f32[2,3]): axis 2 is out of range") { matrix.take(Tensor([0]), axis: 2) },
    Mistake("takeAlong(f32[2,3], i32[3,1])") { matrix.takeAlong(Tensor([[0], [0], [0]]), axis: 1) },
    Mistake("takeAlong(f32[2,3], i32[1])") { matrix.takeAlong(Tensor([0]), axis: 1) },
  ])
  func ofIndices(mistake: Mistake) { mistake.run() }

  @Test(arguments: [
    Mistake("matmul(f32[2,3], f32[2,3]): expected equal sizes of axis 1 of the left and axis 0 of the right operand") {
      matmul(matrix, matrix)
    },
    Mistake("matmul(f32[], f32[2,3]): expected operands with at least one axis") { matmul(Tensor(1.0), matrix) },
    Mistake("stacks of matrices that broadcast together, got [2,3,4] and [3,4,1]") {
      matmul(cube, Tensor.zeros([3, 4, 1]))
    },
    Mistake("dot(f32[2,3], f32[2])") { dot(matrix, Tensor.zeros([2])) },
    Mistake("tensordot(f32[2,3], f32[2,3,4])") { tensordot(matrix, cube, axes: ([0], [1])) },
    Mistake("tensordot(f32[2,3]): axis 2 is out of range") { tensordot(matrix, matrix, axes: ([2], [0])) },
    Mistake("tensordot(f32[2,3], f32[2,3]): expected `axes` to be in 0...2, got 3") {
      tensordot(matrix, matrix, axes: 3)
    },
    Mistake("expected `axes` to be in 0...2, got -1") { tensordot(matrix, matrix, axes: -1) },
  ])
  func ofContractions(mistake: Mistake) { mistake.run() }

  @Test func messagesNameTheLineOfTheUser() throws {
    let line = #line + 1
    func deviate() { _ = MistakeTests.matrix.std(axis: 7) }
    let error = #expect(throws: TensorError.self) { try withTensorErrors(deviate) }
    #expect("\(error!)".hasPrefix("variance(f32[2,3]) at MistakeTests.swift:\(line): axis 7 is out of range"))
  }

  @Test func invalidTensorsPassThroughEverything() throws {
    let x = Tensor.invalid
    let y = Tensor([1, 2])
    let results = [
      x + y, y * x, -x, exp(x), x.sum(), x.mean(axis: 0), x.std(), x.argMax(), x.reshaped(2), x.T, x[0], y[x],
      x.take(y), y.take(x, axis: 0), y.takeAlong(x, axis: 0), concatenated([y, x]), stacked([x]), matmul(x, y),
      dot(y, x),
      outer(x, y), which(x, y, y), which(y, x, y), clip(y, min: x), pow(x, y), pow(y, x), x % y, floorDivide(y, x),
      x.asType(.int8), x.broadcast(to: [2]), x.padded(1), y.padded(1, with: x), x.tiled(2), x.tril(), x.flipped(),
      x.squeezed(), x.expandedDimensions(axis: 0), x.flattened(), x.movedAxis(from: 0, to: 0), x.swappedAxes(0, 0),
      Tensor.zeros(like: x), Tensor.full([2], x), arrayEqual(x, y), isClose(x, y), x.max(), x.min(), x.all(),
      isNaN(x), x.split(parts: 2)[1], x.split(at: [0])[0], logicalNot(x), tensordot(x, y, axes: 1), x.raveled(),
    ]
    for (index, result) in results.enumerated() { #expect(result.isInvalid, "result \(index)") }
  }
}

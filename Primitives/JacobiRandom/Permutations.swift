import JacobiCore
import JacobiNumPy
import JacobiPrimitives

extension RandomKey {
  /// The integers from 0 in random order, all orders being equally likely.
  ///
  ///     RandomKey(42).permutation(5).sorted()  // [0 1 2 3 4]
  ///
  /// - Parameter count: how many; it may be symbolic.
  public func permutation(_ count: Dimension) -> Tensor { shuffled(Tensor.arange(count), axis: 0) }

  /// The integers from 0 in random order; see the form for symbolic counts.
  public func permutation(_ count: Int) -> Tensor { permutation(Dimension(count)) }

  /// A tensor whose slices along an axis are in random order.
  ///
  ///     let x = Tensor([[1, 2, 3], [4, 5, 6]])
  ///     RandomKey(42).permutation(of: x, axis: 1).sum(axis: 0).sorted()  // [5 7 9]
  ///
  /// - Parameters:
  ///   - x: a tensor of any dtype.
  ///   - axis: a negative one counts from the back.
  ///   - independent: whether every vector along the axis has an order of its own, instead of one for all.
  public func permutation(of x: Tensor, axis: Int = 0, independent: Bool = false) -> Tensor {
    if x.isInvalid { return x }
    guard let position = x.shape.position(ofAxis: axis) else {
      report(.axisOutOfRange(axis: axis, rank: x.rank, operation: Operation("permutation", operands: [x.type])))
      return .invalid
    }
    if independent || x.rank == 1 { return shuffled(x, axis: position) }
    return x.take(permutation(x.shape[position]), axis: position)
  }

  /// The elements along an axis, sorted by random words; so often that equal words do not matter.
  private func shuffled(_ x: Tensor, axis: Int) -> Tensor {
    if x.isInvalid { return x }
    var (key, result) = (self, x)
    let count = x.shape.elementCount
    for threshold in RandomKey.sortingThresholds {
      if let known = count.known, known <= threshold { break }
      let (next, wordKey) = key.split()
      var words = wordKey.bits(x.shape)
      if words.isInvalid { return words }
      // Sorting by zeros changes nothing: of an unknown number of elements there may be too few for another round.
      if !count.isKnown { words = which(Tensor(count) .> threshold, words, 0) }
      result = Sort(axis: axis, operandCount: 2).results([words, result])[1]
      key = next
    }
    return result
  }

  /// More elements than so many are sorted once, twice, three times: as often as the third power of their number has
  /// digits to base 2³² - 1.
  private static let sortingThresholds = [1, 1625, 2_642_245]
}

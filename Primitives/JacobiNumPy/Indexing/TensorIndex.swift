import JacobiCore

/// Something that can stand between the brackets of `x[...]`: an integer, a range of integers, a tensor of integers
/// or Booleans, or one of `.newAxis`, `.ellipsis`, `.all` and `.stride(from:to:by:)`.
///
///     let x = Tensor.arange(5)
///     x[0]  // 0
///     x[-1]  // 4
///     x[1...]  // [1 2 3 4]
///     x[1...3]  // [1 2 3]
///     x[..<3]  // [0 1 2]
///     x[.ellipsis, .newAxis].shape  // [5,1]
///     x[.stride(by: -1)]  // [4 3 2 1 0]
///     x[Tensor([0, 2, 2])]  // [0 2 2]
public protocol TensorIndex {
  /// What the index does to its axis.
  var component: IndexComponent { get }
}

/// What an index does to an axis.
public struct IndexComponent: TensorIndex, Sendable {
  enum Kind: Sendable {
    /// Picks one element; the axis disappears.
    case element(Int)
    case slice(SliceBounds)
    /// Picks the elements at the positions that a tensor holds.
    case positions(Tensor)
    case newAxis
    /// As many whole axes as are left.
    case ellipsis
  }

  let kind: Kind

  /// Itself.
  public var component: IndexComponent { self }
}

extension TensorIndex where Self == IndexComponent {
  /// A new axis of size 1.
  public static var newAxis: IndexComponent { IndexComponent(kind: .newAxis) }

  /// All axes that the other indices do not mention. There may be one at most; without it, it stands at the end.
  public static var ellipsis: IndexComponent { IndexComponent(kind: .ellipsis) }

  /// All elements of an axis.
  public static var all: IndexComponent { IndexComponent(kind: .slice(SliceBounds())) }

  /// The elements from `start` to before `end`, in steps of `stride`.
  ///
  ///     let x = Tensor.arange(6)
  ///     x[.stride(by: -1)]  // [5 4 3 2 1 0]
  ///     x[.stride(from: 1, to: -1, by: 2)]  // [1 3]
  ///
  /// Negative positions count from the back, and positions beyond the axis are moved to its ends, as in NumPy.
  ///
  /// - Parameters:
  ///   - start: by default the first element, or with a negative stride the last one.
  ///   - end: by default behind the last element, or with a negative stride before the first one.
  ///   - stride: not 0.
  public static func stride(from start: Int? = nil, to end: Int? = nil, by stride: Int = 1) -> IndexComponent {
    IndexComponent(kind: .slice(SliceBounds(start: start, end: end, stride: stride)))
  }
}

/// One element along an axis, which disappears; a negative index counts from the back.
extension Int: TensorIndex {
  /// An element; the axis disappears.
  public var component: IndexComponent { IndexComponent(kind: .element(self)) }
}

/// The elements at the positions that a tensor of integers holds; the axes of the tensor take the place of the axis.
///
/// Negative positions count from the back; positions out of range are moved inside when reading, and left out when assigning.
/// A tensor of Booleans stands for the positions where it is true, and for as many axes as it has.
extension Tensor: TensorIndex {
  /// Elements at the positions that the tensor holds.
  public var component: IndexComponent { IndexComponent(kind: .positions(self)) }
}

// Negative bounds of ranges count from the back, and bounds beyond the axis are moved to its ends. A range from the
// front to the back, such as 1 to -1, is none in Swift: write `.stride(from: 1, to: -1)`.

extension Range: TensorIndex where Bound == Int {
  /// The elements in the range.
  public var component: IndexComponent { .stride(from: lowerBound, to: upperBound) }
}

extension ClosedRange: TensorIndex where Bound == Int {
  /// The elements in the range.
  public var component: IndexComponent { .stride(from: lowerBound, to: IndexComponent.end(after: upperBound)) }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
  /// The elements in the range.
  public var component: IndexComponent { .stride(from: lowerBound) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
  /// The elements in the range.
  public var component: IndexComponent { .stride(to: upperBound) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
  /// The elements in the range.
  public var component: IndexComponent { .stride(to: IndexComponent.end(after: upperBound)) }
}

extension IndexComponent {
  /// The end of a range that includes `last`: behind -1 there is no negative position, and behind `Int.max` none at all.
  fileprivate static func end(after last: Int) -> Int? {
    last == -1 || last == .max ? nil : last + 1
  }
}

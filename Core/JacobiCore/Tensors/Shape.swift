/// The sizes of a tensor, outermost axis first.
///
///     let shape: Shape = [2, 3]
///     shape[-1]               // 3
///     shape.elementCount      // 6
///
/// Every size is a ``Dimension``, known or symbolic; rules that compute shapes do so in its arithmetic.
public struct Shape: Hashable, Sendable {
  public private(set) var dimensions: [Dimension]

  public init(_ dimensions: some Sequence<Dimension>) {
    self.dimensions = Array(dimensions)
  }

  public init(_ sizes: some Sequence<Int>) {
    dimensions = sizes.map { Dimension($0) }
  }

  /// The number of axes.
  @inlinable public var rank: Int { dimensions.count }

  /// The product of the sizes; the poison ``Dimension/isOverflow`` when it does not fit in an `Int`.
  public var elementCount: Dimension {
    var product: Dimension = 1
    // An empty tensor has no elements whatever its other sizes are.
    if dimensions.contains(where: { $0.known == 0 }) { return 0 }
    for dimension in dimensions { product = product * dimension }
    return product
  }

  /// The sizes when all of them are known.
  public var known: [Int]? {
    var sizes: [Int] = []
    sizes.reserveCapacity(rank)
    for dimension in dimensions {
      guard let size = dimension.known else { return nil }
      sizes.append(size)
    }
    return sizes
  }

  /// The sizes, in code that runs on real data, where all sizes are known.
  public var sizes: [Int] {
    guard let known else { preconditionFailure("internal error: \(self) has symbolic sizes at run time") }
    return known
  }

  /// The position from the front of an axis that may count from the back, or `nil` when it is out of range.
  public func position(ofAxis axis: Int) -> Int? {
    let position = axis < 0 ? axis + rank : axis
    return dimensions.indices.contains(position) ? position : nil
  }

  /// The shape without the given axes, which are positions from the front.
  public func removing(axes: [Int]) -> Shape {
    var result: Shape = []
    result.dimensions.reserveCapacity(rank)
    for index in dimensions.indices where !axes.contains(index) { result.dimensions.append(dimensions[index]) }
    return result
  }

  /// The shape with one more axis at `position`.
  public func inserting(_ dimension: Dimension, at position: Int) -> Shape {
    var result = self
    result.dimensions.insert(dimension, at: position)
    return result
  }

  /// The shape with another size at `position`.
  public func replacing(axis position: Int, with dimension: Dimension) -> Shape {
    var result = self
    result.dimensions[position] = dimension
    return result
  }

  /// For each axis, how many elements lie between neighbours along it in row-major order.
  public var strides: [Int] {
    var strides = sizes
    var step = 1
    for axis in strides.indices.reversed() { (strides[axis], step) = (step, step * strides[axis]) }
    return strides
  }
}

extension Shape: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { dimensions.count }

  /// The size of an axis; a negative axis counts from the back.
  ///
  /// An axis out of range is a ``TensorError/axisOutOfRange(axis:rank:operation:)``, and reads as 1.
  public subscript(axis: Int) -> Dimension {
    guard let position = position(ofAxis: axis) else {
      report(.axisOutOfRange(axis: axis, rank: rank, operation: Operation("shape")))
      return 1
    }
    return dimensions[position]
  }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Dimension...) {
    dimensions = elements
  }
}

extension Shape: CustomStringConvertible {
  /// `[2,3]`.
  public var description: String {
    "[\(dimensions.map(\.description).joined(separator: ","))]"
  }
}

extension Shape: Codable {
  public init(from decoder: any Decoder) throws {
    dimensions = try decoder.singleValueContainer().decode([Dimension].self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dimensions)
  }
}

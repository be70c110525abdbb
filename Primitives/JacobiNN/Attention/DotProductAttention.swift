import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// Attention: for each query the mean of the values, weighted by the ``softmax(_:axis:where:)`` of the products of the query
/// with the keys.
///
///     let query = Tensor([[[100.0, 0]]])
///     let keys = Tensor([[[1.0, 0]], [[0.0, 1]]])
///     let values = Tensor([[[5.0, 6]], [[7.0, 8]]])
///     dotProductAttention(query, keys, values)  // [[[5. 6.]]]
///
/// Vaswani and others, "Attention is all you need", 2017. Shapes are `[batch, time, heads, features]`, with or without the
/// batch. Queries may have a multiple of the heads of keys and values: then groups of heads share these. Products are added
/// up in `float32` at least.
///
/// - Parameters:
///   - query: `[b, t, n, h]`.
///   - key: `[b, s, k, h]`, where k divides n.
///   - value: of the shape of the keys.
///   - bias: is added to the products before the softmax; broadcasts with `[b, n, t, s]`.
///   - mask: which products count; Booleans that broadcast with `[b, n, t, s]`.
///   - scale: multiplies the products; by default `1 / √h`.
///   - isCausal: whether a query sees no later keys.
///   - queryLengths: for each example how many queries there are; the results of the others are 0.
///   - keyValueLengths: for each example how many keys there are; the others do not count.
///   - localWindow: how many keys before and after its own position a query sees.
public func dotProductAttention(
  _ query: Tensor, _ key: Tensor, _ value: Tensor, bias: Tensor? = nil, mask: Tensor? = nil, scale: Double? = nil,
  isCausal: Bool = false, queryLengths: Tensor? = nil, keyValueLengths: Tensor? = nil,
  localWindow: (before: Int, after: Int)? = nil
) -> Tensor {
  let operands = [query, key, value, bias, mask, queryLengths, keyValueLengths].compactMap(\.self)
  if operands.contains(where: \.isInvalid) { return .invalid }
  return reporting { () throws(TensorError) in
    let attention = try Attention(query, key, value)
    var visible: [Tensor] = []
    if let mask {
      guard mask.dtype == .bool else {
        throw .dtypeMismatch(expected: "a Boolean mask", actual: mask.dtype.name, operation: attention.operation)
      }
      visible.append(try attention.grouped(mask, named: "mask"))
    }
    if isCausal { visible.append(attention.keyPositions .<= attention.queryPositions) }
    if let localWindow {
      visible.append(attention.queryPositions .<= attention.keyPositions + localWindow.before)
      visible.append(attention.queryPositions .>= attention.keyPositions - localWindow.after)
    }
    let lengths = try queryLengths.map { (lengths) throws(TensorError) in try attention.perExample(lengths) }
    if let lengths { visible.append(attention.queryPositions .< lengths) }
    if let keyValueLengths {
      visible.append(attention.keyPositions .< (try attention.perExample(keyValueLengths)))
    }
    var logits = attention.products(scale: scale)
    if let bias { logits = (logits + (try attention.grouped(bias, named: "bias"))).asType(logits.dtype) }
    if let first = visible.first {
      // Finite, so that a query that sees nothing gives the mean of all values instead of NaN.
      let limit = Swift.min(logits.dtype.largest, DType.float32.largest)
      logits = which(visible.dropFirst().reduce(first) { $0 .&& $1 }, logits, Tensor(weak: -0.7 * limit))
    }
    let result = attention.weightedValues(softmax(logits))
    return attention.restored(lengths.map { which(attention.queryPositions .< $0, result, 0.0) } ?? result)
  }
}

/// The operands with axes `[batch, key head, group, time, feature]`, where queries of a group share their keys.
private struct Attention {
  let operation: Operation
  private let hasBatch: Bool
  private let query: Tensor
  private let key: Tensor
  private let value: Tensor
  private let heads: Dimension
  private let groups: Dimension
  private let features: Dimension

  init(_ query: Tensor, _ key: Tensor, _ value: Tensor) throws(TensorError) {
    let operands = Operands([query, key, value].map(\.type), of: "dotProductAttention")
    operation = operands.operation
    guard query.rank == 3 || query.rank == 4, key.rank == query.rank, value.rank == query.rank else {
      throw .shapeMismatch(
        expected: "queries, keys and values of shapes [time, heads, features], with or without a batch in front",
        actual: "\(query.shape), \(key.shape) and \(value.shape)", operation: operation)
    }
    hasBatch = query.rank == 4
    let (query, key, value) =
      hasBatch
      ? (query, key, value)
      : (query.expandedDimensions(axis: 0), key.expandedDimensions(axis: 0), value.expandedDimensions(axis: 0))
    try operands.requireEqual(key.shape, value.shape, "keys and values of one shape")
    heads = query.shape[2]
    features = query.shape[3]
    let keyHeads = key.shape[2]
    guard Dimension.decide(query.shape[0], .equal, key.shape[0]) != false,
      Dimension.decide(features, .equal, key.shape[3]) != false, keyHeads.known != 0,
      Dimension.decide(heads.modulo(keyHeads), .equal, 0) != false
    else {
      throw .shapeMismatch(
        expected: "queries with the batch and the features of the keys, and a multiple of their heads",
        actual: "\(query.shape) and \(key.shape)", operation: operation)
    }
    groups = heads.floorDivided(by: keyHeads)
    let split = Shape([query.shape[0], query.shape[1], keyHeads, groups, features])
    self.query = query.reshaped(split).transposed(axes: [0, 2, 3, 1, 4])
    self.key = key.transposed(axes: [0, 2, 1, 3]).expandedDimensions(axis: 2)
    self.value = value.transposed(axes: [0, 2, 1, 3]).expandedDimensions(axis: 2)
  }

  /// Positions in time, along the axis of the queries.
  var queryPositions: Tensor { Tensor.arange(query.shape[3]).expandedDimensions(axis: -1) }

  /// Positions in time, along the axis of the keys.
  var keyPositions: Tensor { Tensor.arange(key.shape[3]) }

  /// `[b, k, g, t, s]`.
  func products(scale: Double?) -> Tensor {
    let dtype = DType.promoted(query.dtype, .float32)
    let products = matmul(query.asType(dtype), key.asType(dtype).swappedAxes(-1, -2))
    if let scale { return products * scale }
    if let known = features.known { return products * (1 / Double(known).squareRoot()) }
    return products * rsqrt(Tensor(features).asType(dtype))
  }

  func weightedValues(_ weights: Tensor) -> Tensor { matmul(weights.asType(key.dtype), value) }

  /// A tensor that broadcasts with `[b, n, t, s]`, with the heads in groups.
  func grouped(_ x: Tensor, named name: String) throws(TensorError) -> Tensor {
    guard x.rank <= 4 else {
      throw .invalidArgument(
        name: name, expected: "axes [batch, heads, queries, keys]", actual: "\(x.shape)", operation: operation)
    }
    let full = x.rank == 4 ? x : x.expandedDimensions(axes: Array(0..<4 - x.rank))
    let (batch, times) = (full.shape[0], full.shape.dropFirst(2))
    if full.shape[1].known == 1 { return full.expandedDimensions(axis: 2) }
    guard Dimension.decide(full.shape[1], .equal, heads) != false else {
      throw .invalidArgument(
        name: name, expected: "1 or \(heads) heads", actual: "\(x.shape)", operation: operation)
    }
    return full.reshaped(Shape([batch, heads.floorDivided(by: groups), groups] + times))
  }

  /// A number for each example, in a shape that broadcasts with `[b, k, g, t, s]`.
  func perExample(_ lengths: Tensor) throws(TensorError) -> Tensor {
    guard lengths.rank == 1, lengths.dtype.isInteger else {
      throw .invalidArgument(
        name: "lengths", expected: "an integer for each example", actual: "\(lengths.type)", operation: operation)
    }
    return lengths.expandedDimensions(axes: [1, 2, 3, 4])
  }

  /// The results in the order of the axes of the queries.
  func restored(_ result: Tensor) -> Tensor {
    let ordered = result.transposed(axes: [0, 3, 1, 2, 4])
    let shape = ordered.shape
    let joined = ordered.reshaped(Shape([shape[0], shape[1], heads, shape[4]]))
    return hasBatch ? joined : joined.squeezed(axis: 0)
  }
}

extension DType {
  /// The largest finite number of a floating dtype.
  fileprivate var largest: Double { floatingLimits?.largest ?? .infinity }
}

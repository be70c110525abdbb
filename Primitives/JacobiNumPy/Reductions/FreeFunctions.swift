import JacobiCore

// The reductions as functions, for those who read them better that way. `max` and `min` are methods only: the functions
// of these names are the standard library's.

/// The sum of the elements; the same as `x.sum()`.
///
///     sum(Tensor([[1, 2], [3, 4]]), axis: 0)  // [4 6]
public func sum(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor {
  x.sum(axis: axis, keepDims: keepDims)
}

/// The product of the elements; the same as `x.prod()`.
///
///     prod(Tensor([2, 3, 4]))  // 24
public func prod(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor {
  x.prod(axis: axis, keepDims: keepDims)
}

/// The mean of the elements; the same as `x.mean()`.
///
///     mean(Tensor([1, 2]))  // 1.5
public func mean(_ x: Tensor, axis: Int? = nil, keepDims: Bool = false) -> Tensor {
  x.mean(axis: axis, keepDims: keepDims)
}

/// The variance of the elements; the same as `x.variance()`.
///
///     variance(Tensor([1.0, 3]))  // 1.0
public func variance(_ x: Tensor, axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
  x.variance(axis: axis, ddof: ddof, keepDims: keepDims)
}

/// The standard deviation of the elements; the same as `x.std()`.
///
///     std(Tensor([1.0, 5]))  // 2.0
public func std(_ x: Tensor, axis: Int? = nil, ddof: Double = 0, keepDims: Bool = false) -> Tensor {
  x.std(axis: axis, ddof: ddof, keepDims: keepDims)
}

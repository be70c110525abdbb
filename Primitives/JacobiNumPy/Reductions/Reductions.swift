import JacobiCore
import JacobiPrimitives

/// What a reduction may be told besides its axes.
struct ReductionOptions {
  var keepDims = false
  var dtype: DType?
  var initial: Tensor?
  var mask: Tensor?
}

extension Tensor {
  /// The sum of the elements; 0 of none.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.sum()  // 11.0
  ///     x.sum(axis: 0)  // [4. 7.]
  ///     x.sum(axis: 1, keepDims: true)  // [[3.] [8.]]
  ///     x.sum(axis: 0, where: x .> 1)  // [3. 7.]
  ///     x.sum(axis: 0, initial: 10)  // [14. 17.]
  ///
  /// Booleans and integers of fewer than 32 bits are added up as `int32`, unsigned ones as `uint32`; integers wrap
  /// around. Floating numbers of 16 bits are added up in `float32`.
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - dtype: in which to add up, and of the result; by default the one above.
  ///   - initial: a number with which to start, which counts as one more element.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func sum(
    axis: Int? = nil, keepDims: Bool = false, dtype: DType? = nil, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    sum(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, dtype: dtype, initial: initial, mask: mask))
  }

  /// The sum of the elements; 0 of none.
  ///
  ///     Tensor.ones([2, 3, 4]).sum(axes: [0, 2])  // [8. 8. 8.]
  ///
  /// The dtypes are those of the sum along one axis.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - dtype: in which to add up, and of the result.
  ///   - initial: a number with which to start, which counts as one more element.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func sum(
    axes: [Int], keepDims: Bool = false, dtype: DType? = nil, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    sum(.some(axes), ReductionOptions(keepDims: keepDims, dtype: dtype, initial: initial, mask: mask))
  }

  /// The product of the elements; 1 of none. The dtypes are those of the sum.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.prod(axis: 1)  // [ 2. 15.]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - dtype: in which to multiply, and of the result.
  ///   - initial: a number with which to start, which counts as one more element.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func prod(
    axis: Int? = nil, keepDims: Bool = false, dtype: DType? = nil, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    prod(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, dtype: dtype, initial: initial, mask: mask))
  }

  /// The product of the elements; 1 of none. The dtypes are those of the sum.
  ///
  ///     Tensor.full([2, 3, 2], 2).prod(axes: [0, 2])  // [16 16 16]
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - dtype: in which to multiply, and of the result.
  ///   - initial: a number with which to start, which counts as one more element.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func prod(
    axes: [Int], keepDims: Bool = false, dtype: DType? = nil, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    prod(.some(axes), ReductionOptions(keepDims: keepDims, dtype: dtype, initial: initial, mask: mask))
  }

  private func sum(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    total(by: ReduceSum.self, axes, options, identity: 0, named: "sum") { $0 + $1 }
  }

  private func prod(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    total(by: ReduceProd.self, axes, options, identity: 1, named: "prod") { $0 * $1 }
  }

  private func total<Reduction: ReductionPrimitive>(
    by reduction: Reduction.Type, _ axes: ReducedAxes, _ options: ReductionOptions, identity: Tensor,
    named name: String, _ combine: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    let result = options.dtype ?? dtype.accumulated
    let total = replacing(outside: options.mask, with: identity)
      .reduced(by: reduction, axes, keepDims: options.keepDims, in: result.widened, named: name)
    let started = options.initial.map { combine(total, $0.asType(result.widened)) } ?? total
    return started.converted(to: Promotion(result, isWeak: isWeaklyTyped && options.dtype == nil))
  }
}

extension Tensor {
  /// The largest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.max()  // 5.0
  ///     x.max(axis: 0)  // [3. 5.]
  ///     x.max(axis: 1, initial: 4)  // [4. 5.]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - initial: a number that counts as one more element, converted to the dtype of `self`.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self` and needs an `initial`.
  public func max(
    axis: Int? = nil, keepDims: Bool = false, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    max(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, initial: initial, mask: mask))
  }

  /// The largest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  ///     Tensor([[1.0, 2], [3, 5]]).max(axes: [0, 1])  // 5.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - initial: a number that counts as one more element, converted to the dtype of `self`.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self` and needs an `initial`.
  public func max(
    axes: [Int], keepDims: Bool = false, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    max(.some(axes), ReductionOptions(keepDims: keepDims, initial: initial, mask: mask))
  }

  private func max(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    extreme(by: ReduceMax.self, axes, options, named: "max") { maximum($0, $1) }
  }

  /// The smallest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  ///     let x = Tensor([[1.0, 2], [3, 5]])
  ///     x.min()  // 1.0
  ///     x.min(axis: 1)  // [1. 3.]
  ///     x.min(axis: 1, initial: 2)  // [1. 2.]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - initial: a number that counts as one more element, converted to the dtype of `self`.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self` and needs an `initial`.
  public func min(
    axis: Int? = nil, keepDims: Bool = false, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    min(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, initial: initial, mask: mask))
  }

  /// The smallest of the elements, of which there must be at least one; NaN if one is NaN. Complex numbers compare by
  /// real, then imaginary part.
  ///
  ///     Tensor([[1.0, 2], [3, 5]]).min(axes: [0, 1])  // 1.0
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - initial: a number that counts as one more element, converted to the dtype of `self`.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self` and needs an `initial`.
  public func min(
    axes: [Int], keepDims: Bool = false, initial: Tensor? = nil, where mask: Tensor? = nil
  ) -> Tensor {
    min(.some(axes), ReductionOptions(keepDims: keepDims, initial: initial, mask: mask))
  }

  private func min(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    extreme(by: ReduceMin.self, axes, options, named: "min") { minimum($0, $1) }
  }

  private func extreme<Reduction: ReductionPrimitive>(
    by reduction: Reduction.Type, _ axes: ReducedAxes, _ options: ReductionOptions, named name: String,
    _ combine: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    if isInvalid { return self }
    guard let initial = options.initial?.asType(dtype) else {
      if options.mask != nil {
        report(
          .invalidArgument(
            name: "initial", expected: "given together with a mask, because there may be no elements", actual: "nil",
            operation: Operation(name, operands: [type])))
        return .invalid
      }
      return requireElements(along: axes, named: name)
        ? reduced(by: reduction, axes, keepDims: options.keepDims, named: name) : .invalid
    }
    // Elements that take no part are as good as the initial one.
    let extreme = replacing(outside: options.mask, with: initial)
      .reduced(by: reduction, axes, keepDims: options.keepDims, named: name)
    return combine(extreme, initial)
  }
}

extension Tensor {
  /// Whether all elements are true, that is not 0; true of none. The result is of `bool`.
  ///
  ///     Tensor([[true, false], [true, true]]).all(axis: 1)  // [false true]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func all(axis: Int? = nil, keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
    all(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, mask: mask))
  }

  /// Whether all elements are true, that is not 0; true of none. The result is of `bool`.
  ///
  ///     Tensor([[true, false], [true, true]]).all(axes: [0, 1])  // false
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func all(axes: [Int], keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
    all(.some(axes), ReductionOptions(keepDims: keepDims, mask: mask))
  }

  private func all(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    truth.replacing(outside: options.mask, with: Tensor(true))
      .reduced(by: ReduceAnd.self, axes, keepDims: options.keepDims, named: "all")
  }

  /// Whether any element is true, that is not 0; false of none. The result is of `bool`.
  ///
  ///     Tensor([[false, false], [true, false]]).any(axis: 1)  // [false true]
  ///
  /// - Parameters:
  ///   - axis: a negative one counts from the back; without it all axes.
  ///   - keepDims: whether the axes taken together stay, with size 1, so that the result broadcasts with `self`.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func any(axis: Int? = nil, keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
    any(ReducedAxes(axis), ReductionOptions(keepDims: keepDims, mask: mask))
  }

  /// Whether any element is true, that is not 0; false of none. The result is of `bool`.
  ///
  ///     Tensor([[true, false], [true, true]]).any(axes: [0, 1])  // true
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the back.
  ///   - keepDims: whether the axes taken together stay, with size 1.
  ///   - mask: which elements take part, by default all; it broadcasts to the shape of `self`.
  public func any(axes: [Int], keepDims: Bool = false, where mask: Tensor? = nil) -> Tensor {
    any(.some(axes), ReductionOptions(keepDims: keepDims, mask: mask))
  }

  private func any(_ axes: ReducedAxes, _ options: ReductionOptions) -> Tensor {
    truth.replacing(outside: options.mask, with: Tensor(false))
      .reduced(by: ReduceOr.self, axes, keepDims: options.keepDims, named: "any")
  }
}

import JacobiCore
import JacobiPrimitives

extension Tensor {
  /// A part of the tensor, by NumPy's rules; assigning to it changes the part.
  ///
  ///     let x = Tensor.arange(12).reshaped(3, 4)
  ///     x[0]  // [0 1 2 3]
  ///     x[1..., 0]  // [4 8]
  ///     x[.ellipsis, -1]  // [ 3  7 11]
  ///     x[Tensor([2, 0]), Tensor([1, 1])]  // [9 1]
  ///     x[x .> 8]  // [ 9 10 11]
  ///
  ///     var y = Tensor.zeros([2, 3])
  ///     y[0, 1...] = 7
  ///     y[y .== 0] = -1
  ///     y  // [[-1.  7.  7.]  [-1. -1. -1.]]
  ///
  /// Axes without an index are taken whole. Ranges are limited to the axis. Several tensors are broadcast together;
  /// their axes stand where the first of them stood or, when something else stands between them, at the front. A Boolean
  /// tensor stands for the positions where it is true, and for as many axes as it has; its elements must be known, except
  /// where values that are the same at all positions are assigned.
  ///
  /// Positions in tensors that are out of range are moved inside when reading, and left out when assigning. What is
  /// assigned is broadcast to the part and converted to the dtype of the tensor. Of several values for one element the last
  /// one stays; for sums of them see ``at``.
  ///
  /// - Note: an integer beyond the axis is a `TensorError.indexOutOfRange`, more indices than
  ///   axes are a `TensorError.invalidArgument`.
  public subscript(indices: any TensorIndex...) -> Tensor {
    get { IndexedPart(tensor: self, indices: indices, isLenient: false).get() }
    set { self = IndexedPart(tensor: self, indices: indices, isLenient: false).set(newValue) }
  }

  /// Ways to read and to change a part of the tensor that say more than a subscript.
  ///
  ///     let x: Tensor = [1.0, 2.0, 3.0]
  ///     x.at[Tensor([0, 0, 2])].add(10)  // [21.  2. 13.]
  ///     x.at[1...].max(2.5)  // [1.  2.5 3. ]
  ///
  /// The tensor stays as it is; the result is a new one.
  public var at: IndexedParts { IndexedParts(tensor: self) }
}

/// What the brackets in `x.at[...]` belong to.
public struct IndexedParts: Sendable {
  let tensor: Tensor

  /// A part of the tensor, chosen as by the subscript of the tensor itself.
  public subscript(indices: any TensorIndex...) -> IndexedPart { IndexedPart(tensor: tensor, indices: indices) }
}

import JacobiCore
import JacobiNumPy
import JacobiPrimitives

/// How numbers between the elements of an image are found.
public enum ResizeMethod: Hashable, Sendable {
  /// The nearest element; of two the later one.
  case nearest
  /// Straight lines between neighbours.
  case linear
  /// Keys' cubic polynomials: "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2.
  case cubic
  /// Sinc windowed by a wider sinc, over 3 or 5 neighbours on each side (Lanczos).
  case lanczos3, lanczos5

  /// The weight of an element at a distance.
  fileprivate func weight(_ distance: Tensor) -> Tensor {
    switch self {
    case .nearest, .linear: return maximum(1 - distance, 0)
    case .cubic:
      let near = ((distance * 1.5 - 2.5) * distance) * distance + 1
      let far = ((distance * -0.5 + 2.5) * distance - 4) * distance + 2
      return which(distance .>= 2, 0, which(distance .>= 1, far, near))
    case .lanczos3: return lanczos(3, distance)
    case .lanczos5: return lanczos(5, distance)
    }
  }

  private func lanczos(_ radius: Double, _ distance: Tensor) -> Tensor {
    let isNear = distance .> 1e-3
    let argument = which(isNear, distance, 1) * Double.pi
    let product = sin(argument) * sin(argument / radius) * radius / square(argument)
    return which(distance .> radius, 0, which(isNear, product, 1))
  }
}

/// An image of another size, as `jax.image.resize`.
///
///     resize(Tensor([1.0, 3]), to: [4], method: .linear)                // [1. 1.5 2.5 3. ]
///     resize(Tensor([1.0, 3]), to: [4], method: .nearest)               // [1. 1. 3. 3.]
///     resize(Tensor([1.0, 3, 5, 7]), to: [2], method: .linear)          // [2.4285715 5.571429 ]
///
/// Elements are squares, not points: the edges of the image stay where they are. Integers give a floating result, except
/// for `nearest`.
///
/// - Parameters:
///   - x: an image of any number of axes.
///   - shape: its new size along each axis; along axes of equal size nothing happens.
///   - method: how numbers between elements are found.
///   - antialias: whether a smaller image is made of means over larger parts, so that there are no false patterns.
public func resize(_ x: Tensor, to shape: Shape, method: ResizeMethod, antialias: Bool = true) -> Tensor {
  if x.isInvalid { return x }
  return reporting { () throws(TensorError) in
    guard shape.rank == x.rank else {
      throw .invalidArgument(
        name: "shape", expected: "a size for each of the \(x.rank) axes", actual: "\(shape)",
        operation: Operation("resize", operands: [x.type]))
    }
    var result = method == .nearest ? x : x.asType(x.dtype.inexactDType)
    for axis in shape.indices where shape[axis] != x.shape[axis] {
      let resizing = AxisResizing(input: x.shape[axis], output: shape[axis], dtype: result.dtype)
      if method == .nearest {
        result = result.take(resizing.nearest, axis: axis, mode: .clip)
      } else {
        let weights = resizing.weights(method, antialias: antialias)
        result = tensordot(result, weights, axes: ([axis], [0])).movedAxis(from: -1, to: axis)
      }
    }
    return result
  }
}

/// An image of another size.
///
///     resize(Tensor([[1.0, 3]]), to: [2, 2], method: .nearest)  // [[1. 3.] [1. 3.]]
///
/// - Parameters:
///   - x: an image of any number of axes.
///   - sizes: its new size along each axis.
///   - method: how numbers between elements are found.
///   - antialias: whether a smaller image is made of means over larger parts.
public func resize(_ x: Tensor, to sizes: [Int], method: ResizeMethod, antialias: Bool = true) -> Tensor {
  resize(x, to: Shape(sizes), method: method, antialias: antialias)
}

/// The change of the size of one axis.
private struct AxisResizing {
  var input: Dimension
  var output: Dimension
  var dtype: DType

  private var computed: DType { dtype.isComplex || dtype == .float64 ? .float64 : .float32 }

  /// How many elements of the input one of the output covers.
  private var ratio: Tensor { Tensor(input).asType(computed) / Tensor(output).asType(computed) }

  /// Where the middles of the new elements are among the old ones.
  private var centres: Tensor { (Tensor.arange(output, dtype: computed) + 0.5) * ratio - 0.5 }

  /// The positions of the nearest elements.
  var nearest: Tensor {
    let computed: DType = .float32
    let positions = (Tensor.arange(output, dtype: computed) + 0.5) * Tensor(input).asType(computed)
    return floor(positions / Tensor(output).asType(computed)).asType(.int32)
  }

  /// For each old and each new element the weight of the one in the other.
  func weights(_ method: ResizeMethod, antialias: Bool) -> Tensor {
    let positions = Tensor.arange(input, dtype: computed).expandedDimensions(axis: 1)
    var distances = abs(centres.expandedDimensions(axis: 0) - positions)
    if antialias { distances = distances / maximum(ratio, 1) }
    let weights = method.weight(distances)
    let total = weights.sum(axis: 0, keepDims: true)
    let isUsed = abs(total) .> 1000 * Double(Float.ulpOfOne)
    let normalized = which(isUsed, weights / which(total .!= 0, total, 1), 0)
    // A middle beyond the edges has no weights.
    let isInside = (centres .>= -0.5) .&& (centres .<= Tensor(input).asType(computed) - 0.5)
    return which(isInside, normalized, 0).asType(dtype)
  }
}

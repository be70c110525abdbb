import Jacobi

/// Inputs that every program can rebuild bit for bit: a hash of the flat index, in 32-bit integer arithmetic.
///
/// `hash(x)`: `x ^= x >> 16; x *= 0x7feb352d; x ^= x >> 15; x *= 0x846ca68b; x ^= x >> 16`. Element `i` of a fill has the
/// bits `hash(i + salt * 0x9e3779b9)`.
enum Fill {
  static func bits(_ index: Int, salt: Int) -> UInt32 {
    var x = UInt32(truncatingIfNeeded: index) &+ UInt32(truncatingIfNeeded: salt) &* 0x9e37_79b9
    x ^= x >> 16
    x &*= 0x7feb_352d
    x ^= x >> 15
    x &*= 0x846c_a68b
    return x ^ x >> 16
  }

  /// In [0, 1): the upper 24 bits, exact in a float.
  static func unit(at index: Int, salt: Int) -> Float { Float(bits(index, salt: salt) >> 8) * 0x1p-24 }

  /// In [-1, 1), exact.
  static func sym(at index: Int, salt: Int) -> Float { unit(at: index, salt: salt) * 2 - 1 }

  static func array(_ count: Int, _ element: (Int) -> Float) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count { buffer.initializeElement(at: index, to: element(index)) }
      initialized = count
    }
  }
}

/// Numbers in [0, 1), as `float32`; multiplied by `scale` and increased by `offset` with one rounding each.
func unit(_ shape: [Int], _ salt: Int, scale: Float = 1, offset: Float = 0) -> Tensor {
  Tensor(Fill.array(shape.reduce(1, *)) { Fill.unit(at: $0, salt: salt) * scale + offset }, shape: shape)
}

/// Numbers in [-1, 1), as `float32`; multiplied by `scale`, which is a float first, with one rounding.
func sym(_ shape: [Int], _ salt: Int, scale: Double = 1) -> Tensor {
  let scale = Float(scale)
  return Tensor(Fill.array(shape.reduce(1, *)) { Fill.sym(at: $0, salt: salt) * scale }, shape: shape)
}

/// Integers below `bound`, as `int32`.
func ints(_ shape: [Int], _ salt: Int, below bound: UInt32) -> Tensor {
  Tensor((0..<shape.reduce(1, *)).map { Int32(Fill.bits($0, salt: salt) % bound) }, shape: shape)
}

/// Weights of a layer: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
/// networks", AISTATS 2010.
func glorot(_ shape: [Int], _ salt: Int, _ fanIn: Int, _ fanOut: Int) -> Tensor {
  sym(shape, salt, scale: (6 / Double(fanIn + fanOut)).squareRoot())
}

/// `A Aᵀ + n I` for each of a batch of n by n matrices `A`, which is symmetric positive definite.
func positiveDefinite(batch: Int = 1, _ n: Int) -> [Float] {
  let a = Fill.array(batch * n * n) { Fill.sym(at: $0, salt: 1) }
  return Fill.array(batch * n * n) { index in
    let (row, column) = (index / n % n, index % n)
    let (left, right) = ((index / n) * n, (index / (n * n)) * n * n + column * n)
    var sum = row == column ? Double(n) : 0
    for k in 0..<n { sum += Double(a[left + k]) * Double(a[right + k]) }
    return Float(sum)
  }
}

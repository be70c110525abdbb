import JacobiCore

/// Moves elements without looking at them: what tensors of equal element width have in common.
protocol WidthVisitor<Output> {
  associatedtype Output
  func visit<Element: BitwiseCopyable>(_ element: Element.Type) -> Output
}

extension DType {
  func visitWidth<Visitor: WidthVisitor>(_ visitor: Visitor) -> Visitor.Output {
    switch self {
    // A pair of floats need not be aligned like one number of its width.
    case .complex64: visitor.visit(Complex64.self)
    case .complex128: visitor.visit(Complex128.self)
    default:
      switch byteCount {
      case 1: visitor.visit(UInt8.self)
      case 2: visitor.visit(UInt16.self)
      case 4: visitor.visit(UInt32.self)
      default: visitor.visit(UInt64.self)
      }
    }
  }
}

/// Copies elements of one value to places in another.
struct ElementMove: WidthVisitor {
  var source: TensorValue
  /// The element of the source at which the walk starts.
  var sourceOffset = 0
  var target: TensorValue
  /// The element of the target at which the walk starts.
  var targetOffset = 0
  /// From the source to the target.
  var walk: StridedWalk

  func visit<Element: BitwiseCopyable>(_ element: Element.Type) {
    // SAFETY: both buffers hold elements of this width and alignment, `source` and `target` keep them alive, and the
    // offsets and strides of the walk stay within the shapes. Only bits are moved.
    let from = source.buffer.pointer.assumingMemoryBound(to: Element.self) + sourceOffset
    let to = target.buffer.pointer.assumingMemoryBound(to: Element.self) + targetOffset
    walk.copy(from: UnsafePointer(from), to: to)
    withExtendedLifetime((source, target)) {}
  }

  func callAsFunction() { source.dtype.visitWidth(self) }
}

extension TensorValue {
  /// A value of another shape: its element at each position is found from `offset` on in steps of `strides`.
  func gathered(_ type: TensorType, offset: Int = 0, strides: [Int]) -> TensorValue {
    let result = TensorValue(uninitialized: type)
    let walk = StridedWalk(sizes: type.shape.sizes, strides, type.shape.strides)
    ElementMove(source: self, sourceOffset: offset, target: result, walk: walk)()
    return result
  }

  /// A value with the elements of a scalar everywhere.
  static func filled(_ type: TensorType, with scalar: TensorValue) -> TensorValue {
    scalar.gathered(type, strides: [Int](repeating: 0, count: type.rank))
  }
}

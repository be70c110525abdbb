/// The trace of placeholders: it never runs, so that nothing can be computed with them.
final class PlaceholderTrace: Trace {
  static func make(_ type: TensorType) -> Tensor {
    Tensor(Tracer(trace: PlaceholderTrace(), type: type))
  }

  override var name: String { "placeholder" }

  override func usageError(of tracer: Tracer, _ operation: Operation) -> TensorError {
    .valueRequired(type: tracer.type, trace: name, operation: operation)
  }
}

extension Tensor {
  /// A tensor that has a type but no value, for functions that look at types only, such as `makeProgram` and `evalShape`.
  ///
  ///     let batch: Dimension = .symbol("b")
  ///     try makeProgram(model)(.placeholder([batch, 64]))
  ///
  /// To compute with it is a ``TensorError/valueRequired(type:trace:operation:)``.
  public static func placeholder(_ shape: Shape, dtype: DType = .float32) -> Tensor {
    PlaceholderTrace.make(TensorType(dtype, shape))
  }

  /// A tensor that has a type but no value, of known sizes.
  public static func placeholder(_ sizes: [Int], dtype: DType = .float32) -> Tensor {
    placeholder(Shape(sizes), dtype: dtype)
  }
}

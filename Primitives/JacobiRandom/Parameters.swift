import JacobiCore
import JacobiNumPy

extension RandomKey {
  /// Checks what concerns every draw from a distribution with parameters, then makes the draw.
  ///
  /// - Parameters:
  ///   - name: of the distribution in messages.
  ///   - parameters: converted to `dtype`, and broadcast to the shape of the draw.
  ///   - shape: by default that to which the parameters broadcast.
  ///   - dtype: a floating dtype.
  ///   - draw: gets the shape, and the parameters in it.
  func draw(
    _ name: String, _ parameters: [Tensor], shape: Shape?, dtype: DType, _ draw: (Shape, [Tensor]) -> Tensor
  ) -> Tensor {
    guard dtype.isFloating else { return reportingDType(dtype, "a floating dtype", name) }
    let converted = parameters.map { $0.asType(dtype) }
    guard let shape = drawnShape(name, converted, shape) else { return .invalid }
    let broadcast = converted.map { $0.broadcast(to: shape) }
    return broadcast.contains(where: \.isInvalid) ? .invalid : draw(shape, broadcast)
  }

  /// The shape of a draw, by default that to which the parameters broadcast; `nil` if they do not, after reporting it.
  func drawnShape(_ name: String, _ parameters: [Tensor], _ shape: Shape?) -> Shape? {
    if parameters.contains(where: \.isInvalid) || words.isInvalid || !isSingle { return nil }
    if let shape { return shape }
    do throws(TensorError) {
      return try broadcastShape(parameters, operation: name)
    } catch {
      report(error)
      return nil
    }
  }

  /// An invalid tensor, after reporting a dtype that a draw cannot have.
  func reportingDType(_ dtype: DType, _ expected: String, _ name: String) -> Tensor {
    report(.dtypeMismatch(expected: expected, actual: "\(dtype)", operation: Operation(name)))
    return .invalid
  }

  /// An invalid tensor, after reporting an argument that has no meaning.
  func reportingArgument(_ argument: String, expected: String, actual: String, _ name: String) -> Tensor {
    report(.invalidArgument(name: argument, expected: expected, actual: actual, operation: Operation(name)))
    return .invalid
  }
}

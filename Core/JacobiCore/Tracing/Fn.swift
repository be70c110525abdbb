/// A function made by a transformation: call it like any other, or pass it to the next transformation.
///
///     let slope = grad { x in x * x * x }
///     let curvature = grad(slope)
///     try curvature(Tensor(2.0))          // 12
///
/// It is a type of its own because Swift cannot yet return a closure of as many parameters as another one has.
public struct Fn<Result, each Argument> {
  public let body: (repeat each Argument) throws -> Result

  public init(_ body: @escaping (repeat each Argument) throws -> Result) {
    self.body = body
  }

  public func callAsFunction(_ arguments: repeat each Argument) throws -> Result {
    try body(repeat each arguments)
  }
}

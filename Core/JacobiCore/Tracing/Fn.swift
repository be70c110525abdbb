/// A function made by a transformation: call it like any other, or pass it to the next transformation.
///
///     let slope = grad { x in x * x * x }
///     let curvature = grad(slope)
///     try curvature(Tensor(2.0))          // 12
///
/// It is a type of its own because Swift cannot yet return a closure of as many parameters as another one has and call it at
/// once. The first argument stands apart from the others because otherwise the compiler does not infer the types of a call such
/// as `grad(loss)(model, images, labels)`.
public struct Fn<Result, First, each Rest> {
  public let body: (First, repeat each Rest) throws -> Result

  public init(_ body: @escaping (First, repeat each Rest) throws -> Result) {
    self.body = body
  }

  public func callAsFunction(_ first: First, _ rest: repeat each Rest) throws -> Result {
    try body(first, repeat each rest)
  }
}

/// A function of any number of arguments, inside the implementation of a transformation, where all arguments are alike.
package struct PackFunction<Result, each Argument> {
  private let body: (repeat each Argument) throws -> Result

  package init(_ body: @escaping (repeat each Argument) throws -> Result) {
    self.body = body
  }

  package func callAsFunction(_ arguments: repeat each Argument) throws -> Result {
    try body(repeat each arguments)
  }
}

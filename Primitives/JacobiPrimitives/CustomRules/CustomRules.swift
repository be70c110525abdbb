import JacobiCore

/// Swift code from tensors to tensors, by reference.
public typealias TensorFunction = FunctionReference<@Sendable (_ operands: [Tensor]) throws -> [Tensor]>

/// The rules that a user gave for a function, in terms of the leaves of its arguments and results.
///
/// "Inexact" are floating and complex leaves; only they have tangents and cotangents. The operands of a rule are all of the
/// call, what was captured first; tangents and cotangents are of those that follow.
public struct CustomRules: Hashable, Sendable, Codable {
  /// What the forward pass of a custom reverse derivative gives.
  public struct ForwardPass {
    /// The results of the function.
    public var results: [Tensor]
    /// What the backward pass needs.
    public var residuals: [Tensor]
    /// From the residuals, then the cotangents of the inexact results, to those of the inexact operands.
    public var backward: TensorFunction

    public init(results: [Tensor], residuals: [Tensor], backward: TensorFunction) {
      self.results = results
      self.residuals = residuals
      self.backward = backward
    }
  }

  /// The forward pass of a custom reverse derivative.
  public typealias Forward = FunctionReference<@Sendable (_ operands: [Tensor]) throws -> ForwardPass>

  /// A batched application: operands with the batch along axis 0 where they are batched, and the same for the results.
  public typealias Batched = FunctionReference<
    @Sendable (_ operands: [Tensor], _ isBatched: [Bool], _ size: Dimension) throws -> (
      results: [Tensor], isBatched: [Bool]
    )
  >

  /// From the operands, then the tangents of the inexact ones, to the results, then the tangents of the inexact ones.
  public var jvp: TensorFunction?
  /// The reverse derivative.
  public var vjp: Forward?
  /// The batching rule.
  public var batching: Batched?

  public init(jvp: TensorFunction? = nil, vjp: Forward? = nil, batching: Batched? = nil) {
    self.jvp = jvp
    self.vjp = vjp
    self.batching = batching
  }

  /// Whether one of them was made in a transformation that still runs.
  public var isTransient: Bool {
    jvp?.isTransient == true || vjp?.isTransient == true || batching?.isTransient == true
  }
}

/// A primitive that stands for a program as soon as no transformation has a rule of its own for it.
public protocol ExpandablePrimitive: Primitive {
  /// The program that computes the results from operands of the given types.
  func expansion(for operands: [TensorType]) throws -> Program
}

extension Call: ExpandablePrimitive {
  public func expansion(for operands: [TensorType]) throws -> Program { program }
}

import JacobiCore
import JacobiPrimitives

/// What is known about a primitive, from which all its tests follow.
public struct OpRecord: Sendable {
  /// The type of the primitive; its parameters are in the cases.
  public let primitive: any Primitive.Type
  /// The dtypes to try.
  public var dtypes: [DType]
  /// How far results may be from the expected ones.
  public var tolerance: Tolerance
  /// What the derivative is compared with.
  public var derivative: Derivative
  /// Whether it is linear in some of its operands, together or one at a time, so that it has a rule for transposition.
  public var isLinear: Bool
  /// Whether it has a batching rule.
  public var isBatchable: Bool
  /// What is compared in the place of the results where these are not determined, such as the sign of an eigenvector.
  public var determined: Determined?
  private let makeCases: @Sendable (DType) -> [OpCase]

  /// What the derivative is compared with.
  public enum Derivative: Hashable, Sendable {
    /// There is no rule: no operand or result can ever be differentiated.
    case none
    /// It is zero by definition or barred, whatever differences would say.
    case zero
    /// Differences of the values, and of the derivatives, up to this order.
    case differences(order: Int)
    /// It is defined by other means than differences of the values, which are not near it: forward and reverse mode are
    /// compared with each other, and tests of its own compare it with what it should be.
    case defined

    /// Whether there are values of the derivative to look at.
    var hasValues: Bool { self != .none && self != .zero }
  }

  /// Makes, of the results of a primitive, something that all correct results have in common.
  public typealias Determined = @Sendable (_ primitive: any Primitive, _ results: [Tensor]) -> [Tensor]

  /// - Parameters:
  ///   - primitive: the type of the primitive.
  ///   - dtypes: the dtypes to try.
  ///   - tolerance: how far results may be from those of the reference backend.
  ///   - derivative: what the derivative is compared with.
  ///   - isLinear: whether there must be a rule for transposition.
  ///   - isBatchable: whether there must be a rule for batching.
  ///   - determined: what is compared in the place of the results, if these are not determined.
  ///   - cases: three to six sets of parameters and operands, for a dtype.
  public init(
    _ primitive: any Primitive.Type, dtypes: [DType], tolerance: Tolerance = .exact,
    derivative: Derivative = .differences(order: 2), isLinear: Bool = false, isBatchable: Bool = true,
    determined: Determined? = nil, cases: @escaping @Sendable (DType) -> [OpCase]
  ) {
    self.primitive = primitive
    self.dtypes = dtypes
    self.tolerance = tolerance
    self.derivative = derivative
    self.isLinear = isLinear
    self.isBatchable = isBatchable
    self.determined = determined
    makeCases = cases
  }

  /// The id of the primitive.
  public var id: String { primitive.id }

  /// What is compared of the results.
  func compared(_ primitive: any Primitive, _ results: [Tensor]) -> [Tensor] {
    determined?(primitive, results) ?? results
  }

  /// The cases for a dtype.
  public func cases(_ dtype: DType) -> [OpCase] { makeCases(dtype) }
}

extension DTypeClass {
  /// The dtypes that belong to the class and have a Swift type here.
  var dtypes: [DType] { DType.allCases.filter { contains($0) && $0.isAvailable } }
}

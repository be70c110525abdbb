import JacobiCore
import JacobiPrimitives

/// The rules of `vmap`: how an operation on one example is carried out on a batch of them at once.
///
/// A rule gets the primitive, its operands, of which at least one is batched, and the size of the batch. It applies
/// primitives to the stacked tensors and says where the batch axis of each result is.
public enum Batching: RuleKind {
  public typealias Rule =
    @Sendable (_ primitive: any Primitive, _ operands: [Batched], _ size: Dimension) throws -> [Batched]

  public static let name = "vmap"
  public static let remedy =
    "Conform the primitive to `ElementwiseBatchable` or `Batchable`, or install a plugin with a rule of kind `Batching`"

  public static let standard = RuleTable<Batching>(
    elementwiseRules,
    selectionRules,
    reductionRules,
    sortingRules,
    layoutRules,
    joiningRules,
    indexingRules,
    contractionRules,
    linearAlgebraRules,
    convolutionRules,
    windowedRules,
    fourierRules,
    randomRules,
    callRules,
    customRules,
    callbackRules)

  public static func conformance(of primitive: any Primitive.Type) -> Rule? {
    if primitive is any Batchable.Type {
      return { primitive, operands, size in
        guard let primitive = primitive as? any Batchable else {
          preconditionFailure("internal error: a rule was applied to another primitive")
        }
        return try primitive.batched(operands, size: size)
      }
    }
    return familyRule(for: primitive)
  }

  /// The rule that follows from the family a primitive belongs to.
  private static func familyRule(for primitive: any Primitive.Type) -> Rule? {
    if primitive is any UnaryPrimitive.Type || primitive is any BinaryPrimitive.Type { return elementwise }
    if let reduction = primitive as? any ReductionPrimitive.Type { return reductionRule(reduction) }
    if let cumulative = primitive as? any CumulativePrimitive.Type { return cumulativeRule(cumulative) }
    return nil
  }
}

extension RuleTable<Batching> {
  /// Adds a rule that is written for one type of primitive.
  mutating func add<P: Primitive>(
    _ type: P.Type,
    _ rule: @escaping @Sendable (_ primitive: P, _ operands: [Batched], _ size: Dimension) throws -> [Batched]
  ) {
    self[type] = { primitive, operands, size in
      try rule(primitive.asRow(), operands, size)
    }
  }

  /// Adds a rule for a primitive with one operand and one result.
  ///
  /// The rule gets the operand, whose batch axis is at `axis`.
  mutating func addUnary<P: Primitive>(
    _ type: P.Type, _ rule: @escaping @Sendable (_ primitive: P, _ operand: Batched, _ axis: Int) throws -> Batched
  ) {
    add(type) { primitive, operands, _ in [try rule(primitive, operands[0], operands.commonAxis)] }
  }
}

import JacobiCore
import JacobiPrimitives

// The shapes that most records have.

extension OpRecord {
  /// An elementwise operation of one operand, on several shapes.
  ///
  /// - Parameters:
  ///   - primitive: the type of the primitive.
  ///   - domain: of floating and complex operands.
  ///   - tolerance: how far results may be from those of the reference backend.
  ///   - derivative: what the derivative is compared with.
  ///   - isLinear: whether there must be a rule for transposition.
  public static func unary<P: UnaryPrimitive>(
    _ primitive: P.Type, _ domain: Domain = Domain(), _ tolerance: Tolerance = .exact,
    derivative: Derivative = .differences(order: 2), isLinear: Bool = false
  ) -> OpRecord {
    elementwise(
      primitive, P.accepts, [domain], tolerance, derivative: derivative, isLinear: isLinear, [P.init()])
  }

  /// An elementwise operation of two operands, on several shapes.
  ///
  /// - Parameters:
  ///   - primitive: the type of the primitive.
  ///   - left: the domain of the first operand, if it is floating or complex.
  ///   - right: the domain of the second; by default that of the first.
  ///   - tolerance: how far results may be from those of the reference backend.
  ///   - derivative: what the derivative is compared with.
  ///   - isLinear: whether there must be a rule for transposition.
  public static func binary<P: BinaryPrimitive>(
    _ primitive: P.Type, _ left: Domain = Domain(), _ right: Domain? = nil, _ tolerance: Tolerance = .exact,
    derivative: Derivative = .differences(order: 2), isLinear: Bool = false
  ) -> OpRecord {
    elementwise(
      primitive, P.accepts, [left, right ?? left], tolerance, derivative: derivative, isLinear: isLinear, [P.init()])
  }

  /// An elementwise operation, with several sets of parameters on several shapes.
  static func elementwise(
    _ primitive: any Primitive.Type, _ accepts: DTypeClass, _ domains: [Domain], _ tolerance: Tolerance,
    derivative: Derivative, isLinear: Bool, _ variants: [any Primitive]
  ) -> OpRecord {
    OpRecord(
      primitive, dtypes: accepts.dtypes, tolerance: tolerance, derivative: derivative, isLinear: isLinear
    ) { dtype in
      let shapes: [Shape] = [[], [5], [2, 3], [0, 2]]
      return variants.flatMap { variant in
        shapes.map { shape in
          OpCase(domains.map { OperandSpec(dtype, shape, $0.suited(to: dtype)) }) { _ in variant }
        }
      }
    }
  }

  /// A reduction, along several choices of axes.
  static func reduction<P: ReductionPrimitive>(
    _ primitive: P.Type, _ domain: Domain, _ tolerance: Tolerance = .exact,
    derivative: Derivative = .differences(order: 2), isLinear: Bool = false
  ) -> OpRecord {
    OpRecord(
      primitive, dtypes: P.accepts.dtypes, tolerance: tolerance, derivative: derivative, isLinear: isLinear
    ) { dtype in
      let domain = domain.suited(to: dtype)
      return [
        OpCase(P(axes: [0]), [OperandSpec(dtype, [3], domain)]),
        OpCase(P(axes: [1]), [OperandSpec(dtype, [2, 3], domain)]),
        OpCase(P(axes: [0, 2]), [OperandSpec(dtype, [2, 3, 2], domain)]),
        OpCase(P(axes: []), [OperandSpec(dtype, [2], domain)]),
        // The largest of no elements is infinite, which has no differences.
        OpCase(
          P(axes: [0]),
          [OperandSpec(TensorType(dtype, [0, 2]), domain, isDifferentiable: isLinear && dtype.isInexact)]),
      ]
    }
  }
}

extension Domain {
  /// The domain for a dtype: integers are drawn from a range of their own.
  func suited(to dtype: DType) -> Domain {
    dtype.isInexact ? self : Domain(-9...9)
  }
}

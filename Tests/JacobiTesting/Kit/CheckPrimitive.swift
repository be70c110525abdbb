import JacobiCore

/// Runs all drivers on a primitive: what its author needs to call to have it tested.
///
///     let failures = checkPrimitive(
///       Softplus(), operands: [OperandSpec(.float64, [2, 3], Domain(-3...3))],
///       tolerance: .ulps(2, because: "a logarithm and an exponential"))
///     for failure in failures { Issue.record(failure) }
///
/// Checked are that every rule exists, that the kernel gives the inferred types and, on backends other than the reference
/// backend, its results, that two runs agree, that the compiled operation does, that the text of a program reads back, that
/// types can be inferred for unknown sizes, that `vmap` gives what single examples give, and that forward and reverse
/// mode agree with differences and with each other, to second order.
///
/// For several sets of parameters make an ``OpRecord`` with a case for each.
///
/// - Parameters:
///   - primitive: the primitive, with one set of parameters.
///   - operands: the operands. Those of a floating or complex dtype are tried in each of `dtypes`.
///   - dtypes: the inexact dtypes to try. Derivatives are compared in `float64` or `complex128`, so one of them must be
///     among these.
///   - tolerance: how far results may be from those of the reference backend, and batched ones from single ones.
///   - derivative: what the derivative is compared with.
///   - isLinear: whether there must be a rule for transposition.
///   - isBatchable: whether there must be a rule for batching.
///   - backend: by default the one in force.
///   - limitations: known failures that are not to be reported.
///   - seed: chooses the elements of the operands.
/// - Returns: what is wrong, with the primitive, the driver, the case, and the first element that differs.
/// - Throws: `TensorError.unknownBackend` when no backend is linked.
public func checkPrimitive(
  _ primitive: some Primitive, operands: [OperandSpec], dtypes: [DType] = [.float32, .float64],
  tolerance: Tolerance = .exact, derivative: OpRecord.Derivative = .differences(order: 2), isLinear: Bool = false,
  isBatchable: Bool = true, on backend: (any Backend)? = nil, limitations: [Limitation] = [], seed: UInt64 = 0
) throws -> [Failure] {
  let record = OpRecord(
    type(of: primitive), dtypes: dtypes, tolerance: tolerance, derivative: derivative, isLinear: isLinear,
    isBatchable: isBatchable
  ) { dtype in
    [OpCase(primitive, operands.map { $0.type.dtype.isInexact ? $0.with(dtype: dtype) : $0 })]
  }
  var options = CheckOptions()
  options.limitations = limitations
  options.seed = seed
  return try checkPrimitive(record, on: backend, options: options)
}

/// Runs all drivers on the primitive of a record, but for the comparison with golden values where there are none; and the
/// dtypes are those to try, others may be accepted.
///
/// - Parameters:
///   - record: what is known about the primitive, and the cases to try.
///   - backend: by default the one in force.
///   - options: the seed, the golden values, and known failures.
/// - Throws: `TensorError.unknownBackend` when no backend is linked.
public func checkPrimitive(
  _ record: OpRecord, on backend: (any Backend)? = nil, options: CheckOptions = CheckOptions()
) throws -> [Failure] {
  let backend = try backend ?? Backends.current
  let hasGoldens = try !options.goldens.cases(of: record.primitive).isEmpty
  let left = [Driver.otherDTypes.name] + (hasGoldens ? [] : [Driver.goldens.name])
  let drivers = Driver.all.filter { !left.contains($0.name) }
  return drivers.flatMap { $0.failures(of: record, on: backend, options: options) }
}

import JacobiCore

/// One way to find mistakes in a primitive: a comparison of two results that must agree.
public struct Driver: Sendable, CustomStringConvertible {
  /// The name in failures and limitations.
  public let name: String
  private let run: @Sendable (Check) -> [Failure]

  init(_ name: String, _ run: @escaping @Sendable (Check) -> [Failure]) {
    self.name = name
    self.run = run
  }

  public var description: String { name }

  /// All drivers, those first without which the others cannot work.
  public static let all: [Driver] = [
    rules, forward, goldens, determinism, jit, text, symbolicSizes, vmap, jvp, vjp, transposition, partialDerivatives,
    narrowDerivatives, compositions, otherDTypes, wrongOperands,
  ]

  /// What the driver finds wrong with a primitive on a backend.
  ///
  /// Known failures are left out, see ``Limitation``; a limitation that leaves nothing out is a failure.
  public func failures(
    of record: OpRecord, on backend: any Backend, options: CheckOptions = CheckOptions()
  ) -> [Failure] {
    let limitations = options.limitations.filter {
      $0.primitiveID == record.id && $0.driver == name && ($0.backend ?? backend.name) == backend.name
    }
    let check = Check(
      record: record, backend: backend, options: options, driver: name,
      stopsAtFirstFailure: limitations.contains { $0.dtype == nil })
    let found = run(check)
    let stale = limitations.filter { limitation in !found.contains { limitation.covers($0) } }
    return found.filter { failure in !limitations.contains { $0.covers(failure) } }
      + stale.map { check.failure("stale \($0); nothing fails without it: remove it") }
  }
}

/// One driver at work on one primitive.
struct Check: Sendable {
  let record: OpRecord
  let backend: any Backend
  let options: CheckOptions
  let driver: String
  /// Whether one failure is enough: all are known, and the first one shows that the limitation is not stale.
  var stopsAtFirstFailure = false

  func failure(_ message: String, dtype: DType? = nil, example: String = "") -> Failure {
    Failure(
      subject: record.id, driver: driver, backend: backend.name, dtype: dtype, example: example, message: message)
  }

  /// Calls `body` for each dtype and case, with the backend in force; what it returns or throws are failures.
  func forEachCase(
    dtypes: [DType]? = nil, _ body: (_ opCase: OpCase, _ sampler: inout Sampler) throws -> [String]
  ) -> [Failure] {
    var failures: [Failure] = []
    for dtype in dtypes ?? record.dtypes {
      for (index, opCase) in record.cases(dtype).enumerated() {
        var sampler = Sampler(SeededGenerator(seed: options.seed, stream: "\(record.id)/\(dtype)/\(index)"))
        let messages = run { try body(opCase, &sampler) }
        failures += messages.map { failure($0, dtype: dtype, example: "\(opCase)") }
        if stopsAtFirstFailure, !failures.isEmpty { return failures }
      }
    }
    return failures
  }

  /// Runs `body` with the backend in force; an error becomes a message.
  func run(_ body: () throws -> [String]) -> [String] {
    do {
      return try withBackend(backend) { try withTensorErrors(body) }
    } catch {
      return ["\(error)"]
    }
  }

  /// The results of an operation on concrete operands, on the backend of the check or another one.
  func results(
    of primitive: any Primitive, on operands: [TensorValue], backend: (any Backend)? = nil
  ) throws -> [TensorValue] {
    try withBackend(backend ?? self.backend) {
      try concrete(withTensorErrors { primitive.results(operands.map { Tensor($0) }) })
    }
  }

  /// How results of this primitive for these operands are compared.
  func comparison(of primitive: any Primitive, on operands: [TensorValue]) throws -> Comparison {
    var comparison = Comparison(of: primitive, record)
    if record.tolerance.scale == .magnitudes {
      comparison.magnitudes = try results(
        of: primitive, on: operands.map(\.magnitudes), backend: try? Backends.named("reference"))
    }
    return comparison
  }
}

/// The values of tensors that must have some.
func concrete(_ tensors: [Tensor]) throws -> [TensorValue] {
  try tensors.map { tensor in
    guard let value = tensor.value else {
      throw TensorError.valueRequired(type: tensor.type, trace: "a check", operation: Operation("check"))
    }
    return value
  }
}

extension TensorValue {
  /// The absolute values of floating and complex numbers; of a complex number those of its parts, in both parts their
  /// sum, which bounds what products of them can reach. Other dtypes stay as they are.
  var magnitudes: TensorValue {
    guard dtype.isInexact else { return self }
    func make<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> TensorValue {
      let values = (0..<elementCount).map { position -> Scalar in
        let total = parts(position).reduce(0) { $0 + abs($1) }
        return Scalar(convertingReal: total, imaginary: dtype.isComplex ? total : 0)
      }
      return TensorValue(values, shape: shape)
    }
    return make(dtype.scalarType)
  }
}

import JacobiCore

// From a dtype known at run time to code that the compiler has specialised for its scalars: opening the existential
// `DType.scalarType` instead would run the loops unspecialised, at a hundred times the cost for an element.

/// Makes something for each scalar type.
protocol ScalarVisitor<Output> {
  associatedtype Output
  func visit<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Output
}

protocol NumericVisitor<Output> {
  associatedtype Output
  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Output
}

protocol BitVisitor<Output> {
  associatedtype Output
  func visit<Scalar: BitScalar>(_ scalar: Scalar.Type) -> Output
}

protocol IntegerVisitor<Output> {
  associatedtype Output
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Output
}

protocol FloatingVisitor<Output> {
  associatedtype Output
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Output
}

protocol ComplexVisitor<Output> {
  associatedtype Output
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Output
}

extension DType {
  func visit<Visitor: ScalarVisitor>(_ visitor: Visitor) -> Visitor.Output {
    if self == .bool { return visitor.visit(Bool.self) }
    return visit(OfNumbers(visitor: visitor))
  }

  func visit<Visitor: NumericVisitor>(_ visitor: Visitor) -> Visitor.Output {
    if isComplex { return visit(OfComplexNumbers(visitor: visitor)) }
    if isFloating { return visit(OfFloatingNumbers(visitor: visitor)) }
    return visit(OfIntegers(visitor: visitor))
  }

  func visit<Visitor: BitVisitor>(_ visitor: Visitor) -> Visitor.Output {
    if self == .bool { return visitor.visit(Bool.self) }
    return visit(OfBits(visitor: visitor))
  }

  func visit<Visitor: IntegerVisitor>(_ visitor: Visitor) -> Visitor.Output {
    switch self {
    case .int8: visitor.visit(Int8.self)
    case .int16: visitor.visit(Int16.self)
    case .int32: visitor.visit(Int32.self)
    case .int64: visitor.visit(Int64.self)
    case .uint8: visitor.visit(UInt8.self)
    case .uint16: visitor.visit(UInt16.self)
    case .uint32: visitor.visit(UInt32.self)
    case .uint64: visitor.visit(UInt64.self)
    default: preconditionFailure("internal error: \(self) is not an integer dtype")
    }
  }

  func visit<Visitor: FloatingVisitor>(_ visitor: Visitor) -> Visitor.Output {
    switch self {
    #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
      case .float16: visitor.visit(Float16.self)
    #endif
    case .bfloat16: visitor.visit(BFloat16.self)
    case .float32: visitor.visit(Float.self)
    case .float64: visitor.visit(Double.self)
    default: preconditionFailure("internal error: \(self) is not a floating dtype")
    }
  }

  func visit<Visitor: ComplexVisitor>(_ visitor: Visitor) -> Visitor.Output {
    switch self {
    case .complex64: visitor.visit(Complex64.self)
    case .complex128: visitor.visit(Complex128.self)
    default: preconditionFailure("internal error: \(self) is not a complex dtype")
    }
  }
}

// A visitor of a wide class of scalars seen as one of a narrower class.

private struct OfNumbers<Visitor: ScalarVisitor>: NumericVisitor {
  var visitor: Visitor
  func visit<Scalar: NumericScalar>(_ scalar: Scalar.Type) -> Visitor.Output { visitor.visit(scalar) }
}

private struct OfComplexNumbers<Visitor: NumericVisitor>: ComplexVisitor {
  var visitor: Visitor
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Visitor.Output {
    visitor.visit(scalar)
  }
}

private struct OfFloatingNumbers<Visitor: NumericVisitor>: FloatingVisitor {
  var visitor: Visitor
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Visitor.Output { visitor.visit(scalar) }
}

private struct OfIntegers<Visitor: NumericVisitor>: IntegerVisitor {
  var visitor: Visitor
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Visitor.Output { visitor.visit(scalar) }
}

private struct OfBits<Visitor: BitVisitor>: IntegerVisitor {
  var visitor: Visitor
  func visit<Scalar: IntegerScalar>(_ scalar: Scalar.Type) -> Visitor.Output { visitor.visit(scalar) }
}

import JacobiCore

/// How operations on elements become instructions.
public enum ElementLowerings: RuleKind {
  /// A row of the table.
  public typealias Rule = ElementLowering

  /// What messages call the table.
  public static let name = "generated code"
  /// What messages advise; such primitives need no row.
  public static let remedy = "Primitives without a row are carried out by a library or a kernel"
  /// The rows of this library, by families of operations.
  public static let standard = RuleTable<ElementLowerings>(
    .arithmetic, .comparisons, .bits, .elementaryFunctions, .selections, .complexNumbers)
  /// `nil`: rows are the only source.
  public static func conformance(of primitive: any Primitive.Type) -> Rule? { nil }
}

/// The instructions for one operation.
public struct ElementLowering: Sendable {
  /// Whether there are instructions for operands of these dtypes.
  let accepts: @Sendable (_ primitive: any Primitive, _ operands: [DType]) -> Bool
  let emit: @Sendable (_ primitive: any Primitive, _ arguments: ElementArguments) -> Element
  /// What an element costs, in additions. Only proportions matter.
  var cost = 1.0
}

/// Operands in registers, all in as many lanes.
struct ElementArguments {
  let builder: IRBuilder
  let elements: [Element]
  let dtypes: [DType]
  let result: DType

  subscript(index: Int) -> IRValue { elements[index].value }
  var type: IRType { elements[0].value.type }
}

extension ElementLowerings {
  static func accepts(_ primitive: any Primitive, _ operands: [DType]) -> Bool {
    rule(for: type(of: primitive))?.accepts(primitive, operands) ?? false
  }
}

extension RuleTable<ElementLowerings> {
  /// Adds a row for operands whose dtypes `accepts` holds for, and rounds results of 16 bits.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, cost: Double = 1, _ accepts: @escaping @Sendable (DType) -> Bool,
    _ emit: @escaping @Sendable (Row, ElementArguments) -> Element
  ) {
    self[primitive] = ElementLowering(
      accepts: { _, dtypes in dtypes.allSatisfy(accepts) },
      emit: { primitive, arguments in
        guard let primitive = primitive as? Row else {
          preconditionFailure("internal error: \(type(of: primitive)) in the row of \(Row.self)")
        }
        var element = emit(primitive, arguments)
        if arguments.result.isNarrowFloating {
          element = Element(arguments.builder.rounded(element.value, to: arguments.result))
        }
        return element
      }, cost: cost)
  }

  /// Adds a row for an operation on real numbers.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, cost: Double = 1,
    floating: (@Sendable (IRBuilder, [IRValue]) -> IRValue)? = nil,
    integer: (@Sendable (IRBuilder, [IRValue], _ isUnsigned: Bool) -> IRValue)? = nil,
    boolean: (@Sendable (IRBuilder, [IRValue]) -> IRValue)? = nil,
    complex: (@Sendable (IRBuilder, [Element]) -> Element)? = nil
  ) {
    add(
      primitive, cost: cost,
      { dtype in
        dtype.isFloating
          ? floating != nil : dtype.isComplex ? complex != nil : dtype.isBoolean ? boolean != nil : integer != nil
      }
    ) { _, arguments in
      let values = arguments.elements.map(\.value)
      let dtype = arguments.dtypes[0]
      if dtype.isComplex { return complex!(arguments.builder, arguments.elements) }
      if dtype.isFloating { return Element(floating!(arguments.builder, values)) }
      if dtype.isBoolean { return Element(boolean!(arguments.builder, values)) }
      return Element(integer!(arguments.builder, values, dtype.isUnsigned))
    }
  }
}

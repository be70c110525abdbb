import JacobiCore
import JacobiPrimitives

/// What a program computes, counted from its operations.
public struct CostAnalysis: Hashable, Sendable {
  /// Additions, multiplications and other operations on elements, each counted once; a product with a sum counts twice.
  public var flops = 0.0
  /// Bytes that operations read and write if each of them stands alone: fusion saves a part.
  public var byteCount = 0.0
  /// Whether there is a loop whose number of steps is known only when it runs: its body is counted once.
  public var isLowerBound = false

  /// - Throws: what the expansion of an operation with a program of its own throws.
  init(of program: Program) throws {
    for equation in program.equations { try add(equation) }
  }

  private mutating func add(_ equation: Equation) throws {
    switch equation.primitive {
    case let scan as Scan: add(try CostAnalysis(of: scan.body), times: scan.length.known.map(Double.init))
    case let loop as While:
      add(try CostAnalysis(of: loop.condition))
      add(try CostAnalysis(of: loop.body), times: nil)
    case let choice as Switch:
      let branches = try choice.branches.map { try CostAnalysis(of: $0) }
      add(branches.max { $0.flops < $1.flops } ?? CostAnalysis())
    case let primitive as any ExpandablePrimitive:
      add(try CostAnalysis(of: primitive.expansion(for: equation.inputs.map(\.type))))
    default:
      flops += OperationCosts.flops(of: equation)
      byteCount += (equation.inputs.map(\.type) + equation.outputs.map(\.type)).reduce(0) { $0 + $1.byteEstimate }
    }
  }

  private init() {}

  private mutating func add(_ other: CostAnalysis, times count: Double? = 1) {
    flops += other.flops * (count ?? 1)
    byteCount += other.byteCount * (count ?? 1)
    isLowerBound = isLowerBound || other.isLowerBound || count == nil
  }
}

/// How many operations on elements a primitive carries out. One that has no row counts one for each element of the larger of
/// its operands and results.
public enum OperationCosts: RuleKind {
  /// The number for operands and results of the types.
  public typealias Rule =
    @Sendable (_ primitive: any Primitive, _ inputs: [TensorType], _ outputs: [TensorType]) -> Double

  /// What messages call the table.
  public static let name = "costs"
  /// What messages advise.
  public static let remedy = "Primitives without a row count one for each element"
  /// The rows of this library.
  public static let standard = RuleTable<OperationCosts>(.contractions, .layout)
  /// `nil`: rows are the only source.
  public static func conformance(of primitive: any Primitive.Type) -> Rule? { nil }

  static func flops(of equation: Equation) -> Double {
    let inputs = equation.inputs.map(\.type)
    let outputs = equation.outputs.map(\.type)
    if let rule = rule(for: type(of: equation.primitive)) { return rule(equation.primitive, inputs, outputs) }
    return (inputs + outputs).map(\.elementEstimate).max() ?? 0
  }
}

extension RuleTable<OperationCosts> {
  /// Products and sums of products.
  fileprivate static let contractions = RuleTable { table in
    table[DotGeneral.self] = { primitive, inputs, outputs in
      guard let dot = primitive as? DotGeneral else { return 0 }
      let summed = dot.leftContracting.reduce(1.0) { $0 * inputs[0].shape[$1].estimate }
      return 2 * summed * outputs[0].elementEstimate * (outputs[0].dtype.isComplex ? 4 : 1)
    }
    table[ConvGeneralDilated.self] = { primitive, inputs, outputs in
      guard let convolution = primitive as? ConvGeneralDilated else { return 0 }
      let features = inputs[1].shape[convolution.axes.kernel[0]].estimate
      return 2 * outputs[0].elementEstimate * inputs[1].elementEstimate / max(features, 1)
    }
  }

  /// What only moves elements.
  fileprivate static let layout = RuleTable { table in
    let moving: [any Primitive.Type] = [
      Reshape.self, Transpose.self, BroadcastInDim.self, Rev.self, Slice.self, Concatenate.self, Pad.self, Split.self,
      DynamicSlice.self, DynamicUpdateSlice.self, Gather.self, Scatter.self,
    ]
    for primitive in moving { table[primitive] = { _, _, _ in 0 } }
  }
}

extension Dimension {
  /// The size, or 1 where it is not known.
  fileprivate var estimate: Double { Double(known ?? 1) }
}

extension TensorType {
  fileprivate var elementEstimate: Double { shape.reduce(1.0) { $0 * $1.estimate } }
  fileprivate var byteEstimate: Double { elementEstimate * Double(dtype.byteCount) }
}

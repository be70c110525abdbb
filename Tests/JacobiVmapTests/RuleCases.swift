import JacobiCore
import JacobiPrimitives

extension RuleCase {
  static let all: [RuleCase] =
    families + elementwise + selections + argReductions + layouts + joinings + gathers + scatters + dynamicSlices
    + contractions + calls + sorting

  private static let elementwise = [
    RuleCase(IntegerPow(exponent: 3), Operand([2, 3])),
    RuleCase(Round(ties: .toEven), Operand([2, 3], in: -3...3)),
    RuleCase(MakeComplex(), Operand([2, 3]), Operand([2, 3])),
    RuleCase(ConvertElementType(to: .int32), Operand([2, 3], in: -9...9)),
    RuleCase(BitcastConvert(to: .int32), Operand([2, 3])),
    RuleCase(BitcastConvert(to: .int16), Operand([2, 3])),
    RuleCase(BitcastConvert(to: .float64), Operand([3, 2])),
    RuleCase(ReducePrecision(exponentBits: 5, mantissaBits: 4), Operand([2, 3])),
    RuleCase(
      RegularizedIncompleteBeta(), Operand([2], in: 1...2), Operand([2], in: 1...2), Operand([2], in: 0.1...0.9)),
    RuleCase(Add(), Operand([]), Operand([])),
    RuleCase(
      Threefry2x32(),
      operands: Array(repeating: Operand(.uint32, [3], in: 0...4_294_967_295), count: 4)),
  ]

  private static let selections = [
    RuleCase(SelectN(), Operand(.bool, [2, 3], in: 0...1), Operand([2, 3]), Operand([2, 3])),
    RuleCase(SelectN(), Operand(.bool, [], in: 0...1), Operand([2, 3]), Operand([2, 3])),
    RuleCase(SelectN(), Operand(.bool, [], in: 0...1), Operand([]), Operand([])),
    RuleCase(SelectN(), Operand(.int32, [], in: 0...2), Operand([2]), Operand([2]), Operand([2])),
    RuleCase(Clamp(), Operand([2, 3], in: -1...0), Operand([2, 3], in: -2...2), Operand([2, 3], in: 0...1)),
    RuleCase(Clamp(), Operand([], in: -1...0), Operand([2, 3], in: -2...2), Operand([], in: 0...1)),
    RuleCase(Clamp(), Operand([2], in: -1...0), Operand([2], in: -2...2), Operand([], in: 0...1)),
    RuleCase(Clamp(), Operand([], in: -1...0), Operand([], in: -2...2), Operand([], in: 0...1)),
  ]

  private static let argReductions: [RuleCase] = (0..<3).flatMap { axis in
    [
      RuleCase(ArgMax(axis: axis), Operand([2, 3, 4])),
      RuleCase(ArgMin(axis: axis, indexDType: .int64), Operand([2, 3, 4])),
    ]
  }

  private static let layouts = [
    RuleCase(Reshape(to: [3, 4]), Operand([2, 3, 2])),
    RuleCase(Reshape(to: []), Operand([1, 1])),
    RuleCase(Transpose(permutation: [2, 0, 1]), Operand([2, 3, 4])),
    RuleCase(Transpose(permutation: []), Operand([])),
    RuleCase(BroadcastInDim(to: [2, 3], dimensions: []), Operand([])),
    RuleCase(BroadcastInDim(to: [4, 2, 5, 3], dimensions: [1, 3]), Operand([2, 3])),
    RuleCase(BroadcastInDim(to: [4, 2, 3], dimensions: [0, 2]), Operand([1, 3])),
    RuleCase(Rev(axes: [0, 2]), Operand([2, 3, 4])),
    RuleCase(Slice(starts: [1, 0], limits: [4, 5], strides: [1, 2]), Operand([4, 5])),
  ]

  private static let joinings = [
    RuleCase(Concatenate(axis: 0), Operand([2, 3]), Operand([1, 3])),
    RuleCase(Concatenate(axis: 1), Operand([2, 1]), Operand([2, 3]), Operand([2, 2])),
    RuleCase(Split(sizes: [2, 0, 1], axis: 1), Operand([2, 3])),
    RuleCase(
      Pad(widths: [.init(before: 1, after: 2, interior: 1), .init(before: -1, after: 1)]), Operand([2, 3]),
      Operand([])),
    RuleCase(Pad(widths: [.init(after: 2)]), Operand(.bool, [2], in: 0...1), Operand(.bool, [], in: 0...1)),
    RuleCase(Pad(widths: []), Operand([]), Operand([])),
  ]

  private static let contractions = [
    RuleCase(DotGeneral(contracting: ([0], [0])), Operand([3]), Operand([3])),
    RuleCase(DotGeneral(contracting: ([1], [0])), Operand([2, 3]), Operand([3, 4])),
    RuleCase(DotGeneral(contracting: ([], [])), Operand([2]), Operand([3])),
    RuleCase(DotGeneral(contracting: ([], [])), Operand([]), Operand([])),
    RuleCase(DotGeneral(contracting: ([0], [2]), batch: ([1], [0])), Operand([3, 2, 5]), Operand([2, 4, 3])),
    RuleCase(
      DotGeneral(contracting: ([3, 0], [0, 3]), batch: ([2], [1])), Operand([3, 2, 2, 5]), Operand([5, 2, 4, 3])),
  ]

  /// Calls whose outputs depend on one, the other, both or none of the inputs.
  private static let calls = [
    RuleCase(Call(callee, name: "callee"), Operand([2, 3]), Operand([3]))
  ]

  private static let callee: Program = {
    var builder = ProgramBuilder()
    let x = Atom.variable(builder.input(TensorType(.float32, [2, 3])))
    let y = Atom.variable(builder.input(TensorType(.float32, [3])))
    do {
      let sine = try builder.append(Sin(), [x])[0]
      let product = try builder.append(DotGeneral(contracting: ([1], [0])), [sine, y])[0]
      let exponential = try builder.append(Exp(), [y])[0]
      let count = try builder.append(Iota(TensorType(.int32, [2]), axis: 0), [])[0]
      return builder.program(returning: [product, exponential, sine, count, y])
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}

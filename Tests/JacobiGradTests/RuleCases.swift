import JacobiCore
import JacobiPrimitives

/// A primitive applied somewhere in its domain, away from points without a derivative.
struct RuleCase: Sendable, CustomStringConvertible {
  var primitive: any Primitive
  var operands: [Tensor]
  var name: String?

  init(_ primitive: any Primitive, _ operands: [Tensor], _ name: String? = nil) {
    self.primitive = primitive
    self.operands = operands
    self.name = name
  }

  var id: String { type(of: primitive).id }
  var description: String { name.map { "\(id), \($0)" } ?? id }
}

let ruleCases: [RuleCase] =
  unaryCases + binaryCases + complexCases + reductionCases + layoutCases + indexingCases + sortingCases

func real(_ range: ClosedRange<Double>, _ shape: Shape = [2, 3], seed: UInt64 = 1) -> Tensor {
  var generator = Generator(seed: seed)
  return generator.tensor(like: TensorType(.float64, shape), in: range)
}

private func complex(_ range: ClosedRange<Double>, _ shape: Shape = [5], seed: UInt64 = 1) -> Tensor {
  var generator = Generator(seed: seed)
  return generator.tensor(like: TensorType(.complex128, shape), in: range)
}

private func indices(_ scalars: [Int32], _ shape: Shape) -> Tensor { Tensor(scalars, shape: shape) }

private func cases(_ primitives: [any Primitive], _ operands: [Tensor], _ name: String? = nil) -> [RuleCase] {
  primitives.map { RuleCase($0, operands, name) }
}

private let unaryCases: [RuleCase] = [
  cases(
    [
      Neg(), Sign(), Square(), Exp(), Exp2(), Expm1(), Logistic(), Sin(), Cos(), Tan(), Atan(), Sinh(), Cosh(), Tanh(),
      Asinh(), Erf(), Erfc(), Floor(), Ceil(), Round(), Abs(), IntegerPow(exponent: 3), IntegerPow(exponent: 0),
      IntegerPow(exponent: 1), ConvertElementType(to: .float64),
    ], [real(-1.4 ... -0.1)]),
  cases([Log(), Log1p(), Sqrt(), Rsqrt(), Cbrt(), IntegerPow(exponent: -2)], [real(0.5...3)]),
  cases([Asin(), Acos(), Atanh(), ErfInv(), Asinh()], [real(-0.8...0.8)]),
  cases([Acosh()], [real(1.2...3)]),
  cases([Lgamma(), Digamma(), BesselI0e(), BesselI1e(), Copy()], [real(0.5...3)]),
].flatMap(\.self)

private let binaryCases: [RuleCase] =
  cases([Add(), Sub(), Mul(), Div(), Atan2(), Max(), Min()], [real(0.5...2), real(0.6...2.1, seed: 2)]) + [
    RuleCase(Rem(), [real(5.1...5.9), real(1.1...1.15, seed: 2)]),
    RuleCase(Pow(), [real(0.5...2), real(-2...2, seed: 2)]),
    RuleCase(NextAfter(), [real(0.5...2), real(3...4, seed: 2)]),
    RuleCase(
      SelectN(),
      [Tensor([true, false, true, true, false, false], shape: [2, 3]), real(-1...1), real(-1...1, seed: 2)]),
    RuleCase(
      SelectN(),
      [indices([2, 0, 1, 1, 0, 2], [2, 3]), real(-1...1), real(-1...1, seed: 2), real(-1...1, seed: 3)], "three"),
    RuleCase(SelectN(), [Tensor([true], shape: []), real(-1...1), real(-1...1, seed: 2)], "scalar selector"),
    RuleCase(Clamp(), [real(-0.5 ... -0.4), real(-1...1, seed: 2), real(0.4...0.5, seed: 3)]),
    RuleCase(Clamp(), [f64(-0.4), real(-1...1), f64(0.3)], "scalar bounds"),
    RuleCase(Clamp(), [f64(0.9), real(-0.5...0.5), f64(0.8)], "bounds the wrong way round"),
  ]

private let complexFunctions: [any Primitive] = [
  Neg(), Sign(), Abs(), Square(), Exp(), Exp2(), Expm1(), Log(), Log1p(), Logistic(), Sqrt(), Rsqrt(), Sin(), Cos(),
  Tan(), Asin(), Acos(), Atan(), Sinh(), Cosh(), Tanh(), Asinh(), Acosh(), Atanh(), Real(), Imag(), Conj(),
  IntegerPow(exponent: -3),
]

private let complexCases: [RuleCase] =
  cases(complexFunctions, [complex(0.3...0.9)], "complex")
  + cases(complexFunctions, [complex(-0.8 ... -0.2, seed: 3)], "complex, third quadrant")
  + cases(
    [Add(), Sub(), Mul(), Div(), Pow()], [complex(0.3...1), complex(0.4...1, seed: 2)], "complex")
  + [
    RuleCase(MakeComplex(), [real(-1...1), real(-1...1, seed: 2)]),
    RuleCase(ConvertElementType(to: .complex128), [real(-1...1)], "to complex"),
    RuleCase(ConvertElementType(to: .float64), [complex(-1...1)], "to real"),
    RuleCase(ReduceSum(axes: [0]), [complex(-1...1)], "complex"),
    RuleCase(ReduceProd(axes: [0]), [complex(-1...1)], "complex"),
    RuleCase(
      DotGeneral(contracting: ([1], [0])), [complex(-1...1, [2, 3]), complex(-1...1, [3, 2], seed: 2)], "complex"),
  ]

private let reductionCases: [RuleCase] =
  cases(
    [ReduceSum(axes: [1]), ReduceMax(axes: [1]), ReduceMin(axes: [0]), ReduceProd(axes: [1])], [real(-1...1, [3, 4])])
  + [
    RuleCase(ReduceSum(axes: [0, 2]), [real(-1...1, [2, 3, 2])], "two axes"),
    RuleCase(ReduceSum(axes: []), [real(-1...1)], "no axes"),
    RuleCase(ReduceMax(axes: [0, 2]), [real(-1...1, [2, 3, 2])], "two axes"),
    RuleCase(ReduceProd(axes: [0, 2]), [real(-1...1, [2, 2, 3])], "two axes"),
    RuleCase(ReduceProd(axes: [0]), [real(-1...1, [7])], "seven factors"),
    RuleCase(ReduceProd(axes: [0]), [real(-1...1, [1, 3])], "one factor"),
    RuleCase(ReduceProd(axes: [0]), [real(-1...1, [0, 3])], "no factors"),
    RuleCase(ReduceProd(axes: [0]), [f64([0, 2, 3, 4])], "a zero"),
    RuleCase(ReduceProd(axes: [0]), [f64([2, 0, 3, 0, 5])], "two zeros"),
  ]

private let layoutCases: [RuleCase] = [
  RuleCase(Reshape(to: [3, 2]), [real(-1...1)]),
  RuleCase(Transpose(permutation: [2, 0, 1]), [real(-1...1, [2, 3, 4])]),
  RuleCase(BroadcastInDim(to: [4, 2, 3], dimensions: [1, 2]), [real(-1...1)]),
  RuleCase(BroadcastInDim(to: [2, 3], dimensions: [0, 1]), [real(-1...1, [1, 3])], "size 1"),
  RuleCase(BroadcastInDim(to: [1, 3], dimensions: [0, 1]), [real(-1...1, [1, 3])], "size 1 kept"),
  RuleCase(Rev(axes: [1]), [real(-1...1)]),
  RuleCase(Slice(starts: [0, 1], limits: [2, 3]), [real(-1...1)]),
  RuleCase(Slice(starts: [1, 0], limits: [7, 5], strides: [3, 2]), [real(-1...1, [8, 6])], "strides"),
  RuleCase(Slice(starts: [3], limits: [3], strides: [2]), [real(-1...1, [8])], "nothing"),
  RuleCase(Concatenate(axis: 1), [real(-1...1), real(-1...1, [2, 1], seed: 2), real(-1...1, [2, 0])]),
  RuleCase(
    Pad(widths: [.init(before: 1, after: 2, interior: 1), .init(before: -1, after: 1)]), [real(-1...1), f64(0.5)]),
  RuleCase(Pad(widths: [.init(before: -2, after: -1, interior: 2)]), [real(-1...1, [4]), f64(0.5)], "negative"),
  RuleCase(Pad(widths: [.init(before: 2, after: 1, interior: 2)]), [real(-1...1, [0]), f64(0.5)], "of nothing"),
]

private func scatters(_ dimensions: GatherDimensions, _ mode: OutOfBoundsMode) -> [any Primitive] {
  [
    Scatter(dimensions: dimensions, mode: mode), ScatterAdd(dimensions: dimensions, mode: mode),
    ScatterSub(dimensions: dimensions, mode: mode), ScatterMul(dimensions: dimensions, mode: mode),
    ScatterMin(dimensions: dimensions, mode: mode), ScatterMax(dimensions: dimensions, mode: mode),
  ]
}

private let indexingCases: [RuleCase] =
  [OutOfBoundsMode.clip, .fillOrDrop].flatMap { mode -> [RuleCase] in
    let rows = GatherDimensions(offset: [1], collapsed: [0], start: [0])
    let positions = indices([2, 0, 2, mode == .clip ? 9 : 1], [4, 1])
    return [
      RuleCase(
        Gather(dimensions: rows, sliceSizes: [1, 3], mode: mode), [real(-1...1, [3, 3]), positions], "\(mode)")
    ]
      + scatters(rows, mode).map {
        RuleCase($0, [real(-1...1, [3, 3]), positions, real(-1...1, [4, 3], seed: 2)], "\(mode)")
      }
  } + [
    RuleCase(DynamicSlice(sizes: [2, 2]), [real(-1...1, [3, 4]), indices([1], []), indices([3], [])]),
    RuleCase(
      DynamicUpdateSlice(),
      [real(-1...1, [3, 4]), real(-1...1, [2, 2], seed: 2), indices([1], []), indices([3], [])]),
    RuleCase(Split(sizes: [1, 2], axis: 1), [real(-1...1)]),
    RuleCase(
      Gather(
        dimensions: GatherDimensions(offset: [1, 2], collapsed: [], start: [1, 0]), sliceSizes: [2, 2],
        mode: .promiseInBounds),
      [real(-1...1, [3, 4]), indices([0, 1, 2, 0], [2, 2])], "windows"),
    RuleCase(
      Gather(
        dimensions: GatherDimensions(
          offset: [], collapsed: [1], operandBatching: [0], startIndexBatching: [0], start: [1]),
        sliceSizes: [1, 1]),
      [real(-1...1, [2, 4]), indices([3, 1], [2, 1])], "batched"),
    RuleCase(DotGeneral(contracting: ([1], [0])), [real(-1...1), real(-1...1, [3, 4], seed: 2)]),
    RuleCase(DotGeneral(contracting: ([0], [0])), [real(-1...1, [3]), real(-1...1, [3], seed: 2)], "vectors"),
    RuleCase(DotGeneral(contracting: ([], [])), [real(-1...1, [3]), real(-1...1, [2], seed: 2)], "outer"),
    RuleCase(
      DotGeneral(contracting: ([3, 1], [0, 2]), batch: ([2], [3])),
      [real(-1...1, [2, 3, 4, 5]), real(-1...1, [5, 2, 3, 4], seed: 2)], "batched, axes out of order"),
  ]

import JacobiCore
import JacobiJIT
import JacobiNumPy
import JacobiPrimitives
import JacobiReference
import Testing

/// One simplification: what a function becomes.
struct SimplificationCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// What is left, in order.
  var ids: [String]
  var types: [TensorType]
  var body: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, _ dtype: DType = .float32, _ shapes: Shape..., gives ids: [String],
    _ body: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    testDescription = name
    self.ids = ids
    types = (shapes.isEmpty ? [[12]] : shapes).map { TensorType(dtype, $0) }
    self.body = body
  }

  func check() throws {
    let original = try traceProgram(types) { [body($0)] }.program
    let changed = original.repeatingConstants().simplifyingOperations(on: ReferenceBackend()).removingDeadCode().program
    #expect(changed.equations.map { type(of: $0.primitive).id } == ids, "\(original)\n\(changed)")
    try changed.verify()
    #expect(try Program(parsing: changed.description) == changed)
    guard types.allSatisfy({ $0.shape.known != nil }) else { return }
    for shift in 0..<3 {
      let arguments = types.enumerated().map { edgeValue($1, shift: $0 + shift) }
      let expected = try #require(try original.evaluate(arguments)[0].value)
      let actual = try #require(try changed.evaluate(arguments)[0].value)
      #expect(actual.isSame(as: expected), "\(original)\n\(changed)\n\(arguments)\n\(expected)\n\(actual)")
    }
  }
}

private let n = Dimension.symbol("n")

private let arithmetic: [SimplificationCase] = [
  .init("double negation", gives: []) { Neg()(Neg()($0[0])) },
  .init("double negation of integers", .int8, gives: []) { Neg()(Neg()($0[0])) },
  .init("one", gives: []) { Mul()($0[0], $0[0].constant(1)) },
  .init("one first", gives: []) { Mul()($0[0].constant(1), $0[0]) },
  .init("one of complex numbers stays", .complex64, gives: ["broadcast_in_dim", "mul"]) {
    Mul()($0[0], $0[0].constant(1))
  },
  .init("minus one", gives: ["neg"]) { Mul()($0[0], $0[0].constant(-1)) },
  .init("minus one of unsigned integers stays", .uint8, gives: ["broadcast_in_dim", "mul"]) {
    Mul()($0[0], $0[0].constant(255))
  },
  .init("times zero stays", gives: ["broadcast_in_dim", "mul"]) { Mul()($0[0], $0[0].constant(0)) },
  .init("integers times zero", .int32, gives: ["broadcast_in_dim"]) { Mul()($0[0], $0[0].constant(0)) },
  .init("true", .bool, gives: []) { Mul()($0[0], $0[0].constant(1)) },
  .init("plus zero stays", gives: ["broadcast_in_dim", "add"]) { Add()($0[0], $0[0].constant(0)) },
  .init("plus minus zero", gives: []) { Add()($0[0], $0[0].constant(-0.0)) },
  .init("minus zero plus", gives: []) { Add()($0[0].constant(-0.0), $0[0]) },
  .init("integers plus zero", .int16, gives: []) { Add()($0[0], $0[0].constant(0)) },
  .init("complex minus zero stays", .complex64, gives: ["broadcast_in_dim", "add"]) {
    Add()($0[0], $0[0].constant(-0.0))
  },
  .init("less zero", gives: []) { Sub()($0[0], $0[0].constant(0)) },
  .init("less zero, complex", .complex64, gives: []) { Sub()($0[0], $0[0].constant(0)) },
  .init("less minus zero stays", gives: ["broadcast_in_dim", "sub"]) { Sub()($0[0], $0[0].constant(-0.0)) },
  .init("minus zero less", gives: ["neg"]) { Sub()($0[0].constant(-0.0), $0[0]) },
  .init("zero less stays", gives: ["broadcast_in_dim", "sub"]) { Sub()($0[0].constant(0), $0[0]) },
  .init("integer zero less", .int32, gives: ["neg"]) { Sub()($0[0].constant(0), $0[0]) },
  .init("x less x stays", gives: ["sub"]) { Sub()($0[0], $0[0]) },
  .init("x less x of integers", .int32, gives: ["broadcast_in_dim"]) { Sub()($0[0], $0[0]) },
  .init("plus a negative", gives: ["square", "sub"]) { Add()($0[0], Neg()(Square()($0[0]))) },
  .init("a negative plus", .float32, [12], [12], gives: ["sub"]) { Add()(Neg()($0[0]), $0[1]) },
  .init("less a negative", .float32, [12], [12], gives: ["add"]) { Sub()($0[0], Neg()($0[1])) },
  .init("less a negative, integers", .int8, [12], [12], gives: ["add"]) { Sub()($0[0], Neg()($0[1])) },
  .init("product of negatives", .float32, [12], [12], gives: ["mul"]) { Mul()(Neg()($0[0]), Neg()($0[1])) },
  .init("negative product", gives: ["broadcast_in_dim", "mul"]) { Neg()(Mul()($0[0], $0[0].constant(3))) },
  .init("negative quotient", gives: ["broadcast_in_dim", "div"]) { Neg()(Div()($0[0], $0[0].constant(3))) },
  .init("product with a negative", gives: ["broadcast_in_dim", "mul"]) { Mul()(Neg()($0[0]), $0[0].constant(3)) },
  .init("negative product of two stays", .float32, [12], [12], gives: ["mul", "neg"]) { Neg()(Mul()($0[0], $0[1])) },
  .init("by one", gives: []) { Div()($0[0], $0[0].constant(1)) },
  .init("by minus one", gives: ["neg"]) { Div()($0[0], $0[0].constant(-1)) },
  .init("integers by minus one stay", .int8, gives: ["broadcast_in_dim", "div"]) { Div()($0[0], $0[0].constant(-1)) },
  .init("by a power of two", gives: ["broadcast_in_dim", "mul"]) { Div()($0[0], $0[0].constant(64)) },
  .init("by the smallest normal number", gives: ["broadcast_in_dim", "mul"]) {
    Div()($0[0], $0[0].constant(Double(Float.leastNormalMagnitude)))
  },
  .init("by a number too small stays", gives: ["broadcast_in_dim", "div"]) {
    Div()($0[0], $0[0].constant(Double(Float.leastNonzeroMagnitude)))
  },
  .init("by three stays", gives: ["broadcast_in_dim", "div"]) { Div()($0[0], $0[0].constant(3)) },
  .init("by zero stays", gives: ["broadcast_in_dim", "div"]) { Div()($0[0], $0[0].constant(0)) },
  .init("quotient of negatives", .float32, [12], [12], gives: ["div"]) { Div()(Neg()($0[0]), Neg()($0[1])) },
  .init("the larger of equals", gives: []) { Max()($0[0], $0[0]) },
  .init("the smaller of equals", .int32, gives: []) { Min()($0[0], $0[0]) },
  .init("modulus of a modulus", gives: ["abs"]) { Abs()(Abs()($0[0])) },
  .init("modulus of a negative", .int8, gives: ["abs"]) { Abs()(Neg()($0[0])) },
  .init("square of a negative", gives: ["square"]) { Square()(Neg()($0[0])) },
  .init("square of a modulus", gives: ["square"]) { Square()(Abs()($0[0])) },
  .init("square of a complex modulus stays", .complex64, gives: ["abs", "square"]) { Square()(Abs()($0[0])) },
  .init("power of one", gives: []) { IntegerPow(exponent: 1)($0[0]) },
  .init("power of zero", gives: ["broadcast_in_dim"]) { IntegerPow(exponent: 0)($0[0]) },
  .init("power of two, floating", gives: ["square"]) { Pow()($0[0], $0[0].constant(2)) },
  .init("power of one, floating", gives: []) { Pow()($0[0], $0[0].constant(1)) },
  .init("power of zero, floating", gives: ["broadcast_in_dim"]) { Pow()($0[0], $0[0].constant(0)) },
  .init("power of a half stays", gives: ["broadcast_in_dim", "pow"]) { Pow()($0[0], $0[0].constant(0.5)) },
]

private let bits: [SimplificationCase] = [
  .init("not not", .bool, gives: []) { Not()(Not()($0[0])) },
  .init("not equal", .float32, [12], [12], gives: ["ne"]) { Not()(Equal()($0[0], $0[1])) },
  .init("not less stays", .float32, [12], [12], gives: ["lt", "not"]) { Not()(Less()($0[0], $0[1])) },
  .init("and itself", .int32, gives: []) { And()($0[0], $0[0]) },
  .init("and all", .int32, gives: []) { And()($0[0], $0[0].constant(-1)) },
  .init("and true", .bool, gives: []) { And()($0[0].constant(1), $0[0]) },
  .init("and none", .int32, gives: ["broadcast_in_dim"]) { And()($0[0], $0[0].constant(0)) },
  .init("or none", .uint16, gives: []) { Or()($0[0], $0[0].constant(0)) },
  .init("or one stays", .uint16, gives: ["broadcast_in_dim", "or"]) { Or()($0[0], $0[0].constant(1)) },
  .init("or true", .bool, gives: ["broadcast_in_dim"]) { Or()($0[0], $0[0].constant(1)) },
  .init("xor none", .int64, gives: []) { Xor()($0[0], $0[0].constant(0)) },
  .init("xor itself", .int64, gives: ["broadcast_in_dim"]) { Xor()($0[0], $0[0]) },
]

private let conversions: [SimplificationCase] = [
  .init("to its own dtype", gives: []) { ConvertElementType(to: .float32)($0[0]) },
  .init("there and back", gives: []) { ConvertElementType(to: .float32)(ConvertElementType(to: .float64)($0[0])) },
  .init("narrower and back stays", gives: ["convert_element_type", "convert_element_type"]) {
    ConvertElementType(to: .float32)(ConvertElementType(to: .bfloat16)($0[0]))
  },
  .init("half, and the other half, stay", .float16, gives: ["convert_element_type", "convert_element_type"]) {
    ConvertElementType(to: .float16)(ConvertElementType(to: .bfloat16)($0[0]))
  },
  .init("wider and narrower", gives: ["convert_element_type"]) {
    ConvertElementType(to: .float16)(ConvertElementType(to: .float64)($0[0]))
  },
  .init("integers by way of wider ones", .int16, gives: ["convert_element_type"]) {
    ConvertElementType(to: .uint8)(ConvertElementType(to: .int64)($0[0]))
  },
  .init("integers by way of floating numbers stay", .int16, gives: ["convert_element_type", "convert_element_type"]) {
    ConvertElementType(to: .int8)(ConvertElementType(to: .float32)($0[0]))
  },
  .init(
    "integers that floating numbers do not hold stay", .int32, gives: ["convert_element_type", "convert_element_type"]
  ) {
    ConvertElementType(to: .int32)(ConvertElementType(to: .float32)($0[0]))
  },
  .init("integers that floating numbers hold", .int32, gives: []) {
    ConvertElementType(to: .int32)(ConvertElementType(to: .float64)($0[0]))
  },
  .init("whether not zero", gives: ["convert_element_type"]) {
    ConvertElementType(to: .bool)(ConvertElementType(to: .float64)($0[0]))
  },
  .init("copy", gives: []) { Copy()($0[0]) },
  .init("parts of a complex number", .complex64, gives: []) { MakeComplex()(Real()($0[0]), Imag()($0[0])) },
  .init("real part", .float32, [12], [12], gives: []) { Real()(MakeComplex()($0[0], $0[1])) },
  .init("conjugate of the conjugate", .complex64, gives: []) { Conj()(Conj()($0[0])) },
]

private let selections: [SimplificationCase] = [
  .init("equal cases", .float32, [12], gives: []) { SelectN()(Less()($0[0], $0[0].constant(1)), $0[0], $0[0]) },
  .init("known selector", .float32, [12], [12], gives: []) {
    SelectN()(.filled(TensorType(.bool, [12]), with: 1), $0[0], $0[1])
  },
  .init("opposite selector", .float32, [12], [12], gives: ["lt", "select_n"]) {
    SelectN()(Not()(Less()($0[0], $0[1])), $0[0], $0[1])
  },
  .init("selected before", .float32, [12], [12], gives: ["lt", "select_n"]) {
    let isLess = Less()($0[0], $0[1])
    return SelectN()(isLess, SelectN()(isLess, $0[0], $0[1]), $0[1])
  },
  .init("selected by another one stays", .float32, [12], [12], gives: ["lt", "le", "select_n", "select_n"]) {
    SelectN()(Less()($0[0], $0[1]), SelectN()(LessOrEqual()($0[0], $0[1]), $0[0], $0[1]), $0[1])
  },
]

@Test(arguments: arithmetic + bits + conversions + selections)
func simplifiesElements(_ simplification: SimplificationCase) throws { try simplification.check() }

private let axes: [SimplificationCase] = [
  .init("reshape to itself", .float32, [3, 4], gives: []) { Reshape(to: [3, 4])($0[0]) },
  .init("reshape of a reshape", .float32, [3, 4], gives: ["reshape"]) {
    Reshape(to: [6, 2])(Reshape(to: [12])($0[0]))
  },
  .init("there and back", .float32, [n, 4], gives: []) { Reshape(to: [n, 4])(Reshape(to: [n * 4])($0[0])) },
  .init("transpose of a transpose", .float32, [2, 3, 4], gives: ["transpose"]) {
    Transpose(permutation: [0, 2, 1])(Transpose(permutation: [1, 0, 2])($0[0]))
  },
  .init("transposed twice", .float32, [3, 4], gives: []) {
    Transpose(permutation: [1, 0])(Transpose(permutation: [1, 0])($0[0]))
  },
  .init("transpose of axes of size 1", .float32, [1, n, 4], gives: ["reshape"]) {
    Transpose(permutation: [1, 0, 2])($0[0])
  },
  .init("broadcast to itself", .float32, [3, 4], gives: []) { BroadcastInDim(to: [3, 4], dimensions: [0, 1])($0[0]) },
  .init("broadcast without repetition", .float32, [3, 4], gives: ["reshape"]) {
    BroadcastInDim(to: [3, 1, 4], dimensions: [0, 2])($0[0])
  },
  .init("broadcast of a broadcast", .float32, [4], gives: ["broadcast_in_dim"]) {
    BroadcastInDim(to: [2, 3, 4], dimensions: [1, 2])(BroadcastInDim(to: [3, 4], dimensions: [1])($0[0]))
  },
  .init("broadcast of new axes", .float32, [4], gives: ["broadcast_in_dim"]) {
    BroadcastInDim(to: [4, 5], dimensions: [0, 1])(Reshape(to: [4, 1])($0[0]))
  },
  .init("reshape of a repeated scalar", .float32, [], gives: ["broadcast_in_dim"]) {
    Reshape(to: [12])(BroadcastInDim(to: [3, 4], dimensions: [])($0[0]))
  },
  .init("reshape of repeated rows stays", .float32, [4], gives: ["broadcast_in_dim", "reshape"]) {
    Reshape(to: [12])(BroadcastInDim(to: [3, 4], dimensions: [1])($0[0]))
  },
  .init("transpose of a broadcast", .float32, [3, 4], gives: ["transpose", "broadcast_in_dim"]) {
    Transpose(permutation: [2, 0, 1])(BroadcastInDim(to: [5, 3, 4], dimensions: [1, 2])($0[0]))
  },
  .init("reversal of a reversal", .float32, [3, 4], gives: ["rev"]) { Rev(axes: [0])(Rev(axes: [0, 1])($0[0])) },
  .init("reversal of one element", .float32, [1, 4], gives: []) { Rev(axes: [0])($0[0]) },
  .init("elements behind a reshape", .float32, [3], gives: ["exp", "broadcast_in_dim"]) {
    BroadcastInDim(to: [3, 4], dimensions: [0, 1])(Exp()(Reshape(to: [3, 1])($0[0])))
  },
  .init("sum of transposes", .float32, [3, 4], [3, 4], gives: ["add", "transpose"]) {
    Add()(Transpose(permutation: [1, 0])($0[0]), Transpose(permutation: [1, 0])($0[1]))
  },
  .init("sum of a transpose and another stays", .float32, [3, 3], [3, 3], gives: ["transpose", "add"]) {
    Add()(Transpose(permutation: [1, 0])($0[0]), $0[1])
  },
  .init("numbers known", .float32, [1000, 2000], gives: ["broadcast_in_dim", "mul"]) {
    Mul()($0[0], Exp()(Add()($0[0].constant(1), $0[0].constant(2))))
  },
  .init("known of unknown size", .float32, [n], gives: ["broadcast_in_dim", "mul"]) {
    Mul()($0[0], Add()($0[0].constant(1), $0[0].constant(2)))
  },
]

private let parts: [SimplificationCase] = [
  .init("whole", .float32, [n, 4], gives: []) { Slice(starts: [0, 0], limits: [n, 4])($0[0]) },
  .init("part of a part", .float32, [12], gives: ["slice"]) {
    Slice(starts: [1], limits: [4], strides: [2])(Slice(starts: [1], limits: [12], strides: [3])($0[0]))
  },
  .init("empty part of a part", .float32, [12], gives: ["slice"]) {
    Slice(starts: [2], limits: [2])(Slice(starts: [1], limits: [12], strides: [3])($0[0]))
  },
  .init("part of what is repeated", .float32, [4], gives: ["broadcast_in_dim"]) {
    Slice(starts: [1, 0], limits: [3, 4])(BroadcastInDim(to: [5, 4], dimensions: [1])($0[0]))
  },
  .init("part of a row stays", .float32, [4], gives: ["broadcast_in_dim", "slice"]) {
    Slice(starts: [1, 1], limits: [3, 4])(BroadcastInDim(to: [5, 4], dimensions: [1])($0[0]))
  },
  .init("joined part", .float32, [5], [7], gives: []) {
    Slice(starts: [5], limits: [12])(Concatenate(axis: 0)($0[0], $0[1]))
  },
  .init("part of both stays", .float32, [5], [7], gives: ["concatenate", "slice"]) {
    Slice(starts: [4], limits: [12])(Concatenate(axis: 0)($0[0], $0[1]))
  },
  .init("joined with nothing", .float32, [5], [0], gives: []) { Concatenate(axis: 0)($0[0], $0[1]) },
  .init("split and joined", .float32, [12], gives: []) {
    let parts = Split(sizes: [5, 7], axis: 0).results([$0[0]])
    return Concatenate(axis: 0).results(parts)[0]
  },
  .init("split and joined in another order stays", .float32, [12], gives: ["split", "concatenate"]) {
    let parts = Split(sizes: [6, 6], axis: 0).results([$0[0]])
    return Concatenate(axis: 0).results(parts.reversed())[0]
  },
  .init("joined and split", .float32, [5], [7], gives: []) {
    Split(sizes: [5, 7], axis: 0).results([Concatenate(axis: 0)($0[0], $0[1])])[1]
  },
  .init("padded with nothing", .float32, [n], gives: []) { Pad(widths: [.init()])($0[0], Tensor(Float(0))) },
  .init("known start", .float32, [12], gives: ["slice"]) { DynamicSlice(sizes: [5])($0[0], Tensor(Int32(9))) },
  .init("all of it", .float32, [12], gives: []) { DynamicSlice(sizes: [12])($0[0], Tensor(Int32(9))) },
  .init("written over", .float32, [12], [12], gives: []) { DynamicUpdateSlice()($0[0], $0[1], Tensor(Int32(3))) },
]

private let reductions: [SimplificationCase] = [
  .init("largest of repeated ones", .float32, [4], gives: []) {
    ReduceMax(axes: [0])(BroadcastInDim(to: [3, 4], dimensions: [1])($0[0]))
  },
  .init("largest of none stays", .float32, [4], gives: ["broadcast_in_dim", "reduce_max"]) {
    ReduceMax(axes: [0])(BroadcastInDim(to: [0, 4], dimensions: [1])($0[0]))
  },
  .init("largest of one", .float32, [3, 1, 4], gives: ["reshape"]) { ReduceMin(axes: [1])($0[0]) },
  .init("largest of one and more", .float32, [3, 1, 4], gives: ["reshape", "reduce_max"]) {
    ReduceMax(axes: [1, 2])($0[0])
  },
  .init("sum over one stays", .float32, [3, 1], gives: ["reduce_sum"]) { ReduceSum(axes: [1])($0[0]) },
  .init("sum of repeated integers", .int8, [4], gives: ["broadcast_in_dim", "mul"]) {
    ReduceSum(axes: [0])(BroadcastInDim(to: [300, 4], dimensions: [1])($0[0]))
  },
  .init("sum of repeated numbers stays", .float32, [4], gives: ["broadcast_in_dim", "reduce_sum"]) {
    ReduceSum(axes: [0])(BroadcastInDim(to: [3, 4], dimensions: [1])($0[0]))
  },
]

private let contractions: [SimplificationCase] = [
  .init("transposed left", .float32, [4, 3], [4, 5], gives: ["dot_general"]) {
    DotGeneral(contracting: ([1], [0]))(Transpose(permutation: [1, 0])($0[0]), $0[1])
  },
  .init("transposed right", .float32, [n, 4], [5, 4], gives: ["dot_general"]) {
    DotGeneral(contracting: ([1], [0]))($0[0], Transpose(permutation: [1, 0])($0[1]))
  },
  .init("heads", .float32, [2, 7, 3, 4], [2, 7, 3, 4], gives: ["dot_general"]) {
    let heads = $0.map { Transpose(permutation: [0, 2, 1, 3])($0) }
    return DotGeneral(contracting: ([3], [3]), batch: ([0, 1], [0, 1]))(heads[0], heads[1])
  },
  .init("free axes in another order stay", .float32, [3, 4, 5], [5, 2], gives: ["transpose", "dot_general"]) {
    DotGeneral(contracting: ([2], [0]))(Transpose(permutation: [1, 0, 2])($0[0]), $0[1])
  },
  .init("what libraries cannot read stays", .float32, [5, 4, 3], [3, 5, 2], gives: ["transpose", "dot_general"]) {
    DotGeneral(contracting: ([2], [1]), batch: ([0], [0]))(Transpose(permutation: [2, 1, 0])($0[0]), $0[1])
  },
  .init("transposed product", .float32, [3, 4], [4, 5], gives: ["dot_general"]) {
    Transpose(permutation: [1, 0])(DotGeneral(contracting: ([1], [0]))($0[0], $0[1]))
  },
  .init("transposed batched product", .float32, [2, 3, 4], [2, 5, 4], gives: ["dot_general"]) {
    Transpose(permutation: [0, 2, 1])(DotGeneral(contracting: ([2], [2]), batch: ([0], [0]))($0[0], $0[1]))
  },
  .init("batch axes of a product", .float32, [2, 6, 3, 4], [2, 6, 5, 4], gives: ["dot_general"]) {
    Transpose(permutation: [1, 0, 3, 2])(DotGeneral(contracting: ([3], [3]), batch: ([0, 1], [0, 1]))($0[0], $0[1]))
  },
  .init(
    "transposed product that is used otherwise stays", .float32, [3, 4], [4, 3],
    gives: ["dot_general", "transpose", "add"]
  ) {
    let product = DotGeneral(contracting: ([1], [0]))($0[0], $0[1])
    return Add()(Transpose(permutation: [1, 0])(product), product)
  },
  .init("empty", .float32, [0, 4], [4, 5], gives: ["dot_general"]) {
    Transpose(permutation: [1, 0])(DotGeneral(contracting: ([1], [0]))($0[0], $0[1]))
  },
  .init("repeated along a batch axis", .float32, [2, 3, 4], [4, 5], gives: ["dot_general"]) {
    DotGeneral(contracting: ([2], [1]), batch: ([0], [0]))(
      $0[0], BroadcastInDim(to: [2, 4, 5], dimensions: [1, 2])($0[1]))
  },
  .init("repeated along a contracting axis stays", .float32, [3, 4], [5], gives: ["broadcast_in_dim", "dot_general"]) {
    DotGeneral(contracting: ([1], [0]))($0[0], BroadcastInDim(to: [4, 5], dimensions: [1])($0[1]))
  },
]

@Test(arguments: axes + parts + reductions + contractions)
func simplifiesPlaces(_ simplification: SimplificationCase) throws { try simplification.check() }

/// A primitive from outside with a rule of its own.
private struct Mirrored: UnaryPrimitive, Simplifiable {
  static let id = "test.mirrored"
  static let accepts: DTypeClass = .any
  func simplified(_ rewrite: Rewrite) throws -> [Atom]? { rewrite.operands(of: Mirrored.self, at: 0) }
}

@Test func primitivesBringTheirRules() throws {
  let program = try traceProgram([TensorType(.float32, [3])]) { [Mirrored()(Mirrored()(Mirrored()($0[0])))] }.program
  let changed = program.simplifyingOperations(on: ReferenceBackend()).removingDeadCode().program
  #expect(changed.equations.count == 1)
  // Only for the time of a scope, and before the rule that there is.
  let plugin = Plugin("test.simplification") {
    $0.add(Simplification.self, for: Neg.self) { _, rewrite in [rewrite[0]] }
  }
  let negative = try traceProgram([TensorType(.float32, [3])]) { [Neg()($0[0])] }.program
  let plain = withPlugin(plugin) { negative.simplifyingOperations(on: ReferenceBackend()).removingDeadCode().program }
  #expect(plain.equations.isEmpty)
  #expect(negative.simplifyingOperations(on: ReferenceBackend()) == negative)
}

@Test func operationsWithEffectsAreNotReplaced() throws {
  struct Announced: UnaryPrimitive, Simplifiable {
    static let id = "test.announced"
    static let accepts: DTypeClass = .any
    var effects: Effects { .ordered }
    func simplified(_ rewrite: Rewrite) throws -> [Atom]? { [rewrite[0]] }
  }
  let program = try traceProgram([TensorType(.float32, [3])]) { [Announced()($0[0])] }.program
  #expect(program.simplifyingOperations(on: ReferenceBackend()) == program)
}

/// All passes together take time in proportion to the program.
@Test func timeIsProportionalToTheProgram() throws {
  func seconds(_ count: Int) throws -> Double {
    let program = try traceProgram([TensorType(.float32, [8, 8])]) { inputs in
      var x = inputs[0]
      for number in 0..<count / 5 {
        x = Transpose(permutation: [1, 0])(Add()(Mul()(x, x.constant(Double(number))), Neg()(Sin()(x))))
      }
      return [x]
    }.program
    let start = ContinuousClock.now
    #expect(program.optimized(for: ReferenceBackend()).equations.count > count / 10)
    return (ContinuousClock.now - start) / .seconds(1)
  }
  _ = try seconds(500)
  let (short, long) = (try seconds(1000), try seconds(10_000))
  // Ten times the program, with room for a machine that does something else.
  #expect(long < 40 * short, "\(short) s for 1,000 operations, \(long) s for 10,000")
}

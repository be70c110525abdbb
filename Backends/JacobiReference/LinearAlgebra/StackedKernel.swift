import JacobiCore

/// The computation on one element of stacks of matrices and vectors.
///
/// It is done in `Double`, or in pairs of it, and rounded once to the dtype of the results.
protocol StackedKernel: Sendable {
  /// For each operand the number of axes of one element of its stack: 2 for a matrix, 1 for a vector, a matrix of one column.
  var operandRanks: [Int] { get }

  /// The results for one element of the stacks. Of a result of a real or integer dtype only the real parts count.
  func results<Scalar: MatrixScalar>(of operands: [Matrix<Scalar>]) -> [Matrix<Scalar>]
}

extension RuleTable<ReferenceKernels> {
  /// Adds a row for a primitive of stacks of matrices and vectors.
  mutating func add<Row: Primitive>(
    _ primitive: Row.Type, stacked kernel: @escaping @Sendable (Row) -> some StackedKernel
  ) {
    add(primitive) { row, inputs in
      let visitor = StackVisitor(kernel: kernel(row))
      return inputs[0].dtype.isComplex
        ? inputs[0].dtype.visit(visitor) : inputs[0].dtype.visit(FloatingStackVisitor(stack: visitor))
    }
  }
}

private struct StackVisitor<Computation: StackedKernel>: ComplexVisitor {
  var kernel: Computation

  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    run(scalar)
  }

  func run<Scalar: ReferenceScalar>(_ scalar: Scalar.Type) -> Kernel where Scalar.Accumulator: MatrixScalar {
    { [kernel] operands, outputs in
      let stacks = zip(operands, kernel.operandRanks).map { MatrixStack<Scalar.Accumulator>($0, scalar, rank: $1) }
      // Not the product of the leading axes: what is empty may have axes whose product overflows.
      let count = outputs.allSatisfy { $0.elementCount == 0 } ? 0 : stacks[0].count
      var results = [[Scalar.Accumulator]](repeating: [], count: outputs.count)
      for index in 0..<count {
        for (position, matrix) in kernel.results(of: stacks.map { $0[index] }).enumerated() {
          results[position] += matrix.elements
        }
      }
      return zip(results, outputs).map { TensorValue(rounding: $0, type: $1) }
    }
  }
}

private struct FloatingStackVisitor<Computation: StackedKernel>: FloatingVisitor {
  var stack: StackVisitor<Computation>
  func visit<Scalar: FloatingScalar>(_ scalar: Scalar.Type) -> Kernel { stack.run(scalar) }
}

/// An operand as a sequence of matrices.
private struct MatrixStack<Scalar: MatrixScalar> {
  let rows: Int
  let columns: Int
  let count: Int
  private let elements: [Scalar]

  init<Element: ReferenceScalar>(
    _ value: TensorValue, _ element: Element.Type, rank: Int
  ) where Element.Accumulator == Scalar {
    let sizes = value.shape.sizes
    rows = sizes[sizes.count - rank]
    columns = rank == 2 ? sizes[sizes.count - 1] : 1
    count = sizes.contains(0) && sizes.dropLast(rank).contains(0) ? 0 : sizes.dropLast(rank).reduce(1, *)
    elements = value.withElements(of: Element.self) { $0.map(\.accumulator) }
  }

  subscript(index: Int) -> Matrix<Scalar> {
    let size = rows * columns
    return Matrix(rows, columns, elements: Array(elements[index * size..<(index + 1) * size]))
  }
}

extension TensorValue {
  /// The numbers in the dtype of the type; of a real or integer dtype their real parts.
  fileprivate init<Scalar: MatrixScalar>(rounding numbers: [Scalar], type: TensorType) {
    func make<Element: TensorScalar>(_ element: Element.Type) -> TensorValue {
      TensorValue(
        numbers.map { number in
          Element(convertingReal: number.real, imaginary: number.imaginary)
        }, shape: type.shape)
    }
    self = make(type.dtype.scalarType)
  }
}

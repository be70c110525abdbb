import JacobiCore
import JacobiPrimitives

extension RuleTable<ReferenceKernels> {
  static let complexNumbers = RuleTable { table in
    table[Real.self] = { _, inputs in inputs[0].dtype.visit(RealPart()) }
    table[Imag.self] = { _, inputs in inputs[0].dtype.visit(ImaginaryPart()) }
    table[Conj.self] = { _, inputs in
      let dtype = inputs[0].dtype
      return dtype.isComplex ? dtype.visit(Conjugate()) : dtype.complexDType.visit(FromRealPart())
    }
    table[MakeComplex.self] = { _, inputs in inputs[0].dtype.complexDType.visit(FromParts()) }
  }
}

private struct RealPart: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (z: ComplexNumber<Part>) in z.real }] }
  }
}

private struct ImaginaryPart: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (z: ComplexNumber<Part>) in z.imaginary }] }
  }
}

private struct Conjugate: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (z: ComplexNumber<Part>) in z.conjugate }] }
  }
}

private struct FromRealPart: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in [operands[0].map(to: outputs[0]) { (x: Part) in ComplexNumber<Part>(x, 0) }] }
  }
}

private struct FromParts: ComplexVisitor {
  func visit<Part: ComplexComponent & FloatingScalar>(_ scalar: ComplexNumber<Part>.Type) -> Kernel {
    { operands, outputs in
      [operands[0].map(with: operands[1], to: outputs[0]) { (x: Part, y: Part) in ComplexNumber<Part>(x, y) }]
    }
  }
}

import JacobiCore
import JacobiPrimitives

extension RuleTable<ElementLowerings> {
  static let selections = RuleTable { table in
    table[SelectN.self] = ElementLowering(accepts: { _, _ in true }, emit: { _, x in selected(x) })
    table.add(
      Clamp.self,
      floating: { b, x in
        let raised = b.intrinsic("llvm.maximum", [x[1].type], [x[1], x[0]])
        return b.intrinsic("llvm.minimum", [x[1].type], [raised, x[2]])
      },
      integer: { b, x, isUnsigned in
        let raised = b.intrinsic(isUnsigned ? "llvm.umax" : "llvm.smax", [x[1].type], [x[1], x[0]])
        return b.intrinsic(isUnsigned ? "llvm.umin" : "llvm.smin", [x[1].type], [raised, x[2]])
      }, boolean: { $0.and($0.or($1[1], $1[0]), $1[2]) })
    table[ConvertElementType.self] = ElementLowering(
      accepts: { _, _ in true }, emit: { _, x in x.builder.convert(x.elements[0], from: x.dtypes[0], to: x.result) })
    table[BitcastConvert.self] = ElementLowering(
      accepts: { primitive, dtypes in
        guard let cast = primitive as? BitcastConvert else { return false }
        return cast.dtype.byteCount == dtypes[0].byteCount && !cast.dtype.isNarrowFloating
          && !dtypes[0].isNarrowFloating
      },
      emit: { _, x in
        x.dtypes[0] == x.result
          ? x.elements[0]
          : Element(x.builder.bitcast(x[0], to: x.result.registerType.with(lanes: x.type.lanes)))
      })
  }

  private static func selected(_ x: ElementArguments) -> Element {
    let (b, cases) = (x.builder, Array(x.elements.dropFirst()))
    func pick(_ condition: IRValue, _ first: Element, _ second: Element) -> Element {
      var result = first
      for part in result.parts.indices {
        result.parts[part] = b.select(condition, first.parts[part], second.parts[part])
      }
      return result
    }
    if x.dtypes[0] == .bool { return pick(x[0], cases[cases.count - 1], cases[0]) }
    // A position that is out of range picks the nearest case.
    var result = cases[cases.count - 1]
    let isUnsigned = x.dtypes[0].isUnsigned
    for number in (0..<cases.count - 1).reversed() {
      let isReached = b.compareIntegers(
        isUnsigned ? .unsignedLessOrEqual : .signedLessOrEqual, x[0], b.integer(number, x.type))
      result = pick(isReached, cases[number], result)
    }
    return result
  }

  static let complexNumbers = RuleTable { table in
    table.add(Real.self, { $0.isComplex }) { _, z in Element(z.elements[0].parts[0]) }
    table.add(Imag.self, { $0.isComplex }) { _, z in Element(z.elements[0].parts[1]) }
    table.add(Conj.self, { $0.isComplex }) { _, z in
      Element(z.elements[0].parts[0], z.builder.fneg(z.elements[0].parts[1]))
    }
    table.add(MakeComplex.self, { $0.isFloating }) { _, x in Element(x[0], x[1]) }
  }
}

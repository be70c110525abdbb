import JacobiCore
import JacobiPrimitives

extension RuleTable<ElementLowerings> {
  static let arithmetic = RuleTable { table in
    table.add(
      Neg.self, floating: { $0.fneg($1[0]) }, integer: { b, x, _ in b.neg(x[0]) },
      complex: { b, z in Element(b.fneg(z[0].parts[0]), b.fneg(z[0].parts[1])) })
    table.add(
      Add.self, floating: { $0.fadd($1[0], $1[1]) }, integer: { b, x, _ in b.add(x[0], x[1]) },
      boolean: { $0.or($1[0], $1[1]) }, complex: { b, z in b.eachPart(z) { b.fadd($0, $1) } })
    table.add(
      Sub.self, floating: { $0.fsub($1[0], $1[1]) }, integer: { b, x, _ in b.sub(x[0], x[1]) },
      complex: { b, z in b.eachPart(z) { b.fsub($0, $1) } })
    table.add(
      Mul.self, floating: { $0.fmul($1[0], $1[1]) }, integer: { b, x, _ in b.mul(x[0], x[1]) },
      boolean: { $0.and($1[0], $1[1]) }, complex: { b, z in b.complexProduct(z[0], z[1]) })
    table.add(
      Square.self, floating: { $0.fmul($1[0], $1[0]) }, integer: { b, x, _ in b.mul(x[0], x[0]) },
      complex: { b, z in b.complexProduct(z[0], z[0]) })
    table.add(Div.self, cost: 5, floating: { $0.fdiv($1[0], $1[1]) }, integer: { $0.quotient($1[0], $1[1], $2) })
    table.add(Rem.self, cost: 5, floating: { $0.frem($1[0], $1[1]) }, integer: { $0.remainder($1[0], $1[1], $2) })
    table.add(
      Max.self, floating: { b, x in b.intrinsic("llvm.maximum", [x[0].type], x) },
      integer: { b, x, isUnsigned in b.intrinsic(isUnsigned ? "llvm.umax" : "llvm.smax", [x[0].type], x) },
      boolean: { $0.or($1[0], $1[1]) })
    table.add(
      Min.self, floating: { b, x in b.intrinsic("llvm.minimum", [x[0].type], x) },
      integer: { b, x, isUnsigned in b.intrinsic(isUnsigned ? "llvm.umin" : "llvm.smin", [x[0].type], x) },
      boolean: { $0.and($1[0], $1[1]) })
    table.add(
      Abs.self, floating: { b, x in b.intrinsic("llvm.fabs", [x[0].type], x) },
      integer: { b, x, isUnsigned in
        isUnsigned ? x[0] : b.intrinsic("llvm.abs", [x[0].type], [x[0], b.integer(0, .integer(1))])
      })
    table.add(
      Sign.self,
      floating: { b, x in
        let (zero, type) = (b.float(0, x[0].type), x[0].type)
        let negative = b.select(b.compareFloats(.orderedLess, x[0], zero), b.float(-1, type), x[0])
        return b.select(b.compareFloats(.orderedGreater, x[0], zero), b.float(1, type), negative)
      },
      integer: { b, x, isUnsigned in
        let (zero, type) = (b.integer(0, x[0].type), x[0].type)
        let isPositive = b.compareIntegers(isUnsigned ? .unsignedGreater : .signedGreater, x[0], zero)
        return b.select(
          b.compareIntegers(.equal, x[0], zero), zero, b.select(isPositive, b.integer(1, type), b.integer(-1, type)))
      })
    table.add(Floor.self, floating: { b, x in b.intrinsic("llvm.floor", [x[0].type], x) })
    table.add(Ceil.self, floating: { b, x in b.intrinsic("llvm.ceil", [x[0].type], x) })
    table.add(Round.self, { $0.isFloating }) { round, x in
      let name = round.ties == .toEven ? "llvm.roundeven" : "llvm.round"
      return Element(x.builder.intrinsic(name, [x.type], [x[0]]))
    }
    table.add(IsFinite.self, { $0.isFloating }) { _, x in
      let magnitude = x.builder.intrinsic("llvm.fabs", [x.type], [x[0]])
      return Element(x.builder.compareFloats(.orderedLess, magnitude, x.builder.float(.infinity, x.type)))
    }
    table[IntegerPow.self] = ElementLowering(
      accepts: { primitive, dtypes in
        guard let power = primitive as? IntegerPow else { return false }
        // Of floating numbers, more squarings would round more often than the function of the library.
        return dtypes[0].isInteger ? power.exponent >= 0 : dtypes[0].isFloating && power.exponent.magnitude <= 4
      },
      emit: { primitive, x in
        guard let power = primitive as? IntegerPow else { preconditionFailure("internal error: not a power") }
        return Element(x.builder.rounded(x.builder.power(x[0], power.exponent), to: x.result))
      })
  }
}

extension IRBuilder {
  fileprivate func eachPart(_ operands: [Element], _ combine: (IRValue, IRValue) -> IRValue) -> Element {
    Element(
      combine(operands[0].parts[0], operands[1].parts[0]), combine(operands[0].parts[1], operands[1].parts[1]))
  }

  func complexProduct(_ x: Element, _ y: Element) -> Element {
    let (a, b, c, d) = (x.parts[0], x.parts[1], y.parts[0], y.parts[1])
    return Element(fsub(fmul(a, c), fmul(b, d)), fadd(fmul(a, d), fmul(b, c)))
  }

  /// Rounded toward zero; all bits are set in a division by zero, and `min / -1` is `min`.
  fileprivate func quotient(_ x: IRValue, _ y: IRValue, _ isUnsigned: Bool) -> IRValue {
    let divisor = nonzeroDivisor(x, y, isUnsigned)
    let quotient = isUnsigned ? udiv(x, divisor) : sdiv(x, divisor)
    return select(compareIntegers(.equal, y, integer(0, y.type)), integer(-1, y.type), quotient)
  }

  /// With the sign of `x`; `x` itself by zero.
  fileprivate func remainder(_ x: IRValue, _ y: IRValue, _ isUnsigned: Bool) -> IRValue {
    let divisor = nonzeroDivisor(x, y, isUnsigned)
    let remainder = isUnsigned ? urem(x, divisor) : srem(x, divisor)
    return select(compareIntegers(.equal, y, integer(0, y.type)), x, remainder)
  }

  /// 1 where the processor would stop: for 0, and for -1 if `x` is the smallest number.
  private func nonzeroDivisor(_ x: IRValue, _ y: IRValue, _ isUnsigned: Bool) -> IRValue {
    var isUnsafe = compareIntegers(.equal, y, integer(0, y.type))
    if !isUnsigned {
      let smallest = compareIntegers(.equal, x, integer(Int.min >> (64 - x.type.bits), x.type))
      isUnsafe = or(isUnsafe, and(smallest, compareIntegers(.equal, y, integer(-1, y.type))))
    }
    return select(isUnsafe, integer(1, y.type), y)
  }

  fileprivate func power(_ base: IRValue, _ exponent: Int) -> IRValue {
    let isFloat = base.type.isFloat
    let one = isFloat ? float(1, base.type) : integer(1, base.type)
    func product(_ x: IRValue, _ y: IRValue) -> IRValue { isFloat ? fmul(x, y) : mul(x, y) }
    var (square, rest) = (base, exponent.magnitude)
    var result: IRValue?
    while rest > 0 {
      if rest & 1 == 1 { result = result.map { product($0, square) } ?? square }
      rest >>= 1
      if rest > 0 { square = product(square, square) }
    }
    return exponent < 0 ? fdiv(one, result ?? one) : result ?? one
  }
}

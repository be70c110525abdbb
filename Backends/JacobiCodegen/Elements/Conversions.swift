import JacobiCore

extension IRBuilder {
  /// The element in another dtype, with the meaning of `ConvertElementType`.
  func convert(_ element: Element, from source: DType, to target: DType) -> Element {
    if source == target { return element }
    if source.isComplex {
      if target.isComplex {
        let type = target.registerType.with(lanes: element.lanes)
        let parts = element.parts.map { resized($0, to: type) }
        return Element(parts[0], parts[1])
      }
      if target == .bool {
        return Element(or(isNonzero(element.parts[0]), isNonzero(element.parts[1])))
      }
      return convert(Element(element.value), from: source == .complex64 ? .float32 : .float64, to: target)
    }
    if target.isComplex {
      let part: DType = target == .complex64 ? .float32 : .float64
      let real = convert(element, from: source, to: part).value
      return Element(real, float(0, real.type))
    }
    return Element(convertReal(element.value, from: source, to: target))
  }

  private func convertReal(_ value: IRValue, from source: DType, to target: DType) -> IRValue {
    let type = target.registerType.with(lanes: value.type.lanes)
    if target == .bool { return isNonzero(value) }
    if source.isFloating {
      if target.isFloating {
        return target.isNarrowFloating ? rounded(value, to: target) : resized(value, to: type)
      }
      let name = target.isUnsigned ? "llvm.fptoui.sat" : "llvm.fptosi.sat"
      return intrinsic(name, [type, value.type], [value])
    }
    if target.isFloating {
      // By way of float64, which holds all integers of up to 53 bits.
      let isWide = target.isNarrowFloating && source.byteCount >= 4
      let wide = isWide ? IRType.float64.with(lanes: value.type.lanes) : type
      let number = source.isUnsigned ? uitofp(value, to: wide) : sitofp(value, to: wide)
      return rounded(number, to: target)
    }
    if type.bits == value.type.bits { return value }
    if type.bits < value.type.bits { return trunc(value, to: type) }
    return source.isUnsigned ? zext(value, to: type) : sext(value, to: type)
  }

  private func resized(_ value: IRValue, to type: IRType) -> IRValue {
    if type == value.type { return value }
    return type.bits < value.type.bits ? fptrunc(value, to: type) : fpext(value, to: type)
  }

  /// NaN is not zero.
  private func isNonzero(_ value: IRValue) -> IRValue {
    value.type.isFloat
      ? compareFloats(.unorderedNotEqual, value, float(0, value.type))
      : compareIntegers(.notEqual, value, integer(0, value.type))
  }
}

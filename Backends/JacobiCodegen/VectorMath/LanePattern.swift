/// The bit patterns of ``Lanes``, or integers of the same size.
struct LanePattern {
  let builder: IRBuilder
  let value: IRValue

  init(_ builder: IRBuilder, _ value: IRValue) {
    self.builder = builder
    self.value = value
  }

  private func with(_ value: IRValue) -> LanePattern { LanePattern(builder, value) }
  func constant(_ number: Int) -> LanePattern { with(builder.integer(number, value.type)) }

  /// The numbers with these patterns.
  func lanes(like model: Lanes) -> Lanes { model.with(builder.bitcast(value, to: model.type)) }

  static func + (x: LanePattern, y: LanePattern) -> LanePattern { x.with(x.builder.add(x.value, y.value)) }
  static func - (x: LanePattern, y: LanePattern) -> LanePattern { x.with(x.builder.sub(x.value, y.value)) }
  static func & (x: LanePattern, y: LanePattern) -> LanePattern { x.with(x.builder.and(x.value, y.value)) }
  static func | (x: LanePattern, y: LanePattern) -> LanePattern { x.with(x.builder.or(x.value, y.value)) }
  static func ^ (x: LanePattern, y: LanePattern) -> LanePattern { x.with(x.builder.xor(x.value, y.value)) }
  static func + (x: LanePattern, y: Int) -> LanePattern { x + x.constant(y) }
  static func & (x: LanePattern, y: Int) -> LanePattern { x & x.constant(y) }
  static func << (x: LanePattern, count: Int) -> LanePattern {
    x.with(x.builder.shl(x.value, x.constant(count).value))
  }
  /// Zeros come in at the top.
  static func >> (x: LanePattern, count: Int) -> LanePattern {
    x.with(x.builder.lshr(x.value, x.constant(count).value))
  }

  static func .== (x: LanePattern, y: Int) -> LaneMask {
    LaneMask(x.builder, x.builder.compareIntegers(.equal, x.value, x.constant(y).value))
  }
}

/// The outcome of a comparison, one bit per lane.
struct LaneMask {
  let builder: IRBuilder
  let value: IRValue

  init(_ builder: IRBuilder, _ value: IRValue) {
    self.builder = builder
    self.value = value
  }

  func select(_ x: Lanes, else y: some LaneOperand) -> Lanes {
    x.with(builder.select(value, x.value, y.lanes(like: x).value))
  }

  func select(_ x: LanePattern, else y: LanePattern) -> LanePattern {
    LanePattern(builder, builder.select(value, x.value, y.value))
  }

  static func & (x: LaneMask, y: LaneMask) -> LaneMask { LaneMask(x.builder, x.builder.and(x.value, y.value)) }
  static func | (x: LaneMask, y: LaneMask) -> LaneMask { LaneMask(x.builder, x.builder.or(x.value, y.value)) }
  static func ^ (x: LaneMask, y: LaneMask) -> LaneMask { LaneMask(x.builder, x.builder.xor(x.value, y.value)) }
  static prefix func ! (x: LaneMask) -> LaneMask { LaneMask(x.builder, x.builder.not(x.value)) }

  /// Whether it holds in any lane.
  var any: IRValue { builder.reduceLanes(value, .or) }
}

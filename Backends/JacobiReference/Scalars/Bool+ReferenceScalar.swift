import JacobiCore

extension Bool: ReferenceScalar {
  typealias Accumulator = Bool
  typealias Widest = Int64

  static var zero: Bool { false }
  static var one: Bool { true }
  static func sum(_ x: Bool, _ y: Bool) -> Bool { x || y }
  static func product(_ x: Bool, _ y: Bool) -> Bool { x && y }

  static var lowest: Bool { false }
  static var highest: Bool { true }
  func precedes(_ other: Bool) -> Bool { !self && other }
  var isUnordered: Bool { false }

  static var missing: Bool { true }
}

extension Bool: BitScalar {
  static var allBits: Bool { true }
  static prefix func ~ (x: Bool) -> Bool { !x }
  static func & (x: Bool, y: Bool) -> Bool { x && y }
  static func | (x: Bool, y: Bool) -> Bool { x || y }
  static func ^ (x: Bool, y: Bool) -> Bool { x != y }
}

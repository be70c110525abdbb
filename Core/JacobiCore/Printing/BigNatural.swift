/// A natural number of any size, with just the operations that ``DecimalDigits`` needs.
struct BigNatural {
  /// The digits in base 2³², least significant first, without leading zeros: none at all for zero.
  private var limbs: [UInt32]

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    dropLeadingZeros()
  }

  private mutating func dropLeadingZeros() {
    while limbs.last == 0 { limbs.removeLast() }
  }
}

extension BigNatural: Comparable {
  static func < (left: BigNatural, right: BigNatural) -> Bool {
    if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
    for (x, y) in zip(left.limbs.reversed(), right.limbs.reversed()) where x != y { return x < y }
    return false
  }
}

extension BigNatural {
  static func + (left: BigNatural, right: BigNatural) -> BigNatural {
    var (sum, shorter) = left.limbs.count >= right.limbs.count ? (left, right) : (right, left)
    var carry: UInt64 = 0
    for index in sum.limbs.indices where index < shorter.limbs.count || carry != 0 {
      carry += UInt64(sum.limbs[index]) + (index < shorter.limbs.count ? UInt64(shorter.limbs[index]) : 0)
      sum.limbs[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { sum.limbs.append(UInt32(carry)) }
    return sum
  }

  /// Subtracts a number that is not larger.
  static func -= (left: inout BigNatural, right: BigNatural) {
    var borrow: Int64 = 0
    for index in left.limbs.indices {
      let subtrahend = index < right.limbs.count ? Int64(right.limbs[index]) : 0
      let difference = Int64(left.limbs[index]) - subtrahend + borrow
      left.limbs[index] = UInt32(truncatingIfNeeded: difference)
      borrow = difference >> 32
    }
    left.dropLeadingZeros()
  }

  static func *= (left: inout BigNatural, right: UInt32) {
    var carry: UInt64 = 0
    for index in left.limbs.indices {
      carry += UInt64(left.limbs[index]) * UInt64(right)
      left.limbs[index] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { left.limbs.append(UInt32(carry)) }
  }

  static func <<= (left: inout BigNatural, bitCount: Int) {
    left *= 1 << UInt32(bitCount % 32)
    if !left.limbs.isEmpty { left.limbs.insert(contentsOf: repeatElement(0, count: bitCount / 32), at: 0) }
  }

  mutating func multiply(byPowerOfTen exponent: Int) {
    for _ in 0..<exponent / 9 { self *= 1_000_000_000 }
    for _ in 0..<exponent % 9 { self *= 10 }
  }

  /// Leaves the remainder of a division whose quotient is a single decimal digit, and returns that digit.
  mutating func removeMultiples(of divisor: BigNatural) -> UInt8 {
    var digit: UInt8 = 0
    while self >= divisor {
      self -= divisor
      digit += 1
    }
    return digit
  }
}

import CJacobiReference

// The inverse error function by the polynomials of M. Giles, "Approximating the erfinv function", 2010, with every
// operation in the order and precision of XLA, because `normal` of the random module must give the numbers of
// `jax.random`. It is not the most accurate one: up to 92 ulp off in the tails. `addingProduct` rounds once.

extension Float {
  var inverseErrorFunction: Float {
    guard magnitude < 1 else { return magnitude == 1 ? self * .infinity : .nan }
    let w = -(-(self * self)).cephesLog1p
    let polynomial =
      w < 5 ? (w - 2.5).polynomial(FloatCoefficients.central) : (w.squareRoot() - 3).polynomial(FloatCoefficients.tail)
    return polynomial * self
  }

  /// `log(1 + x)` for x in (-1, 0] as in the Cephes library.
  var cephesLog1p: Float {
    guard magnitude < Float(bitPattern: 0x3ED4_13CD) else { return (self + 1).cephesLog }
    let square = self * self
    let quotient =
      polynomial(FloatCoefficients.logNumerator) / polynomial(FloatCoefficients.logDenominator)
    let tail = (self * square) * quotient
    return self + tail.addingProduct(square, -0.5)
  }

  /// The natural logarithm of a positive, normal number as in the Cephes library.
  var cephesLog: Float {
    var exponent = Float(Int32(bitPattern >> 23) - 127) + 1
    // In [0.5, 1).
    let fraction = Float(bitPattern: (bitPattern & 0x807F_FFFF) | 0x3F00_0000)
    var r = fraction - 1
    if fraction < Float(bitPattern: 0x3F35_04F3) {
      exponent -= 1
      r += fraction
    }
    let square = r * r
    let cube = square * r
    let high = r.polynomial(FloatCoefficients.logHigh)
    let middle = r.polynomial(FloatCoefficients.logMiddle)
    let low = r.polynomial(FloatCoefficients.logLow)
    let series = low.addingProduct(middle.addingProduct(high, cube), cube)
    // log 2 in two parts, of which the large one has trailing zeros.
    let y = (exponent * Float(bitPattern: 0xB95E_8083)).addingProduct(series, cube)
    return ((r - 0.5 * square) + y).addingProduct(exponent, 0.693359375)
  }
}

extension Double {
  var inverseErrorFunction: Double {
    guard magnitude < 1 else { return magnitude == 1 ? self * .infinity : .nan }
    let w = -(-(self * self)).cephesLog1p
    let polynomial =
      if w < 6.25 {
        (w - 3.125).polynomial(DoubleCoefficients.central)
      } else if w < 16 {
        (w.squareRoot() - 3.25).polynomial(DoubleCoefficients.middle)
      } else {
        (w.squareRoot() - 5).polynomial(DoubleCoefficients.tail)
      }
    return polynomial * self
  }

  /// `log(1 + x)` for x in (-1, 0] as in the Cephes library.
  var cephesLog1p: Double {
    guard magnitude < Double(bitPattern: 0x3FDA_8279_99FC_EF32) else { return log(self + 1) }
    let square = self * self
    let quotient =
      polynomial(DoubleCoefficients.logNumerator) / polynomial(DoubleCoefficients.logDenominator)
    let tail = (self * square) * quotient
    return self + tail.addingProduct(square, -0.5)
  }
}

// Coefficients, of the highest power first.

private enum DoubleCoefficients {
  static let central: [Double] = [
    -3.64441206401782e-21, -1.6850591381820166e-19, 1.28584807152564e-18, 1.1157877678025181e-17,
    -1.3331716628546209e-16, 2.0972767875968562e-17, 6.6376381343583238e-15, -4.0545662729752069e-14,
    -8.1519341976054722e-14, 2.6335093153082323e-12, -1.2975133253453532e-11, -5.4154120542946279e-11,
    1.0512122733215323e-09, -4.1126339803469837e-09, -2.9070369957882005e-08, 4.2347877827932404e-07,
    -1.3654692000834679e-06, -1.3882523362786469e-05, 0.00018673420803405714, -0.000740702534166267,
    -0.0060336708714301491, 0.24015818242558962, 1.6536545626831027,
  ]
  static let middle: [Double] = [
    2.2137376921775787e-09, 9.0756561938885391e-08, -2.7517406297064545e-07, 1.8239629214389228e-08,
    1.5027403968909828e-06, -4.013867526981546e-06, 2.9234449089955446e-06, 1.2475304481671779e-05,
    -4.7318229009055734e-05, 6.8284851459573175e-05, 2.4031110387097894e-05, -0.00035503752036284748,
    0.0009532893797373805, -0.0016882755560235047, 0.0024914420961078508, -0.0037512085075692412,
    0.0053709145535900636, 1.0052589676941592, 3.0838856104922208,
  ]
  static let tail: [Double] = [
    -2.7109920616438573e-11, -2.5556418169965252e-10, 1.5076572693500548e-09, -3.789465440126737e-09,
    7.61570120807834e-09, -1.496002662714924e-08, 2.9147953450901081e-08, -6.7711997758452339e-08,
    2.2900482228026655e-07, -9.9298272942317e-07, 4.5260625972231537e-06, -1.9681778105531671e-05,
    7.5995277030017761e-05, -0.00021503011930044477, -0.00013871931833623122, 1.0103004648645344, 4.8499064014085844,
  ]
  static let logNumerator: [Double] = bits(
    0x3F07_BC09_62B3_95CA, 0x3FDF_E818_A0FE_1A83, 0x401A_509F_46F4_FA53, 0x403D_E973_8B8C_B9C9,
    0x404E_798E_B86C_3351, 0x404C_8E75_9747_9A10, 0x4034_0A20_2D99_830A)
  static let logDenominator: [Double] = bits(
    0x3FF0_0000_0000_0000, 0x402E_2035_9E90_3E37, 0x4054_C30B_5221_3498, 0x406B_B865_90FC_FB56,
    0x4073_5194_5DC9_08A5, 0x406B_0DB1_3E48_E066, 0x404E_0F30_4466_448E)

  private static func bits(_ patterns: UInt64...) -> [Double] { patterns.map { Double(bitPattern: $0) } }
}

private enum FloatCoefficients {
  static let central: [Float] = [
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
  ]
  static let tail: [Float] = [
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
    1.00167406, 2.83297682,
  ]
  static let logNumerator: [Float] = bits(
    0x383D_E04B, 0x3EFF_40C5, 0x40D2_84FA, 0x41EF_4B9C, 0x4273_CC76, 0x4264_73AD, 0x41A0_5101)
  static let logDenominator: [Float] = bits(
    0x3F80_0000, 0x4171_01AD, 0x42A6_185B, 0x435D_C32D, 0x439A_8CA3, 0x4358_6D8A, 0x4270_7982)
  static let logHigh: [Float] = bits(0x3D90_21BB, 0xBDEB_D1B8, 0x3DEF_251A)
  static let logMiddle: [Float] = bits(0xBDFE_5D4F, 0x3E11_E9BF, 0xBE2A_AE50)
  static let logLow: [Float] = bits(0x3E4C_CEAC, 0xBE7F_FFFC, 0x3EAA_AAAA)

  private static func bits(_ patterns: UInt32...) -> [Float] { patterns.map { Float(bitPattern: $0) } }
}

extension FloatingPoint {
  /// The polynomial with these coefficients, of the highest power first, by Horner's method with fused steps.
  fileprivate func polynomial(_ coefficients: [Self]) -> Self {
    var sum = coefficients[0]
    for coefficient in coefficients.dropFirst() { sum = coefficient.addingProduct(sum, self) }
    return sum
  }
}

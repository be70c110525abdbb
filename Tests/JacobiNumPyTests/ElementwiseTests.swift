import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let x = Tensor([0.3, -0.7, 1.5], dtype: .float64)
private let y = Tensor([1.5, 0.25, -2], dtype: .float64)
private let infinite = Tensor([Double.infinity, -.infinity, .nan], shape: [3])
private let parts = Tensor(
  [8, -0.75, 0, Double.leastNonzeroMagnitude, 0x1.cp-1030, Double.infinity], shape: [6])
private let complex = Tensor([Complex128(1, 1), Complex128(-1, 0), Complex128(0, -2)], shape: [3])
private let whole = Tensor([1250, 1350, -1250, 49, -51])

/// The expected numbers are those of NumPy, with the dtypes of JAX.
@Suite struct ElementwiseTests {
  @Test(arguments: [
    Case("hypot", .float64, [3], [1.5297058540778354, 0.7433034373659252, 2.5]) { hypot(x, y) },
    Case("hypot of infinities", .float64, [3], [.infinity, .infinity, .infinity]) {
      hypot(infinite, infinite.flipped())
    },
    Case("hypot of the largest", .float32, [], [1.4142135623730951e38]) {
      hypot(Tensor([1e38], dtype: .float32)[0], 1e38)
    },
    Case("logAddExp2", .float64, [3], [2.0213274681763664, 0.8518224432130543, 1.6221934162022744]) {
      logAddExp2(x, y)
    },
    Case("sinc", .float64, [3], [0.8583936913341398, 0.3678830105717742, -0.2122065907891938]) { sinc(x) },
    Case("reciprocal", .float64, [3], [3.3333333333333335, -1.4285714285714286, 0.6666666666666666]) { reciprocal(x) },
    Case("reciprocal of integers", .float32, [2], [0.5, 0.25]) { reciprocal(Tensor([2, 4])) },
    Case("heaviside", .float64, [4], [0, 0.5, 1, .nan]) { heaviside(Tensor([-1, 0, 2, Double.nan], shape: [4]), 0.5) },
    Case("deg2rad", .float64, [3], [0.005235987755982988, -0.012217304763960306, 0.026179938779914945]) { deg2rad(x) },
    Case("rad2deg", .float64, [3], [17.188733853924695, -40.10704565915762, 85.94366926962348]) { rad2deg(x) },
    Case("floatPower", .float32, [2], [0.5, 16]) { floatPower(Tensor([2, 4]), Tensor([-1, 2])) },
    Case("fmax", .float64, [3], [1, 2, .nan]) { fmax(Tensor([1, .nan, .nan]), Tensor([0, 2, .nan])) },
    Case("fmin", .float64, [3], [0, 2, .nan]) { fmin(Tensor([1, .nan, .nan]), Tensor([0, 2, .nan])) },
    Case("nanToNum", .float64, [3], [Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude, 0]) {
      nanToNum(infinite)
    },
    Case("nanToNum with values", .float64, [3], [1, 2, 3]) {
      nanToNum(infinite, nan: 3, positiveInfinity: 1, negativeInfinity: 2)
    },
    Case("isPosInf", .bool, [3], [1, 0, 0]) { isPosInf(infinite) },
    Case("isNegInf", .bool, [3], [0, 1, 0]) { isNegInf(infinite) },
  ])
  func combinations(test: Case) { test.run() }

  @Test(arguments: [
    Case("copySign", .float64, [3], [0.3, 0.7, -1.5]) { copySign(x, y) },
    Case("signBit", .bool, [4], [1, 0, 1, 0]) { signBit(Tensor([-0.0, 0, -3, Double.infinity], shape: [4])) },
    Case("signBit of float16", .bool, [2], [1, 0]) { signBit(Tensor([-0.0, 0], dtype: .float16)) },
    Case("signBit of integers", .bool, [2], [1, 0]) { signBit(Tensor([-1, 1])) },
    Case("ldexp", .float64, [5], [3, 0.1875, .leastNonzeroMagnitude, 8.98846567431158e307, 0]) {
      ldexp(Tensor([1.5, 0.75, 1, 1, 1], dtype: .float64), Tensor([1, -2, -1074, 1023, -5000]))
    },
    // 0x1.1p-1073 and 0x1.1p-1074, each halfway or nearly so between two numbers.
    Case("ldexp rounds once", .float64, [2], [0x1p-1073, 0x1p-1074]) {
      ldexp(Tensor([0x1.1p-20, 0x1.7fffffp-30], dtype: .float64), Tensor([-1053, -1044]))
    },
    Case("frexp", .float64, [6], [0.5, -0.75, 0, 0.5, 0.875, .infinity]) { frexp(parts).fraction },
    Case("frexp exponents", .int32, [6], [4, 0, 0, -1073, -1029, 0]) { frexp(parts).exponent },
    Case("frexp of float16", .int32, [2], [4, -23]) { frexp(Tensor([8, 6e-8], dtype: .float16)).exponent },
    Case("modf", .float64, [4], [0.5, -0.25, 0, 0]) {
      modf(Tensor([2.5, -1.25, Double.infinity, -Double.infinity], shape: [4])).fraction
    },
    Case("modf whole", .float64, [3], [0, 0, 1]) { modf(x).whole },
    Case("nextAfter", .float64, [3], [0.30000000000000004, -0.7, 1.4999999999999998]) {
      nextAfter(x, Tensor([1, -0.7, 0], dtype: .float64))
    },
    Case("trunc", .float64, [3], [0, 0, 1]) { trunc(x) },
    Case("round to two places", .float64, [4], [1.26, -0.34, 2.68, 1250]) {
      round(Tensor([1.257, -0.345, 2.675, 1250], dtype: .float64), decimals: 2)
    },
    Case("round to hundreds", .float64, [3], [1200, 1400, -1200]) {
      round(Tensor([1250, 1350, -1250], dtype: .float64), decimals: -2)
    },
    Case("round float16", .float16, [1], [700]) { round(Tensor([700.25], dtype: .float16), decimals: 2) },
    Case("round integers", .int32, [5], [1200, 1400, -1200, 0, -100]) { round(whole, decimals: -2) },
    Case("round integers to nothing", .int32, [5], [0, 0, 0, 0, 0]) { round(whole, decimals: -12) },
  ])
  func partsOfNumbers(test: Case) { test.run() }

  @Test(arguments: [
    Case("fmod", .int32, [4], [-1, 1, -2, 0]) { fmod(Tensor([-7, 7, -8, 5]), Tensor([3, -3, 3, 0])) },
    Case("fmod of floats", .float64, [3], [0.3, -0.19999999999999996, 1.5]) { fmod(x, y) },
    Case("divmod", .int32, [2], [-3, 2]) { divmod(Tensor([-7, 7]), 3).quotient },
    Case("gcd", .int8, [5], [6, 3, 5, 0, 7]) {
      gcd(Tensor([12, -9, 0, 0, 7], dtype: .int8), Tensor([18, 6, 5, 0, -21], dtype: .int8))
    },
    // Neighbours in Fibonacci's sequence, the worst case.
    Case("gcd of Fibonacci numbers", .int64, [], [1]) {
      gcd(Tensor(7_540_113_804_746_346_429 as Int64), Tensor(4_660_046_610_375_530_309 as Int64))
    },
    Case("lcm", .int32, [3], [12, 0, 12]) { lcm(Tensor([4, 0, -6]), Tensor([6, 3, 4])) },
    Case("angle", .float64, [3], [0.7853981633974483, 3.141592653589793, -1.5707963267948966]) { angle(complex) },
    Case("angle of real numbers", .float64, [3], [0, 3.141592653589793, 0]) { angle(x) },
    Case("real", .float64, [3], [1, -1, 0]) { real(complex) },
    Case("imag", .float64, [3], [1, 0, -2]) { imag(complex) },
    Case("imag of conj", .float64, [3], [-1, 0, 2]) { imag(conj(complex)) },
    Case("isReal", .bool, [3], [0, 1, 0]) { isReal(complex) },
  ])
  func integersAndComplexNumbers(test: Case) { test.run() }
}

import JacobiCore
import JacobiNumPy
import JacobiReference
import Testing

private let x = Tensor([0.3, -0.7, 1.5], dtype: .float64)
private let p = Tensor([0.3, 0.7, 0.05], dtype: .float64)
private let big = Tensor([1.3, 2.7, 35], dtype: .float64)
private let special = Tensor([Float.nan, .infinity, -.infinity, -0.0, 1], shape: [5])
private let complex = Tensor([Complex64(3, -4), Complex64(.infinity, 0), Complex64(0, .nan)], shape: [3])
private let signed = Tensor([-7, 7, -8, 0])
private let divisor = Tensor([3, -3, 0, 2])
private let truths = Tensor([true, false])

/// The expected numbers are those of NumPy, SciPy and, for dtypes, JAX.
@Suite struct FunctionTests {
  @Test(arguments: [
    Case("exp(x)", .float64, [3], [1.3498588075760032, 0.4965853037914095, 4.4816890703380645]) { exp(x) },
    Case("exp2(x)", .float64, [3], [1.2311444133449163, 0.6155722066724582, 2.8284271247461903]) { exp2(x) },
    Case("expm1(x)", .float64, [3], [0.3498588075760031, -0.5034146962085905, 3.481689070338065]) { expm1(x) },
    Case("sin(x)", .float64, [3], [0.29552020666133955, -0.644217687237691, 0.9974949866040544]) { sin(x) },
    Case("cos(x)", .float64, [3], [0.955336489125606, 0.7648421872844885, 0.0707372016677029]) { cos(x) },
    Case("tan(x)", .float64, [3], [0.3093362496096232, -0.8422883804630794, 14.101419947171719]) { tan(x) },
    Case("atan(x)", .float64, [3], [0.2914567944778671, -0.6107259643892086, 0.982793723247329]) { atan(x) },
    Case("sinh(x)", .float64, [3], [0.3045202934471426, -0.7585837018395335, 2.1292794550948173]) { sinh(x) },
    Case("cosh(x)", .float64, [3], [1.0453385141288605, 1.255169005630943, 2.352409615243247]) { cosh(x) },
    Case("tanh(x)", .float64, [3], [0.2913126124515909, -0.6043677771171634, 0.9051482536448665]) { tanh(x) },
    Case("asinh(x)", .float64, [3], [0.29567304756342244, -0.6526665660823557, 1.1947632172871092]) { asinh(x) },
    Case("cbrt(x)", .float64, [3], [0.6694329500821695, -0.8879040017426006, 1.1447142425533319]) { cbrt(x) },
    Case("sigmoid(x)", .float64, [3], [0.574442516811659, 0.3318122278318339, 0.8175744761936437]) { sigmoid(x) },
    Case("erf(x)", .float64, [3], [0.3286267594591274, -0.6778011938374183, 0.9661051464753108]) { erf(x) },
    Case("erfc(x)", .float64, [3], [0.6713732405408726, 1.6778011938374182, 0.03389485352468927]) { erfc(x) },
    Case("square(x)", .float64, [3], [0.09, 0.48999999999999994, 2.25]) { square(x) },
    Case("abs(x)", .float64, [3], [0.3, 0.7, 1.5]) { abs(x) },
    Case("sign(x)", .float64, [3], [1, -1, 1]) { sign(x) },
    Case("floor(x)", .float64, [3], [0, -1, 1]) { floor(x) },
    Case("ceil(x)", .float64, [3], [1, 0, 2]) { ceil(x) },
    Case("round(x)", .float64, [3], [0, -1, 2]) { round(x) },
    Case("log(p)", .float64, [3], [-1.2039728043259361, -0.35667494393873245, -2.995732273553991]) { log(p) },
    Case("log1p(p)", .float64, [3], [0.26236426446749106, 0.5306282510621704, 0.04879016416943201]) { log1p(p) },
    Case("log2(p)", .float64, [3], [-1.7369655941662063, -0.5145731728297583, -4.321928094887363]) { log2(p) },
    Case("log10(p)", .float64, [3], [-0.5228787452803376, -0.1549019599857432, -1.3010299956639813]) { log10(p) },
    Case("sqrt(p)", .float64, [3], [0.5477225575051661, 0.8366600265340756, 0.22360679774997896]) { sqrt(p) },
    Case("rsqrt(p)", .float64, [3], [1.8257418583505538, 1.1952286093343936, 4.47213595499958]) { rsqrt(p) },
    Case("asin(p)", .float64, [3], [0.30469265401539747, 0.775397496610753, 0.050020856805770016]) { asin(p) },
    Case("acos(p)", .float64, [3], [1.2661036727794992, 0.7953988301841436, 1.5207754699891267]) { acos(p) },
    Case("atanh(p)", .float64, [3], [0.3095196042031117, 0.8673005276940531, 0.05004172927849127]) { atanh(p) },
    Case("erfInv(p)", .float64, [3], [0.2724627147267544, 0.7328690779592169, 0.044340387910005497]) { erfInv(p) },
    Case("acosh(big)", .float64, [3], [0.7564329108569596, 1.650193454979475, 4.248291097914389]) { acosh(big) },
  ])
  func floatingFunctions(test: Case) { test.run() }

  @Test(arguments: [
    Case("atan2(x, p)", .float64, [3], [0.7853981633974483, -0.7853981633974483, 1.5374753309166493]) { atan2(x, p) },
    Case("pow(p, x)", .float64, [3], [0.696845301935949, 1.283604916843771, 0.011180339887498949]) { pow(p, x) },
    Case("pow(p, 2.5)", .float64, [3], [0.049295030175464945, 0.4099634130016969, 0.0005590169943749475]) {
      pow(p, 2.5)
    },
    Case("pow(x, 3)", .float64, [3], [0.026999999999999996, -0.3429999999999999, 3.375]) { pow(x, 3) },
    Case("pow(x, -2)", .float64, [3], [11.111111111111112, 2.0408163265306123, 0.4444444444444444]) { pow(x, -2) },
    Case("pow(2, x)", .float64, [3], [1.2311444133449163, 0.6155722066724582, 2.8284271247461903]) { pow(2, x) },
    Case("logAddExp(x, p)", .float64, [3], [0.9931471805599452, 0.9204174099184509, 1.7107229646697597]) {
      logAddExp(x, p)
    },
    Case("maximum(x, p)", .float64, [3], [0.3, 0.7, 1.5]) { maximum(x, p) },
    Case("minimum(x, 0)", .float64, [3], [0, -0.7, 0]) { minimum(x, 0) },
    Case("clip(x, min: 0, max: 1)", .float64, [3], [0.3, 0, 1]) { clip(x, min: 0, max: 1) },
    Case("clip(x, max: 0.25)", .float64, [3], [0.25, -0.7, 0.25]) { clip(x, max: 0.25) },
  ])
  func pairs(test: Case) { test.run() }

  @Test(arguments: [
    Case("isNaN(special)", .bool, [5], [1, 0, 0, 0, 0]) { isNaN(special) },
    Case("isFinite(special)", .bool, [5], [0, 0, 0, 1, 1]) { isFinite(special) },
    Case("isInfinite(special)", .bool, [5], [0, 1, 1, 0, 0]) { isInfinite(special) },
    Case("isInfinite(complex)", .bool, [3], [0, 1, 0]) { isInfinite(complex) },
    Case("isNaN(complex)", .bool, [3], [0, 0, 1]) { isNaN(complex) },
    Case("isFinite(signed)", .bool, [4], [1, 1, 1, 1]) { isFinite(signed) },
    Case("isNaN(signed)", .bool, [4], [0, 0, 0, 0]) { isNaN(signed) },
    Case("isInfinite(truths)", .bool, [2], [0, 0]) { isInfinite(truths) },
    Case("maximum(special, 0)", .float32, [5], [.nan, .infinity, 0, 0, 1]) { maximum(special, 0) },
    Case("sign(special)", .float32, [5], [.nan, 1, -1, 0, 1]) { sign(special) },
    // Integers are converted before they are subtracted.
    Case("logAddExp of uint8", .float32, [2], [2.31326174736022949, 2.31326174736022949]) {
      logAddExp(Tensor([1, 2] as [UInt8]), Tensor([2, 1] as [UInt8]))
    },
    Case("logAddExp of bool", .float32, [1], [1.31326162815093994]) {
      logAddExp(Tensor([true]), Tensor([false]))
    },
    Case("hypot of int8", .float32, [1], [128]) { hypot(Tensor([-128] as [Int8]), Tensor([0] as [Int8])) },
    Case("logAddExp(special[1...2], special[1...2])", .float32, [2], [.infinity, -.infinity]) {
      logAddExp(special[1...2], special[1...2])
    },
    Case("abs(complex[0])", .float32, [], [5]) { abs(complex[0]) },
    Case("which(special .> 0, 1, 0)", .int32, [5], [0, 1, 0, 0, 1]) { which(special .> 0, 1, 0) },
    Case("special .== special", .bool, [5], [0, 1, 1, 1, 1]) { special .== special },
    Case("special .!= special", .bool, [5], [1, 0, 0, 0, 0]) { special .!= special },
    Case("round(Tensor([0.5, 1.5, 2.5, -0.5]))", .float32, [4], [0, 2, 2, 0]) { round(Tensor([0.5, 1.5, 2.5, -0.5])) },
  ])
  func specialValues(test: Case) { test.run() }

  @Test(arguments: [
    Case("floorDivide(signed, 3)", .int32, [4], [-3, 2, -3, 0]) { floorDivide(signed, 3) },
    Case("floorDivide(signed, Tensor([-2, -2, 3, 5]))", .int32, [4], [3, -4, -3, 0]) {
      floorDivide(signed, Tensor([-2, -2, 3, 5]))
    },
    Case("signed % 3", .int32, [4], [2, 1, 1, 0]) { signed % 3 },
    Case("signed % divisor", .int32, [4], [2, -2, 0, 0]) { signed % divisor },
    Case("7 % divisor", .int32, [4], [1, -2, 0, 1]) { 7 % divisor },
    Case("signed / 2", .float32, [4], [-3.5, 3.5, -4, 0]) { signed / 2 },
    Case("-signed", .int32, [4], [7, -7, 8, 0]) { -signed },
    Case("abs(signed)", .int32, [4], [7, 7, 8, 0]) { abs(signed) },
    Case("sign(signed)", .int32, [4], [-1, 1, -1, 0]) { sign(signed) },
    Case("square(signed)", .int32, [4], [49, 49, 64, 0]) { square(signed) },
    Case("floor(signed)", .int32, [4], [-7, 7, -8, 0]) { floor(signed) },
    Case("pow(signed, 2)", .int32, [4], [49, 49, 64, 0]) { pow(signed, 2) },
    Case("pow(signed, Tensor([0, 1, 3, 0]))", .int32, [4], [1, 7, -512, 1]) { pow(signed, Tensor([0, 1, 3, 0])) },
    Case("pow(Tensor([0, -1]), Tensor([64, 65]))", .int32, [2], [0, -1]) { pow(Tensor([0, -1]), Tensor([64, 65])) },
    Case("floorDivide(Tensor([7.5, -7.5, 1]), Tensor([2, 2, 0.1]))", .float32, [3], [3, -4, 9]) {
      floorDivide(Tensor([7.5, -7.5, 1]), Tensor([2, 2, 0.1]))
    },
    Case("Tensor([7.5, -7.5]) % 2", .float32, [2], [1.5, 0.5]) { Tensor([7.5, -7.5]) % 2 },
    Case("Tensor([7.5, -7.5]) % -2", .float32, [2], [-0.5, -1.5]) { Tensor([7.5, -7.5]) % -2 },
    Case("floorDivide(Tensor([250], dtype: .uint8), 7)", .uint8, [1], [35]) {
      floorDivide(Tensor([250], dtype: .uint8), 7)
    },
    Case("Tensor([250], dtype: .uint8) % 7", .uint8, [1], [5]) { Tensor([250], dtype: .uint8) % 7 },
    Case("Tensor([250], dtype: .uint8) + 10", .uint8, [1], [4]) { Tensor([250], dtype: .uint8) + 10 },
    Case("exp(Tensor([0], dtype: .int64))", .float64, [1], [1]) { exp(Tensor([0], dtype: .int64)) },
  ])
  func integers(test: Case) { test.run() }

  @Test(arguments: [
    Case("signed & 6", .int32, [4], [0, 6, 0, 0]) { signed & 6 },
    Case("signed | 1", .int32, [4], [-7, 7, -7, 1]) { signed | 1 },
    Case("signed ^ divisor", .int32, [4], [-6, -6, -8, 2]) { signed ^ divisor },
    Case("~signed", .int32, [4], [6, -8, 7, -1]) { ~signed },
    Case("signed << 2", .int32, [4], [-28, 28, -32, 0]) { signed << 2 },
    Case("signed >> 1", .int32, [4], [-4, 3, -4, 0]) { signed >> 1 },
    Case("Tensor([128], dtype: .uint8) >> 3", .uint8, [1], [16]) { Tensor([128], dtype: .uint8) >> 3 },
    Case("truths & true", .bool, [2], [1, 0]) { truths & true },
    Case("truths | false", .bool, [2], [1, 0]) { truths | false },
    Case("~truths", .bool, [2], [0, 1]) { ~truths },
    Case("truths + truths", .bool, [2], [1, 0]) { truths + truths },
    Case("truths * false", .bool, [2], [0, 0]) { truths * false },
    Case("truths << 1", .int32, [2], [2, 0]) { truths << 1 },
    Case("signed .&& truths[0]", .bool, [4], [1, 1, 1, 0]) { signed .&& truths[0] },
    Case("(signed .> 0) .|| (signed .== 0)", .bool, [4], [0, 1, 0, 1]) { (signed .> 0) .|| (signed .== 0) },
    Case(".!signed", .bool, [4], [0, 0, 0, 1]) { .!signed },
    Case("logicalXor(signed, 1)", .bool, [4], [0, 0, 0, 1]) { logicalXor(signed, 1) },
    Case("logicalAnd(signed, divisor)", .bool, [4], [1, 1, 0, 0]) { logicalAnd(signed, divisor) },
    Case("logicalOr(0, divisor)", .bool, [4], [1, 1, 0, 1]) { logicalOr(0, divisor) },
    Case("logicalNot(truths)", .bool, [2], [0, 1]) { logicalNot(truths) },
  ])
  func bits(test: Case) { test.run() }

  @Test(arguments: [
    Case("which(truths, 1, 2.5)", .float32, [2], [1, 2.5]) { which(truths, 1, 2.5) },
    Case("which(truths, Tensor([1, 2]), Tensor([[10], [20]]))", .int32, [2, 2], [1, 10, 1, 20]) {
      which(truths, Tensor([1, 2]), Tensor([[10], [20]]))
    },
    Case("which(Tensor(0), Tensor([1, 2]), Tensor([[3], [4]]))", .int32, [2, 2], [3, 3, 4, 4]) {
      which(Tensor(0), Tensor([1, 2]), Tensor([[3], [4]]))
    },
    Case("signed.replacing(with: 0, where: signed .< 0)", .int32, [4], [0, 7, 0, 0]) {
      signed.replacing(with: 0, where: signed .< 0)
    },
    Case("clip(signed, min: Tensor([0, 0, -1, 0]))", .int32, [4], [0, 7, -1, 0]) {
      clip(signed, min: Tensor([0, 0, -1, 0]))
    },
  ])
  func selections(test: Case) { test.run() }

  @Test(arguments: [
    Case("signed .< divisor", .bool, [4], [1, 0, 1, 1]) { signed .< divisor },
    Case("signed .<= 0", .bool, [4], [1, 0, 1, 1]) { signed .<= 0 },
    Case("signed .>= 0.5", .bool, [4], [0, 1, 0, 0]) { signed .>= 0.5 },
    Case("0 .< signed", .bool, [4], [0, 1, 0, 0]) { 0 .< signed },
    Case("signed .!= 7", .bool, [4], [1, 0, 1, 1]) { signed .!= 7 },
    Case("truths .== 1", .bool, [2], [1, 0]) { truths .== 1 },
    Case("arrayEqual(signed, signed)", .bool, [], [1]) { arrayEqual(signed, signed) },
    Case("arrayEqual(signed, divisor)", .bool, [], [0]) { arrayEqual(signed, divisor) },
    Case("arrayEqual(signed, truths)", .bool, [], [0]) { arrayEqual(signed, truths) },
    Case("isClose(Tensor([1, 1.1]), Tensor([1.000001, 1]))", .bool, [2], [1, 0]) {
      isClose(Tensor([1, 1.1]), Tensor([1.000001, 1]))
    },
    Case("isClose(special, special)", .bool, [5], [0, 1, 1, 1, 1]) { isClose(special, special) },
    Case("allClose(special, special, equalNaN: true)", .bool, [], [1]) { allClose(special, special, equalNaN: true) },
    Case("allClose(signed, signed + 1, absolute: 1)", .bool, [], [1]) { allClose(signed, signed + 1, absolute: 1) },
    Case("isClose(Tensor([0], dtype: .uint8), Tensor([255], dtype: .uint8), absolute: 1)", .bool, [1], [0]) {
      isClose(Tensor([0], dtype: .uint8), Tensor([255], dtype: .uint8), absolute: 1)
    },
  ])
  func comparisons(test: Case) { test.run() }
}

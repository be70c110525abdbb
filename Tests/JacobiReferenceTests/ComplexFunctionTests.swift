import JacobiCore
import JacobiPrimitives
import Testing

/// Complex functions against values computed with 60 digits, and the sides of the branch cuts.
@Suite struct ComplexFunctionTests {
  struct Row: Sendable {
    var primitive: any UnaryPrimitive
    var values: [(z: Complex128, w: Complex128)]

    init(_ primitive: any UnaryPrimitive, _ values: [(z: Complex128, w: Complex128)]) {
      self.primitive = primitive
      self.values = values
    }
  }

  static let rows = [
    Row(
      Exp(),
      [
        (Complex128(0.5, 0.25), Complex128(1.5974665191199127, 0.40790017007835977)),
        (Complex128(-1.5, 2.0), Complex128(-0.09285491028402633, 0.2028916804701695)),
        (Complex128(2.0, -3.0), Complex128(-7.315110094901103, -1.0427436562359045)),
        (Complex128(1e-09, -2e-09), Complex128(1.000000001, -2.000000002e-09)),
        (Complex128(-0.3, -0.4), Complex128(0.6823387667165517, -0.2884882034499186)),
      ]),
    Row(
      Exp2(),
      [
        (Complex128(0.5, 0.25), Complex128(1.3930334183655624, 0.24383989689293287)),
        (Complex128(-1.5, 2.0), Complex128(0.0648618354484789, 0.3475527906696398)),
        (Complex128(2.0, -3.0), Complex128(-1.9479776718631256, -3.4936203270994857)),
        (Complex128(1e-09, -2e-09), Complex128(1.000000000693147, -1.3862943620807968e-09)),
        (Complex128(-0.3, -0.4), Complex128(0.7812319517539698, -0.2223299191407449)),
      ]),
    Row(
      Expm1(),
      [
        (Complex128(0.5, 0.25), Complex128(0.5974665191199127, 0.40790017007835977)),
        (Complex128(-1.5, 2.0), Complex128(-1.0928549102840264, 0.2028916804701695)),
        (Complex128(2.0, -3.0), Complex128(-8.315110094901103, -1.0427436562359045)),
        (Complex128(1e-09, -2e-09), Complex128(9.999999985e-10, -2.000000002e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.31766123328344825, -0.2884882034499186)),
      ]),
    Row(
      Log(),
      [
        (Complex128(0.5, 0.25), Complex128(-0.5815754049028404, 0.4636476090008061)),
        (Complex128(-1.5, 2.0), Complex128(0.9162907318741551, 2.214297435588181)),
        (Complex128(2.0, -3.0), Complex128(1.2824746787307684, -0.982793723247329)),
        (Complex128(1e-09, -2e-09), Complex128(-19.918546880729362, -1.1071487177940904)),
        (Complex128(-0.3, -0.4), Complex128(-0.6931471805599453, -2.214297435588181)),
      ]),
    Row(
      Log1p(),
      [
        (Complex128(0.5, 0.25), Complex128(0.4191645952022216, 0.16514867741462683)),
        (Complex128(-1.5, 2.0), Complex128(0.7234594914681627, 1.8157749899217608)),
        (Complex128(2.0, -3.0), Complex128(1.4451858789480823, -0.7853981633974483)),
        (Complex128(1e-09, -2e-09), Complex128(1.0000000015e-09, -1.9999999980000002e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.2153914580462271, -0.519146114246523)),
      ]),
    Row(
      Logistic(),
      [
        (Complex128(0.5, 0.25), Complex128(0.6242751644199612, 0.05900296431450802)),
        (Complex128(-1.5, 2.0), Complex128(-0.04984258297024424, 0.234807340416369)),
        (Complex128(2.0, -3.0), Complex128(1.1541476496139678, -0.02545268116361431)),
        (Complex128(1e-09, -2e-09), Complex128(0.50000000025, -5e-10)),
        (Complex128(-0.3, -0.4), Complex128(0.42256906793664123, -0.09901811424847044)),
      ]),
    Row(
      Sqrt(),
      [
        (Complex128(0.5, 0.25), Complex128(0.7276733451126774, 0.17178037486125622)),
        (Complex128(-1.5, 2.0), Complex128(0.7071067811865476, 1.4142135623730951)),
        (Complex128(2.0, -3.0), Complex128(1.6741492280355401, -0.8959774761298381)),
        (Complex128(1e-09, -2e-09), Complex128(4.022479320953552e-05, -2.486028939392892e-05)),
        (Complex128(-0.3, -0.4), Complex128(0.31622776601683794, -0.6324555320336759)),
      ]),
    Row(
      Rsqrt(),
      [
        (Complex128(0.5, 0.25), Complex128(1.3017016520692888, -0.30729007631213195)),
        (Complex128(-1.5, 2.0), Complex128(0.282842712474619, -0.565685424949238)),
        (Complex128(2.0, -3.0), Complex128(0.464325452650815, 0.24849944091130338)),
        (Complex128(1e-09, -2e-09), Complex128(17989.07439947867, 11117.859405028423)),
        (Complex128(-0.3, -0.4), Complex128(0.6324555320336759, 1.2649110640673518)),
      ]),
    Row(
      Sin(),
      [
        (Complex128(0.5, 0.25), Complex128(0.494485780933195, 0.22168816414957482)),
        (Complex128(-1.5, 2.0), Complex128(-3.752771340479298, 0.2565539560904818)),
        (Complex128(2.0, -3.0), Complex128(9.15449914691143, 4.168906959966565)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.3194787307415647, -0.39240668483263885)),
      ]),
    Row(
      Cos(),
      [
        (Complex128(0.5, 0.25), Complex128(0.9051501505596067, -0.12110879604381165)),
        (Complex128(-1.5, 2.0), Complex128(0.2661271953135458, 3.6177750739401375)),
        (Complex128(2.0, -3.0), Complex128(-4.189625690968807, 9.109227893755337)),
        (Complex128(1e-09, -2e-09), Complex128(1.0, 2e-18)),
        (Complex128(-0.3, -0.4), Complex128(1.032787884202841, -0.12138561220787393)),
      ]),
    Row(
      Tan(),
      [
        (Complex128(0.5, 0.25), Complex128(0.504500702698564, 0.3124206925025888)),
        (Complex128(-1.5, 2.0), Complex128(-0.0053620609220030565, 1.036920282100185)),
        (Complex128(2.0, -3.0), Complex128(-0.0037640256415042484, -1.0032386273536098)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.261073681841663, -0.41063347084255636)),
      ]),
    Row(
      Asin(),
      [
        (Complex128(0.5, 0.25), Complex128(0.5016088532755008, 0.2813960562452928)),
        (Complex128(-1.5, 2.0), Complex128(-0.6065115181997548, 1.6224941488715938)),
        (Complex128(2.0, -3.0), Complex128(0.5706527843210994, -1.9833870299165355)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.2806295622918058, -0.4051123371780309)),
      ]),
    Row(
      Acos(),
      [
        (Complex128(0.5, 0.25), Complex128(1.0691874735193958, -0.2813960562452928)),
        (Complex128(-1.5, 2.0), Complex128(2.1773078449946515, -1.6224941488715938)),
        (Complex128(2.0, -3.0), Complex128(1.0001435424737972, 1.9833870299165355)),
        (Complex128(1e-09, -2e-09), Complex128(1.5707963257948967, 2e-09)),
        (Complex128(-0.3, -0.4), Complex128(1.8514258890867024, 0.4051123371780309)),
      ]),
    Row(
      Atan(),
      [
        (Complex128(0.5, 0.25), Complex128(0.4842544903299662, 0.20058661813123432)),
        (Complex128(-1.5, 2.0), Complex128(-1.311223269671635, 0.3104282830771958)),
        (Complex128(2.0, -3.0), Complex128(1.4099210495965755, -0.22907268296853878)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.3373704711117763, -0.37908687234202215)),
      ]),
    Row(
      Sinh(),
      [
        (Complex128(0.5, 0.25), Complex128(0.504895714387995, 0.2789791283502615)),
        (Complex128(-1.5, 2.0), Complex128(0.8860929093625314, 2.139040009980677)),
        (Complex128(2.0, -3.0), Complex128(-3.59056458998578, -0.5309210862485199)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.2804817641764754, -0.4070739913234487)),
      ]),
    Row(
      Cosh(),
      [
        (Complex128(0.5, 0.25), Complex128(1.0925708047319176, 0.12892104172809826)),
        (Complex128(-1.5, 2.0), Complex128(-0.9789478196465577, -1.9361483295105073)),
        (Complex128(2.0, -3.0), Complex128(-3.7245455049153224, -0.5118225699873846)),
        (Complex128(1e-09, -2e-09), Complex128(1.0, -2e-18)),
        (Complex128(-0.3, -0.4), Complex128(0.9628205308930271, 0.11858578787353008)),
      ]),
    Row(
      Tanh(),
      [
        (Complex128(0.5, 0.25), Complex128(0.48548728102413535, 0.19805544995134952)),
        (Complex128(-1.5, 2.0), Complex128(-1.0641443991765371, -0.08039101531016818)),
        (Complex128(2.0, -3.0), Complex128(0.9653858790221331, 0.009884375038322494)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.33825474326547145, -0.3811320742724429)),
      ]),
    Row(
      Asinh(),
      [
        (Complex128(0.5, 0.25), Complex128(0.4926756834207706, 0.2243284526346675)),
        (Complex128(-1.5, 2.0), Complex128(-1.6004100552346137, 0.8877651461839051)),
        (Complex128(2.0, -3.0), Complex128(1.9686379257930964, -0.9646585044076028)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.3189624333048184, -0.3903162045220237)),
      ]),
    Row(
      Acosh(),
      [
        (Complex128(0.5, 0.25), Complex128(0.2813960562452928, 1.0691874735193958)),
        (Complex128(-1.5, 2.0), Complex128(1.6224941488715938, 2.1773078449946515)),
        (Complex128(2.0, -3.0), Complex128(1.9833870299165355, -1.0001435424737972)),
        (Complex128(1e-09, -2e-09), Complex128(2e-09, -1.5707963257948967)),
        (Complex128(-0.3, -0.4), Complex128(0.4051123371780309, -1.8514258890867024)),
      ]),
    Row(
      Atanh(),
      [
        (Complex128(0.5, 0.25), Complex128(0.5003700000525311, 0.3143981432077165)),
        (Complex128(-1.5, 2.0), Complex128(-0.22008968066202292, 1.2452579660726568)),
        (Complex128(2.0, -3.0), Complex128(0.14694666622552977, -1.3389725222944935)),
        (Complex128(1e-09, -2e-09), Complex128(1e-09, -2e-09)),
        (Complex128(-0.3, -0.4), Complex128(-0.2614921387956719, -0.4088225229163511)),
      ]),
    Row(
      Sign(),
      [
        (Complex128(0.5, 0.25), Complex128(0.8944271909999159, 0.4472135954999579)),
        (Complex128(-1.5, 2.0), Complex128(-0.6, 0.8)),
        (Complex128(2.0, -3.0), Complex128(0.5547001962252291, -0.8320502943378437)),
        (Complex128(1e-09, -2e-09), Complex128(0.4472135954999579, -0.8944271909999159)),
        (Complex128(-0.3, -0.4), Complex128(-0.6, -0.8)),
      ]),
    Row(
      Square(),
      [
        (Complex128(0.5, 0.25), Complex128(0.1875, 0.25)), (Complex128(-1.5, 2.0), Complex128(-1.75, -6.0)),
        (Complex128(2.0, -3.0), Complex128(-5.0, -12.0)),
        (Complex128(1e-09, -2e-09), Complex128(-3.0000000000000002e-18, -4e-18)),
        (Complex128(-0.3, -0.4), Complex128(-0.07000000000000002, 0.24)),
      ]),
  ]

  /// Each part to a few ulps: those of the modulus where the part itself is small beside the other one.
  @Test(arguments: rows.indices) func agreesInComplex128(index: Int) throws {
    let row = Self.rows[index]
    let results: [Complex128] = try scalars(row.primitive, vector(row.values.map(\.z)))
    let singles: [Complex64] = try scalars(row.primitive, vector(row.values.map { $0.z.converted(to: Complex64.self) }))
    for ((result, single), value) in zip(zip(results, singles), row.values) {
      #expect((result - value.w).magnitude <= 4 * value.w.magnitude.ulp, "\(row.primitive) of \(value.z): \(result)")
      // The operand is rounded, too: the derivatives here are below 4.
      let error = (single.converted(to: Complex128.self) - value.w).magnitude
      #expect(error <= 4 * Double(Float(max(value.w.magnitude, value.z.magnitude)).ulp), "\(row.primitive): \(single)")
    }
  }

  @Test func keepsSmallResultsAccurate() throws {
    let z = vector([Complex128(1e-9, -2e-9)])
    let expm1: Complex128 = try scalars(Expm1(), z)[0]
    #expect((expm1.real - 9.999999985e-10).magnitude < 1e-24)
    let log1p: Complex128 = try scalars(Log1p(), z)[0]
    #expect((log1p.real - 1.0000000015e-9).magnitude < 1e-24)
  }

  @Test func continuesAlongTheSideOfABranchCut() throws {
    let z = vector([Complex128(-4, 0), Complex128(-4, -0.0)])
    #expect(try scalars(Sqrt(), z) == [Complex128(0, 2), Complex128(0, -2)])
    let logarithms: [Complex128] = try scalars(Log(), z)
    #expect(logarithms.map(\.imaginary) == [.pi, -.pi])
    let powers: [Complex128] = try scalars(Logistic(), vector([Complex128(-800, 1), Complex128(800, 1)]))
    #expect(powers == [0, 1])
  }
}

import JacobiCore
import Testing

/// An element and what it becomes in every type.
struct ScalarConversion: Sendable, CustomTestStringConvertible {
  let dtype: DType
  let text: String
  /// The texts of the results, in the order of ``DType/allCases``.
  let results: [Substring]

  init(_ dtype: DType, _ text: String, exact: String, real: String, complex: String) {
    self.dtype = dtype
    self.text = text
    results = [exact, real, complex].flatMap { $0.split(separator: " ") }
  }

  var testDescription: String { "\(text) of type \(dtype)" }
}

extension ScalarConversion {
  /// Made by `astype` of JAX 0.10.2 on a CPU, with 64-bit types enabled, and checked to be the same in NumPy 2.4.6
  /// where NumPy defines the result (it does not for a real number that an integer type cannot hold). Numbers that XLA
  /// flushes to zero, and those that it rounds twice on their way to a 16-bit type, are left out.
  static let goldens: [ScalarConversion] = [
    ScalarConversion(
      .bool, "false", exact: "false 0 0 0 0 0 0 0 0",
      real: "0.0 0.0 0.0 0.0", complex: "0.0+0.0j 0.0+0.0j"),
    ScalarConversion(
      .bool, "true", exact: "true 1 1 1 1 1 1 1 1",
      real: "1.0 1.0 1.0 1.0", complex: "1.0+0.0j 1.0+0.0j"),
    ScalarConversion(
      .int8, "-128", exact: "true -128 -128 -128 -128 128 65408 4294967168 18446744073709551488",
      real: "-128.0 -128.0 -128.0 -128.0", complex: "-128.0+0.0j -128.0+0.0j"),
    ScalarConversion(
      .int8, "-1", exact: "true -1 -1 -1 -1 255 65535 4294967295 18446744073709551615",
      real: "-1.0 -1.0 -1.0 -1.0", complex: "-1.0+0.0j -1.0+0.0j"),
    ScalarConversion(
      .int8, "127", exact: "true 127 127 127 127 127 127 127 127",
      real: "127.0 127.0 127.0 127.0", complex: "127.0+0.0j 127.0+0.0j"),
    ScalarConversion(
      .int16, "-32768", exact: "true 0 -32768 -32768 -32768 0 32768 4294934528 18446744073709518848",
      real: "-32768.0 -32768.0 -32768.0 -32768.0", complex: "-32768.0+0.0j -32768.0+0.0j"),
    ScalarConversion(
      .int16, "-129", exact: "true 127 -129 -129 -129 127 65407 4294967167 18446744073709551487",
      real: "-129.0 -129.0 -129.0 -129.0", complex: "-129.0+0.0j -129.0+0.0j"),
    ScalarConversion(
      .int16, "300", exact: "true 44 300 300 300 44 300 300 300",
      real: "300.0 300.0 300.0 300.0", complex: "300.0+0.0j 300.0+0.0j"),
    ScalarConversion(
      .int16, "32767", exact: "true -1 32767 32767 32767 255 32767 32767 32767",
      real: "32768.0 32768.0 32767.0 32767.0", complex: "32767.0+0.0j 32767.0+0.0j"),
    ScalarConversion(
      .int32, "-2147483648", exact: "true 0 0 -2147483648 -2147483648 0 0 2147483648 18446744071562067968",
      real: "-inf -2147483648.0 -2147483648.0 -2147483648.0", complex: "-2147483648.0+0.0j -2147483648.0+0.0j"),
    ScalarConversion(
      .int32, "-70000", exact: "true -112 -4464 -70000 -70000 144 61072 4294897296 18446744073709481616",
      real: "-inf -70144.0 -70000.0 -70000.0", complex: "-70000.0+0.0j -70000.0+0.0j"),
    ScalarConversion(
      .int32, "65536", exact: "true 0 0 65536 65536 0 0 65536 65536",
      real: "inf 65536.0 65536.0 65536.0", complex: "65536.0+0.0j 65536.0+0.0j"),
    ScalarConversion(
      .int32, "16777217", exact: "true 1 1 16777217 16777217 1 1 16777217 16777217",
      real: "inf 16777216.0 16777216.0 16777217.0", complex: "16777216.0+0.0j 16777217.0+0.0j"),
    ScalarConversion(
      .int32, "2147483647", exact: "true -1 -1 2147483647 2147483647 255 65535 2147483647 2147483647",
      real: "inf 2147483648.0 2147483648.0 2147483647.0", complex: "2147483648.0+0.0j 2147483647.0+0.0j"),
    ScalarConversion(
      .int64, "-9223372036854775808",
      exact: "true 0 0 0 -9223372036854775808 0 0 0 9223372036854775808",
      real: "-inf -9.223372036854776e+18 -9.223372036854776e+18 -9.223372036854776e+18",
      complex: "-9.223372036854776e+18+0.0j -9.223372036854776e+18+0.0j"),
    ScalarConversion(
      .int64, "-9007199254740993",
      exact: "true -1 -1 -1 -9007199254740993 255 65535 4294967295 18437736874454810623",
      real: "-inf -9007199254740992.0 -9007199254740992.0 -9007199254740992.0",
      complex: "-9007199254740992.0+0.0j -9007199254740992.0+0.0j"),
    ScalarConversion(
      .int64, "-1", exact: "true -1 -1 -1 -1 255 65535 4294967295 18446744073709551615",
      real: "-1.0 -1.0 -1.0 -1.0", complex: "-1.0+0.0j -1.0+0.0j"),
    ScalarConversion(
      .int64, "9007199254740993",
      exact: "true 1 1 1 9007199254740993 1 1 1 9007199254740993",
      real: "inf 9007199254740992.0 9007199254740992.0 9007199254740992.0",
      complex: "9007199254740992.0+0.0j 9007199254740992.0+0.0j"),
    ScalarConversion(
      .int64, "4611686018427387905",
      exact: "true 1 1 1 4611686018427387905 1 1 1 4611686018427387905",
      real: "inf 4.611686018427388e+18 4.611686018427388e+18 4.611686018427388e+18",
      complex: "4.611686018427388e+18+0.0j 4.611686018427388e+18+0.0j"),
    ScalarConversion(
      .int64, "9223372036854775807",
      exact: "true -1 -1 -1 9223372036854775807 255 65535 4294967295 9223372036854775807",
      real: "inf 9.223372036854776e+18 9.223372036854776e+18 9.223372036854776e+18",
      complex: "9.223372036854776e+18+0.0j 9.223372036854776e+18+0.0j"),
    ScalarConversion(
      .uint8, "0", exact: "false 0 0 0 0 0 0 0 0",
      real: "0.0 0.0 0.0 0.0", complex: "0.0+0.0j 0.0+0.0j"),
    ScalarConversion(
      .uint8, "200", exact: "true -56 200 200 200 200 200 200 200",
      real: "200.0 200.0 200.0 200.0", complex: "200.0+0.0j 200.0+0.0j"),
    ScalarConversion(
      .uint8, "255", exact: "true -1 255 255 255 255 255 255 255",
      real: "255.0 255.0 255.0 255.0", complex: "255.0+0.0j 255.0+0.0j"),
    ScalarConversion(
      .uint16, "256", exact: "true 0 256 256 256 0 256 256 256",
      real: "256.0 256.0 256.0 256.0", complex: "256.0+0.0j 256.0+0.0j"),
    ScalarConversion(
      .uint16, "65535", exact: "true -1 -1 65535 65535 255 65535 65535 65535",
      real: "inf 65536.0 65535.0 65535.0", complex: "65535.0+0.0j 65535.0+0.0j"),
    ScalarConversion(
      .uint32, "2147483648", exact: "true 0 0 -2147483648 2147483648 0 0 2147483648 2147483648",
      real: "inf 2147483648.0 2147483648.0 2147483648.0", complex: "2147483648.0+0.0j 2147483648.0+0.0j"),
    ScalarConversion(
      .uint32, "4294967295", exact: "true -1 -1 -1 4294967295 255 65535 4294967295 4294967295",
      real: "inf 4294967296.0 4294967296.0 4294967295.0", complex: "4294967296.0+0.0j 4294967295.0+0.0j"),
    ScalarConversion(
      .uint64, "9007199254740993",
      exact: "true 1 1 1 9007199254740993 1 1 1 9007199254740993",
      real: "inf 9007199254740992.0 9007199254740992.0 9007199254740992.0",
      complex: "9007199254740992.0+0.0j 9007199254740992.0+0.0j"),
    ScalarConversion(
      .uint64, "9223372036854775808",
      exact: "true 0 0 0 -9223372036854775808 0 0 0 9223372036854775808",
      real: "inf 9.223372036854776e+18 9.223372036854776e+18 9.223372036854776e+18",
      complex: "9.223372036854776e+18+0.0j 9.223372036854776e+18+0.0j"),
    ScalarConversion(
      .uint64, "18446744073709551615",
      exact: "true -1 -1 -1 -1 255 65535 4294967295 18446744073709551615",
      real: "inf 1.8446744073709552e+19 1.8446744073709552e+19 1.8446744073709552e+19",
      complex: "1.8446744073709552e+19+0.0j 1.8446744073709552e+19+0.0j"),
    ScalarConversion(
      .float16, "-2.5", exact: "true -2 -2 -2 -2 0 0 0 0",
      real: "-2.5 -2.5 -2.5 -2.5", complex: "-2.5+0.0j -2.5+0.0j"),
    ScalarConversion(
      .float16, "0.0999755859375",
      exact: "true 0 0 0 0 0 0 0 0",
      real: "0.0999755859375 0.10009765625 0.0999755859375 0.0999755859375",
      complex: "0.0999755859375+0.0j 0.0999755859375+0.0j"),
    ScalarConversion(
      .float16, "65504.0", exact: "true 127 32767 65504 65504 255 65504 65504 65504",
      real: "65504.0 65536.0 65504.0 65504.0", complex: "65504.0+0.0j 65504.0+0.0j"),
    ScalarConversion(
      .float16, "inf", exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 18446744073709551615",
      real: "inf inf inf inf", complex: "inf+0.0j inf+0.0j"),
    ScalarConversion(
      .float16, "nan", exact: "true 0 0 0 0 0 0 0 0",
      real: "nan nan nan nan", complex: "nan+0.0j nan+0.0j"),
    ScalarConversion(
      .float16, "-0.0", exact: "false 0 0 0 0 0 0 0 0",
      real: "-0.0 -0.0 -0.0 -0.0", complex: "-0.0+0.0j -0.0+0.0j"),
    ScalarConversion(
      .bfloat16, "1.5", exact: "true 1 1 1 1 1 1 1 1",
      real: "1.5 1.5 1.5 1.5", complex: "1.5+0.0j 1.5+0.0j"),
    ScalarConversion(
      .bfloat16, "-300.0", exact: "true -128 -300 -300 -300 0 0 0 0",
      real: "-300.0 -300.0 -300.0 -300.0", complex: "-300.0+0.0j -300.0+0.0j"),
    ScalarConversion(
      .bfloat16, "3.00405527047391e+38",
      exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 18446744073709551615",
      real: "inf 3.00405527047391e+38 3.00405527047391e+38 3.00405527047391e+38",
      complex: "3.00405527047391e+38+0.0j 3.00405527047391e+38+0.0j"),
    ScalarConversion(
      .bfloat16, "-inf", exact: "true -128 -32768 -2147483648 -9223372036854775808 0 0 0 0",
      real: "-inf -inf -inf -inf", complex: "-inf+0.0j -inf+0.0j"),
    ScalarConversion(
      .float32, "-1.75", exact: "true -1 -1 -1 -1 0 0 0 0",
      real: "-1.75 -1.75 -1.75 -1.75", complex: "-1.75+0.0j -1.75+0.0j"),
    ScalarConversion(
      .float32, "300.70001220703125",
      exact: "true 127 300 300 300 255 300 300 300",
      real: "300.75 300.0 300.70001220703125 300.70001220703125",
      complex: "300.70001220703125+0.0j 300.70001220703125+0.0j"),
    ScalarConversion(
      .float32, "2147483648.0", exact: "true 127 32767 2147483647 2147483648 255 65535 2147483648 2147483648",
      real: "inf 2147483648.0 2147483648.0 2147483648.0", complex: "2147483648.0+0.0j 2147483648.0+0.0j"),
    ScalarConversion(
      .float32, "-1.0000000200408773e+20",
      exact: "true -128 -32768 -2147483648 -9223372036854775808 0 0 0 0",
      real: "-inf -9.972771014849226e+19 -1.0000000200408773e+20 -1.0000000200408773e+20",
      complex: "-1.0000000200408773e+20+0.0j -1.0000000200408773e+20+0.0j"),
    ScalarConversion(
      .float32, "inf", exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 18446744073709551615",
      real: "inf inf inf inf", complex: "inf+0.0j inf+0.0j"),
    ScalarConversion(
      .float32, "nan", exact: "true 0 0 0 0 0 0 0 0",
      real: "nan nan nan nan", complex: "nan+0.0j nan+0.0j"),
    ScalarConversion(
      .float32, "9.999999974752427e-07",
      exact: "true 0 0 0 0 0 0 0 0",
      real: "1.0132789611816406e-06 9.98377799987793e-07 9.999999974752427e-07 9.999999974752427e-07",
      complex: "9.999999974752427e-07+0.0j 9.999999974752427e-07+0.0j"),
    ScalarConversion(
      .float64, "0.9999", exact: "true 0 0 0 0 0 0 0 0",
      real: "1.0 1.0 0.9998999834060669 0.9999", complex: "0.9998999834060669+0.0j 0.9999+0.0j"),
    ScalarConversion(
      .float64, "-0.5", exact: "true 0 0 0 0 0 0 0 0",
      real: "-0.5 -0.5 -0.5 -0.5", complex: "-0.5+0.0j -0.5+0.0j"),
    ScalarConversion(
      .float64, "-129.9", exact: "true -128 -129 -129 -129 0 0 0 0",
      real: "-129.875 -130.0 -129.89999389648438 -129.9", complex: "-129.89999389648438+0.0j -129.9+0.0j"),
    ScalarConversion(
      .float64, "255.5", exact: "true 127 255 255 255 255 255 255 255",
      real: "255.5 256.0 255.5 255.5", complex: "255.5+0.0j 255.5+0.0j"),
    ScalarConversion(
      .float64, "65519.9", exact: "true 127 32767 65519 65519 255 65519 65519 65519",
      real: "65504.0 65536.0 65519.8984375 65519.9", complex: "65519.8984375+0.0j 65519.9+0.0j"),
    ScalarConversion(
      .float64, "65520.0", exact: "true 127 32767 65520 65520 255 65520 65520 65520",
      real: "inf 65536.0 65520.0 65520.0", complex: "65520.0+0.0j 65520.0+0.0j"),
    ScalarConversion(
      .float64, "9007199254740994.0",
      exact: "true 127 32767 2147483647 9007199254740994 255 65535 4294967295 9007199254740994",
      real: "inf 9007199254740992.0 9007199254740992.0 9007199254740994.0",
      complex: "9007199254740992.0+0.0j 9007199254740994.0+0.0j"),
    ScalarConversion(
      .float64, "9.3e+18",
      exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 9300000000000000000",
      real: "inf 9.295429630892704e+18 9.300000300729369e+18 9.3e+18",
      complex: "9.300000300729369e+18+0.0j 9.3e+18+0.0j"),
    ScalarConversion(
      .float64, "-9.3e+18",
      exact: "true -128 -32768 -2147483648 -9223372036854775808 0 0 0 0",
      real: "-inf -9.295429630892704e+18 -9.300000300729369e+18 -9.3e+18",
      complex: "-9.300000300729369e+18+0.0j -9.3e+18+0.0j"),
    ScalarConversion(
      .float64, "1.9e+19",
      exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 18446744073709551615",
      real: "inf 1.9023204826012975e+19 1.900000073262039e+19 1.9e+19",
      complex: "1.900000073262039e+19+0.0j 1.9e+19+0.0j"),
    ScalarConversion(
      .float64, "1e+39",
      exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 18446744073709551615",
      real: "inf inf inf 1e+39", complex: "inf+0.0j 1e+39+0.0j"),
    ScalarConversion(
      .float64, "-1e+300", exact: "true -128 -32768 -2147483648 -9223372036854775808 0 0 0 0",
      real: "-inf -inf -inf -1e+300", complex: "-inf+0.0j -1e+300+0.0j"),
    ScalarConversion(
      .float64, "1e-300", exact: "true 0 0 0 0 0 0 0 0",
      real: "0.0 0.0 0.0 1e-300", complex: "0.0+0.0j 1e-300+0.0j"),
    ScalarConversion(
      .float64, "nan", exact: "true 0 0 0 0 0 0 0 0",
      real: "nan nan nan nan", complex: "nan+0.0j nan+0.0j"),
    ScalarConversion(
      .float64, "-inf", exact: "true -128 -32768 -2147483648 -9223372036854775808 0 0 0 0",
      real: "-inf -inf -inf -inf", complex: "-inf+0.0j -inf+0.0j"),
    ScalarConversion(
      .float64, "0.1", exact: "true 0 0 0 0 0 0 0 0",
      real: "0.0999755859375 0.10009765625 0.10000000149011612 0.1", complex: "0.10000000149011612+0.0j 0.1+0.0j"),
    ScalarConversion(
      .complex64, "1.5-2.0j", exact: "true 1 1 1 1 1 1 1 1",
      real: "1.5 1.5 1.5 1.5", complex: "1.5-2.0j 1.5-2.0j"),
    ScalarConversion(
      .complex64, "0.0+1.0j", exact: "true 0 0 0 0 0 0 0 0",
      real: "0.0 0.0 0.0 0.0", complex: "0.0+1.0j 0.0+1.0j"),
    ScalarConversion(
      .complex64, "nan+1.0j", exact: "true 0 0 0 0 0 0 0 0",
      real: "nan nan nan nan", complex: "nan+1.0j nan+1.0j"),
    ScalarConversion(
      .complex64, "-3.700000047683716+infj",
      exact: "true -3 -3 -3 -3 0 0 0 0",
      real: "-3.69921875 -3.703125 -3.700000047683716 -3.700000047683716",
      complex: "-3.700000047683716+infj -3.700000047683716+infj"),
    ScalarConversion(
      .complex128, "0.0+0.0j", exact: "false 0 0 0 0 0 0 0 0",
      real: "0.0 0.0 0.0 0.0", complex: "0.0+0.0j 0.0+0.0j"),
    ScalarConversion(
      .complex128, "1e+39-1e-50j",
      exact: "true 127 32767 2147483647 9223372036854775807 255 65535 4294967295 18446744073709551615",
      real: "inf inf inf 1e+39",
      complex: "inf-0.0j 1e+39-1e-50j"),
    ScalarConversion(
      .complex128, "-200.5+0.1j", exact: "true -128 -200 -200 -200 0 0 0 0",
      real: "-200.5 -200.0 -200.5 -200.5", complex: "-200.5+0.10000000149011612j -200.5+0.1j"),
  ]
}

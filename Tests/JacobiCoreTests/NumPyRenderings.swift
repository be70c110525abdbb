import JacobiCore
import Testing

/// An array and the text that NumPy makes of it.
struct Rendering: Sendable, CustomTestStringConvertible {
  let shape: [Int]
  let dtype: DType
  let elements: Elements
  let text: String

  enum Elements: Sendable, ExpressibleByStringLiteral {
    /// The elements, separated by spaces.
    case listed(String)
    /// As many elements as the shape holds, each larger than the one before by the same amount.
    case counting(from: Double, by: Double)

    init(stringLiteral text: String) { self = .listed(text) }
  }

  init(_ shape: [Int], _ dtype: DType, _ elements: Elements, _ text: String) {
    self.shape = shape
    self.dtype = dtype
    self.elements = elements
    self.text = text
  }

  var testDescription: String { "\(dtype)\(shape) \(elements)" }
}

/// Made by NumPy 2.4.6: `numpy.array2string` with default options, and the booleans spelled as in Swift. For bfloat16,
/// which NumPy does not have, its algorithm was run with the digits and the precision of that format.
enum NumPyRenderings {
  static let shapes: [Rendering] = [
    Rendering(
      [2, 2], .float64, "1 2.5 3 4",
      """
      [[1.  2.5]
       [3.  4. ]]
      """),
    Rendering([0], .float32, "", "[]"),
    Rendering([3, 0, 2], .int32, "", "[]"),
    Rendering([1], .int64, "7", "[7]"),
    Rendering([1, 1, 1, 1], .float32, "-1.5", "[[[[-1.5]]]]"),
    Rendering(
      [3, 1], .float32, "1 -2 0.25",
      """
      [[ 1.  ]
       [-2.  ]
       [ 0.25]]
      """),
    Rendering(
      [2, 2, 3], .int32, .counting(from: 0, by: 1),
      """
      [[[ 0  1  2]
        [ 3  4  5]]

       [[ 6  7  8]
        [ 9 10 11]]]
      """),
    Rendering(
      [2, 1, 2, 3], .float32, .counting(from: 0, by: 0.5),
      """
      [[[[0.  0.5 1. ]
         [1.5 2.  2.5]]]


       [[[3.  3.5 4. ]
         [4.5 5.  5.5]]]]
      """),
    Rendering(
      [2, 2, 2, 2], .int8, .counting(from: -8, by: 1),
      """
      [[[[-8 -7]
         [-6 -5]]

        [[-4 -3]
         [-2 -1]]]


       [[[ 0  1]
         [ 2  3]]

        [[ 4  5]
         [ 6  7]]]]
      """),
    Rendering([2, 0], .bool, .counting(from: 0, by: 1), "[]"),
  ]

  static let booleansAndIntegers: [Rendering] = [
    Rendering([2], .bool, "true false", "[ true false]"),
    Rendering([3], .bool, "true true true", "[ true  true  true]"),
    Rendering(
      [2, 2], .bool, "false true true false",
      """
      [[false  true]
       [ true false]]
      """),
    Rendering([3], .int8, "-128 0 127", "[-128    0  127]"),
    Rendering([4], .int16, "-32768 5 32767 -1", "[-32768      5  32767     -1]"),
    Rendering(
      [2, 2], .int32, "1 -20 300 -4000",
      """
      [[    1   -20]
       [  300 -4000]]
      """),
    Rendering(
      [3], .int64, "-9223372036854775808 0 9223372036854775807",
      "[-9223372036854775808                    0  9223372036854775807]"),
    Rendering([3], .uint8, "0 9 255", "[  0   9 255]"),
    Rendering([2], .uint16, "65535 1", "[65535     1]"),
    Rendering([2], .uint32, "4294967295 0", "[4294967295          0]"),
    Rendering([2], .uint64, "18446744073709551615 10", "[18446744073709551615                   10]"),
  ]

  static let realNumbers: [Rendering] = [
    Rendering([3], .float64, "0.1 0.2 0.30000000000000004", "[0.1 0.2 0.3]"),
    Rendering([3], .float64, "3.141592653589793 2.718281828459045 1", "[3.14159265 2.71828183 1.        ]"),
    Rendering([3], .float32, "0.1 0.2 0.3", "[0.1 0.2 0.3]"),
    Rendering([3], .float32, "3.1415927 -2.7182817 1", "[ 3.1415927 -2.7182817  1.       ]"),
    Rendering([3], .float32, "16777216 1 2", "[1.6777216e+07 1.0000000e+00 2.0000000e+00]"),
    Rendering([2], .float32, "999999 123456", "[999999. 123456.]"),
    Rendering([2], .float32, "1e6 123456", "[1.00000e+06 1.23456e+05]"),
    Rendering([2], .float64, "99999999 12345678.125", "[99999999.    12345678.125]"),
    Rendering([2], .float64, "1e8 12345678.125", "[1.00000000e+08 1.23456781e+07]"),
    Rendering([3], .float64, "0.0001 0.05 0.1", "[0.0001 0.05   0.1   ]"),
    Rendering([3], .float64, "0.00009999 0.05 0.01", "[9.999e-05 5.000e-02 1.000e-02]"),
    Rendering([2], .float32, "0.0001 0.05", "[0.0001 0.05  ]"),
    Rendering([2], .float64, "1 1000", "[   1. 1000.]"),
    Rendering([2], .float64, "1 1000.5", "[1.0000e+00 1.0005e+03]"),
    Rendering([3], .float64, "0 -0.0 1.5", "[ 0.  -0.   1.5]"),
    Rendering([3], .float32, "1e-5 1.2345678e-5 0", "[9.9999997e-06 1.2345678e-05 0.0000000e+00]"),
    Rendering(
      [3], .float64, "5e-324 1.7976931348623157e308 -2.2250738585072014e-308",
      "[ 4.94065646e-324  1.79769313e+308 -2.22507386e-308]"),
    Rendering([2], .float64, "1e23 9.5367431640625e-07", "[1.00000000e+23 9.53674316e-07]"),
    Rendering([2], .float64, "0.123456785 0.000123456785", "[0.12345678 0.00012346]"),
    Rendering([2], .float64, "0.001953125 0.005859375", "[0.00195312 0.00585938]"),
    Rendering([3], .float64, "0.999999999 0.5 0.25", "[1.   0.5  0.25]"),
    Rendering([4], .float16, "1.5 0.1 -65504 0.0001", "[ 1.50e+00  1.00e-01 -6.55e+04  1.00e-04]"),
    Rendering([3], .float16, "0.1 0.333 999.5", "[9.998e-02 3.330e-01 9.995e+02]"),
    Rendering([2], .float16, "6e-8 1", "[6.e-08 1.e+00]"),
    Rendering([3], .bfloat16, "3.14159 0.1 -2", "[ 3.14  0.1  -2.  ]"),
    Rendering([3], .bfloat16, "1e-3 99 0.5", "[1.0e-03 9.9e+01 5.0e-01]"),
    Rendering([3], .bfloat16, "100 1 0.5", "[1.e+02 1.e+00 5.e-01]"),
    Rendering([3], .bfloat16, "3.38e38 1e-40 -1", "[ 3.38e+38  9.18e-41 -1.00e+00]"),
  ]

  static let infinitiesAndNaN: [Rendering] = [
    Rendering([3], .float64, "nan inf -inf", "[ nan  inf -inf]"),
    Rendering([2], .float32, "inf 1", "[inf  1.]"),
    Rendering([3], .float32, "1.5 nan -inf", "[ 1.5  nan -inf]"),
    Rendering([4], .float64, "1e-10 inf nan 1", "[1.e-10    inf    nan 1.e+00]"),
    Rendering([1], .float16, "nan", "[nan]"),
    Rendering([2], .bfloat16, "-inf 2.5", "[-inf  2.5]"),
    Rendering([2], .float64, "123.456 nan", "[123.456     nan]"),
  ]

  static let complexNumbers: [Rendering] = [
    Rendering([2], .complex64, "1+2j 3.5-4j", "[1. +2.j 3.5-4.j]"),
    Rendering(
      [2, 2], .complex128, "1+2j -3.25-0.5j 0+0j 100+1e-1j",
      """
      [[  1.  +2.j   -3.25-0.5j]
       [  0.  +0.j  100.  +0.1j]]
      """),
    Rendering([2], .complex128, "1e-10+1j 1+1e10j", "[1.e-10+1.e+00j 1.e+00+1.e+10j]"),
    Rendering([3], .complex64, "nan+1j 1+infj -0.0-0.0j", "[nan +1.j  1.+infj -0. -0.j]"),
    Rendering([1], .complex64, "0.1+0.2j", "[0.1+0.2j]"),
  ]

  static let longRows: [Rendering] = [
    Rendering(
      [30], .int32, .counting(from: 0, by: 1),
      """
      [ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
       24 25 26 27 28 29]
      """),
    Rendering(
      [2, 25], .float32, .counting(from: -3, by: 0.25),
      """
      [[-3.   -2.75 -2.5  -2.25 -2.   -1.75 -1.5  -1.25 -1.   -0.75 -0.5  -0.25
         0.    0.25  0.5   0.75  1.    1.25  1.5   1.75  2.    2.25  2.5   2.75
         3.  ]
       [ 3.25  3.5   3.75  4.    4.25  4.5   4.75  5.    5.25  5.5   5.75  6.
         6.25  6.5   6.75  7.    7.25  7.5   7.75  8.    8.25  8.5   8.75  9.
         9.25]]
      """),
    Rendering(
      [40], .bool, .counting(from: 0, by: 1),
      """
      [false  true  true  true  true  true  true  true  true  true  true  true
        true  true  true  true  true  true  true  true  true  true  true  true
        true  true  true  true  true  true  true  true  true  true  true  true
        true  true  true  true]
      """),
    Rendering(
      [12], .complex64, .counting(from: 0, by: 0.5),
      """
      [0. +0.j 0.5+0.j 1. +0.j 1.5+0.j 2. +0.j 2.5+0.j 3. +0.j 3.5+0.j 4. +0.j
       4.5+0.j 5. +0.j 5.5+0.j]
      """),
    Rendering(
      [2, 2, 14], .float64, .counting(from: 0, by: 12345.678),
      """
      [[[     0.     12345.678  24691.356  37037.034  49382.712  61728.39
          74074.068  86419.746  98765.424 111111.102 123456.78  135802.458
         148148.136 160493.814]
        [172839.492 185185.17  197530.848 209876.526 222222.204 234567.882
         246913.56  259259.238 271604.916 283950.594 296296.272 308641.95
         320987.628 333333.306]]

       [[345678.984 358024.662 370370.34  382716.018 395061.696 407407.374
         419753.052 432098.73  444444.408 456790.086 469135.764 481481.442
         493827.12  506172.798]
        [518518.476 530864.154 543209.832 555555.51  567901.188 580246.866
         592592.544 604938.222 617283.9   629629.578 641975.256 654320.934
         666666.612 679012.29 ]]]
      """),
    Rendering(
      [5], .uint64, "18446744073709551615 18446744073709551614 18446744073709551613 18446744073709551612 1",
      """
      [18446744073709551615 18446744073709551614 18446744073709551613
       18446744073709551612                    1]
      """),
  ]

  static let summaries: [Rendering] = [
    Rendering([1001], .int32, .counting(from: 0, by: 1), "[   0    1    2 ...  998  999 1000]"),
    Rendering(
      [2000], .float32, .counting(from: 0, by: 0.5),
      "[0.000e+00 5.000e-01 1.000e+00 ... 9.985e+02 9.990e+02 9.995e+02]"),
    Rendering(
      [40, 40], .int16, .counting(from: 0, by: 1),
      """
      [[   0    1    2 ...   37   38   39]
       [  40   41   42 ...   77   78   79]
       [  80   81   82 ...  117  118  119]
       ...
       [1480 1481 1482 ... 1517 1518 1519]
       [1520 1521 1522 ... 1557 1558 1559]
       [1560 1561 1562 ... 1597 1598 1599]]
      """),
    Rendering(
      [4, 500], .float64, .counting(from: 0, by: 0.125),
      """
      [[0.00000e+00 1.25000e-01 2.50000e-01 ... 6.21250e+01 6.22500e+01
        6.23750e+01]
       [6.25000e+01 6.26250e+01 6.27500e+01 ... 1.24625e+02 1.24750e+02
        1.24875e+02]
       [1.25000e+02 1.25125e+02 1.25250e+02 ... 1.87125e+02 1.87250e+02
        1.87375e+02]
       [1.87500e+02 1.87625e+02 1.87750e+02 ... 2.49625e+02 2.49750e+02
        2.49875e+02]]
      """),
    Rendering(
      [500, 3], .bfloat16, .counting(from: 0, by: 1),
      """
      [[0.000e+00 1.000e+00 2.000e+00]
       [3.000e+00 4.000e+00 5.000e+00]
       [6.000e+00 7.000e+00 8.000e+00]
       ...
       [1.488e+03 1.488e+03 1.496e+03]
       [1.496e+03 1.496e+03 1.496e+03]
       [1.496e+03 1.496e+03 1.496e+03]]
      """),
    Rendering(
      [7, 1, 150], .int32, .counting(from: -525, by: 1),
      """
      [[[-525 -524 -523 ... -378 -377 -376]]

       [[-375 -374 -373 ... -228 -227 -226]]

       [[-225 -224 -223 ...  -78  -77  -76]]

       ...

       [[  75   76   77 ...  222  223  224]]

       [[ 225  226  227 ...  372  373  374]]

       [[ 375  376  377 ...  522  523  524]]]
      """),
    Rendering(
      [2, 7, 1, 80], .float32, .counting(from: 1, by: 0.75),
      """
      [[[[  1.     1.75   2.5  ...  58.75  59.5   60.25]]

        [[ 61.    61.75  62.5  ... 118.75 119.5  120.25]]

        [[121.   121.75 122.5  ... 178.75 179.5  180.25]]

        ...

        [[241.   241.75 242.5  ... 298.75 299.5  300.25]]

        [[301.   301.75 302.5  ... 358.75 359.5  360.25]]

        [[361.   361.75 362.5  ... 418.75 419.5  420.25]]]


       [[[421.   421.75 422.5  ... 478.75 479.5  480.25]]

        [[481.   481.75 482.5  ... 538.75 539.5  540.25]]

        [[541.   541.75 542.5  ... 598.75 599.5  600.25]]

        ...

        [[661.   661.75 662.5  ... 718.75 719.5  720.25]]

        [[721.   721.75 722.5  ... 778.75 779.5  780.25]]

        [[781.   781.75 782.5  ... 838.75 839.5  840.25]]]]
      """),
    Rendering(
      [1500], .complex128, .counting(from: -1, by: 0.5),
      """
      [-1.000e+00+0.j -5.000e-01+0.j  0.000e+00+0.j ...  7.475e+02+0.j
        7.480e+02+0.j  7.485e+02+0.j]
      """),
  ]
}

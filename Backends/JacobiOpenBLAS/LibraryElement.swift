import CNumericLibraries
import JacobiCore

/// The dtypes that the libraries have.
enum LibraryElement: Sendable {
  case float, double, complexFloat, complexDouble

  init?(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float
    case .float64: self = .double
    case .complex64: self = .complexFloat
    case .complex128: self = .complexDouble
    default: return nil
    }
  }

  var code: JacobiElement {
    switch self {
    case .float: JacobiElementFloat
    case .double: JacobiElementDouble
    case .complexFloat: JacobiElementComplexFloat
    case .complexDouble: JacobiElementComplexDouble
    }
  }

  var byteCount: Int {
    switch self {
    case .float: 4
    case .double, .complexFloat: 8
    case .complexDouble: 16
    }
  }

  /// The letter that names of functions begin with.
  var letter: String {
    switch self {
    case .float: "s"
    case .double: "d"
    case .complexFloat: "c"
    case .complexDouble: "z"
    }
  }
}

import JacobiCore

/// The dtypes that the libraries have.
package enum LibraryElement: Sendable {
  case float, double, complexFloat, complexDouble

  package init?(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float
    case .float64: self = .double
    case .complex64: self = .complexFloat
    case .complex128: self = .complexDouble
    default: return nil
    }
  }

  /// The size of an element.
  package var byteCount: Int {
    switch self {
    case .float: 4
    case .double, .complexFloat: 8
    case .complexDouble: 16
    }
  }

  /// The letter that names of functions begin with.
  package var letter: String {
    switch self {
    case .float: "s"
    case .double: "d"
    case .complexFloat: "c"
    case .complexDouble: "z"
    }
  }
}

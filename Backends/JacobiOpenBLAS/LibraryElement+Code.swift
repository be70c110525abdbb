import CNumericLibraries
import JacobiCodegen

extension LibraryElement {
  /// What the C functions call it.
  var code: JacobiElement {
    switch self {
    case .float: JacobiElementFloat
    case .double: JacobiElementDouble
    case .complexFloat: JacobiElementComplexFloat
    case .complexDouble: JacobiElementComplexDouble
    }
  }
}

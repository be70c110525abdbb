import JacobiCore

// With positions o of the window and elements k in it, a window meets the elements i of its operand with
//
//     o · stride + k · windowDilation - before = i · baseDilation
//
// Seen from i instead of o, or from k, this is again a window that moves, over the positions o.

extension WindowMotion {
  /// The motion of the reversed window over its positions that has the elements of the operand as its positions.
  ///
  /// - Parameters:
  ///   - size: the number of elements of the operand.
  ///   - window: the number of elements of the window.
  ///   - positions: the number of positions of the window.
  package func overPositions(size: Dimension, window: Dimension, positions: Dimension) -> WindowMotion {
    let reach = window.dilated(by: windowDilation) - 1
    let before = reach - self.before
    let after = size.dilated(by: baseDilation) + reach - positions.dilated(by: stride) - before
    return WindowMotion(
      stride: baseDilation, before: before, after: after, baseDilation: stride, windowDilation: windowDilation)
  }

  /// The motion of a window of all positions over the operand that has the elements of the window as its positions.
  ///
  /// - Parameters:
  ///   - size: the number of elements of the operand.
  ///   - window: the number of elements of the window.
  ///   - positions: the number of positions of the window.
  package func ofPositions(size: Dimension, window: Dimension, positions: Dimension) -> WindowMotion {
    let reach = window.dilated(by: windowDilation) - 1
    let after = positions.dilated(by: stride) + reach - size.dilated(by: baseDilation) - before
    return WindowMotion(
      stride: windowDilation, before: before, after: after, baseDilation: baseDilation, windowDilation: stride)
  }
}

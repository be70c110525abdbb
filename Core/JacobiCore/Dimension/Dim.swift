/// The short name of ``Dimension``.
///
///     let b = Dim.symbol("b")
///
/// Foundation has a class `Dimension`, for units of measurement; in a file that imports both, `Dim` is the name without
/// ambiguity.
public typealias Dim = Dimension

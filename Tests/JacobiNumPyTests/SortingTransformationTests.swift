import JacobiNumPy

extension TransformationTests {
  /// The functions of sorting, searching and statistics under `grad`, `vmap` and `jit`.
  static let sortingFunctions: [Function] = [
    Function("sorted") { $0.sorted(axis: 0, descending: true) * $0.sorted(axis: nil).reshaped([2, 3]) },
    Function("partitioned") { $0.partitioned(kth: 1) * $0 },
    Function("topK") { $0.topK(2).values * $0.topK(2, axis: 0).values.T[..<2] },
    Function("argSorted") { $0.takeAlong($0.argSorted(axis: 0), axis: 0) * $0 },
    Function("cumsum, cumprod") { $0.cumsum(axis: 1) * $0.cumprod(axis: 0, reverse: true) },
    Function("cummax, cummin") { $0.cummax(axis: 1) - $0.cummin(axis: 0) * $0 },
    Function("logCumSumExp") { $0.logCumSumExp(axis: 1, reverse: true) * $0 },
    Function("cumulativeProd") { $0.cumulativeProd(axis: 1, includeInitial: true) },
    Function("quantile") { $0.quantile([0.2, 0.7], axis: 1) * $0.median() },
    Function("percentile, hazen") { $0.percentile(40, axis: 0, method: .hazen, keepDims: true) * $0 },
    Function("nanMedian") { $0.nanMedian(axis: 1, keepDims: true) * $0 },
    Function("average, ptp") { $0.average(axis: 1, weights: [1, 2, 3.5]) * $0.ptp(axis: 1) },
    Function("cov") { cov($0) },
    Function("corrcoef") { corrcoef($0) * $0[0, 0] },
    Function("nanMean, nanStd") { $0.nanMean(axis: 0) * $0.nanStd(axis: 0) },
    Function("nanMax, nanSum") { $0.nanMax(axis: 1) * $0.nanSum(axis: 1) },
    Function("diff, ediff1d") { $0.diff(axis: 1).raveled() * $0.ediff1d()[..<4] },
    Function("gradient") { $0.gradient(spacing: [0, 1, 2.5]) * $0.gradient() },
    Function("trapezoid") { $0.trapezoid(x: [0, 1, 2.5]) * $0.trapezoid(axis: 1) },
    Function("interp") { interp($0 * 0.3 + 1.4, [0, 1, 2, 3], $0.raveled()[..<4]) },
    Function("histogram") { $0.histogram(edges: [-2, 0, 1, 2], weights: $0).counts },
    Function("extracted") { $0.extracted(where: $0 .> 0.4, size: 4, fillValue: 2) },
    Function("unique") { $0.unique(size: 7, fillValue: 3) },
  ]
}

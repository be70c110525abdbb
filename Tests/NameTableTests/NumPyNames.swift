import JacobiCore
import JacobiFFT
import JacobiNN
import JacobiNumPy
import JacobiPrimitives

let x = Tensor([[3.0, 1, 2], [0.5, 4, -1]])
let y = Tensor([[1.0, 2, 3], [4, 5, 6]])
let v = Tensor([0.1, 0.5, 0.9])
let n = Tensor([4, 6, 9])
let m = Tensor([2, 3, 1])
let i = Tensor([0, 2])
let mask = Tensor([true, false, true])
let z = Tensor([Complex64(1, 2), Complex64(3, -1)], shape: [2])

let numPyNames: [Name] = [
  Name("abs, absolute, fabs") { abs(x) },
  Name("add, subtract, multiply, divide, true_divide") { x + y - x * y / x },
  Name("all, any") { mask.all() & mask.any() },
  Name("allclose, isclose, array_equal, array_equiv") { [allClose(x, y), isClose(x, y), arrayEqual(x, y)] },
  Name("amax, max, amin, min") { x.max(axis: 0) - x.min(axis: 0) },
  Name("angle, real, imag, conj") { angle(z) + real(z) + imag(conj(z)) },
  Name("append") { v.appending(v) },
  Name("arange") { Tensor.arange(0..<3) },
  Name("arccos, arcsin, arctan, arctan2") { acos(v) + asin(v) + atan(v) + atan2(v, v) },
  Name("arccosh, arcsinh, arctanh") { acosh(1 + v) + asinh(v) + atanh(v) },
  Name("argmax, argmin") { [x.argMax(axis: 1), x.argMin()] },
  Name("argpartition, partition") { [v.argPartitioned(kth: 1), v.partitioned(kth: 1)] },
  Name("argsort, sort, lexsort") { [x.argSorted(), x.sorted(axis: 0), lexSorted([n, m])] },
  Name("argwhere, nonzero, flatnonzero") { [mask.argWhere(), mask.nonzero()[0], mask.flatNonzero()] },
  Name("array, asarray") { Tensor([[1, 2], [3, 4]], dtype: .float32) },
  Name("array_split, split, hsplit, vsplit") { x.arraySplit(parts: 2, axis: 1) + x.split(at: [1]) },
  Name("astype") { x.asType(.int32) },
  Name("atleast_1d, atleast_2d, atleast_3d") { [v.atLeast1D(), v.atLeast2D(), v.atLeast3D()] },
  Name("average") { v.average(weights: Tensor([1, 2, 1])) },
  Name("bincount, digitize, histogram") { [n.binCounts(), v.digitized(by: v), v.histogram(bins: 2).counts] },
  Name("bitwise_and, bitwise_or, bitwise_xor, bitwise_not, invert") { ~(n & m | n ^ m) },
  Name("bitwise_count") { bitwiseCount(n) },
  Name("block") { block([[v, v], [v, v]]) },
  Name("broadcast_arrays, broadcast_shapes, broadcast_to") { broadcastArrays([x, v]) + [v.broadcast(to: [2, 3])] },
  Name("can_cast, promote_types, result_type") {
    (DType.int8.isSafelyConvertible(to: .int16), DType.promoted(.int8, .uint8))
  },
  Name("cbrt, sqrt, square, reciprocal") { cbrt(v) + sqrt(v) + square(v) + reciprocal(v) },
  Name("ceil, floor, rint, round, trunc") { ceil(v) + floor(v) + round(v) + round(v, decimals: 1) + trunc(v) },
  Name("choose, select, piecewise") {
    [i.choose(from: [i, i, i]), select([v .> 0.5], [v]), piecewise(v, [v .> 0.5], [{ $0 * 2 }])]
  },
  Name("clip") { clip(x, min: 0, max: 1) },
  Name("column_stack, dstack, hstack, vstack") { [columnStack([v, v]), dstack([v]), hstack([v]), vstack([v, v])] },
  Name("compress, extract, place") {
    [v.compressed(where: mask), v.extracted(where: mask), v.placing([9], where: mask)]
  },
  Name("concatenate, concat, stack, unstack") { [concatenated([x, y]), stacked([x, y], axis: 1)] + x.unstacked() },
  Name("convolve, correlate, jax.scipy.signal.convolve2d, fftconvolve") {
    [convolve(v, v, mode: .same), correlate(v, v), convolve2D(x, x), FFT.fftconvolve(v, v)]
  },
  Name("copy") { x },
  Name("copysign, signbit, nextafter, ldexp, frexp, modf") {
    [copySign(v, -v), signBit(v), nextAfter(v, 1), ldexp(v, 2), frexp(v).fraction, modf(v).whole]
  },
  Name("corrcoef, cov") { [corrcoef(x), cov(x)] },
  Name("cos, sin, tan, cosh, sinh, tanh") { cos(v) + sin(v) + tan(v) + cosh(v) + sinh(v) + tanh(v) },
  Name("count_nonzero, ptp") { [x.countNonzero(), x.ptp(axis: 0)] },
  Name("cross") { cross(v, v) },
  Name("cumsum, cumprod, cumulative_sum") { x.cumsum(axis: 0) + x.cumprod(axis: 1) },
  Name("deg2rad, radians, rad2deg, degrees") { deg2rad(rad2deg(v)) },
  Name("delete, insert") { [v.removing(at: [0]), v.inserting([7], at: 1)] },
  Name("diag, diagflat, diagonal, trace, fill_diagonal") {
    [v.diag(), v.diagflat(), x.diagonal(), x.trace(), x.fillingDiagonal(with: 0)]
  },
  Name("diag_indices, tril_indices, triu_indices") { Tensor.diagIndices(3) + [Tensor.trilIndices(3).rows] },
  Name("diff, ediff1d, gradient, trapezoid") { [v.diff(), v.ediff1d(), v.gradient(), v.trapezoid()] },
  Name("divmod, floor_divide, mod, remainder, fmod") { [divmod(n, m).quotient, floorDivide(n, m), n % m, fmod(n, m)] },
  Name("dot, inner, outer, vdot, vecdot, matvec, vecmat") {
    [dot(v, v), inner(v, v), outer(v, v), vdot(v, v), vecdot(x, y), matvec(x, v), vecmat(i, x)]
  },
  Name("dtype, ndim, shape, size") { (x.dtype, x.rank, x.shape, x.shape.elementCount) },
  Name("e, pi, euler_gamma, inf, nan") { v * .pi + .e - .eulerGamma + Tensor(weak: Double.infinity) },
  Name("einsum, einsum_path") { (einsum("ij,kj->ik", x, y), try einsumPath("ij,kj->ik", x.shape, y.shape)) },
  Name("equal, not_equal, less, less_equal, greater, greater_equal") { (x .== y) | (x .< y) & (x .>= y) },
  Name("exp, exp2, expm1, log, log10, log1p, log2") { exp(v) + exp2(v) + expm1(v) + log(v) + log10(v) + log1p(v) },
  Name("expand_dims, squeeze, newaxis") { v.expandedDimensions(axis: 0).squeezed(axis: 0)[.newAxis] },
  Name("eye, identity") { Tensor.eye(3, offset: 1) + Tensor.identity(3) },
  Name("finfo, iinfo") { (DType.float32.floatingLimits?.epsilon ?? 0, DType.int8.integerLimits?.maximum ?? 0) },
  Name("flip, fliplr, flipud, rot90") { [x.flipped(axis: 0), x.flipped(axes: [0, 1]), x.rotated90()] },
  Name("float_power, pow, power") { pow(v, 2) + pow(2, v) + floatPower(v, 2) },
  Name("fmax, fmin, maximum, minimum") { fmax(x, y) + fmin(x, y) + maximum(x, y) + minimum(x, 1) },
  Name("fromfunction, indices, ix_, meshgrid") { [Tensor.indices([2, 3])] + meshgrid([v, v]) + openGrid([n, m]) },
  Name("full, full_like, ones, ones_like, zeros, zeros_like") {
    [Tensor.full([2], 7), .full(like: v, 7), .ones([2, 3]), .zeros(like: v)]
  },
  Name("gcd, lcm") { gcd(n, m) + lcm(n, m) },
  Name("geomspace, linspace, logspace") {
    [Tensor.geomspace(1, 8, count: 4), .linspace(0, 1, count: 5), .logspace(0, 2, count: 3)]
  },
  Name("heaviside, sinc, hypot, logaddexp, logaddexp2") {
    heaviside(v, 1) + sinc(v) + hypot(v, v) + logAddExp(v, v) + logAddExp2(v, v)
  },
  Name("interp, searchsorted") { [interp(v, v, v), v.searchSorted(v)] },
  Name("intersect1d, setdiff1d, setxor1d, union1d, isin, unique") {
    [intersect1D(n, m), setDifference1D(n, m), setExclusiveOr1D(n, m), union1D(n, m), n.isIn(m), n.unique()]
  },
  Name("isfinite, isinf, isnan, isneginf, isposinf") { isFinite(x) | isInfinite(x) | isNaN(x) | isNegInf(x) },
  Name("issubdtype, isdtype") { DType.float32.isFloating && DType.int8.isInteger },
  Name("kron, tile, repeat") { [kron(v, v), v.tiled([2, 2]), v.repeated(2), v.repeated(n, total: 19)] },
  Name("left_shift, right_shift") { (n << 1) >> m },
  Name("logical_and, logical_or, logical_xor, logical_not") {
    [mask .&& mask, mask .|| mask, .!mask, logicalXor(n, m)]
  },
  Name("matmul, matrix_transpose, tensordot") { [matmul(x, y.T), tensordot(x, y, axes: 2)] },
  Name("mean, median, std, var") {
    x.mean(axis: 0) + x.median(axis: 0) + x.std(axis: 0) + x.variance(axis: 0, ddof: 1)
  },
  Name("moveaxis, swapaxes, transpose, permute_dims") {
    [x.movedAxis(from: 0, to: -1), x.swappedAxes(0, 1), x.transposed(1, 0), x.T]
  },
  Name("nan_to_num") { nanToNum(x) },
  Name("nanmax, nanmean, nanmedian, nanmin, nanquantile, nanstd, nansum, nanvar") {
    x.nanMax() + x.nanMean(axis: 1) + x.nanMedian() + x.nanQuantile(0.5) + x.nanStd() + x.nanSum(axes: [0, 1])
  },
  Name("negative, positive, sign") { -x + positive(x) + sign(x) },
  Name("pad") { [v.padded([(1, 2)], with: 9), v.padded([(1, 1)], mode: .reflect)] },
  Name("percentile, quantile") { x.percentile(50, axis: 0) + x.quantile(0.5, axis: 0) },
  Name("polyadd, polyder, polydiv, polyint, polymul, polysub, polyval") {
    [polyadd(v, v), polyder(v), polyint(v), polymul(v, v), polysub(v, v), polyval(v, v)]
  },
  Name("prod, sum") { x.prod(axis: 0) + x.sum(axis: 0, dtype: .float32, initial: 1, where: mask) },
  Name("ravel, reshape, resize") { [x.raveled(), x.reshaped(3, 2), x.resized(to: [4])] },
  Name("ravel_multi_index, unravel_index") { [raveledIndex(n.unraveledIndex(in: [4, 3]), in: [4, 3])] },
  Name("roll") { [v.rolled(by: 1), v.rolled(by: i[1]), x.rolled(by: [1, 1], axes: [0, 1])] },
  Name("take, take_along_axis, put_along_axis") {
    [v.take(i), x.takeAlong(x.argSorted(), axis: -1), v.putAlong(i, 0, axis: 0)]
  },
  Name("tri, tril, triu, vander") { [Tensor.tri(3), x.tril(), x.triu(offset: 1), v.vandermonde()] },
  Name("unwrap, bartlett, blackman, hamming, hanning, kaiser, i0") {
    [v.unwrapped(), .bartlett(3), .blackman(3), .hamming(3), .hanning(3), .kaiser(3, beta: 2)]
  },
  Name("where") { [which(x .> 0, x, 0), x.replacing(with: 0, where: x .< 0)] },
]

let arrayNames: [Name] = [
  Name("x[1:, ..., None, ::-1]") { x[1..., .ellipsis, .newAxis, .stride(by: -1)] },
  Name("x[i], x[x > 0]") { [v[i], x[x .> 0]] },
  Name("x.at[i].get(mode=\"fill\", fill_value=0)") { v.at[i].get(mode: .fillOrDrop, fillValue: 0) },
  Name("x.at[i].set(1), .add, .subtract, .multiply, .divide, .power") {
    [v.at[i].set(1), v.at[i].add(1), v.at[i].multiply(by: 2), v.at[i].divide(by: 2), v.at[i].power(2)]
  },
  Name("x.at[i].min(1), .max, .apply") { [v.at[i].min(1), v.at[i].max(1), v.at[i].apply { -$0 }] },
  Name("x.item(), x.tolist()") { (v[0].item(Float.self), v.scalars(Float.self)) },
  Name("x.T, x.mT, x.view(dtype)") { [x.T, x.swappedAxes(-1, -2), x.viewed(as: .int32)] },
  Name("x.nbytes") { x.type.byteCount as Any },
  Name("jax.ops.segment_sum, segment_prod, segment_max, segment_min") {
    [v.segmentSum(n, count: 10), v.segmentProd(n, count: 10), v.segmentMax(n, count: 10), v.segmentMin(n, count: 10)]
  },
]

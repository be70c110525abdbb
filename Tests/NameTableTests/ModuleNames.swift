import JacobiCore
import JacobiFFT
import JacobiGrad
import JacobiLinalg
import JacobiNN
import JacobiNumPy
import JacobiPrimitives
import JacobiRandom
import JacobiScan
import JacobiSpecial

let a = Tensor([[4.0, 1], [1, 3]])
let b = Tensor([1.0, 2])
let key = RandomKey(42)
let image = Tensor.arange(16, dtype: .float32).reshaped(1, 1, 4, 4)
let kernel = Tensor.ones([1, 1, 2, 2])

let laxNames: [Name] = [
  Name("bitcast_convert_type, convert_element_type") { [v.bitcast(to: .int32), v.asType(.float64)] },
  Name("broadcasted_iota, iota") { [Tensor.iota([2, 3], axis: 1), .arange(3)] },
  Name("add, sub, mul, div, neg, batch_matmul") { [x + x, x - x, x * x, x / x, -x, matmul(x, x.T)] },
  Name("scan") { scan(over: v, from: 0) { (sum: Tensor, x: Tensor) in (sum + x, sum) }.1 },
  Name("while_loop") {
    whileLoop(from: Tensor(1)) {
      $0 .< 9
    } do: {
      $0 * 2
    }
  },
  Name("fori_loop") { forLoop(0..<3, from: Tensor(1)) { i, s in s + i } },
  Name("cond, switch") { [cond(v[0] .> 0, then: { v }, else: { -v }), switchCase(1, [{ v }, { -v }])] },
  Name("map, associative_scan") {
    [mapLeading({ (x: Tensor) in x * 2 }, v), associativeScan({ (a: Tensor, b: Tensor) in a * b }, v)]
  },
  Name("stop_gradient") { stopGradient(v) },
  Name("clamp") { clip(x, min: 0, max: 1) },
  Name("complex") { complex(v, v) },
  Name("conv, conv_general_dilated, conv_transpose") {
    [
      convolution(image, kernel, strides: [2, 2], padding: .same),
      convolutionTransposed(image, kernel, strides: [2, 2]),
    ]
  },
  Name("conv_general_dilated_patches") { patches(image, window: [2, 2]) },
  Name("cumlogsumexp, cummax, cummin") { [v.logCumSumExp(), v.cummax(), v.cummin()] },
  Name("dot_general") {
    DotGeneral(contracting: (left: [1], right: [1]), batch: (left: [], right: []))(x, y)
  },
  Name("dynamic_slice, dynamic_slice_in_dim, dynamic_index_in_dim") {
    [x.dynamicSlice(at: [0, i[0]], sizes: [1, 2]), x.dynamicSlice(at: i[0], size: 1, axis: 0)]
  },
  Name("dynamic_update_slice, dynamic_update_slice_in_dim, dynamic_update_index_in_dim") {
    [x.updatingSlice(at: [0, 1], with: [[9.0]]), v.updatingSlice(at: 1, with: [9.0], axis: 0)]
  },
  Name("erf, erfc, erf_inv, rsqrt, logistic") { erf(v) + erfc(v) + erfInv(v) + rsqrt(v) + logistic(v) },
  Name("expand_dims, squeeze, rev, transpose") { [v.expandedDimensions(axis: 0), x.flipped(axes: [0]), x.T] },
  Name("integer_pow") { pow(x, 3) },
  Name("population_count") { bitwiseCount(n) },
  Name("reduce") { reduce([x], from: [0], axes: [0]) { sum, next in [sum[0] + next[0]] } },
  Name("reduce_and, reduce_or, reduce_max, reduce_min, reduce_prod, reduce_sum") {
    [mask.all(), mask.any(), x.max(axes: [0]), x.min(axes: [0]), x.prod(axes: [0]), x.sum(axes: [0])]
  },
  Name("reduce_window") {
    reduceWindow([v], from: [0], window: [2]) { sum, next in [sum[0] + next[0]] }
  },
  Name("rem") { fmod(x, y) },
  Name("select, select_n") { which(mask, v, 0) },
  Name("slice, slice_in_dim, index_in_dim") { [x[0..<1, 1...], x[.all, .stride(from: 0, to: 3, by: 2)], x[0]] },
  Name("sort, sort_key_val") { sorted([n, v]) },
  Name("split") { x.split(at: [1], axis: 1) },
  Name("top_k") { v.topK(2).values },
]

let linalgNames: [Name] = [
  Name("block_diag, toeplitz") { [Linalg.blockDiag([a, a]), Linalg.toeplitz(b)] },
  Name("cho_factor, cho_solve, cholesky") { [Linalg.cholesky(a), Linalg.choSolve(Linalg.choFactor(a), b)] },
  Name("det, slogdet, inv, solve") { [Linalg.det(a), Linalg.slogdet(a).sign, Linalg.inv(a), Linalg.solve(a, b)] },
  Name("eig, eigh, eigvals, eigvalsh") { [Linalg.eigh(a).0, Linalg.eigvalsh(a), Linalg.eigvals(a)] },
  Name("expm, matrix_power, multi_dot") { [Linalg.expm(a), Linalg.matrixPower(a, 3), Linalg.multiDot([a, a, b])] },
  Name("lstsq, pinv, matrix_rank, cond") { [Linalg.pinv(a), Linalg.matrixRank(a), Linalg.cond(a)] },
  Name("lu, lu_factor, lu_solve") {
    let (factors, pivots) = Linalg.luFactor(a)
    return [Linalg.lu(a).l, Linalg.luSolve(factors, pivots: pivots, b)]
  },
  Name("norm, matrix_norm, vector_norm") { [Linalg.norm(a), Linalg.matrixNorm(a), Linalg.vectorNorm(b, order: 1)] },
  Name("qr, svd, svdvals") { [Linalg.qr(a).q, Linalg.svd(a).s, Linalg.svdvals(a)] },
  Name("solve_triangular, triangular_solve") { Linalg.solveTriangular(a, b, lower: true) },
  Name("tridiagonal_solve") { Linalg.tridiagonalSolve(lower: b, diagonal: b + 4, upper: b, a) },
]

let fftNames: [Name] = [
  Name("fft, ifft, rfft, irfft, hfft, ihfft") { [FFT.fft(v), FFT.ifft(v), FFT.rfft(v), FFT.irfft(v)] },
  Name("fft2, ifft2, fftn, ifftn, rfftn, irfftn") { [FFT.fft2(x), FFT.ifft2(x), FFT.fftn(x), FFT.rfftn(x)] },
  Name("fftfreq, rfftfreq, fftshift, ifftshift") { [FFT.fftfreq(4), FFT.rfftfreq(4), FFT.fftshift(v)] },
]

let specialNames: [Name] = [
  Name("betainc, betaln, gammainc, gammaincc, gammaln") {
    betainc(1, 2, v) + logBeta(v, v) + gammainc(v, v) + gammaincc(v, v) + logGamma(v)
  },
  Name("beta, comb, factorial, gamma, poch") { beta(v, v) + comb(5, v) + factorial(v) + gamma(v) + pochhammer(v, 2) },
  Name("digamma, polygamma, zeta") { digamma(v) + polygamma(1, v) + zeta(2, v) },
  Name("entr, rel_entr, kl_div, xlogy, xlog1py") { entr(v) + relativeEntropy(v, v) + xlogy(v, v) + xlog1py(v, v) },
  Name("erf, erfc, erfinv, expit, logit") { erf(v) + erfc(v) + erfInv(v) + sigmoid(v) + logit(v) },
  Name("i0, i0e, i1, i1e") { besselI0(v) + besselI0e(v) + besselI1(v) + besselI1e(v) },
  Name("logsumexp, log_softmax, softmax") { [logSumExp(v), logSoftmax(v), softmax(v)] },
  Name("ndtr, ndtri, log_ndtr") { ndtr(v) + ndtri(v) + logNdtr(v) },
  Name("stats.norm.logpdf, .cdf, .ppf") {
    let normal = NormalDistribution(mean: 1, deviation: 2)
    return [normal.logDensity(v), normal.cumulative(v), normal.quantile(v)]
  },
  Name("stats.beta.logpdf, gamma, expon, uniform") {
    [
      BetaDistribution(alpha: 2, beta: 3).logDensity(v), GammaDistribution(shape: 2).logDensity(v),
      ExponentialDistribution().logDensity(v), UniformDistribution().logDensity(v),
    ]
  },
  Name("stats.multivariate_normal.logpdf") { MultivariateNormalDistribution(mean: b, covariance: a).logDensity(b) },
]

let nnNames: [Name] = [
  Name("celu, elu, gelu, leaky_relu, relu, relu6, selu, silu, swish, softplus") {
    celu(v) + elu(v) + gelu(v) + leakyRelu(v) + relu(v) + relu6(v) + selu(v) + silu(v) + softplus(v)
  },
  Name("glu, log_sigmoid, sigmoid, tanh") { [glu(x.T, axis: -1), logSigmoid(v), sigmoid(v), tanh(v)] },
  Name("dot_product_attention") {
    let heads = Tensor.ones([1, 3, 2, 4])
    return dotProductAttention(heads, heads, heads, isCausal: true)
  },
  Name("logsumexp, log_softmax, softmax, logmeanexp") {
    [logSumExp(v), logSoftmax(v), softmax(x, axes: [0, 1]), logMeanExp(v)]
  },
  Name("one_hot, standardize") { [oneHot(n, classes: 10), standardize(x)] },
  Name("jax.image.resize") { resize(x, to: [4, 6], method: .linear) },
  Name("initializers.constant, ones, zeros") { [Initializer.constant(2)(key, [2]), Initializer.zeros(key, [2])] },
  Name("initializers.glorot_normal, glorot_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform") {
    [Initializer.glorotNormal()(key, [2, 3]), Initializer.heUniform()(key, [2, 3])]
  },
  Name("initializers.normal, uniform, truncated_normal, orthogonal, delta_orthogonal, variance_scaling") {
    [
      Initializer.normal()(key, [2]), Initializer.orthogonal()(key, [2, 2]),
      Initializer.deltaOrthogonal()(key, [3, 2, 2]),
    ]
  },
]

let randomNames: [Name] = [
  Name("key, PRNGKey, split, fold_in, wrap_key_data, key_data") {
    [key.split().0, key.split(into: 3)[0], key.folding(in: 7), RandomKey(words: key.words)].map(\.words)
  },
  Name("uniform, normal, bits, bernoulli") {
    [key.uniform([2], in: -1..<1), key.normal([2]), key.bits([2]), key.bernoulli(0.3, shape: [2])]
  },
  Name("randint, permutation, choice, categorical") {
    [key.integers([2], in: 0..<9), key.permutation(4), key.choice(from: v, shape: [2]), key.categorical(v)]
  },
  Name("truncated_normal, gamma, beta, exponential") {
    [key.truncatedNormal(lower: -1, upper: 1, shape: [2]), key.gamma(v), key.beta(v, v), key.exponential([2])]
  },
  Name("cauchy, gumbel, laplace, logistic, dirichlet, poisson, multivariate_normal, orthogonal") {
    [
      key.cauchy([2]), key.gumbel([2]), key.laplace([2]), key.logistic([2]), key.dirichlet(v), key.poisson(v),
      key.multivariateNormal(mean: b, covariance: a, method: .eigenvectors), key.orthogonal(2),
    ]
  },
]

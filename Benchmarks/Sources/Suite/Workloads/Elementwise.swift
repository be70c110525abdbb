import Jacobi

/// Elementwise formulas and reductions of whole arrays, in three sizes: in the first cache, in the last one, in memory.
let elementwiseWorkloads: [Workload] = [
  (tag: "1e4", count: 10_000, side: 100), (tag: "1e6", count: 1_000_000, side: 1000),
  (tag: "1.6e7", count: 16_000_000, side: 4000),
].flatMap { elementwiseWorkloads(tag: $0.tag, count: $0.count, side: $0.side) }

private func elementwiseWorkloads(tag: String, count: Int, side: Int) -> [Workload] {
  let n = Double(count)
  return [
    Workload(
      id: "ew.axpy.\(tag)", group: .elementwise, definition: "2.5 x + y, n=\(count)", flops: 2 * n, bytes: 12 * n
    ) {
      .compiled(sym([count], 1), sym([count], 2)) { (x: Tensor, y: Tensor) in 2.5 * x + y }
    },
    Workload(
      id: "ew.axpy_inplace.\(tag)", group: .elementwise,
      definition: "y <- 2.5 x + y, n=\(count), into the memory of y (after the first call)",
      flops: 2 * n, bytes: 12 * n
    ) {
      let x = sym([count], 1)
      let add = jit({ (x: Tensor, y: Tensor) in 2.5 * x + y }, donating: 1)
      return .chained(from: sym([count], 2), { try add(x, $0) }, comparing: { [$0] })
    },
    Workload(
      id: "ew.gelu.\(tag)", group: .elementwise, definition: "GELU with tanh of 4 sym(1), n=\(count)", bytes: 8 * n
    ) {
      .compiled(sym([count], 1, scale: 4)) { (x: Tensor) in gelu(x, approximate: true) }
    },
    Workload(
      id: "ew.blackscholes.\(tag)", group: .elementwise, definition: "price of a call option, n=\(count)", bytes: 16 * n
    ) {
      let price = unit([count], 1, scale: 100, offset: 10)
      let strike = unit([count], 2, scale: 100, offset: 10)
      return .compiled(price, strike, unit([count], 3, scale: 2, offset: 0.1), callPrice)
    },
    Workload(
      id: "red.sum.\(tag)", group: .elementwise, definition: "sum of unit(1), n=\(count)", flops: n, bytes: 4 * n
    ) {
      .compiled(unit([count], 1)) { (x: Tensor) in x.sum() }
    },
    Workload(
      id: "red.meanvar.\(tag)", group: .elementwise, definition: "mean and variance of the rows of \(side)x\(side)",
      bytes: 4 * n
    ) {
      .compiled(sym([side, side], 1)) { (x: Tensor) in Pair(x.mean(axis: -1), x.variance(axis: -1)) }
    },
    Workload(
      id: "red.argmax.\(tag)", group: .elementwise, definition: "index of the largest of n=\(count)", bytes: 4 * n
    ) {
      .compiled(sym([count], 1)) { (x: Tensor) in x.argMax() }
    },
  ]
}

/// F. Black and M. Scholes, "The pricing of options and corporate liabilities", J. Political Economy 81, 1973; rate 0.02,
/// volatility 0.3.
private func callPrice(_ price: Tensor, _ strike: Tensor, _ time: Tensor) -> Tensor {
  let (rate, volatility) = (0.02, 0.3)
  func normal(_ d: Tensor) -> Tensor { 0.5 * (1 + erf(d * 0.5.squareRoot())) }
  let deviation = volatility * sqrt(time)
  let drift = (rate + volatility * volatility / 2) * time
  let d1 = (log(price / strike) + drift) / deviation
  return price * normal(d1) - strike * exp(-rate * time) * normal(d1 - deviation)
}

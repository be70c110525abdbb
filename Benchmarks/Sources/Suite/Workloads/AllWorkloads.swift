/// The suite.
let allWorkloads: [Workload] =
  overheadWorkloads + elementwiseWorkloads + rowWorkloads + orderWorkloads + productWorkloads + decompositionWorkloads
  + imageWorkloads + derivativeWorkloads + networkWorkloads + batchedEquations + sequentialWorkloads + batchingWorkloads

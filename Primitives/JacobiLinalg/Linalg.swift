/// Linear algebra on tensors: the last two axes are matrices, the axes before them a stack of matrices.
///
///     let a = Tensor([[2.0, 1.0], [1.0, 3.0]])
///     Linalg.solve(a, Tensor([3.0, 4.0]))    // [1. 1.]
///
/// The functions are those of `jax.numpy.linalg` and `jax.scipy.linalg`. Integers and Booleans are computed with as
/// floating numbers. Everything can be differentiated, batched and compiled.
public enum Linalg {}

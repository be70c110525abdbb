"""Writes the golden values of every primitive to ../JacobiTesting/Goldens.

README.md says what the files hold. Values that depend on rounding come from `exact`, all others from JAX with 64-bit
types. The script prints a note where JAX's value is far from the exact one. With names of files as arguments it writes
only these.
"""

import sys
import warnings

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)

import elementwise_cases as elementwise  # noqa: E402
import fft_cases as fourier  # noqa: E402
import indexing_cases as indexing  # noqa: E402
import linear_algebra_cases as linear_algebra  # noqa: E402
import sorting_cases as sorting  # noqa: E402
import special_cases as special  # noqa: E402
import spectral_cases as spectral  # noqa: E402
import random_cases as random  # noqa: E402
import structural_cases as structural  # noqa: E402
import window_cases as windows  # noqa: E402
from golden_file import GoldenFile  # noqa: E402

FILES = {
    "functions": [elementwise.add_unary_floats, elementwise.add_unary_complex],
    "arithmetic": [elementwise.add_simple_unary, elementwise.add_binary],
    "special": [
        special.add_special_functions, special.add_bit_counts, special.add_total_order, special.add_narrowed,
        special.add_other_widths, special.add_integral_powers, special.add_selectors,
    ],  # fmt: skip
    "bits": [elementwise.add_bits, elementwise.add_comparisons],
    "selection": [elementwise.add_selections, elementwise.add_conversions],
    "reductions": [
        structural.add_reductions, structural.add_arg_reductions, sorting.add_exclusive_or,
        sorting.add_complex_extremes,
    ],
    "cumulative": [sorting.add_cumulative, sorting.add_cumulative_log_sum_exp],
    "sorting": [sorting.add_sorting, sorting.add_largest, sorting.add_program_reductions],
    "layout": [structural.add_layout],
    "fourier": [fourier.add_transforms],
    "indexing": [indexing.add_indexing, indexing.add_dynamic_slices],
    "contractions": [structural.add_contractions, structural.add_random],
    "spectra": [spectral.add_spectra],
    "linear_algebra": [linear_algebra.add_solves, linear_algebra.add_factorizations],
    "convolutions": [windows.add_convolutions],
    "windows": [
        windows.add_window_reductions, windows.add_general_windows, windows.add_selections, windows.add_general_scatters,
    ],  # fmt: skip
    "random": [random.add_gamma, random.add_poisson, random.add_binomial, random.add_bit_generator],
}

# Overflows, invalid operations and lost imaginary parts are the point of many cases.
np.seterr(all="ignore")
warnings.filterwarnings("ignore", category=np.exceptions.ComplexWarning)

assert jax.__version__ == "0.10.2", jax.__version__
for name in sys.argv[1:] or FILES:
    file = GoldenFile(name)
    structural.restart()
    for section in FILES[name]:
        section(file)
    file.write()

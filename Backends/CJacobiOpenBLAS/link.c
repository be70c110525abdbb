#include "CJacobi.h"

JACOBI_LINK_PLUGIN(jacobi_openblas_plugin)

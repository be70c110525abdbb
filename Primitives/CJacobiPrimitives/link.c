#include "CJacobi.h"

JACOBI_LINK_PLUGIN(jacobi_primitives_plugin)

#include "CJacobi.h"

JACOBI_LINK_PLUGIN(jacobi_reference_plugin)

#include "deployed.h"

bool gk_cortex_deployed;

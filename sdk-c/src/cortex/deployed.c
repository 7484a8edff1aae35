#include "deployed.h"

enum gk_cortex_host gk_cortex_host;

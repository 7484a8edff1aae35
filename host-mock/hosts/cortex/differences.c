#include "host-mock/hosts/cortex/cortex.h"

const struct gk_difference cortex_differences[CORTEX_DIFFERENCE_COUNT] = {
#define GK_DIFFERENCE(id, code, fault, title, documented, deployed, advice)    \
    {code, title, documented, deployed, fault, advice},
#include "host-mock/hosts/cortex/differences.def"
};

void cortex_meet(struct cortex *cortex, enum cortex_difference_id id)
{
    gk_session_meet(cortex->session, &cortex_differences[id]);
}

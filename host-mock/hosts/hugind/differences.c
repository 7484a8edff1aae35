#include "host-mock/hosts/hugind/hugind.h"

const struct gk_difference hugind_differences[HUGIND_DIFFERENCE_COUNT] = {
#define GK_DIFFERENCE(id, code, fault, title, documented, deployed, advice)    \
    {code, title, documented, deployed, fault, advice},
#include "host-mock/hosts/hugind/differences.def"
};

void hugind_meet(struct hugind *hugind, enum hugind_difference_id id)
{
    gk_session_meet(hugind->session, &hugind_differences[id]);
}

/*
 * differences: prints the rows of the table of known differences, as
 * docs/hosts/cortex.md has it.
 */
#include <stdio.h>

int main(void)
{
#define GK_DIFFERENCE(id, code, fault, title, documented, deployed, advice)    \
    printf("| %s | %s | %s | %s | %s | %s |\n", code, title, fault,            \
           documented, deployed, advice);
#include "host-mock/hosts/cortex/differences.def"
    return 0;
}

/*
 * differences: prints the rows of the table of known differences, as
 * the page of its host has it: DIFFERENCES is the table's file.
 */
#include <stdio.h>

int main(void)
{
#define GK_DIFFERENCE(id, code, fault, title, documented, deployed, advice)    \
    printf("| %s | %s | %s | %s | %s | %s |\n", code, title, fault,            \
           documented, deployed, advice);
#include DIFFERENCES
    return 0;
}

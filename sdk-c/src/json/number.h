/*
 * number: doubles and their texts. Private to the json library.
 */
#ifndef GUESTKIT_SRC_JSON_NUMBER_H
#define GUESTKIT_SRC_JSON_NUMBER_H

#include "decimal.h"

/*
 * Leaves in d the fewest digits that read back as the finite, non-zero
 * |value|, and of these the nearest to it. Source: ECMA-262,
 * Number::toString.
 */
void gk_number_shortest(struct gk_decimal *d, double value);

#endif

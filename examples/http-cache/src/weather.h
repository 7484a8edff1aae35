/*
 * weather: what the service says about a city, and what we remember of it.
 */
#ifndef WEATHER_H
#define WEATHER_H

#include <guestkit/plugin.h>

struct weather {
    double celsius;
    char sky[32];       /* "clear"; ends with NUL */
    int64_t fetched_ms; /* since 1970; -1: the time was not known */
};

/* Reads {"celsius": 7.5, "sky": "clear"}; false when it is not that. */
bool weather_read(gk_json json, struct weather *out);

/* What was kept under a URL, if it was fetched within `ttl_ms` before `now`. */
bool weather_recall(const char *url, int64_t now, int64_t ttl_ms,
                    struct weather *out);
void weather_remember(const char *url, const struct weather *weather);

#endif

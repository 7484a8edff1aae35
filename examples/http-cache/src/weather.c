#include "weather.h"

#define ENTRY_BYTES 512

bool weather_read(gk_json json, struct weather *out)
{
    gk_json celsius = gk_json_get(json, "celsius");
    gk_json sky = gk_json_get(json, "sky");

    if (gk_json_type(celsius) != GK_JSON_NUMBER ||
        gk_json_type(sky) != GK_JSON_STRING)
        return false;
    out->celsius = gk_json_number(celsius, 0);
    /* The length is the whole text's: longer than the array, it was cut. */
    return gk_json_string(sky, out->sky, sizeof out->sky) < sizeof out->sky;
}

bool weather_recall(const char *url, int64_t now, int64_t ttl_ms,
                    struct weather *out)
{
    struct cortex_text kept = {0};
    gk_json entry;

    if (!cortex_state_get(url, &kept))
        return false;
    entry = gk_json_parse(kept.at, kept.len);
    out->fetched_ms = gk_json_int(gk_json_get(entry, "fetched_ms"), -1);
    if (!weather_read(entry, out))
        return false; /* another version's, or spoilt: as good as nothing */
    /* A clock that was set back makes an entry of tomorrow: not to be kept
     * until then. */
    return out->fetched_ms >= 0 && now >= out->fetched_ms &&
           now - out->fetched_ms < ttl_ms;
}

void weather_remember(const char *url, const struct weather *weather)
{
    char entry[ENTRY_BYTES];
    gk_writer w;

    if (weather->fetched_ms < 0)
        return; /* nobody could tell when it is too old */
    gk_writer_init(&w, entry, sizeof entry);
    gk_put_object(&w);
    gk_put_key(&w, "fetched_ms");
    gk_put_int(&w, weather->fetched_ms);
    gk_put_key(&w, "celsius");
    gk_put_number(&w, weather->celsius);
    gk_put_key(&w, "sky");
    gk_put_string(&w, weather->sky);
    gk_put_end(&w);
    /* What does not fit is not kept, and asked for again. */
    if (gk_writer_fits(&w))
        cortex_state_set(url, entry, w.len);
}

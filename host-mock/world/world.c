#include "host-mock/world/world.h"

#include "core/base/json_expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-01-01T00:00:00Z */
#define DEFAULT_CLOCK_MS INT64_C(1767225600000)
/* Where a guest's own files are. */
#define DEFAULT_ROOT "/agent"
/* The year 9999: what a date string can say. */
#define LAST_CLOCK_MS INT64_C(253402300799999)

struct gk_world {
    const gk_json *json; /* borrowed */
    int64_t clock;       /* ms since 1970 */
    int64_t tick;
    uint64_t random; /* SplitMix64's state */
    struct gk_kv state;
    struct gk_http http;
    struct gk_llm llm;
    struct gk_dns dns;
    struct gk_shell shell;
    struct gk_tools tools;
    struct gk_team team;
    struct gk_skills skills;
    gk_files *files; /* owned */
};

/* Days since 1970-01-01 of a date in the Gregorian calendar (Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
static int64_t days_from_civil(int64_t y, unsigned m, unsigned d)
{
    int64_t era, yoe, doy, doe;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * (int64_t)(m + (m > 2 ? -3u : 9u)) + 2) / 5 + d - 1;
    doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

/* `count` digits, and nothing that scanf would let through beside them. */
static bool take_digits(const char **text, int count, unsigned *out)
{
    unsigned value = 0;

    for (int i = 0; i < count; i++) {
        if ((*text)[i] < '0' || (*text)[i] > '9')
            return false;
        value = value * 10 + (unsigned)((*text)[i] - '0');
    }
    *text += count;
    *out = value;
    return true;
}

static bool take_char(const char **text, char wanted)
{
    return **text == wanted && (*text)++ != NULL;
}

static unsigned days_in_month(unsigned y, unsigned m)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30,
                                         31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

    return days[m - 1] + (m == 2 && leap ? 1u : 0u);
}

/* "2026-01-01T00:00:00Z", with or without ".123"; from 1970 on. */
static bool parse_instant(const char *text, int64_t *ms)
{
    unsigned y, mo, d, h, mi, s, milli = 0;

    if (!take_digits(&text, 4, &y) || !take_char(&text, '-') ||
        !take_digits(&text, 2, &mo) || !take_char(&text, '-') ||
        !take_digits(&text, 2, &d) || !take_char(&text, 'T') ||
        !take_digits(&text, 2, &h) || !take_char(&text, ':') ||
        !take_digits(&text, 2, &mi) || !take_char(&text, ':') ||
        !take_digits(&text, 2, &s))
        return false;
    if (take_char(&text, '.') && !take_digits(&text, 3, &milli))
        return false;
    if (strcmp(text, "Z") != 0 || y < 1970 || mo < 1 || mo > 12 || d < 1 ||
        d > days_in_month(y, mo) || h > 23 || mi > 59 || s > 59)
        return false;
    *ms = ((days_from_civil(y, mo, d) * 24 + h) * 60 + mi) * 60000 +
          (int64_t)s * 1000 + milli;
    return true;
}

static gk_status read_clock(const gk_json *value, const char *where,
                            int64_t *ms, gk_error *err)
{
    uint64_t number = 0;
    gk_status st;

    if (value == NULL)
        return GK_OK;
    if (gk_json_is(value, GK_JSON_NUMBER)) {
        st = gk_json_expect_uint(value, where, 0, LAST_CLOCK_MS, &number, err);
        if (st == GK_OK)
            *ms = (int64_t)number;
        return st;
    }
    if (gk_json_text(value) == NULL || !parse_instant(gk_json_text(value), ms))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: wanted ms since 1970 or a time like "
                       "\"2026-01-01T00:00:00Z\"",
                       where);
    return GK_OK;
}

/* One "30m"; moves past it and the blanks after it. */
static bool take_duration(const char **text, int64_t *total)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {
        {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    size_t unit_len, i;
    char *end;
    long count;

    if (**text < '0' || **text > '9')
        return false; /* strtol takes signs and blanks */
    count = strtol(*text, &end, 10);
    unit_len = strcspn(end, " 0123456789");
    for (i = 0; i < 5; i++)
        if (strlen(units[i].unit) == unit_len &&
            memcmp(units[i].unit, end, unit_len) == 0)
            break;
    if (i == 5 || count > (LAST_CLOCK_MS - *total) / units[i].ms)
        return false;
    *total += count * units[i].ms;
    *text = end + unit_len;
    *text += strspn(*text, " ");
    return true;
}

gk_status gk_world_duration(const gk_json *value, const char *where,
                            int64_t *ms, gk_error *err)
{
    const char *text = gk_json_text(value);
    int64_t total = 0;
    uint64_t number = 0;
    bool fine = text != NULL && *text != '\0';

    if (gk_json_is(value, GK_JSON_NUMBER)) {
        gk_status st =
            gk_json_expect_uint(value, where, 0, LAST_CLOCK_MS, &number, err);
        if (st == GK_OK)
            *ms = (int64_t)number;
        return st;
    }
    while (fine && *text != '\0')
        fine = take_duration(&text, &total);
    if (!fine)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s: wanted ms or a duration like \"1h 30m 5s 10ms\"",
                       where);
    *ms = total;
    return GK_OK;
}

static gk_status check_strings(const gk_json *object, const char *where,
                               gk_error *err)
{
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(object); m && st == GK_OK;
         m = gk_json_next(m)) {
        char path[512];

        snprintf(path, sizeof path, "%s/%s", where, gk_json_key(m));
        st = gk_json_expect_kind(m, path, GK_JSON_BIT(GK_JSON_STRING), err);
    }
    return st;
}

/* Absolute, and written as it would be printed. */
static bool is_clean_path(const char *path)
{
    if (path == NULL || *path != '/')
        return false;
    while (path[0] == '/' && path[1] != '\0') {
        size_t len = strcspn(++path, "/");

        if (len == 0 || (len == 1 && *path == '.') ||
            (len == 2 && path[0] == '.' && path[1] == '.') ||
            (path[len] == '/' && path[len + 1] == '\0'))
            return false;
        path += len;
    }
    return true;
}

/* Nanoseconds reach the year 2262; time stands still there. */
static int64_t ns_of(int64_t ms)
{
    return ms > INT64_MAX / 1000000 ? INT64_MAX : ms * 1000000;
}

/* The root folder and what is in the tree. */
static gk_status open_files(const gk_json *world, const char *where,
                            int64_t now_ms, gk_files **out, gk_error *err)
{
    const gk_json *given = gk_json_get(world, "root");
    const char *root = given == NULL ? DEFAULT_ROOT : gk_json_text(given);
    char path[256];

    if (!is_clean_path(root))
        return gk_fail(err, GK_E_SCHEMA,
                       "%s/root: wanted an absolute path like \"%s\"", where,
                       DEFAULT_ROOT);
    snprintf(path, sizeof path, "%s/files", where);
    return gk_files_open(gk_json_get(world, "files"), path, root, ns_of(now_ms),
                         out, err);
}

/* What has a room of its own and is checked there. */
static gk_status check_rooms(const gk_json *world, const char *where,
                             gk_error *err)
{
    static const struct {
        const char *key;
        gk_status (*check)(const gk_json *value, const char *where,
                           gk_error *err);
    } rooms[] = {
        {"http", gk_http_check},     {"llm", gk_llm_check},
        {"dns", gk_dns_check},       {"shell", gk_shell_check},
        {"tools", gk_tools_check},   {"team", gk_team_check},
        {"skills", gk_skills_check},
    };
    gk_status st = GK_OK;

    for (size_t i = 0; i < sizeof rooms / sizeof *rooms && st == GK_OK; i++) {
        char path[256];

        snprintf(path, sizeof path, "%s/%s", where, rooms[i].key);
        st = rooms[i].check(gk_json_get(world, rooms[i].key), path, err);
    }
    return st;
}

gk_status gk_world_check(const gk_json *world, const char *where, gk_error *err)
{
    static const struct gk_json_field fields[] = {
        {"clock", GK_JSON_BIT(GK_JSON_STRING) | GK_JSON_BIT(GK_JSON_NUMBER),
         false},
        {"tick", GK_JSON_BIT(GK_JSON_NUMBER), false},
        {"seed", GK_JSON_BIT(GK_JSON_NUMBER), false},
        {"env", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"config", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"state", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"http", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"llm", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"dns", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"shell", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"tools", GK_JSON_BIT(GK_JSON_ARRAY), false},
        {"team", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"skills", GK_JSON_BIT(GK_JSON_OBJECT), false},
        {"root", GK_JSON_BIT(GK_JSON_STRING), false},
        {"files", GK_JSON_BIT(GK_JSON_OBJECT), false},
    };
    static const char *const texts[] = {"env", "config", "state"};
    char path[256];
    gk_files *files = NULL;
    uint64_t number;
    int64_t ms;
    gk_status st;

    if (world == NULL)
        return GK_OK;
    st = gk_json_expect(world, where, fields, sizeof fields / sizeof *fields,
                        err);
    for (size_t i = 0; i < 3 && st == GK_OK; i++) {
        snprintf(path, sizeof path, "%s/%s", where, texts[i]);
        st = check_strings(gk_json_get(world, texts[i]), path, err);
    }
    if (st != GK_OK)
        return st;
    snprintf(path, sizeof path, "%s/clock", where);
    st = read_clock(gk_json_get(world, "clock"), path, &ms, err);
    if (st != GK_OK)
        return st;
    snprintf(path, sizeof path, "%s/tick", where);
    st = gk_json_expect_uint(gk_json_get(world, "tick"), path, 0, 86400000,
                             &number, err);
    if (st != GK_OK)
        return st;
    snprintf(path, sizeof path, "%s/seed", where);
    st = gk_json_expect_uint(gk_json_get(world, "seed"), path, 0,
                             UINT64_C(1) << 53, &number, err);
    if (st != GK_OK)
        return st;
    st = check_rooms(world, where, err);
    if (st == GK_OK && (gk_json_get(world, "files") != NULL ||
                        gk_json_get(world, "root") != NULL))
        st = open_files(world, where, 0, &files, err);
    gk_files_close(files);
    return st;
}

gk_status gk_world_open(const gk_json *json, gk_world **out, gk_error *err)
{
    gk_world *world;
    uint64_t tick = 1, seed = 0;
    gk_status st = gk_world_check(json, "", err);

    if (st != GK_OK)
        return st;
    world = calloc(1, sizeof *world);
    if (world == NULL)
        return gk_fail_nomem(err);
    world->json = json;
    world->clock = DEFAULT_CLOCK_MS;
    st = read_clock(gk_json_get(json, "clock"), "/clock", &world->clock, err);
    if (st == GK_OK)
        st = gk_json_expect_uint(gk_json_get(json, "tick"), "/tick", 0,
                                 86400000, &tick, err);
    if (st == GK_OK)
        st = gk_json_expect_uint(gk_json_get(json, "seed"), "/seed", 0,
                                 UINT64_C(1) << 53, &seed, err);
    world->tick = (int64_t)tick;
    world->random = seed;
    world->dns.names = gk_json_get(json, "dns");
    if (st == GK_OK)
        st = gk_http_init(&world->http, gk_json_get(json, "http"), err);
    if (st == GK_OK)
        st = gk_llm_init(&world->llm, gk_json_get(json, "llm"), err);
    if (st == GK_OK)
        st = gk_shell_init(&world->shell, gk_json_get(json, "shell"), err);
    if (st == GK_OK)
        st = gk_tools_init(&world->tools, gk_json_get(json, "tools"), err);
    if (st == GK_OK)
        st = gk_team_init(&world->team, gk_json_get(json, "team"), err);
    if (st == GK_OK)
        st = gk_skills_init(&world->skills, gk_json_get(json, "skills"), err);
    if (st == GK_OK)
        st = gk_kv_add_json(&world->state, gk_json_get(json, "state"), err);
    if (st == GK_OK)
        st = open_files(json, "", world->clock, &world->files, err);
    if (st == GK_OK)
        *out = world;
    else
        gk_world_close(world);
    return st;
}

void gk_world_close(gk_world *world)
{
    if (world == NULL)
        return;
    gk_http_clear(&world->http);
    gk_llm_clear(&world->llm);
    gk_shell_clear(&world->shell);
    gk_tools_clear(&world->tools);
    gk_team_clear(&world->team);
    gk_skills_clear(&world->skills);
    gk_kv_clear(&world->state);
    gk_files_close(world->files);
    free(world);
}

int64_t gk_world_now(gk_world *world)
{
    int64_t now = world->clock;

    gk_world_advance(world, world->tick);
    return now;
}

void gk_world_advance(gk_world *world, int64_t ms)
{
    /* It stands still at the end of time rather than wrap. */
    world->clock =
        ms > LAST_CLOCK_MS - world->clock ? LAST_CLOCK_MS : world->clock + ms;
}

/* Sebastiano Vigna's SplitMix64. */
static uint64_t next_random(gk_world *world)
{
    uint64_t z = world->random += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void gk_world_random(gk_world *world, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i += 8) {
        uint64_t bits = next_random(world);

        for (size_t k = 0; k < 8 && i + k < len; k++)
            out[i + k] = (uint8_t)(bits >> (8 * k));
    }
}

const gk_json *gk_world_env(const gk_world *world, const char *name)
{
    return gk_json_get(gk_json_get(world->json, "env"), name);
}

const gk_json *gk_world_config(const gk_world *world, const char *key)
{
    return gk_json_get(gk_json_get(world->json, "config"), key);
}

struct gk_kv *gk_world_state(gk_world *world)
{
    return &world->state;
}

struct gk_http *gk_world_http(gk_world *world)
{
    return &world->http;
}

gk_files *gk_world_files(gk_world *world)
{
    gk_files_set_now(world->files, ns_of(world->clock));
    return world->files;
}

const gk_files *gk_world_used_files(const gk_world *world)
{
    return gk_json_get(world->json, "files") != NULL ||
                   gk_files_changed(world->files)
               ? world->files
               : NULL;
}

struct gk_llm *gk_world_llm(gk_world *world)
{
    return &world->llm;
}

struct gk_dns *gk_world_dns(gk_world *world)
{
    return &world->dns;
}

struct gk_shell *gk_world_shell(gk_world *world)
{
    return &world->shell;
}

struct gk_tools *gk_world_tools(gk_world *world)
{
    return &world->tools;
}

struct gk_team *gk_world_team(gk_world *world)
{
    return &world->team;
}

const struct gk_skills *gk_world_skills(const gk_world *world)
{
    return &world->skills;
}

gk_json *gk_world_missing(gk_world *world)
{
    gk_json *missing = gk_json_new_object();

    gk_fixtures_tell_missing(&world->http.fixtures, "http", missing);
    gk_fixtures_tell_missing(&world->llm.fixtures, "llm", missing);
    gk_fixtures_tell_missing(&world->shell.fixtures, "shell", missing);
    gk_fixtures_tell_missing(&world->tools.fixtures, "tools", missing);
    return missing;
}

gk_json *gk_world_unused(const gk_world *world)
{
    gk_json *unused = gk_json_new_array();

    gk_fixtures_tell_unused(&world->http.fixtures, unused);
    gk_fixtures_tell_unused(&world->llm.fixtures, unused);
    gk_fixtures_tell_unused(&world->shell.fixtures, unused);
    gk_fixtures_tell_unused(&world->tools.fixtures, unused);
    return unused;
}

/* A policy that allows what a module has now. */
#include "core/base/json.h"
#include "scanner/policy/date.h"
#include "scanner/policy/pattern.h"
#include "scanner/policy/policy.h"
#include "scanner/scan.h"

#include <stdlib.h>
#include <string.h>

#define REASON "present when the policy was generated"

/* --- names, exactly ------------------------------------------------------- */

static gk_status add_name(gk_names *list, const gk_buf *pattern,
                          const char *what, uint32_t index, gk_error *err)
{
    gk_status st = gk_buf_check(pattern, err);

    if (st != GK_OK)
        return st;
    if (pattern->len == 0 || memchr(pattern->data, 0, pattern->len) != NULL)
        return gk_fail(err, GK_E_UNSUPPORTED,
                       "%s %u has a name that no policy can hold: it is empty "
                       "or has a NUL in it",
                       what, index);
    return gk_names_add(list, gk_buf_text(pattern), err);
}

static gk_status add_imports(const gk_module *m, gk_names *list, gk_error *err)
{
    gk_buf pattern = GK_BUF_INIT;
    gk_status st = GK_OK;

    for (uint32_t i = 0; i < m->import_count && st == GK_OK; i++) {
        gk_buf_reset(&pattern);
        gk_pattern_quote(m->imports[i].module, &pattern);
        gk_buf_byte(&pattern, '.');
        gk_pattern_quote(m->imports[i].name, &pattern);
        st = add_name(list, &pattern, "import", i, err);
    }
    gk_buf_clear(&pattern);
    return st;
}

/* `contract`: only those that the host knows. */
static gk_status add_exports(const struct gk_facts *facts, bool contract,
                             gk_names *list, gk_error *err)
{
    const gk_module *m = facts->module;
    gk_buf pattern = GK_BUF_INIT;
    gk_status st = GK_OK;

    for (uint32_t i = 0; i < m->export_count && st == GK_OK; i++) {
        struct gk_name name = m->exports[i].name;

        if (contract && (facts->host == NULL ||
                         gk_abi_export_find(facts->host, (const char *)name.at,
                                            name.len) == NULL))
            continue;
        gk_buf_reset(&pattern);
        gk_pattern_quote(name, &pattern);
        st = add_name(list, &pattern, "export", i, err);
    }
    gk_buf_clear(&pattern);
    return st;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, each once; clears the list. */
static gk_json *new_list(gk_names *names)
{
    gk_json *list = gk_json_new_array();
    const char *last = NULL;

    if (names->count > 1)
        qsort(names->at, names->count, sizeof *names->at, compare);
    for (size_t i = 0; i < names->count; i++) {
        if (last == NULL || strcmp(last, names->at[i]) != 0)
            gk_json_push(list, gk_json_new_string(names->at[i]));
        last = names->at[i];
    }
    gk_names_clear(names);
    return list;
}

static gk_status put_names(const struct gk_facts *facts, gk_json *root,
                           gk_error *err)
{
    gk_json *imports = gk_json_new_object(), *exports = gk_json_new_object();
    gk_names in = GK_NAMES_INIT, all = GK_NAMES_INIT, own = GK_NAMES_INIT;
    gk_status st = add_imports(facts->module, &in, err);

    if (st == GK_OK)
        st = add_exports(facts, false, &all, err);
    if (st == GK_OK)
        st = add_exports(facts, true, &own, err);
    gk_json_set(imports, "allow", new_list(&in));
    gk_json_set(exports, "allow", new_list(&all));
    gk_json_set(exports, "require", new_list(&own));
    gk_json_set(root, "imports", imports);
    gk_json_set(root, "exports", exports);
    return st;
}

/* --- words ---------------------------------------------------------------- */

static gk_json *new_words(uint32_t bits, const char *const *words, size_t count)
{
    gk_json *o = gk_json_new_object(), *list = gk_json_new_array();

    for (size_t i = 0; i < count; i++)
        if (bits & UINT32_C(1) << i)
            gk_json_push(list, gk_json_new_string(words[i]));
    gk_json_set(o, "allow", list);
    return o;
}

static void put_words(const gk_scan *scan, gk_json *root)
{
    static const char *const effects[] = {
#define GK_EFFECT(name, word) word,
        GK_EFFECT_LIST(GK_EFFECT)
#undef GK_EFFECT
    };
    static const char *const features[] = {
#define GK_FEATURE(name, word) word,
        GK_FEATURE_LIST(GK_FEATURE)
#undef GK_FEATURE
    };

    uint32_t first;

    /* Of what nobody can tell such a list would deny all. */
    if (scan->facts.effects != NULL &&
        gk_effects_unknown(&scan->facts, &first) == 0)
        gk_json_set(root, "effects",
                    new_words(gk_effects_reached(&scan->effects) &
                                  ~(UINT32_C(1) << GK_EFFECT_CONTROL),
                              effects, GK_EFFECT_COUNT));
    gk_json_set(
        root, "features",
        new_words(scan->validation.features, features, GK_FEATURE_COUNT));
}

/* --- limits, with head room ----------------------------------------------- */

/* Another compiler, or another of its flags, makes the same source up to
 * twice as large: the next power of two from there on, and at least `least`. */
static uint64_t with_room(uint64_t now, uint64_t least)
{
    uint64_t limit = least;

    while (limit < now * 2)
        limit *= 2;
    return limit;
}

static void put_memory(const struct gk_facts *facts, gk_json *limits)
{
    const gk_module *m = facts->module;
    gk_json *pages = gk_json_new_object();
    uint64_t initial = 0, maximum = 0;
    bool bounded = m->memory_count > 0;

    for (uint32_t i = 0; i < m->memory_count; i++) {
        uint64_t least = m->memories[i].limits.min, most = 0;

        bounded &= gk_policy_memory_bound(facts, i, &most);
        initial = least > initial ? least : initial;
        maximum = most > maximum ? most : maximum;
    }
    initial = with_room(initial, 1);
    /* A maximum is chosen, not made by a compiler: it stays as it is. */
    if (bounded && initial > maximum)
        initial = maximum;
    if (m->memory_count == 0)
        initial = 0;
    gk_json_set_number(pages, "initial", (double)initial);
    if (bounded)
        gk_json_set_number(pages, "maximum", (double)maximum);
    gk_json_set(limits, "memoryPages", pages);
    gk_json_set_bool(limits, "requireMemoryMaximum", bounded);
}

static void put_limits(const gk_scan *scan, gk_json *root)
{
    const gk_module *m = &scan->module;
    gk_json *limits = gk_json_new_object();
    uint64_t table = 0, function = 0, data = 0;

    for (uint32_t i = 0; i < m->table_count; i++)
        if (m->tables[i].limits.min > table)
            table = m->tables[i].limits.min;
    for (uint32_t i = 0; i < m->code_count; i++)
        if (m->codes[i].len > function)
            function = m->codes[i].len;
    for (uint32_t i = 0; i < m->data_count; i++)
        data += m->datas[i].len;
    gk_json_set_number(limits, "fileBytes",
                       (double)with_room(scan->facts.len, 65536));
    put_memory(&scan->facts, limits);
    gk_json_set_number(limits, "tableEntries", (double)with_room(table, 64));
    gk_json_set_number(
        limits, "functions",
        (double)with_room(m->function_count - m->imported_functions, 64));
    gk_json_set_number(limits, "functionBytes",
                       (double)with_room(function, 16384));
    gk_json_set_number(limits, "dataBytes", (double)with_room(data, 16384));
    gk_json_set_number(limits, "nesting",
                       (double)with_room(scan->validation.deepest, 64));
    gk_json_set(root, "limits", limits);
}

/* --- waivers -------------------------------------------------------------- */

/* What was found, exactly; for the module's measures, whose numbers another
 * build changes, with any number. */
static gk_json *new_evidence(const struct gk_finding *f, bool measures)
{
    struct gk_name what = {(const uint8_t *)f->what, (uint32_t)strlen(f->what)};
    gk_buf quoted = GK_BUF_INIT, text = GK_BUF_INIT;
    bool digits = false;
    gk_json *value;

    gk_pattern_quote(what, &quoted);
    for (size_t i = 0; i < quoted.len; i++) {
        bool digit = measures && quoted.data[i] >= '0' && quoted.data[i] <= '9';

        if (!digit)
            gk_buf_byte(&text, quoted.data[i]);
        else if (!digits)
            gk_buf_byte(&text, '*');
        digits = digit;
    }
    value =
        text.status == GK_OK ? gk_json_new_string(gk_buf_text(&text)) : NULL;
    gk_buf_clear(&quoted);
    gk_buf_clear(&text);
    return value;
}

static void match_name(gk_json *match, const char *key,
                       const struct gk_place *place)
{
    gk_buf text = GK_BUF_INIT;

    if (place->kind == GK_PLACE_IMPORT) {
        gk_pattern_quote(place->module, &text);
        gk_buf_byte(&text, '.');
    }
    gk_pattern_quote(place->name, &text);
    if (text.len > 0 && memchr(text.data, 0, text.len) == NULL)
        gk_json_set(match, key, gk_json_new_bytes(text.data, text.len));
    gk_buf_clear(&text);
}

/* NULL: nothing to tell it from others of its rule by, or out of memory. */
static gk_json *new_match(const struct gk_finding *f)
{
    gk_json *match;

    if (f->more > 0)
        return NULL; /* nobody has seen the rest of them */
    match = gk_json_new_object();
    switch (f->place.kind) {
    case GK_PLACE_IMPORT:
        match_name(match, "import", &f->place);
        break;
    case GK_PLACE_EXPORT:
        match_name(match, "export", &f->place);
        break;
    case GK_PLACE_CUSTOM:
    case GK_PLACE_MANIFEST:
        match_name(match, "name", &f->place);
        gk_json_set(match, "evidence", new_evidence(f, false));
        break;
    case GK_PLACE_BYTES:
    case GK_PLACE_DATA:
        gk_json_set(match, "evidence", new_evidence(f, false));
        break;
    default:
        gk_json_set(match, "evidence", new_evidence(f, true));
    }
    if (gk_json_count(match) > 0)
        return match;
    gk_json_free(match);
    return NULL;
}

/* The same words again waive the same. */
static bool has_equal(const gk_json *list, const gk_json *waiver)
{
    for (const gk_json *m = gk_json_first(list); m != NULL; m = gk_json_next(m))
        if (gk_json_equal(m, waiver))
            return true;
    return false;
}

static void put_waivers(const gk_scan *scan, gk_json *root)
{
    gk_json *list = gk_json_new_array();
    char day[GK_DATE_BYTES];

    gk_date_print(scan->facts.today + GK_POLICY_WAIVER_DAYS, day);
    for (size_t i = 0; i < scan->findings.count; i++) {
        const struct gk_finding *f = &scan->findings.at[i];
        gk_json *waiver, *match;

        /* A note changes no verdict; its waiver, once expired, would. */
        if (f->severity == GK_SEVERITY_NOTE || f->waived != NULL)
            continue;
        match = new_match(f);
        if (match == NULL && f->more == 0)
            continue; /* a waiver of all its rule finds would say too much */
        waiver = gk_json_new_object();
        gk_json_set_string(waiver, "rule", f->rule->id);
        if (match != NULL)
            gk_json_set(waiver, "match", match);
        gk_json_set_string(waiver, "reason", REASON);
        gk_json_set_string(waiver, "expires", day);
        if (has_equal(list, waiver))
            gk_json_free(waiver);
        else
            gk_json_push(list, waiver);
    }
    gk_json_set(root, "waivers", list);
}

/* --- all of it ------------------------------------------------------------ */

static gk_status check_valid(const gk_scan *scan, gk_error *err)
{
    if (scan->facts.component != NULL)
        return gk_fail(err, GK_E_UNSUPPORTED,
                       "'%s' is a component; policies are made from core "
                       "modules",
                       gk_scan_name(scan));
    if (scan->facts.validation == NULL || !scan->facts.sound ||
        scan->validation.problem_count > 0)
        return gk_fail(err, GK_E_MALFORMED,
                       "'%s' is not a valid module: no policy lets it in",
                       gk_scan_name(scan));
    return GK_OK;
}

/* What is missing for want of memory would allow more than is meant. */
static bool is_whole(const gk_json *root)
{
    static const char *const parts[] = {
        "/imports/allow",    "/exports/allow",
        "/features/allow",   "/limits/memoryPages/initial",
        "/limits/fileBytes", "/limits/tableEntries",
        "/limits/functions", "/limits/functionBytes",
        "/limits/dataBytes", "/limits/nesting",
        "/exports/require",  "/waivers",
    };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (gk_json_pointer(root, parts[i]) == NULL)
            return false;
    return true;
}

gk_status gk_policy_generate(const struct gk_scan *scan, gk_buf *out,
                             gk_error *err)
{
    gk_json *root = NULL;
    gk_status st = check_valid(scan, err);

    if (st != GK_OK)
        return st;
    root = gk_json_new_object();
    gk_json_set_string(root, "schema", GK_POLICY_SCHEMA);
    if (scan->facts.host != NULL)
        gk_json_set_string(root, "host", scan->facts.host->id);
    st = put_names(&scan->facts, root, err);
    put_words(scan, root);
    put_limits(scan, root);
    put_waivers(scan, root);
    if (st == GK_OK && !is_whole(root))
        st = gk_fail_nomem(err);
    if (st == GK_OK)
        gk_json_print(root, GK_JSON_PRETTY, out);
    if (st == GK_OK) {
        gk_buf_byte(out, '\n');
        st = gk_buf_check(out, err);
    }
    gk_json_free(root);
    return st;
}

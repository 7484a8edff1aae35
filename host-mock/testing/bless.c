#include "host-mock/testing/bless.h"

#include "core/base/file.h"
#include "core/base/mask.h"

#include <stdio.h>
#include <string.h>

bool gk_bless_can(const struct gk_test_run *run)
{
    if (run->verdict != GK_VERDICT_FAILED)
        return false;
    for (const gk_json *d = gk_json_first(run->differences); d != NULL;
         d = gk_json_next(d))
        if (gk_json_get(d, "seen") == NULL)
            return false;
    return true;
}

/* --- secrets ---------------------------------------------------------------
 */

/* Appends the text with secrets as "***"; whether there were any. */
static bool mask_text(const gk_json *value, gk_buf *masked)
{
    gk_buf plain = GK_BUF_INIT;
    bool any;

    gk_json_bytes(value, &plain);
    gk_mask_put(masked, gk_buf_text(&plain), plain.len);
    any = plain.len != masked->len ||
          memcmp(gk_buf_text(&plain), gk_buf_text(masked), plain.len) != 0;
    gk_buf_clear(&plain);
    return any;
}

static bool is_secret(const char *key, const gk_json *value)
{
    gk_buf masked = GK_BUF_INIT;
    bool any;

    if (!gk_json_is(value, GK_JSON_STRING))
        return false;
    if (key != NULL && gk_mask_is_secret_name(key, strlen(key)))
        return true;
    any = mask_text(value, &masked);
    gk_buf_clear(&masked);
    return any;
}

static bool holds_secret(const gk_json *value)
{
    for (const gk_json *m = gk_json_first(value); m != NULL;
         m = gk_json_next(m))
        if (is_secret(gk_json_key(m), m) || holds_secret(m))
            return true;
    return false;
}

/* A subset without its secrets: an array that holds one goes as a whole, for
 * arrays are compared entry by entry. NULL when out of memory. */
static gk_json *without_secrets(const gk_json *value)
{
    gk_json *made;

    if (!gk_json_is(value, GK_JSON_OBJECT))
        return gk_json_copy(value);
    made = gk_json_new_object();
    for (const gk_json *m = gk_json_first(value); m; m = gk_json_next(m)) {
        if (is_secret(gk_json_key(m), m) ||
            (gk_json_is(m, GK_JSON_ARRAY) && holds_secret(m)))
            continue;
        if (gk_json_set(made, gk_json_key(m), without_secrets(m)) != GK_OK) {
            gk_json_free(made);
            return NULL;
        }
    }
    return made;
}

/* {"match": "^…$"} with ".+" where a secret was. NULL when out of memory. */
static gk_json *pattern_around(const char *masked)
{
    gk_buf regex = GK_BUF_INIT;
    gk_json *pattern = gk_json_new_object();

    gk_buf_byte(&regex, '^');
    while (*masked != '\0') {
        if (strncmp(masked, "***", 3) == 0) {
            gk_buf_puts(&regex, ".+");
            masked += 3;
            continue;
        }
        if (strchr("\\.[](){}*+?^$|", *masked) != NULL)
            gk_buf_byte(&regex, '\\');
        gk_buf_byte(&regex, (uint8_t)*masked++);
    }
    gk_buf_byte(&regex, '$');
    if (regex.status != GK_OK ||
        gk_json_set_string(pattern, "match", gk_buf_text(&regex)) != GK_OK) {
        gk_json_free(pattern);
        pattern = NULL;
    }
    gk_buf_clear(&regex);
    return pattern;
}

/* A text as a field of texts holds it. */
static gk_json *bless_text(const char *key, const gk_json *seen, bool *any)
{
    gk_buf masked = GK_BUF_INIT;
    gk_json *made;

    if (!gk_json_is(seen, GK_JSON_STRING))
        return gk_json_copy(seen);
    if (key != NULL && gk_mask_is_secret_name(key, strlen(key))) {
        *any = true;
        return pattern_around("***");
    }
    if (mask_text(seen, &masked)) {
        *any = true;
        made = pattern_around(gk_buf_text(&masked));
    } else {
        made = gk_json_copy(seen);
    }
    gk_buf_clear(&masked);
    return made;
}

/* Lists and objects of texts: logs, state, files. */
static gk_json *bless_texts(const gk_json *seen, bool *any)
{
    bool object = gk_json_is(seen, GK_JSON_OBJECT);
    gk_json *made = object ? gk_json_new_object() : gk_json_new_array();
    gk_status st = GK_OK;

    for (const gk_json *m = gk_json_first(seen); m != NULL && st == GK_OK;
         m = gk_json_next(m)) {
        gk_json *text = bless_text(gk_json_key(m), m, any);

        st = object ? gk_json_set(made, gk_json_key(m), text)
                    : gk_json_push(made, text);
    }
    if (st != GK_OK) {
        gk_json_free(made);
        return NULL;
    }
    return made;
}

/* JSON: {"equal": …} cannot hold with a part left out, so it gives way to a
 * subset. */
static gk_json *bless_json(const gk_json *seen, bool *any)
{
    const gk_json *equal = gk_json_get(seen, "equal");
    bool is_equal = equal != NULL && gk_json_count(seen) == 1;

    if (!holds_secret(seen) && !is_secret(NULL, seen))
        return gk_json_copy(seen);
    *any = true;
    if (is_equal && gk_json_is(equal, GK_JSON_OBJECT))
        return without_secrets(equal);
    return gk_json_is(seen, GK_JSON_OBJECT) && !is_equal ? without_secrets(seen)
                                                         : gk_json_new_object();
}

/* What to write into a field. NULL when out of memory. */
static gk_json *blessed_value(const char *field, const gk_json *seen,
                              bool *masked)
{
    if (strcmp(field, "text") == 0 || strcmp(field, "stdout") == 0 ||
        strcmp(field, "stderr") == 0)
        return bless_text(NULL, seen, masked);
    if (strcmp(field, "logs") == 0 || strcmp(field, "state") == 0 ||
        strcmp(field, "files") == 0)
        return bless_texts(seen, masked);
    if (strcmp(field, "json") == 0 || strcmp(field, "value") == 0)
        return bless_json(seen, masked);
    return gk_json_copy(seen);
}

/* --- the tree --------------------------------------------------------------
 */

/* The tree is the caller's to change; the way down it is read-only. */
static gk_json *writable(const gk_json *value)
{
    return (gk_json *)(uintptr_t)value;
}

/* A member that is an object, made when it is not there. */
static gk_json *object_in(gk_json *parent, const char *key)
{
    if (gk_json_get(parent, key) == NULL &&
        gk_json_set(parent, key, gk_json_new_object()) != GK_OK)
        return NULL;
    return writable(gk_json_get(parent, key));
}

/* The "expect" that a difference is about; NULL when out of memory. */
static gk_json *expect_of(gk_json *root, const struct gk_test_run *run,
                          const gk_json *difference)
{
    const gk_json *step = gk_json_get(difference, "step");
    size_t index = (size_t)(run->c - run->file->cases);
    char where[64];

    if (step == NULL || run->c->steps == NULL)
        snprintf(where, sizeof where, "/cases/%zu", index);
    else
        snprintf(where, sizeof where, "/cases/%zu/steps/%.0f", index,
                 gk_json_number(step));
    return object_in(writable(gk_json_pointer(root, where)), "expect");
}

/* In "deployed", null takes the outer field away. */
static gk_status take_away(gk_json *expect, const gk_json *outer,
                           const char *key)
{
    if (outer != NULL && gk_json_get(outer, key) != NULL)
        return gk_json_set(expect, key, gk_json_new_null());
    gk_json_unset(expect, key);
    return GK_OK;
}

/*
 * An outcome is written as "ok": true or false where that says it all. What
 * asked for another outcome ("trap", "error") goes.
 */
static gk_status bless_outcome(gk_json *expect, const gk_json *outer,
                               const char *outcome)
{
    bool ok = strcmp(outcome, "ok") == 0;
    bool plain = ok || strcmp(outcome, "tool_error") == 0;
    bool named = gk_json_get(expect, "outcome") != NULL ||
                 gk_json_get(outer, "outcome") != NULL;
    gk_status st = take_away(expect, outer, "trap");

    if (st == GK_OK)
        st = take_away(expect, outer, "error");
    if (st == GK_OK && !plain)
        st = take_away(expect, outer, "ok");
    if (st == GK_OK && (named || !plain))
        st = gk_json_set_string(expect, "outcome", outcome);
    if (st == GK_OK && plain)
        st = gk_json_set_bool(expect, "ok", ok);
    return st;
}

static gk_status bless_difference(gk_json *root, const struct gk_test_run *run,
                                  const gk_json *difference, bool *masked)
{
    const char *field = gk_json_text(gk_json_get(difference, "field"));
    const gk_json *seen = gk_json_get(difference, "seen");
    gk_json *outer = NULL;
    gk_json *expect = expect_of(root, run, difference);

    if (run->fidelity == GK_DEPLOYED) {
        outer = expect;
        expect = outer != NULL ? object_in(outer, "deployed") : NULL;
    }
    if (expect == NULL || field == NULL || seen == NULL)
        return GK_E_NOMEM;
    if (strcmp(field, "outcome") == 0)
        return bless_outcome(expect, outer, gk_json_text(seen));
    return gk_json_set(expect, field, blessed_value(field, seen, masked));
}

gk_status gk_bless_run(gk_json *root, const struct gk_test_run *run,
                       bool *masked, gk_error *err)
{
    bool any = false;

    for (const gk_json *d = gk_json_first(run->differences); d != NULL;
         d = gk_json_next(d))
        if (bless_difference(root, run, d, &any) != GK_OK)
            return gk_fail_nomem(err);
    if (masked != NULL)
        *masked = any;
    return GK_OK;
}

gk_status gk_bless_write(const gk_testfile *file, const gk_json *root,
                         gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    gk_json_print(root, GK_JSON_PRETTY, &text);
    gk_buf_byte(&text, '\n');
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = gk_write_file(file->path, text.data, text.len, 0644, err);
    gk_buf_clear(&text);
    return st;
}

#include "core/base/json.h"

#include "core/base/file.h"
#include "core/base/json_lex.h"
#include "core/base/limits.h"
#include "core/base/utf8.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static const struct gk_json_grammar plain = {.depth = GK_MAX_JSON_DEPTH};

/* What to do with equal keys. */
enum equal_keys { REFUSE, KEEP_LAST };

struct keyed {
    cJSON *member;
    size_t order; /* in the text */
};

static int compare_keys(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = strcmp(x->member->string, y->member->string);

    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* Sorted: input with 100,000 keys must not cost their square. */
static gk_status check_keys(cJSON *object, enum equal_keys equal, gk_error *err)
{
    size_t count = gk_json_count(object), i = 0;
    struct keyed *keyed;
    gk_status st = GK_OK;

    if (count < 2)
        return GK_OK;
    keyed = calloc(count, sizeof *keyed);
    if (keyed == NULL)
        return gk_fail_nomem(err);
    for (cJSON *m = object->child; m != NULL; m = m->next, i++)
        keyed[i] = (struct keyed){m, i};
    qsort(keyed, count, sizeof *keyed, compare_keys);
    for (i = 1; i < count && st == GK_OK; i++) {
        cJSON *earlier = keyed[i - 1].member;

        if (strcmp(earlier->string, keyed[i].member->string) != 0)
            continue;
        if (equal == KEEP_LAST)
            cJSON_Delete(cJSON_DetachItemViaPointer(object, earlier));
        else
            st = gk_fail(err, GK_E_SYNTAX,
                         "key \"%s\" stands twice in an object",
                         earlier->string);
    }
    free(keyed);
    return st;
}

static gk_status check_tree(cJSON *value, enum equal_keys equal, gk_error *err)
{
    gk_status st = GK_OK;

    if (cJSON_IsObject(value))
        st = check_keys(value, equal, err);
    for (cJSON *m = value->child; m != NULL && st == GK_OK; m = m->next)
        if (m->child != NULL)
            st = check_tree(m, equal, err);
    return st;
}

static gk_status parse(const void *text, size_t len,
                       const struct gk_json_grammar *grammar,
                       enum equal_keys equal, gk_json **out, gk_error *err)
{
    gk_buf clean = GK_BUF_INIT;
    cJSON *root = NULL;
    gk_status st;

    if (len > GK_MAX_JSON_BYTES)
        return gk_fail(err, GK_E_LIMIT, "JSON of %zu bytes is over %zu", len,
                       GK_MAX_JSON_BYTES);
    st = gk_json_lex(text, len, grammar, &clean, err);
    if (st == GK_OK) {
        root = cJSON_ParseWithLength(gk_buf_text(&clean), clean.len + 1);
        st = root == NULL ? gk_fail_nomem(err) : check_tree(root, equal, err);
    }
    gk_buf_clear(&clean);
    if (st == GK_OK)
        *out = root;
    else
        cJSON_Delete(root);
    return st;
}

gk_status gk_json_parse(const void *text, size_t len, gk_json **out,
                        gk_error *err)
{
    return parse(text, len, &plain, REFUSE, out, err);
}

gk_status gk_json_parse_own(const void *text, size_t len, gk_json **out,
                            gk_error *err)
{
    static const struct gk_json_grammar own = {.depth = GK_MAX_OWN_JSON_DEPTH};

    return parse(text, len, &own, REFUSE, out, err);
}

gk_status gk_json_parse_js(const void *text, size_t len, gk_json **out,
                           gk_error *err)
{
    return parse(text, len, &plain, KEEP_LAST, out, err);
}

gk_status gk_json_parse_rust(const void *text, size_t len, gk_json **out,
                             gk_error *err)
{
    static const struct gk_json_grammar rust = {.depth = GK_MAX_JSON_DEPTH,
                                                .exact_only = true};

    return parse(text, len, &rust, KEEP_LAST, out, err);
}

gk_status gk_json_read(const char *path, gk_json **out, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_read_file(path, GK_MAX_JSON_BYTES, &text, err);

    if (st == GK_OK) {
        st = gk_json_parse(text.data, text.len, out, err);
        if (st != GK_OK)
            gk_wrap(err, "%s", path);
    }
    gk_buf_clear(&text);
    return st;
}

void gk_json_free(gk_json *root)
{
    cJSON_Delete(root);
}

gk_json_kind gk_json_type(const gk_json *value)
{
    if (cJSON_IsBool(value))
        return GK_JSON_BOOL;
    if (cJSON_IsNumber(value))
        return GK_JSON_NUMBER;
    if (cJSON_IsString(value))
        return GK_JSON_STRING;
    if (cJSON_IsArray(value))
        return GK_JSON_ARRAY;
    if (cJSON_IsObject(value))
        return GK_JSON_OBJECT;
    return GK_JSON_NULL;
}

bool gk_json_is(const gk_json *value, gk_json_kind kind)
{
    return value != NULL && gk_json_type(value) == kind;
}

const char *gk_json_kind_name(gk_json_kind kind)
{
    static const char *const names[] = {"null",   "boolean", "number",
                                        "string", "array",   "object"};

    return names[kind];
}

const gk_json *gk_json_get(const gk_json *object, const char *key)
{
    return cJSON_IsObject(object)
               ? cJSON_GetObjectItemCaseSensitive(object, key)
               : NULL;
}

const gk_json *gk_json_first(const gk_json *container)
{
    return container == NULL ? NULL : container->child;
}

const gk_json *gk_json_next(const gk_json *member)
{
    return member == NULL ? NULL : member->next;
}

size_t gk_json_count(const gk_json *container)
{
    size_t count = 0;

    for (const cJSON *m = gk_json_first(container); m != NULL; m = m->next)
        count++;
    return count;
}

const char *gk_json_key(const gk_json *member)
{
    return member == NULL ? NULL : member->string;
}

double gk_json_number(const gk_json *value)
{
    return cJSON_IsNumber(value) ? value->valuedouble : 0;
}

bool gk_json_true(const gk_json *value)
{
    return cJSON_IsTrue(value) != 0;
}

const char *gk_json_text(const gk_json *value)
{
    const char *text = cJSON_IsString(value) ? value->valuestring : NULL;

    if (text == NULL || !gk_utf8_valid((const uint8_t *)text, strlen(text)))
        return NULL;
    return text;
}

/* Appends stored text; see json_lex.h for the two forms that are no UTF-8. */
static gk_status put_stored(gk_buf *out, const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t len = strlen(text);

    for (size_t at = 0; at < len;) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);

        if (n > 0) {
            gk_buf_put(out, bytes + at, (size_t)n);
            at += (size_t)n;
        } else if (bytes[at] == 0xc0) {
            gk_buf_byte(out, 0);
            at += 2;
        } else {
            gk_buf_puts(out, "\xef\xbf\xbd");
            at += 3;
        }
    }
    return out->status;
}

gk_status gk_json_bytes(const gk_json *value, gk_buf *out)
{
    if (!cJSON_IsString(value))
        return GK_OK;
    return put_stored(out, value->valuestring);
}

/* The member that one token of a pointer names; `token` ends at '/' or NUL. */
static const gk_json *step_into(const gk_json *value, const char *token,
                                size_t len)
{
    gk_buf key = GK_BUF_INIT;
    const gk_json *found = NULL;

    for (size_t i = 0; i < len; i++) {
        bool escaped = token[i] == '~' && i + 1 < len;

        gk_buf_byte(&key, (uint8_t)(escaped ? (token[i + 1] == '1' ? '/' : '~')
                                            : token[i]));
        i += escaped;
    }
    if (cJSON_IsObject(value)) {
        found = gk_json_get(value, gk_buf_text(&key));
    } else if (cJSON_IsArray(value) && key.len > 0 && key.len < 10 &&
               strspn(gk_buf_text(&key), "0123456789") == key.len &&
               (key.len == 1 || key.data[0] != '0')) {
        unsigned long index = strtoul(gk_buf_text(&key), NULL, 10);

        found = value->child;
        while (found != NULL && index-- > 0)
            found = found->next;
    }
    /* A key cut short by a full memory would name another member. */
    if (key.status != GK_OK)
        found = NULL;
    gk_buf_clear(&key);
    return found;
}

const gk_json *gk_json_pointer(const gk_json *value, const char *pointer)
{
    while (value != NULL && *pointer == '/') {
        size_t len = strcspn(++pointer, "/");

        value = step_into(value, pointer, len);
        pointer += len;
    }
    return *pointer == '\0' ? value : NULL;
}

gk_json *gk_json_new_object(void)
{
    return cJSON_CreateObject();
}

gk_json *gk_json_new_array(void)
{
    return cJSON_CreateArray();
}

gk_json *gk_json_new_null(void)
{
    return cJSON_CreateNull();
}

gk_json *gk_json_new_bool(bool value)
{
    return cJSON_CreateBool(value);
}

gk_json *gk_json_new_number(double value)
{
    return cJSON_CreateNumber(value);
}

gk_json *gk_json_new_string(const char *text)
{
    return gk_json_new_bytes(text, strlen(text));
}

gk_json *gk_json_new_bytes(const void *bytes, size_t len)
{
    const uint8_t *b = bytes;
    gk_buf stored = GK_BUF_INIT;
    gk_json *value = NULL;

    for (size_t at = 0; at < len;) {
        uint32_t cp;
        int n = gk_utf8_next(b + at, len - at, &cp);

        if (n > 0 && cp == 0)
            gk_buf_put(&stored, "\xc0\x80", 2);
        else
            gk_utf8_put(&stored, cp);
        at += (size_t)(n < 0 ? -n : n);
    }
    if (stored.status == GK_OK)
        value = cJSON_CreateString(gk_buf_text(&stored));
    gk_buf_clear(&stored);
    return value;
}

gk_json *gk_json_copy(const gk_json *value)
{
    return cJSON_Duplicate(value, 1);
}

/* Length of what stands at `bytes` and is no UTF-8, but what the tree has for
 * NUL or a lone surrogate (json_lex.h); 0 for anything else. */
static int stored_form(const uint8_t *bytes, size_t len)
{
    if (len >= 2 && bytes[0] == 0xc0 && bytes[1] == 0x80)
        return 2;
    if (len >= 3 && bytes[0] == 0xed && bytes[1] >= 0xa0 && bytes[1] <= 0xbf &&
        bytes[2] >= 0x80 && bytes[2] <= 0xbf)
        return 3;
    return 0;
}

/* The key as the tree stores it, owned: keys come from guests, too, and the
 * printer trusts what it finds. NULL when out of memory. */
static char *stored_key(const char *key)
{
    const uint8_t *bytes = (const uint8_t *)key;
    size_t len = strlen(key);
    gk_buf stored = GK_BUF_INIT;

    for (size_t at = 0; at < len;) {
        uint32_t cp;
        int n = gk_utf8_next(bytes + at, len - at, &cp);
        int form = n < 0 ? stored_form(bytes + at, len - at) : 0;

        if (n < 0 && form == 0) {
            gk_utf8_put(&stored, cp);
            at += (size_t)-n;
            continue;
        }
        n = n < 0 ? form : n;
        gk_buf_put(&stored, bytes + at, (size_t)n);
        at += (size_t)n;
    }
    return gk_buf_take(&stored);
}

gk_status gk_json_add(gk_json *object, const char *key, gk_json *value)
{
    char *stored = stored_key(key);
    bool added = object != NULL && value != NULL && stored != NULL &&
                 cJSON_AddItemToObject(object, stored, value);

    free(stored);
    if (!added)
        cJSON_Delete(value);
    return added ? GK_OK : GK_E_NOMEM;
}

gk_status gk_json_set(gk_json *object, const char *key, gk_json *value)
{
    char *stored = stored_key(key);
    cJSON *old;

    if (object == NULL || value == NULL || stored == NULL)
        goto failed;
    old = cJSON_GetObjectItemCaseSensitive(object, stored);
    if (old == NULL) {
        if (!cJSON_AddItemToObject(object, stored, value))
            goto failed;
        free(stored);
        return GK_OK;
    }
    /* As in JavaScript, the key stays where it was. */
    if (value->string != NULL)
        cJSON_free(value->string);
    value->string = stored;
    cJSON_ReplaceItemViaPointer(object, old, value);
    return GK_OK;
failed:
    free(stored);
    cJSON_Delete(value);
    return GK_E_NOMEM;
}

gk_status gk_json_push(gk_json *array, gk_json *value)
{
    if (array == NULL || value == NULL || !cJSON_AddItemToArray(array, value)) {
        cJSON_Delete(value);
        return GK_E_NOMEM;
    }
    return GK_OK;
}

gk_status gk_json_set_string(gk_json *object, const char *key, const char *text)
{
    return gk_json_set(object, key, gk_json_new_string(text));
}

gk_status gk_json_set_number(gk_json *object, const char *key, double value)
{
    return gk_json_set(object, key, gk_json_new_number(value));
}

gk_status gk_json_set_bool(gk_json *object, const char *key, bool value)
{
    return gk_json_set(object, key, gk_json_new_bool(value));
}

gk_json *gk_json_edit_get(gk_json *object, const char *key)
{
    return cJSON_IsObject(object)
               ? cJSON_GetObjectItemCaseSensitive(object, key)
               : NULL;
}

gk_json *gk_json_edit_first(gk_json *container)
{
    return container == NULL ? NULL : container->child;
}

gk_json *gk_json_edit_next(gk_json *member)
{
    return member == NULL ? NULL : member->next;
}

void gk_json_unset(gk_json *object, const char *key)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, key);
}

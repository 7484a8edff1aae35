#include "core/manifest/cortex.h"

#include "core/base/json_expect.h"
#include "core/base/opts.h"
#include "core/base/utf8.h"

#include <stdio.h>
#include <string.h>

#define STRING GK_JSON_BIT(GK_JSON_STRING)
#define OBJECT GK_JSON_BIT(GK_JSON_OBJECT)
#define ARRAY  GK_JSON_BIT(GK_JSON_ARRAY)

const char *const gk_cortex_capabilities[] = {
#define GK_CAPABILITY(word, kind, effects) word,
#include "core/manifest/cortex_capabilities.def"
    NULL};

static const struct gk_json_field fields[] = {
    {"name", STRING, true},
    {"version", STRING, true},
    {"description", STRING, true},
    {"kind", STRING, true},
    {"entryPoint", STRING, true},
    {"runtime", STRING, true},
    {"capabilities", ARRAY, true},
    {"author", STRING, false},
    {"homepage", STRING, false},
    {"license", STRING, false},
    {"repository", STRING, false},
    {"hash", STRING, false},
    {"signature", STRING, false},
    {"dependencies", OBJECT, false},
    {"peerDependencies", OBJECT, false},
};

static gk_status check_fields(const gk_json *manifest, const char *where,
                              gk_error *err)
{
    gk_status st = gk_json_expect_kind(manifest, where, OBJECT, err);

    for (size_t i = 0; i < sizeof fields / sizeof *fields && st == GK_OK; i++) {
        const gk_json *value = gk_json_get(manifest, fields[i].key);
        char path[256];

        snprintf(path, sizeof path, "%s/%s", where, fields[i].key);
        if (value == NULL && fields[i].required)
            return gk_fail(err, GK_E_SCHEMA, "%s: key \"%s\" is missing",
                           *where ? where : "the manifest", fields[i].key);
        if (value != NULL)
            st = gk_json_expect_kind(value, path, fields[i].kinds, err);
    }
    return st;
}

static gk_status check_kind(const gk_json *manifest, const char *where,
                            gk_error *err)
{
    const char *kind = gk_json_text(gk_json_get(manifest, "kind"));
    const char *runtime = gk_json_text(gk_json_get(manifest, "runtime"));

    if (kind == NULL || strcmp(kind, "wasm") != 0) {
        if (kind != NULL &&
            (strcmp(kind, "esm") == 0 || strcmp(kind, "mcp") == 0))
            return gk_fail(err, GK_E_SCHEMA,
                           "%s/kind: found \"%s\", wanted \"wasm\": only such "
                           "plugins are WebAssembly modules",
                           where, kind);
        return gk_fail(err, GK_E_SCHEMA, "%s/kind: Unsupported plugin type: %s",
                       where, kind != NULL ? kind : "?");
    }
    if (runtime == NULL || strcmp(runtime, "wasm") != 0)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s/runtime: found \"%s\", wanted \"wasm\"", where,
                       runtime != NULL ? runtime : "?");
    return GK_OK;
}

/* A text that says something, and that C functions can take. */
static gk_status check_filled(const gk_json *manifest, const char *key,
                              const char *where, gk_error *err)
{
    const char *text = gk_json_text(gk_json_get(manifest, key));

    if (text == NULL)
        return gk_fail(err, GK_E_SCHEMA,
                       "%s/%s: a NUL or half a surrogate pair cannot stand "
                       "here",
                       where, key);
    if (text[0] == '\0')
        return gk_fail(err, GK_E_SCHEMA, "%s/%s: it is empty", where, key);
    return GK_OK;
}

gk_status gk_cortex_manifest_check(const gk_json *manifest, const char *where,
                                   gk_error *err)
{
    const gk_json *list = gk_json_get(manifest, "capabilities");
    unsigned index = 0;
    gk_status st = check_fields(manifest, where, err);

    if (st == GK_OK)
        st = check_filled(manifest, "name", where, err);
    if (st == GK_OK)
        st = check_filled(manifest, "version", where, err);
    if (st == GK_OK)
        st = check_filled(manifest, "entryPoint", where, err);
    for (const gk_json *c = gk_json_first(list); c != NULL && st == GK_OK;
         c = gk_json_next(c)) {
        char path[256];

        snprintf(path, sizeof path, "%s/capabilities/%u", where, index++);
        st = gk_json_expect_kind(c, path, STRING, err);
    }
    return st == GK_OK ? check_kind(manifest, where, err) : st;
}

static bool is_kebab(const char *text, size_t len)
{
    if (len == 0 || text[0] == '-' || text[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        bool dash = text[i] == '-';

        if (!dash && !(text[i] >= 'a' && text[i] <= 'z') &&
            !(text[i] >= '0' && text[i] <= '9'))
            return false;
        if (dash && text[i + 1] == '-')
            return false;
    }
    return true;
}

bool gk_cortex_name_is_valid(const char *name)
{
    const char *slash = strchr(name, '/');

    if (name[0] != '@')
        return is_kebab(name, strlen(name));
    return slash != NULL && is_kebab(name + 1, (size_t)(slash - name) - 1) &&
           is_kebab(slash + 1, strlen(slash + 1));
}

/* Between quotes, on one line whatever is in it. */
static void put_quoted(gk_buf *out, const char *text)
{
    gk_buf_byte(out, '"');
    gk_utf8_put_printable(out, (const uint8_t *)text, strlen(text), false);
    gk_buf_byte(out, '"');
}

static void lint_capability(const char *name, gk_buf *out)
{
    size_t count = 0;
    const char *near;

    for (; gk_cortex_capabilities[count] != NULL; count++)
        if (strcmp(gk_cortex_capabilities[count], name) == 0)
            return;
    near = gk_nearest(name, gk_cortex_capabilities, count);
    gk_buf_puts(out, "capability ");
    put_quoted(out, name);
    gk_buf_puts(out, " is not one the host knows");
    if (near != NULL)
        gk_buf_printf(out, ", did you mean \"%s\"?", near);
    gk_buf_byte(out, '\n');
}

static bool declares(const gk_json *list, const char *wanted)
{
    for (const gk_json *c = gk_json_first(list); c; c = gk_json_next(c)) {
        const char *name = gk_json_text(c);

        if (name != NULL && strcmp(name, wanted) == 0)
            return true;
    }
    return false;
}

static void lint_capabilities(const gk_json *list, gk_buf *out)
{
    for (const gk_json *c = gk_json_first(list); c; c = gk_json_next(c))
        if (gk_json_text(c) != NULL)
            lint_capability(gk_json_text(c), out);
    if (gk_json_is(list, GK_JSON_ARRAY) && gk_json_count(list) == 0)
        gk_buf_puts(out, "no capabilities are declared\n");
    /* The host's own lint warns of these three together. */
    if (declares(list, "fs:write") && declares(list, "shell:run") &&
        declares(list, "network:fetch"))
        gk_buf_puts(out, "fs:write, shell:run and network:fetch together let a "
                         "plugin do anything\n");
}

/* The digest as the host compares it: no prefix, no capitals. */
static bool is_digest(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* Major, minor, patch, and what may follow them. */
static bool is_semver(const char *text)
{
    for (int i = 0; i < 3; i++) {
        size_t digits = strspn(text, "0123456789");

        if (digits == 0 || (digits > 1 && text[0] == '0') ||
            (i < 2 && text[digits] != '.'))
            return false;
        text += digits + (i < 2);
    }
    return *text == '\0' || ((*text == '-' || *text == '+') && text[1] != '\0');
}

gk_status gk_cortex_manifest_lint(const gk_json *manifest, gk_buf *out)
{
    const char *name = gk_json_text(gk_json_get(manifest, "name"));
    const char *entry = gk_json_text(gk_json_get(manifest, "entryPoint"));
    const char *version = gk_json_text(gk_json_get(manifest, "version"));
    const char *text = gk_json_text(gk_json_get(manifest, "description"));
    const char *hash = gk_json_text(gk_json_get(manifest, "hash"));

    lint_capabilities(gk_json_get(manifest, "capabilities"), out);
    if (name != NULL && !gk_cortex_name_is_valid(name)) {
        gk_buf_puts(out, "name ");
        put_quoted(out, name);
        gk_buf_puts(out, " is not kebab-case\n");
    }
    if (version != NULL && !is_semver(version)) {
        gk_buf_puts(out, "version ");
        put_quoted(out, version);
        gk_buf_puts(out, " is no version like 1.0.0\n");
    }
    if (text != NULL && strlen(text) <= 10)
        gk_buf_puts(out, "description has 10 characters or fewer\n");
    if (hash != NULL && !is_digest(hash))
        gk_buf_puts(out, "hash is not 64 lower-case hexadecimal digits, so it "
                         "never fits\n");
    if (entry != NULL && strncmp(entry, "file://", 7) == 0)
        gk_buf_puts(out, "an entryPoint of file:// cannot be loaded by the "
                         "deployed host: use an absolute path or a URL\n");
    return out->status;
}

gk_status gk_cortex_manifest_allow(gk_json *manifest, const char *word,
                                   gk_error *err)
{
    gk_json *list;

    if (gk_json_get(manifest, "capabilities") == NULL)
        gk_json_set(manifest, "capabilities", gk_json_new_array());
    list = gk_json_edit_get(manifest, "capabilities");
    return gk_json_push(list, gk_json_new_string(word)) == GK_OK
               ? GK_OK
               : gk_fail_nomem(err);
}

#include "core/manifest/hugind.h"

#include "core/base/ip.h"
#include "core/base/json_expect.h"
#include "core/base/utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DEFAULT_FUEL        1000000000u
#define DEFAULT_NET_TIMEOUT 30000u
#define DEFAULT_NET_BYTES   ((uint64_t)10 << 20)
#define DEFAULT_SHELL_BYTES ((uint64_t)1 << 20)

/* --- the host's grammars ------------------------------------------------- */

/* `text` without white space at its ends: where it begins, and its length. */
static const char *trim(const char *text, size_t *len)
{
    *len = strlen(text);
    while (*len > 0 && isspace((unsigned char)*text)) {
        text++;
        --*len;
    }
    while (*len > 0 && isspace((unsigned char)text[*len - 1]))
        --*len;
    return text;
}

/* All of it digits, and within 64 bits. A plus is taken, as by the host. */
static bool read_digits(const char *text, size_t len, uint64_t *out)
{
    uint64_t value = 0;

    if (len > 1 && *text == '+') {
        text++;
        len--;
    }
    if (len == 0)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isdigit((unsigned char)text[i]) ||
            __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
            return false;
    *out = value;
    return true;
}

struct unit {
    const char *suffix;
    uint64_t times;
};

static bool ends_with(const char *text, size_t len, const char *suffix,
                      bool any_case)
{
    size_t size = strlen(suffix);

    if (len < size)
        return false;
    return any_case ? strncasecmp(text + len - size, suffix, size) == 0
                    : memcmp(text + len - size, suffix, size) == 0;
}

static bool read_quantity(const char *text, const struct unit *units,
                          size_t count, bool any_case, uint64_t *out)
{
    uint64_t value;
    size_t len;

    text = trim(text, &len);
    for (size_t i = 0; i < count; i++)
        if (ends_with(text, len, units[i].suffix, any_case))
            return read_digits(text, len - strlen(units[i].suffix), &value) &&
                   !__builtin_mul_overflow(value, units[i].times, out);
    return false;
}

bool gk_hugind_size(const char *text, uint64_t *out)
{
    static const struct unit units[] = {
        {"MB", 1 << 20}, {"GB", 1 << 30}, {"", 1}};

    return read_quantity(text, units, 3, true, out);
}

bool gk_hugind_duration(const char *text, uint64_t *out)
{
    static const struct unit units[] = {
        {"ms", 1}, {"s", 1000}, {"m", 60000}, {"", 1000}};

    return read_quantity(text, units, 4, false, out);
}

/* --- fields -------------------------------------------------------------- */

/* Where reading stands: an object and its pointer. NULL object: absent, and
 * everything in it has its default. */
struct place {
    const gk_json *object;
    char where[200];
    gk_error *err;
    gk_status status; /* the first failure; then nothing more is read */
};

static const gk_json *field(struct place *p, const char *key, unsigned kinds)
{
    const gk_json *value = gk_json_get(p->object, key);
    char path[256];

    if (p->status != GK_OK || value == NULL || gk_json_is(value, GK_JSON_NULL))
        return NULL;
    snprintf(path, sizeof path, "%s/%s", p->where, key);
    p->status = gk_json_expect_kind(value, path, kinds, p->err);
    return p->status == GK_OK ? value : NULL;
}

static struct place inside(struct place *p, const char *key)
{
    struct place inner = {.err = p->err};

    inner.object = field(p, key, GK_JSON_BIT(GK_JSON_OBJECT));
    inner.status = p->status;
    snprintf(inner.where, sizeof inner.where, "%.150s/%s", p->where, key);
    return inner;
}

static void close_place(struct place *outer, const struct place *inner)
{
    if (outer->status == GK_OK)
        outer->status = inner->status;
}

static void fail_field(struct place *p, const char *key, const char *found,
                       const char *wanted)
{
    if (p->status == GK_OK)
        p->status =
            gk_fail(p->err, GK_E_SCHEMA, "%s/%s: found \"%s\", wanted %s",
                    p->where, key, found, wanted);
}

static const char *text_field(struct place *p, const char *key)
{
    const gk_json *value = field(p, key, GK_JSON_BIT(GK_JSON_STRING));

    if (value == NULL)
        return NULL;
    if (gk_json_text(value) == NULL)
        fail_field(p, key, "…", "a text without NUL");
    return gk_json_text(value);
}

static const char *needed_text(struct place *p, const char *key)
{
    const char *text = text_field(p, key);

    if (p->status == GK_OK && text == NULL)
        p->status = gk_fail(p->err, GK_E_SCHEMA, "%s: key \"%s\" is missing",
                            *p->where ? p->where : "the manifest", key);
    return text;
}

static bool truth_field(struct place *p, const char *key, bool otherwise)
{
    const gk_json *value = field(p, key, GK_JSON_BIT(GK_JSON_BOOL));

    return value == NULL ? otherwise : gk_json_true(value);
}

/* An array whose elements are all strings. */
static const gk_json *texts_field(struct place *p, const char *key)
{
    const gk_json *list = field(p, key, GK_JSON_BIT(GK_JSON_ARRAY));
    unsigned index = 0;

    for (const gk_json *v = gk_json_first(list);
         v != NULL && p->status == GK_OK; v = gk_json_next(v)) {
        char path[256];

        snprintf(path, sizeof path, "%s/%s/%u", p->where, key, index++);
        p->status =
            gk_json_expect_kind(v, path, GK_JSON_BIT(GK_JSON_STRING), p->err);
    }
    return p->status == GK_OK ? list : NULL;
}

/* Which of `words` (NULL-terminated); the first when the key is absent. */
static unsigned word_field(struct place *p, const char *key,
                           const char *const *words, const char *wanted)
{
    const char *text = text_field(p, key);

    for (unsigned i = 0; text != NULL && words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    if (text != NULL)
        fail_field(p, key, text, wanted);
    return 0;
}

/* A size or duration that is there and parseable: any, 0 too. */
static bool quantity_given(struct place *p, const char *key,
                           bool (*parse)(const char *, uint64_t *),
                           uint64_t *out)
{
    const char *text = text_field(p, key);

    return text != NULL && parse(text, out);
}

/* `otherwise` when absent or not parseable. */
static uint64_t quantity_field(struct place *p, const char *key,
                               bool (*parse)(const char *, uint64_t *),
                               uint64_t otherwise)
{
    uint64_t value;

    return quantity_given(p, key, parse, &value) ? value : otherwise;
}

/* --- sections ------------------------------------------------------------ */

static void read_mounts(struct place *p, gk_hugind_manifest *m)
{
    unsigned index = 0;

    m->mounts = field(p, "mounts", GK_JSON_BIT(GK_JSON_ARRAY));
    for (const gk_json *v = gk_json_first(m->mounts);
         v != NULL && p->status == GK_OK; v = gk_json_next(v)) {
        struct place mount = {.object = v, .err = p->err};

        snprintf(mount.where, sizeof mount.where, "%.150s/mounts/%u", p->where,
                 index++);
        mount.status = gk_json_expect_kind(v, mount.where,
                                           GK_JSON_BIT(GK_JSON_OBJECT), p->err);
        needed_text(&mount, "host");
        needed_text(&mount, "guest");
        close_place(p, &mount);
    }
}

static void read_wasm(struct place *root, gk_hugind_manifest *m)
{
    static const char *const modes[] = {"both", "wasi_mounts",
                                        "host_filesystem", NULL};
    struct place wasm = inside(root, "wasm");
    struct place resources = inside(&wasm, "resources");

    m->fs_mode =
        (gk_hugind_fs_mode)word_field(&wasm, "runtime_fs_mode", modes,
                                      "both, wasi_mounts or host_filesystem");
    read_mounts(&wasm, m);
    m->capped =
        quantity_given(&resources, "memory", gk_hugind_size, &m->memory_bytes);
    m->metered = text_field(&resources, "cpu") != NULL;
    m->fuel = quantity_field(&resources, "cpu", gk_hugind_size, DEFAULT_FUEL);
    m->timed = quantity_given(&resources, "timeout", gk_hugind_duration,
                              &m->timeout_ms);
    text_field(&resources, "max_output");
    close_place(&wasm, &resources);
    close_place(root, &wasm);
}

static bool is_blank(const char *text)
{
    size_t len;

    gk_utf8_trim((const uint8_t *)text, strlen(text), &len);
    return len == 0;
}

static void read_backend(struct place *root, gk_hugind_manifest *m)
{
    static const char *const modes[] = {"stateless", "fresh", "resume", NULL};
    struct place backend = inside(root, "backend");
    struct place session = inside(&backend, "session");

    m->has_backend = backend.object != NULL;
    m->backend_url = text_field(&backend, "url");
    m->backend_config = text_field(&backend, "config");
    m->session_mode = (gk_hugind_session_mode)word_field(
        &session, "mode", modes, "stateless, fresh or resume");
    m->session_id = text_field(&session, "id");
    if (session.status == GK_OK && m->session_mode == GK_HUGIND_RESUME &&
        (m->session_id == NULL || is_blank(m->session_id)))
        session.status =
            gk_fail(session.err, GK_E_SCHEMA, "%s/id: %s", session.where,
                    "backend.session.id is required for resume");
    if (backend.status == GK_OK && m->has_backend && m->backend_url == NULL &&
        m->backend_config == NULL)
        backend.status =
            gk_fail(backend.err, GK_E_SCHEMA, "%s: %s", backend.where,
                    "backend must include either 'url' or 'config'");
    close_place(&backend, &session);
    close_place(root, &backend);
}

static void read_network(struct place *permissions,
                         struct gk_hugind_network *out)
{
    struct place p = inside(permissions, "network");

    out->allow = truth_field(&p, "allow", false);
    out->allowed_domains = texts_field(&p, "allowed_domains");
    out->allowed_ips = texts_field(&p, "allowed_ips");
    out->block_private_networks =
        truth_field(&p, "block_private_networks", false);
    out->timeout_ms =
        quantity_field(&p, "timeout", gk_hugind_duration, DEFAULT_NET_TIMEOUT);
    out->max_response_bytes = quantity_field(&p, "max_response_bytes",
                                             gk_hugind_size, DEFAULT_NET_BYTES);
    close_place(permissions, &p);
}

static void read_filesystem(struct place *permissions,
                            struct gk_hugind_filesystem *out)
{
    struct place p = inside(permissions, "filesystem");
    bool present = p.object != NULL;

    out->allow = truth_field(&p, "allow", false);
    out->read = truth_field(&p, "read", present);
    out->write = truth_field(&p, "write", present);
    out->create = truth_field(&p, "create", false);
    out->delete_ = truth_field(&p, "delete", false);
    out->allow_outside_agent_root =
        truth_field(&p, "allow_outside_agent_root", false);
    out->follow_symlinks = truth_field(&p, "follow_symlinks", false);
    out->allowed_paths = texts_field(&p, "allowed_paths");
    out->denied_paths = texts_field(&p, "denied_paths");
    close_place(permissions, &p);
}

static void read_shell(struct place *permissions, struct gk_hugind_shell *out)
{
    struct place p = inside(permissions, "shell");

    out->present = p.object != NULL;
    out->allow = truth_field(&p, "allow", false);
    out->whitelist = texts_field(&p, "whitelist");
    out->blacklist = texts_field(&p, "blacklist");
    out->timed =
        quantity_given(&p, "timeout", gk_hugind_duration, &out->timeout_ms);
    out->max_output =
        quantity_field(&p, "max_output", gk_hugind_size, DEFAULT_SHELL_BYTES);
    out->env_clear = truth_field(&p, "env_clear", false);
    out->working_dir = text_field(&p, "working_dir");
    close_place(permissions, &p);
}

static void read_permissions(struct place *root, gk_hugind_manifest *m)
{
    struct place p = inside(root, "permissions");

    read_network(&p, &m->network);
    read_filesystem(&p, &m->filesystem);
    read_shell(&p, &m->shell);
    close_place(root, &p);
}

static void read_server(struct place *mcp, const gk_json *value, unsigned index)
{
    struct place p = {.object = value, .err = mcp->err};
    const char *transport;

    snprintf(p.where, sizeof p.where, "%.150s/mcp/%u", mcp->where, index);
    p.status =
        gk_json_expect_kind(value, p.where, GK_JSON_BIT(GK_JSON_OBJECT), p.err);
    needed_text(&p, "name");
    text_field(&p, "command");
    texts_field(&p, "args");
    text_field(&p, "cwd");
    truth_field(&p, "required", false);
    text_field(&p, "version");
    text_field(&p, "description");
    for (const gk_json *v =
             gk_json_first(field(&p, "env", GK_JSON_BIT(GK_JSON_OBJECT)));
         v != NULL && p.status == GK_OK; v = gk_json_next(v))
        p.status =
            gk_json_expect_kind(v, p.where, GK_JSON_BIT(GK_JSON_STRING), p.err);
    transport = text_field(&p, "transport");
    if (p.status == GK_OK && transport != NULL &&
        strcmp(transport, "stdio") != 0)
        p.status = gk_fail(p.err, GK_E_SCHEMA,
                           "%s/transport: Unsupported MCP transport '%s'",
                           p.where, transport);
    close_place(mcp, &p);
}

static void read_dependencies(struct place *root, gk_hugind_manifest *m)
{
    struct place p = inside(root, "dependencies");
    unsigned index = 0;

    m->mcp = field(&p, "mcp", GK_JSON_BIT(GK_JSON_ARRAY));
    for (const gk_json *v = gk_json_first(m->mcp); v != NULL;
         v = gk_json_next(v))
        read_server(&p, v, index++);
    close_place(root, &p);
}

static const char *env_problem(const gk_json *entry)
{
    const gk_json *name = gk_json_get(entry, "name");
    const gk_json *required = gk_json_get(entry, "required");

    if (gk_json_is(entry, GK_JSON_STRING))
        return gk_json_text(entry) == NULL || is_blank(gk_json_text(entry))
                   ? "Invalid env entry: empty name"
                   : NULL;
    if (!gk_json_is(entry, GK_JSON_OBJECT) ||
        (required != NULL && !gk_json_is(required, GK_JSON_BOOL)))
        return "Invalid env entry: expected string or mapping with "
               "name/required";
    return gk_json_text(name) == NULL || is_blank(gk_json_text(name))
               ? "Invalid env entry: missing non-empty name"
               : NULL;
}

static void read_env(struct place *root, gk_hugind_manifest *m)
{
    unsigned index = 0;

    m->env = field(root, "env", GK_JSON_BIT(GK_JSON_ARRAY));
    for (const gk_json *v = gk_json_first(m->env);
         v != NULL && root->status == GK_OK; v = gk_json_next(v), index++)
        if (env_problem(v) != NULL)
            root->status = gk_fail(root->err, GK_E_SCHEMA, "%s/env/%u: %s",
                                   root->where, index, env_problem(v));
}

static void read_identity(struct place *root, gk_hugind_manifest *m)
{
    static const char *const modes[] = {"script", "agentic", NULL};
    const gk_json *turns;
    uint64_t count;
    char at[200];

    m->name = needed_text(root, "name");
    m->version = needed_text(root, "version");
    m->entry_point = needed_text(root, "entry_point");
    m->hugind_version = text_field(root, "hugind_version");
    m->agentic = word_field(root, "mode", modes, "script or agentic") == 1;
    turns = field(root, "max_turns", GK_JSON_BIT(GK_JSON_NUMBER));
    snprintf(at, sizeof at, "%.150s/max_turns", root->where);
    if (root->status == GK_OK)
        root->status =
            gk_json_expect_uint(turns, at, 0, UINT32_MAX, &count, root->err);
}

gk_status gk_hugind_manifest_read(const gk_json *manifest, const char *where,
                                  gk_hugind_manifest *out, gk_error *err)
{
    struct place root = {.object = manifest, .err = err};
    gk_hugind_manifest m = {0};

    snprintf(root.where, sizeof root.where, "%s", where);
    if (manifest != NULL) {
        root.status = gk_json_expect_kind(manifest, where,
                                          GK_JSON_BIT(GK_JSON_OBJECT), err);
        read_identity(&root, &m);
    }
    read_wasm(&root, &m);
    read_backend(&root, &m);
    read_permissions(&root, &m);
    read_dependencies(&root, &m);
    read_env(&root, &m);
    if (root.status == GK_OK)
        *out = m;
    return root.status;
}

/* --- what was probably not meant ----------------------------------------- */

static const char *text_at(const gk_json *manifest, const char *pointer)
{
    return gk_json_text(gk_json_pointer(manifest, pointer));
}

static void lint_quantity(const gk_json *manifest, const char *pointer,
                          bool (*parse)(const char *, uint64_t *),
                          const char *grammar, const char *otherwise,
                          gk_buf *out)
{
    const char *text = text_at(manifest, pointer);
    uint64_t value;

    if (text != NULL && !parse(text, &value))
        gk_buf_printf(out,
                      "%s: the host cannot parse \"%s\" (%s) and takes %s\n",
                      pointer, text, grammar, otherwise);
}

static void lint_quantities(const gk_json *m, gk_buf *out)
{
    static const char sizes[] = "digits, or digits and MB or GB";
    static const char times[] = "digits, or digits and ms, s or m";

    lint_quantity(m, "/wasm/resources/memory", gk_hugind_size, sizes, "no cap",
                  out);
    lint_quantity(m, "/wasm/resources/cpu", gk_hugind_size, sizes,
                  "1000000000 instructions", out);
    lint_quantity(m, "/wasm/resources/timeout", gk_hugind_duration, times,
                  "no timeout", out);
    lint_quantity(m, "/permissions/network/timeout", gk_hugind_duration, times,
                  "30 s", out);
    lint_quantity(m, "/permissions/network/max_response_bytes", gk_hugind_size,
                  sizes, "10 MiB", out);
    lint_quantity(m, "/permissions/shell/timeout", gk_hugind_duration, times,
                  "no timeout", out);
    lint_quantity(m, "/permissions/shell/max_output", gk_hugind_size, sizes,
                  "1 MiB", out);
}

/* One line for each entry of the list at `pointer` that holds any of `chars`.
 */
static void lint_entries(const gk_json *m, const char *pointer,
                         const char *chars, const char *why, gk_buf *out)
{
    for (const gk_json *v = gk_json_first(gk_json_pointer(m, pointer));
         v != NULL; v = gk_json_next(v))
        if (gk_json_text(v) != NULL && strpbrk(gk_json_text(v), chars) != NULL)
            gk_buf_printf(out, "%s: \"%s\" %s\n", pointer, gk_json_text(v),
                          why);
}

/* "[::1]": an address as it stands in a URL: "[0::1]" never does. */
static bool is_ipv6_host(const char *text)
{
    size_t len = strlen(text);
    char usual[GK_IP_TEXT_BYTES];
    gk_ip ip;

    if (len <= 2 || text[0] != '[' || text[len - 1] != ']' ||
        !gk_ip_parse(text + 1, len - 2, &ip) || !ip.v6)
        return false;
    gk_ip_print(&ip, false, usual);
    return strlen(usual) == len - 2 && memcmp(usual, text + 1, len - 2) == 0;
}

static void lint_domains(const gk_json *m, gk_buf *out)
{
    static const char at[] = "/permissions/network/allowed_domains";

    for (const gk_json *v = gk_json_first(gk_json_pointer(m, at)); v != NULL;
         v = gk_json_next(v)) {
        const char *text = gk_json_text(v);

        if (text != NULL && strpbrk(text, "*:/") != NULL && !is_ipv6_host(text))
            gk_buf_printf(out,
                          "%s: \"%s\" never matches: write the bare host name; "
                          "its subdomains are included\n",
                          at, text);
    }
    lint_entries(m, at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                 "never matches: hosts are lower-case", out);
}

gk_status gk_hugind_manifest_lint(const gk_json *m, gk_buf *out)
{
    const char *mode = text_at(m, "/backend/session/mode");
    const char *timeout = text_at(m, "/wasm/resources/timeout");
    uint64_t ms;

    lint_quantities(m, out);
    lint_domains(m, out);
    lint_entries(m, "/permissions/network/allowed_ips", "/:",
                 "never matches on the deployed host, which compares neither "
                 "ranges nor IPv6 addresses",
                 out);
    lint_entries(m, "/permissions/shell/whitelist", " ",
                 "never matches: it is compared with the program's name alone",
                 out);
    if (gk_json_true(gk_json_pointer(m, "/permissions/shell/allow")) &&
        (gk_json_pointer(m, "/permissions/shell/whitelist") != NULL ||
         gk_json_pointer(m, "/permissions/shell/blacklist") != NULL))
        gk_buf_puts(out, "/permissions/shell: run_command does not look at the "
                         "lists: allow means any command\n");
    if (timeout != NULL && gk_hugind_duration(timeout, &ms))
        gk_buf_puts(out, "/wasm/resources/timeout: with it the host reports "
                         "failed runs as successful\n");
    if (text_at(m, "/backend/session/id") != NULL &&
        (mode == NULL || strcmp(mode, "resume") != 0))
        gk_buf_puts(out,
                    "/backend/session/id: ignored unless mode is resume\n");
    return out->status;
}

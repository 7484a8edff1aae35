/*
 * Any bytes as a path, as entries of the lists and as a URL with a Location.
 * What is allowed must be where the rules say; a URL must mean the same when
 * it is read again.
 *
 * The input is lines: flags, path, allowed entry, denied entry, URL, Location.
 */
#include "core/manifest/permit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FOLLOW = 1, OUTSIDE = 2, DEPLOYED = 4, ALLOWED = 8, DENIED = 16 };

struct line {
    const char *at;
    size_t len;
};

static struct line next_line(const char **at, const char *end)
{
    struct line line = {*at, (size_t)(end - *at)};
    const char *newline = memchr(*at, '\n', line.len);

    if (newline != NULL)
        line.len = (size_t)(newline - *at);
    *at = newline != NULL ? newline + 1 : end;
    return line;
}

static gk_permit_entry look(void *context, const char *path, gk_buf *text)
{
    static const char *const links[][2] = {
        {"/agent/l", "d"},      {"/agent/up", ".."},
        {"/agent/etc", "/etc"}, {"/agent/ring", "ring"},
        {"/agent/d/m", "../l"}, {"/etc/in", "/agent/d"},
    };
    static const char *const folders[] = {"/", "/agent", "/agent/d", "/etc"};

    (void)context;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (strcmp(path, links[i][0]) == 0) {
            gk_buf_puts(text, links[i][1]);
            return GK_PERMIT_LINK;
        }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strcmp(path, folders[i]) == 0)
            return GK_PERMIT_FOLDER;
    return strcmp(path, "/agent/f") == 0 || strcmp(path, "/etc/f") == 0
               ? GK_PERMIT_FILE
               : GK_PERMIT_NOTHING;
}

static bool is_under(const char *path, const char *folder)
{
    size_t len = strlen(folder);

    return strncmp(path, folder, len) == 0 &&
           (path[len] == '\0' || path[len] == '/');
}

static bool has_dots(const char *path)
{
    for (const char *p = path; (p = strstr(p, "/..")) != NULL; p += 3)
        if (p[3] == '/' || p[3] == '\0')
            return true;
    return false;
}

static gk_json *list_of(struct line line)
{
    gk_json *list = gk_json_new_array();

    gk_json_push(list, gk_json_new_bytes(line.at, line.len));
    return list;
}

static void check_path(unsigned flags, struct line path, struct line allowed,
                       struct line denied)
{
    gk_json *allow = list_of(allowed), *deny = list_of(denied);
    const struct gk_hugind_filesystem rules = {
        .allow = true,
        .follow_symlinks = flags & FOLLOW,
        .allow_outside_agent_root = flags & OUTSIDE,
        .allowed_paths = flags & ALLOWED ? allow : NULL,
        .denied_paths = flags & DENIED ? deny : NULL,
    };
    const struct gk_permit_tree tree = {"/agent", "/home", look, NULL,
                                        flags & DEPLOYED};
    gk_buf out = GK_BUF_INIT;
    gk_permit permit;

    if (gk_permit_path(&rules, &tree, path.at, path.len, &out, &permit, NULL) ==
        GK_OK) {
        const char *text = gk_buf_text(&out);

        if (permit.allowed != (permit.words[0] == '\0') ||
            permit.allowed != (out.len > 0))
            abort();
        /* A NUL is a letter of a name, which ends the text for strstr. */
        if (permit.allowed &&
            (*text != '/' || (strlen(text) == out.len && has_dots(text))))
            abort();
        if (permit.allowed && !(flags & (OUTSIDE | ALLOWED)) &&
            !is_under(text, "/agent"))
            abort();
        if (permit.allowed && !(flags & (OUTSIDE | DEPLOYED)) &&
            !is_under(text, "/agent"))
            abort();
        if (permit.allowed && !(flags & FOLLOW) &&
            (is_under(text, "/agent/l") || is_under(text, "/agent/etc")))
            abort();
    }
    gk_buf_clear(&out);
    gk_json_free(allow);
    gk_json_free(deny);
}

/* The same again, from what it was written as. */
static void check_again(const gk_url *url)
{
    gk_url again = {0};

    if (gk_url_parse(url->href, strlen(url->href), NULL, &again, NULL) !=
            GK_OK ||
        strcmp(url->href, again.href) != 0 ||
        strcmp(url->host, again.host) != 0 ||
        gk_url_port(url) != gk_url_port(&again))
        abort();
    if (url->host_kind == GK_URL_IP && !gk_ip_equal(&url->ip, &again.ip))
        abort();
    if (strpbrk(url->host, "/\\@?# \t\r\n") != NULL)
        abort();
    gk_url_clear(&again);
}

static void check_rules(const gk_url *url, struct line entry)
{
    gk_json *list = list_of(entry);
    struct gk_hugind_network rules = {
        .allow = true, .allowed_domains = list, .block_private_networks = true};
    gk_permit documented, deployed;

    for (int ips = 0; ips < 2; ips++) {
        gk_permit_url(&rules, url, false, &documented);
        gk_permit_url(&rules, url, true, &deployed);
        if ((documented.allowed != deployed.allowed) !=
            (documented.differs != GK_PERMIT_SAME))
            abort();
        if (documented.allowed && !gk_url_is_http(url))
            abort();
        rules.allowed_domains = NULL;
        rules.allowed_ips = list;
    }
    if (url->host_kind == GK_URL_IP) {
        gk_permit_address(&rules, &url->ip, false, &documented);
        gk_permit_address(&rules, &url->ip, true, &deployed);
        if (documented.allowed && !deployed.allowed)
            abort(); /* the documents promise more */
    }
    gk_json_free(list);
}

static void check_url(struct line text, struct line location, struct line entry)
{
    gk_url url = {0}, next = {0};

    if (gk_url_parse(text.at, text.len, NULL, &url, NULL) != GK_OK)
        return;
    check_again(&url);
    check_rules(&url, entry);
    if (gk_url_parse(location.at, location.len, &url, &next, NULL) == GK_OK) {
        check_again(&next);
        check_rules(&next, entry);
        gk_url_clear(&next);
    }
    gk_url_clear(&url);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct line lines[6];

    if (size == 0)
        return 0;
    for (size_t i = 0; i < 6; i++)
        lines[i] = next_line(&at, end);
    check_path(data[0], lines[1], lines[2], lines[3]);
    check_url(lines[4], lines[5], lines[2]);
    return 0;
}

/*
 * resolve: where a path leads, inside the folder it starts from.
 *
 * The walk goes from folder to folder by name. ".." goes up, but never above
 * the folder of the descriptor: that, an absolute path and a link that leads
 * to either are refused, also where the path would come back. A path is never
 * put together and then looked up.
 */
#include "core/base/utf8.h"
#include "host-mock/hosts/wasi/state.h"

#include <string.h>

/* A path and, above it, the targets of the links met on the way. */
struct walk {
    const gk_node *base;
    gk_node *at;
    struct {
        const char *text;
        size_t len;
    } left[GK_WASI_MAX_LINKS + 1];
    size_t depth;   /* of `left` */
    unsigned links; /* followed so far */
};

wasi_errno wasi_escape(const gk_wasi *wasi)
{
    return wasi->model == GK_WASI_WASMTIME ? WASI_E_PERM : WASI_E_NOTCAPABLE;
}

wasi_errno wasi_path_text(const struct wasi_call *call, size_t arg,
                          const char **text, size_t *len)
{
    uint32_t size = wasi_u32(call, arg + 1);
    uint8_t *at;
    wasi_errno e = wasi_span(call, wasi_u32(call, arg), size, &at);

    if (e != WASI_E_SUCCESS)
        return e;
    if (size > GK_WASI_MAX_PATH)
        return WASI_E_NAMETOOLONG;
    if (memchr(at, 0, size) != NULL || !gk_utf8_valid(at, size))
        return WASI_E_ILSEQ;
    *text = (const char *)at;
    *len = size;
    return size == 0 ? WASI_E_NOENT : WASI_E_SUCCESS;
}

/* Slashes and texts at their end go. True: a name is left. */
static bool skip_slashes(struct walk *w, bool *any)
{
    while (w->depth > 0) {
        size_t top = w->depth - 1;

        while (w->left[top].len > 0 && *w->left[top].text == '/') {
            w->left[top].text++;
            w->left[top].len--;
            *any = true;
        }
        if (w->left[top].len > 0)
            return true;
        w->depth--;
    }
    return false;
}

static size_t take_name(struct walk *w, const char **name)
{
    size_t top = w->depth - 1;
    const char *slash = memchr(w->left[top].text, '/', w->left[top].len);
    size_t len =
        slash != NULL ? (size_t)(slash - w->left[top].text) : w->left[top].len;

    *name = w->left[top].text;
    w->left[top].text += len;
    w->left[top].len -= len;
    return len;
}

static wasi_errno go_up(struct walk *w, const gk_wasi *wasi)
{
    gk_node *parent = gk_node_parent(w->at);

    if (w->at == w->base)
        return wasi_escape(wasi);
    if (parent == NULL)
        return WASI_E_NOENT;
    w->at = parent;
    return WASI_E_SUCCESS;
}

static wasi_errno enter_link(struct walk *w, const gk_wasi *wasi,
                             const gk_node *link)
{
    const char *target = gk_node_target(link);

    if (++w->links > GK_WASI_MAX_LINKS)
        return WASI_E_LOOP;
    if (*target == '/')
        return wasi_escape(wasi);
    if (*target == '\0')
        return WASI_E_NOENT;
    w->left[w->depth].text = target;
    w->left[w->depth++].len = strlen(target);
    return WASI_E_SUCCESS;
}

static bool is_dots(const char *name, size_t len)
{
    return (len == 1 || len == 2) && memcmp(name, "..", len) == 0;
}

static void stand_on_folder(const struct walk *w, bool slash,
                            struct wasi_spot *out)
{
    *out = (struct wasi_spot){.node = w->at, .slash = slash};
}

/* One name further; `out` is where the walk ends, if it does. */
static wasi_errno take_step(struct walk *w, const gk_wasi *wasi,
                            enum wasi_walk how, struct wasi_spot *out,
                            bool *more)
{
    const char *name;
    size_t len = take_name(w, &name);
    bool slash = false;
    gk_node *node;

    *more = skip_slashes(w, &slash);
    if (len > GK_MAX_FILE_NAME)
        return WASI_E_NAMETOOLONG;
    if (is_dots(name, len)) {
        wasi_errno e = len == 2 ? go_up(w, wasi) : WASI_E_SUCCESS;

        stand_on_folder(w, true, out);
        return e;
    }
    node = gk_node_child(w->at, name, len);
    if (node != NULL && gk_node_kind_of(node) == GK_NODE_LINK &&
        (*more || how == WASI_FOLLOW_LINK ||
         (how == WASI_ENTER_LINK && slash))) {
        /* A slash behind the link is one behind its target. */
        if (slash && !*more) {
            w->left[0].text = "/.";
            w->left[0].len = 2;
            w->depth = 1;
        }
        *more = true;
        return enter_link(w, wasi, node);
    }
    *out = (struct wasi_spot){w->at, name, len, node, slash};
    if (!*more)
        return WASI_E_SUCCESS;
    if (node == NULL)
        return WASI_E_NOENT;
    if (gk_node_kind_of(node) != GK_NODE_DIR)
        return WASI_E_NOTDIR;
    w->at = node;
    return WASI_E_SUCCESS;
}

wasi_errno wasi_resolve(struct wasi_call *call, const struct wasi_fd *fd,
                        size_t path_arg, enum wasi_walk how,
                        struct wasi_spot *out)
{
    struct walk w = {.base = fd->node, .at = fd->node, .depth = 1};
    bool more = true;
    wasi_errno e =
        wasi_path_text(call, path_arg, &w.left[0].text, &w.left[0].len);

    if (e == WASI_E_SUCCESS && *w.left[0].text == '/')
        e = wasi_escape(call->wasi);
    while (e == WASI_E_SUCCESS && more)
        e = take_step(&w, call->wasi, how, out, &more);
    return e;
}

wasi_errno wasi_spot_there(const struct wasi_spot *spot)
{
    if (spot->node == NULL)
        return WASI_E_NOENT;
    return spot->slash && gk_node_kind_of(spot->node) != GK_NODE_DIR
               ? WASI_E_NOTDIR
               : WASI_E_SUCCESS;
}

wasi_errno wasi_resolve_there(struct wasi_call *call, const struct wasi_fd *fd,
                              size_t path_arg, enum wasi_walk how,
                              struct wasi_spot *out)
{
    wasi_errno e = wasi_resolve(call, fd, path_arg, how, out);

    return e == WASI_E_SUCCESS ? wasi_spot_there(out) : e;
}

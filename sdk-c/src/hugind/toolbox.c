#include "toolbox.h"

#include <stdlib.h>
#include <string.h>

/* OpenAI's limit for a function's name, in bytes. */
#define NAME_BYTES 64

struct gk_offer {
    char shown[NAME_BYTES + 1]; /* by which the model calls it */
    const hugind_tool *own;     /* NULL: of an MCP server */
    char *name;                 /* … by this name; owned */
};

/* --- offering ------------------------------------------------------------- */

/* What is put into the request for a tool. */
struct description {
    const char *name;
    gk_json text;       /* a string or nothing */
    const char *plain;  /* … or this */
    gk_json parameters; /* an object or nothing */
};

static void put_function(gk_writer *w, const struct description *d)
{
    gk_put_object(w);
    gk_put_key(w, "name");
    gk_put_string(w, d->name);
    if (d->plain != NULL) {
        gk_put_key(w, "description");
        gk_put_string(w, d->plain);
    } else if (gk_json_type(d->text) == GK_JSON_STRING) {
        gk_put_key(w, "description");
        gk_put_json(w, d->text);
    }
    gk_put_key(w, "parameters");
    if (d->parameters.at != NULL && d->parameters.at[0] == '{') {
        gk_put_json(w, d->parameters);
    } else {
        gk_put_object(w);
        gk_put_key(w, "type");
        gk_put_string(w, "object");
        gk_put_key(w, "properties");
        gk_put_object(w);
        gk_put_end(w);
        gk_put_end(w);
    }
    gk_put_end(w);
}

static void put_offer(gk_writer *w, const void *context)
{
    gk_put_object(w);
    gk_put_key(w, "type");
    gk_put_string(w, "function");
    gk_put_key(w, "function");
    put_function(w, context);
    gk_put_end(w);
}

static const struct gk_offer *find(const struct gk_toolbox *box,
                                   const char *shown)
{
    for (size_t i = 0; i < box->count; i++)
        if (strcmp(box->offers[i].shown, shown) == 0)
            return &box->offers[i];
    return NULL;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* A name as models may have it: "files:read" becomes "files_read". One that is
 * taken gets underscores at its end. False when that does not help. */
static bool show(const struct gk_toolbox *box, const char *name, char *shown)
{
    size_t len = strlen(name);

    if (len > NAME_BYTES)
        len = NAME_BYTES;
    for (size_t i = 0; i < len; i++)
        shown[i] = is_plain(name[i]) ? name[i] : '_';
    shown[len] = '\0';
    while (find(box, shown) != NULL) {
        if (len == NAME_BYTES)
            return false;
        shown[len++] = '_';
        shown[len] = '\0';
    }
    return len > 0;
}

/* Takes the name. */
static void offer(struct gk_toolbox *box, char *name, const hugind_tool *own,
                  struct description *d)
{
    struct gk_offer next = {.own = own, .name = name};

    if (!show(box, name, next.shown)) {
        free(name);
        return;
    }
    d->name = next.shown;
    gk_list_add(&box->request, put_offer, d);
    box->offers[box->count++] = next;
}

static void offer_own(struct gk_toolbox *box, const hugind_tool *tool)
{
    struct description d = {.plain = tool->description};
    size_t len = strlen(tool->name);

    if (tool->parameters != NULL)
        d.parameters = (gk_json){tool->parameters, strlen(tool->parameters)};
    offer(box, hugind_text_copy(tool->name, len).at, tool, &d);
}

static void offer_of_host(struct gk_toolbox *box, gk_json tool)
{
    char *name = gk_hugind_string(gk_json_get(tool, "name"));
    struct description d = {
        .text = gk_json_get(tool, "description"),
        .parameters = gk_json_get(tool, "input_schema"),
    };

    if (name != NULL)
        offer(box, name, NULL, &d);
}

void gk_toolbox_open(struct gk_toolbox *box, const hugind_tool *tools,
                     size_t count, bool mcp)
{
    hugind_text text = {NULL, 0};
    gk_json list = {NULL, 0};
    gk_json_iter it;

    if (mcp) {
        text = hugind_tools_list();
        list = gk_json_parse(text.at, text.len);
        if (list.at == NULL)
            hugind_fail("the list of tools is not JSON that this agent can "
                        "read");
    }
    gk_list_open(&box->request);
    box->count = 0;
    box->offers =
        gk_hugind_alloc((count + gk_json_count(list)) * sizeof *box->offers);
    for (size_t i = 0; i < count; i++)
        offer_own(box, &tools[i]);
    it = gk_json_each(list);
    while (gk_json_next(&it))
        offer_of_host(box, it.value);
    hugind_text_free(&text);
}

void gk_toolbox_close(struct gk_toolbox *box)
{
    for (size_t i = 0; i < box->count; i++)
        free(box->offers[i].name);
    free(box->offers);
    gk_list_close(&box->request);
}

/* --- calling -------------------------------------------------------------- */

/* The arguments as text, owned: servers give them as a JSON text in a string,
 * some as an object. None are an empty object. */
static hugind_text read_args(gk_json value)
{
    char *text = gk_hugind_string(value);

    if (text != NULL && *text != '\0')
        return (hugind_text){text, strlen(text)};
    free(text);
    if (gk_json_type(value) == GK_JSON_OBJECT)
        return hugind_text_copy(value.at, value.len);
    return hugind_text_copy("{}", 2);
}

static hugind_text call_host(const char *name, const char *args)
{
    hugind_text result = hugind_tools_call(name, args);
    hugind_text text = hugind_tool_text(result);

    hugind_text_free(&result);
    return text;
}

static hugind_text call_offer(const struct gk_offer *offer, hugind_text args)
{
    gk_json json = gk_json_parse(args.at, args.len);

    if (gk_json_type(json) != GK_JSON_OBJECT)
        return hugind_textf("Error: the arguments of '%s' are no JSON object",
                            offer->shown);
    if (offer->own == NULL)
        return call_host(offer->name, args.at);
    return offer->own->run(offer->own->context, json);
}

hugind_text gk_toolbox_call(const struct gk_toolbox *box, gk_json call)
{
    gk_json function = gk_json_get(call, "function");
    char *shown = gk_hugind_string(gk_json_get(function, "name"));
    const struct gk_offer *offer = shown == NULL ? NULL : find(box, shown);
    hugind_text answer;

    if (offer == NULL) {
        answer = hugind_textf("Error: there is no tool '%s'",
                              shown == NULL ? "" : shown);
    } else {
        hugind_text args = read_args(gk_json_get(function, "arguments"));

        answer = call_offer(offer, args);
        hugind_text_free(&args);
    }
    free(shown);
    return answer;
}

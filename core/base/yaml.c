#include "core/base/yaml.h"

#include "core/base/file.h"
#include "core/base/limits.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static const char too_deep[] = "nested too deep";
static const char too_many[] = "too many values";

struct reader {
    yaml_document_t *document;
    unsigned nodes; /* made so far, copies of aliases counted */
    size_t bytes;   /* of their texts, likewise */
    gk_error *err;
};

static gk_status fail_at(struct reader *r, gk_status status, yaml_mark_t mark,
                         const char *what)
{
    return gk_fail(r->err, status, "line %zu, column %zu: %s", mark.line + 1,
                   mark.column + 1, what);
}

/* --- scalars ------------------------------------------------------------- */

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static bool is_null(const char *text)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL", NULL};

    return is_one_of(text, words);
}

static bool read_bool(const char *text, bool *out)
{
    static const char *const yes[] = {"true", "True", "TRUE", NULL};
    static const char *const no[] = {"false", "False", "FALSE", NULL};

    *out = is_one_of(text, yes);
    return *out || is_one_of(text, no);
}

/* [-+]?[0-9]+, 0o[0-7]+, 0x[0-9a-fA-F]+; as a double, as JSON has numbers. */
static bool read_int(const char *text, double *out)
{
    const char *digits = "0123456789";
    const char *at = text;
    int base = 10;

    if (strncmp(at, "0o", 2) == 0 || strncmp(at, "0x", 2) == 0) {
        base = at[1] == 'o' ? 8 : 16;
        digits = base == 8 ? "01234567" : "0123456789abcdefABCDEF";
        at += 2;
    } else if (*at == '-' || *at == '+') {
        at++;
    }
    if (*at == '\0' || strspn(at, digits) != strlen(at))
        return false;
    if (base == 10) {
        *out = strtod(text, NULL);
        return true;
    }
    *out = 0;
    for (; *at != '\0'; at++)
        *out = *out * base + (*at <= '9' ? *at - '0' : (*at | 32) - 'a' + 10);
    return true;
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool is_float(const char *at)
{
    size_t whole;
    size_t part = 0;

    at += *at == '-' || *at == '+';
    whole = strspn(at, "0123456789");
    at += whole;
    if (*at == '.') {
        part = strspn(++at, "0123456789");
        at += part;
    }
    if (whole + part == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '-' || *at == '+';
        if (strspn(at, "0123456789") == 0)
            return false;
        at += strspn(at, "0123456789");
    }
    return *at == '\0';
}

static gk_json *new_plain(const char *text)
{
    bool truth;
    double number;

    if (is_null(text))
        return gk_json_new_null();
    if (read_bool(text, &truth))
        return gk_json_new_bool(truth);
    if (read_int(text, &number))
        return gk_json_new_number(number);
    if (is_float(text))
        return gk_json_new_number(strtod(text, NULL));
    return gk_json_new_string(text);
}

/* The tag a value carries: libyaml gives every scalar one. */
static bool is_own_tag(const yaml_node_t *node)
{
    const char *tag = (const char *)node->tag;

    return tag == NULL || strncmp(tag, "tag:yaml.org,2002:", 18) == 0;
}

static gk_status read_scalar(struct reader *r, const yaml_node_t *node,
                             gk_json **out)
{
    const char *text = (const char *)node->data.scalar.value;
    size_t len = node->data.scalar.length;

    if (len > GK_MAX_YAML_BYTES - r->bytes)
        return fail_at(r, GK_E_LIMIT, node->start_mark, "too much text");
    r->bytes += len;
    /* No number and no word holds a NUL. */
    *out = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                   memchr(text, 0, len) == NULL
               ? new_plain(text)
               : gk_json_new_bytes(text, len);
    return *out == NULL ? GK_E_NOMEM : GK_OK;
}

/* --- the tree ------------------------------------------------------------ */

static gk_status read_node(struct reader *r, int number, unsigned depth,
                           gk_json **out);

static gk_status read_pair(struct reader *r, const yaml_node_pair_t *pair,
                           unsigned depth, gk_json *object)
{
    const yaml_node_t *key = yaml_document_get_node(r->document, pair->key);
    gk_json *value = NULL;
    const char *name;
    gk_status st;

    if (key->type != YAML_SCALAR_NODE)
        return fail_at(r, GK_E_SCHEMA, key->start_mark, "a key is no text");
    name = (const char *)key->data.scalar.value;
    if (strlen(name) != key->data.scalar.length)
        return fail_at(r, GK_E_SCHEMA, key->start_mark, "a key holds a NUL");
    if (gk_json_get(object, name) != NULL)
        return fail_at(r, GK_E_SCHEMA, key->start_mark, "the same key again");
    st = read_node(r, pair->value, depth + 1, &value);
    return st == GK_OK ? gk_json_set(object, name, value) : st;
}

static gk_status read_mapping(struct reader *r, const yaml_node_t *node,
                              unsigned depth, gk_json **out)
{
    gk_json *object = gk_json_new_object();
    const yaml_node_pair_t *first = node->data.mapping.pairs.start;
    const yaml_node_pair_t *top = node->data.mapping.pairs.top;
    gk_status st = object == NULL ? GK_E_NOMEM : GK_OK;

    if (top - first > (ptrdiff_t)GK_MAX_YAML_KEYS)
        st = fail_at(r, GK_E_LIMIT, node->start_mark, "too many keys");
    for (const yaml_node_pair_t *p = first; st == GK_OK && p < top; p++)
        st = read_pair(r, p, depth, object);
    *out = object;
    return st;
}

static gk_status read_sequence(struct reader *r, const yaml_node_t *node,
                               unsigned depth, gk_json **out)
{
    gk_json *array = gk_json_new_array();
    gk_status st = array == NULL ? GK_E_NOMEM : GK_OK;

    for (const yaml_node_item_t *i = node->data.sequence.items.start;
         st == GK_OK && i < node->data.sequence.items.top; i++) {
        gk_json *item = NULL;

        st = read_node(r, *i, depth + 1, &item);
        if (st == GK_OK)
            st = gk_json_push(array, item);
    }
    *out = array;
    return st;
}

/* On failure *out is NULL. */
static gk_status read_node(struct reader *r, int number, unsigned depth,
                           gk_json **out)
{
    const yaml_node_t *node = yaml_document_get_node(r->document, number);
    gk_status st;

    *out = NULL;
    if (depth > GK_MAX_JSON_DEPTH)
        return fail_at(r, GK_E_LIMIT, node->start_mark, too_deep);
    if (++r->nodes > GK_MAX_YAML_NODES)
        return fail_at(r, GK_E_LIMIT, node->start_mark, too_many);
    if (!is_own_tag(node))
        return fail_at(r, GK_E_SCHEMA, node->start_mark,
                       "a value with a tag of its own");
    if (node->type == YAML_MAPPING_NODE)
        st = read_mapping(r, node, depth, out);
    else if (node->type == YAML_SEQUENCE_NODE)
        st = read_sequence(r, node, depth, out);
    else
        st = read_scalar(r, node, out);
    if (st == GK_E_NOMEM)
        gk_fail_nomem(r->err);
    if (st != GK_OK) {
        gk_json_free(*out);
        *out = NULL;
    }
    return st;
}

/* --- before the tree -----------------------------------------------------
 * libyaml reads a document as a whole, and its work grows with the square of
 * the open flow brackets and of the anchors: what is beyond the limits must be
 * refused while it streams by.
 */

struct shape {
    unsigned open, nodes, anchors;
};

static const char *count_node(struct shape *shape, bool container,
                              const yaml_char_t *anchor)
{
    if (container && ++shape->open > GK_MAX_JSON_DEPTH)
        return too_deep;
    if (++shape->nodes > GK_MAX_YAML_NODES)
        return too_many;
    if (anchor != NULL && ++shape->anchors > GK_MAX_YAML_ANCHORS)
        return "too many anchors";
    return NULL;
}

/* What is too much about one event more, or NULL. */
static const char *count_event(struct shape *shape, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SEQUENCE_START_EVENT:
        return count_node(shape, true, event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return count_node(shape, true, event->data.mapping_start.anchor);
    case YAML_SCALAR_EVENT:
        return count_node(shape, false, event->data.scalar.anchor);
    case YAML_ALIAS_EVENT:
        return count_node(shape, false, NULL);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        shape->open--;
        return NULL;
    default:
        return NULL;
    }
}

/* Each is compared with those before it as soon as the first event is wanted,
 * so they are counted before: wherever the word stands, in UTF-16, too. */
static gk_status check_directives(const uint8_t *text, size_t len,
                                  gk_error *err)
{
    static const uint8_t word[] = {'%', 'T', 'A', 'G'};
    unsigned count = 0;
    size_t matched = 0;

    for (size_t i = 0; i < len; i++) {
        if (text[i] == 0)
            continue;
        matched = text[i] == word[matched] ? matched + 1 : text[i] == '%';
        if (matched < sizeof word)
            continue;
        matched = 0;
        if (++count > GK_MAX_YAML_DIRECTIVES)
            return gk_fail(err, GK_E_LIMIT, "too many %%TAG directives");
    }
    return GK_OK;
}

/* Errors of syntax are left to the reading of the tree. */
static gk_status check_shape(const void *text, size_t len, gk_error *err)
{
    struct reader r = {.err = err};
    struct shape shape = {0};
    yaml_parser_t parser;
    bool more = true;
    gk_status st = check_directives(text, len, err);

    if (st != GK_OK)
        return st;
    if (!yaml_parser_initialize(&parser))
        return gk_fail_nomem(err);
    yaml_parser_set_input_string(&parser, text, len);
    while (more && st == GK_OK) {
        yaml_event_t event;
        const char *beyond;

        if (!yaml_parser_parse(&parser, &event))
            break;
        beyond = count_event(&shape, &event);
        if (beyond != NULL)
            st = fail_at(&r, GK_E_LIMIT, event.start_mark, beyond);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return st;
}

/* --- documents ----------------------------------------------------------- */

static gk_status fail_parse(const yaml_parser_t *parser, gk_error *err)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return gk_fail_nomem(err);
    return gk_fail(err, GK_E_SYNTAX, "line %zu, column %zu: %s",
                   parser->problem_mark.line + 1,
                   parser->problem_mark.column + 1,
                   parser->problem != NULL ? parser->problem : "not YAML");
}

static gk_status read_document(yaml_parser_t *parser, gk_json **out,
                               gk_error *err)
{
    yaml_document_t document;
    struct reader r = {.document = &document, .err = err};
    yaml_node_t *root;
    gk_status st = GK_OK;

    if (!yaml_parser_load(parser, &document))
        return fail_parse(parser, err);
    root = yaml_document_get_root_node(&document);
    if (root == NULL) {
        *out = gk_json_new_null();
        st = *out == NULL ? gk_fail_nomem(err) : GK_OK;
    } else {
        st = read_node(&r, 1, 0, out);
    }
    yaml_document_delete(&document);
    return st;
}

static gk_status expect_end(yaml_parser_t *parser, gk_error *err)
{
    yaml_document_t document;
    struct reader r = {.err = err};
    gk_status st = GK_OK;
    const yaml_node_t *root;

    if (!yaml_parser_load(parser, &document))
        return fail_parse(parser, err);
    root = yaml_document_get_root_node(&document);
    if (root != NULL)
        st = fail_at(&r, GK_E_SCHEMA, root->start_mark, "a second document");
    yaml_document_delete(&document);
    return st;
}

gk_status gk_yaml_parse(const void *text, size_t len, gk_json **out,
                        gk_error *err)
{
    yaml_parser_t parser;
    gk_json *value = NULL;
    gk_status st = check_shape(text, len, err);

    if (st != GK_OK)
        return st;
    if (!yaml_parser_initialize(&parser))
        return gk_fail_nomem(err);
    yaml_parser_set_input_string(&parser, text, len);
    st = read_document(&parser, &value, err);
    if (st == GK_OK)
        st = expect_end(&parser, err);
    yaml_parser_delete(&parser);
    if (st == GK_OK)
        *out = value;
    else
        gk_json_free(value);
    return st;
}

gk_status gk_yaml_read(const char *path, gk_json **out, gk_error *err)
{
    gk_buf text = GK_BUF_INIT;
    gk_status st = gk_read_file(path, GK_MAX_JSON_BYTES, &text, err);

    if (st == GK_OK) {
        st = gk_yaml_parse(gk_buf_text(&text), text.len, out, err);
        if (st != GK_OK)
            gk_wrap(err, "%s", path);
    }
    gk_buf_clear(&text);
    return st;
}

/*
 * escape: text for formats that are not JSON. Pure functions.
 *
 * All text may come from a module or a file's name. Each first makes it
 * printable (see gk_utf8_put_printable), so that no control character and no
 * character that turns or hides others is left, and then escapes what means
 * something in the format.
 */
#ifndef GK_SCANNER_REPORT_ESCAPE_H
#define GK_SCANNER_REPORT_ESCAPE_H

#include "core/base/buf.h"

#include <stdbool.h>

/* For text and for attribute values in double quotes: characters of XML 1.0
 * only. Source: XML 1.0, section 2.2. */
gk_status gk_escape_xml(gk_buf *out, const char *text);

/* A path as a URI reference: relative stays relative, absolute becomes
 * "file:///…"; all bytes but RFC 3986's unreserved ones and "/" are encoded. */
gk_status gk_escape_uri(gk_buf *out, const char *path);

/* For a workflow command's message, or one of its properties. */
gk_status gk_escape_workflow(gk_buf *out, const char *text, bool property);

/* A Markdown code span, which is shown as it stands: no markup, no link, no
 * mention, no HTML. `cell`: in a table, whose cells end at "|" even there. */
gk_status gk_escape_markdown(gk_buf *out, const char *text, bool cell);

/* Columns of a terminal that the text takes: 2 for wide characters of East
 * Asia and emoji, 0 for combining ones. Source: Unicode 15, East Asian Width
 * W and F; general category Mn and Me, the common blocks of each. */
size_t gk_text_columns(const char *text);

#endif

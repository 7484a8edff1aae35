#include "toolchain/doctor.h"

#include "core/base/home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gk_diagnose(struct gk_diagnosis *out)
{
    struct gk_diagnosis d = {0};
    gk_error err = GK_ERROR_INIT;

    for (int id = 0; id < GK_TOOL_COUNT; id++) {
        char *path = gk_tool_find((gk_tool_id)id);

        d.tools[id].path = path;
        if (path != NULL)
            d.tools[id].version = gk_tool_version((gk_tool_id)id, path);
        else if (gk_tools[id].need == GK_TOOL_REQUIRED)
            d.missing++;
    }
    if (gk_home(&d.home, &err) != GK_OK) {
        snprintf(d.home_error, sizeof d.home_error, "%s", err.text);
        d.missing++;
    }
    *out = d;
}

void gk_diagnosis_clear(struct gk_diagnosis *diagnosis)
{
    if (diagnosis == NULL)
        return;
    for (int id = 0; id < GK_TOOL_COUNT; id++) {
        free(diagnosis->tools[id].path);
        free(diagnosis->tools[id].version);
    }
    free(diagnosis->home);
    memset(diagnosis, 0, sizeof *diagnosis);
}

gk_status gk_diagnosis_install(const struct gk_diagnosis *diagnosis,
                               gk_tool_need need, gk_buf *out)
{
    bool any = false;

    for (int id = 0; id < GK_TOOL_COUNT; id++) {
        if (diagnosis->tools[id].path != NULL || gk_tools[id].need != need ||
            gk_tools[id].package[0] == '\0')
            continue;
        gk_buf_printf(out, "%s %s", any ? "" : "apt-get install",
                      gk_tools[id].package);
        any = true;
    }
    return out->status;
}

/* NULL becomes null. */
static gk_status set_text(gk_json *object, const char *key, const char *text)
{
    return gk_json_set(object, key,
                       text != NULL ? gk_json_new_string(text)
                                    : gk_json_new_null());
}

static gk_json *tool_json(const struct gk_diagnosis *d, gk_tool_id id)
{
    const struct gk_tool_row *row = &gk_tools[id];
    gk_json *tool = gk_json_new_object();
    gk_buf remedy = GK_BUF_INIT;
    gk_status st = gk_json_set_string(tool, "name", row->word);

    if (d->tools[id].path == NULL)
        gk_tool_remedy(id, &remedy);
    if (st == GK_OK)
        st = gk_json_set_string(tool, "purpose", row->purpose);
    if (st == GK_OK)
        st = gk_json_set_bool(tool, "required", row->need == GK_TOOL_REQUIRED);
    if (st == GK_OK)
        st = set_text(tool, "path", d->tools[id].path);
    if (st == GK_OK)
        st = set_text(tool, "version", d->tools[id].version);
    if (st == GK_OK && remedy.len > 0)
        st = gk_json_set_string(tool, "remedy", gk_buf_text(&remedy));
    gk_buf_clear(&remedy);
    if (st == GK_OK)
        return tool;
    gk_json_free(tool);
    return NULL;
}

gk_json *gk_diagnosis_json(const struct gk_diagnosis *diagnosis)
{
    gk_json *root = gk_json_new_object();
    gk_json *tools = gk_json_new_array();
    gk_status st = GK_OK;

    for (int id = 0; id < GK_TOOL_COUNT && st == GK_OK; id++)
        st = gk_json_push(tools, tool_json(diagnosis, (gk_tool_id)id));
    if (st != GK_OK)
        gk_json_free(tools);
    else
        st = gk_json_set(root, "tools", tools);
    if (st == GK_OK)
        st = gk_json_set_string(root, "schema", "guestkit.doctor/1");
    if (st == GK_OK)
        st = gk_json_set_bool(root, "ok", diagnosis->missing == 0);
    if (st == GK_OK)
        st = gk_json_set_string(root, "guestkit", GK_VERSION);
    if (st == GK_OK)
        st = set_text(root, "home", diagnosis->home);
    if (st == GK_OK)
        return root;
    gk_json_free(root);
    return NULL;
}

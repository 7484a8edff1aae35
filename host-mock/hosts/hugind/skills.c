/*
 * skills: get_skill_catalog and activate_skill. No permission gates them.
 */
#include "host-mock/hosts/hugind/hugind.h"

gk_status hugind_get_skill_catalog(struct gk_hostcall *call, gk_error *err)
{
    const struct gk_kv *skills =
        &gk_world_skills(call->session->world)->descriptions;
    gk_buf text = GK_BUF_INIT;
    gk_status st;

    if (skills->count > 0)
        gk_buf_puts(&text,
                    "\n\n## Available Skills\n\n"
                    "Each of these skills has instructions for one kind of "
                    "work. Activate a skill by its name before you begin such "
                    "work.\n\n");
    for (size_t i = 0; i < skills->count; i++) {
        const struct gk_kv_row *row = skills->rows[i];

        gk_buf_puts(&text, "- ");
        gk_buf_put(&text, row->key.data, row->key.len);
        gk_buf_puts(&text, ": ");
        gk_buf_put(&text, row->value.data, row->value.len);
        gk_buf_byte(&text, '\n');
    }
    st = gk_buf_check(&text, err);
    if (st == GK_OK)
        st = hugind_give(call, text.data, text.len, err);
    gk_buf_clear(&text);
    return st;
}

/* An unknown one is a text that says so, not a trap. */
gk_status hugind_activate_skill(struct gk_hostcall *call, gk_error *err)
{
    const struct gk_kv *skills =
        &gk_world_skills(call->session->world)->instructions;
    const gk_buf *found = NULL;
    gk_buf name = GK_BUF_INIT, words = GK_BUF_INIT;
    gk_status st = hugind_text_arg(call, 0, &name, err);

    if (st == GK_OK)
        found = gk_kv_get(skills, name.data, name.len);
    if (st == GK_OK && found == NULL) {
        gk_session_hint(call->session,
                        "activate_skill found no skill of that name; the "
                        "world has them under \"skills\": {NAME: "
                        "{\"description\", \"instructions\"}}");
        gk_buf_puts(&words, "Error: skill '");
        gk_buf_put(&words, name.data, name.len);
        gk_buf_puts(&words, "' not found: there is no skill of that name");
        st = gk_buf_check(&words, err);
        found = &words;
    }
    if (st == GK_OK)
        st = hugind_give(call, found->data, found->len, err);
    gk_buf_clear(&name);
    gk_buf_clear(&words);
    return st;
}

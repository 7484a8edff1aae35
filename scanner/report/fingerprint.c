#include "scanner/report/fingerprint.h"

#include "core/base/file.h"
#include "scanner/rules.h"

#include <stdlib.h>
#include <string.h>

/* "0x400", "data[2]+0x1f0", "f12", "3", "31.2": what a build may change. An
 * address of the network ("203.0.113.9") is no number. */
static bool changes(const char *word, size_t len)
{
    char text[64];
    char *end;

    while (len > 0 && strchr("('\"", *word) != NULL) {
        word++;
        len--;
    }
    if (len == 0 || len >= sizeof text)
        return false;
    memcpy(text, word, len);
    text[len] = '\0';
    if (strstr(text, "0x") != NULL)
        return true;
    for (const char *at = strchr(text, '['); at != NULL; at = strchr(at, '['))
        if (strchr("0123456789", *++at) != NULL && *at != '\0')
            return true;
    if (strchr("f0123456789", text[0]) == NULL)
        return false;
    (void)strtod(text + (text[0] == 'f'), &end);
    return end > text + 1 - (text[0] != 'f') &&
           end[strspn(end, ".,;:)")] == '\0';
}

static void put_words(gk_buf *out, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, " ");

        if (!changes(text, len))
            gk_buf_put(out, text, len);
        gk_buf_byte(out, ' ');
        text += len + strspn(text + len, " ");
    }
}

static void put_evidence(gk_buf *out, const struct gk_finding *f)
{
    const char *kind = gk_place_word(f->place.kind);

    gk_buf_put(out, f->rule->id, strlen(f->rule->id) + 1);
    gk_buf_put(out, kind, strlen(kind) + 1);
    gk_buf_put(out, f->place.module.at, f->place.module.len);
    gk_buf_byte(out, 0);
    gk_buf_put(out, f->place.name.at, f->place.name.len);
    gk_buf_byte(out, 0);
    put_words(out, f->what);
}

/* How many equal findings of the same rule come before. */
static unsigned ordinal(const gk_findings *findings, size_t index,
                        const gk_buf *own, gk_status *status)
{
    gk_buf other = GK_BUF_INIT;
    unsigned count = 0;

    for (size_t i = index;
         i > 0 && findings->at[i - 1].rule == findings->at[index].rule; i--) {
        gk_buf_reset(&other);
        put_evidence(&other, &findings->at[i - 1]);
        if (other.status != GK_OK)
            *status = other.status;
        else
            count += other.len == own->len &&
                     memcmp(other.data, own->data, own->len) == 0;
    }
    gk_buf_clear(&other);
    return count;
}

gk_status gk_fingerprint(const gk_findings *findings, size_t index,
                         const char *file, char out[GK_SHA256_HEX_BYTES])
{
    gk_buf text = GK_BUF_INIT;
    gk_status status = GK_OK;

    put_evidence(&text, &findings->at[index]);
    if (text.status == GK_OK) {
        unsigned number = ordinal(findings, index, &text, &status);

        gk_buf_byte(&text, 0);
        gk_buf_puts(&text, gk_path_base(file));
        gk_buf_printf(&text, "%c%u", 0, number);
    }
    if (status == GK_OK)
        status = text.status;
    if (status == GK_OK)
        gk_sha256_hex(text.data, text.len, out);
    gk_buf_clear(&text);
    return status;
}

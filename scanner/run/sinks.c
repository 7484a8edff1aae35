#include "scanner/run/sinks.h"

#include "core/base/file.h"
#include "scanner/content/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Rows of the table of formats that a message can list. */
#define MOST_FORMATS 32
/* A buffer that one large report made larger is not kept for the next. */
#define KEPT_BYTES ((size_t)1 << 20)

static gk_status fail_write(const struct gk_sink *s, gk_error *err)
{
    int code = errno;

    return gk_fail(err, code == ENOENT ? GK_E_NOENT : GK_E_IO,
                   "cannot write '%s': %s", s->path, strerror(code));
}

gk_status gk_sinks_list(gk_buf *out)
{
    for (size_t i = 0; i < gk_scan_report_count; i++)
        gk_buf_printf(out, "%-10s  %s\n", gk_scan_reports[i]->name,
                      gk_scan_reports[i]->summary);
    return out->status;
}

static gk_status unknown_format(const char *given, gk_error *err)
{
    const char *names[MOST_FORMATS];
    const char *near;
    size_t count = 0;
    gk_buf list = GK_BUF_INIT;

    for (; count < gk_scan_report_count && count < MOST_FORMATS; count++) {
        names[count] = gk_scan_reports[count]->name;
        gk_buf_printf(&list, "%s%s", count > 0 ? ", " : "", names[count]);
    }
    near = gk_nearest(given, names, count);
    if (near != NULL)
        gk_fail(err, GK_E_USAGE, "unknown format '%s', did you mean '%s'?",
                given, near);
    else
        gk_fail(err, GK_E_USAGE, "unknown format '%s', wanted one of %s", given,
                gk_buf_text(&list));
    gk_buf_clear(&list);
    return GK_E_USAGE;
}

/* Renaming over a device would replace it. */
static bool is_special(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

static gk_status open_file(struct gk_sink *s, gk_error *err)
{
    gk_buf temp = GK_BUF_INIT;
    gk_status st = GK_OK;
    int fd;

    if (is_special(s->path)) {
        s->stream = fopen(s->path, "we");
        return s->stream == NULL ? fail_write(s, err) : GK_OK;
    }
    gk_buf_printf(&temp, "%s.XXXXXX", s->path);
    s->temp = gk_buf_take(&temp);
    if (s->temp == NULL)
        return gk_fail_nomem(err);
    fd = mkostemp(s->temp, O_CLOEXEC);
    if (fd < 0) {
        st = fail_write(s, err);
        free(s->temp);
        s->temp = NULL;
        return st;
    }
    s->stream = fdopen(fd, "w");
    if (s->stream == NULL) {
        close(fd);
        return gk_fail_nomem(err);
    }
    return GK_OK;
}

static gk_status check_room(const gk_sinks *sinks,
                            const struct gk_report_format *format,
                            const char *path, gk_error *err)
{
    if (sinks->count == GK_MAX_SINKS)
        return gk_fail(err, GK_E_USAGE, "more than %d formats", GK_MAX_SINKS);
    for (size_t i = 0; i < sinks->count; i++) {
        const struct gk_sink *other = &sinks->at[i];

        if (path == NULL && other->path == NULL)
            return gk_fail(err, GK_E_USAGE,
                           "two formats for standard output: write one into a "
                           "file with '--format %s=FILE'",
                           format->name);
        if (path != NULL && other->path != NULL &&
            (strcmp(path, other->path) == 0 || gk_same_file(path, other->path)))
            return gk_fail(err, GK_E_USAGE, "two formats for the file '%s'",
                           path);
    }
    return GK_OK;
}

static gk_status add(gk_sinks *sinks, const struct gk_report_format *format,
                     const char *path, const struct gk_report_options *options,
                     FILE *out, gk_error *err)
{
    struct gk_sink *s = &sinks->at[sinks->count];
    gk_status st = check_room(sinks, format, path, err);

    if (st != GK_OK)
        return st;
    *s = (struct gk_sink){.format = format,
                          .options = *options,
                          .state = GK_SCAN_REPORT_STATE,
                          .path = path,
                          .stream = out};
    s->options.state = &s->state;
    sinks->digests |= format->digests;
    sinks->keeps |= format->keeps;
    sinks->count++;
    if (path == NULL)
        return GK_OK;
    s->options.color = false;
    s->stream = NULL;
    return open_file(s, err);
}

static gk_status add_word(gk_sinks *sinks, const char *word,
                          const struct gk_report_options *options, FILE *out,
                          gk_error *err)
{
    size_t len = strcspn(word, "=");
    const char *path = word[len] == '=' ? word + len + 1 : NULL;
    const struct gk_report_format *format;
    char name[64];

    snprintf(name, sizeof name, "%.*s", (int)(len < 60 ? len : 60), word);
    format = gk_scan_report_find(name);
    if (format == NULL)
        return unknown_format(name, err);
    if (path != NULL && *path == '\0')
        return gk_fail(err, GK_E_USAGE, "option '--format': no file after '%s'",
                       word);
    return add(sinks, format, path, options, out, err);
}

static bool has_stdout(const gk_sinks *sinks)
{
    for (size_t i = 0; i < sinks->count; i++)
        if (sinks->at[i].path == NULL)
            return true;
    return false;
}

gk_status gk_sinks_open(gk_sinks *sinks, const struct gk_opt_list *words,
                        const struct gk_report_format *otherwise,
                        const struct gk_report_options *options, FILE *out,
                        gk_error *err)
{
    gk_status st = GK_OK;

    *sinks = (gk_sinks){.count = 0};
    for (size_t i = 0; st == GK_OK && i < words->count; i++)
        st = add_word(sinks, words->at[i], options, out, err);
    if (st == GK_OK && otherwise != NULL && !has_stdout(sinks))
        st = add(sinks, otherwise, NULL, options, out, err);
    return st;
}

/* What is written as it is, a pipe or a device, replaces nothing. */
static bool is_over(const struct gk_sink *s, const char *input)
{
    return s->temp != NULL && gk_same_file(input, s->path);
}

const struct gk_sink *gk_sinks_over(const gk_sinks *sinks, const char *input)
{
    for (size_t i = 0; i < sinks->count; i++)
        if (is_over(&sinks->at[i], input))
            return &sinks->at[i];
    return NULL;
}

gk_status gk_sinks_spare(const gk_sinks *sinks, const char *input,
                         const char *what, gk_error *err)
{
    const struct gk_sink *s = gk_sinks_over(sinks, input);

    if (s == NULL)
        return GK_OK;
    return gk_fail(err, GK_E_USAGE, "'--format %s=%s' would replace '%s', %s",
                   s->format->name, s->path,
                   strcmp(input, "-") == 0 ? s->path : input, what);
}

void gk_sinks_mark_over(gk_sinks *sinks, const char *input)
{
    for (size_t i = 0; i < sinks->count; i++)
        if (is_over(&sinks->at[i], input))
            sinks->at[i].over_input = true;
}

void gk_rendering_init(struct gk_rendering *r)
{
    for (size_t i = 0; i < GK_MAX_SINKS; i++)
        r->at[i] = (gk_buf)GK_BUF_INIT;
}

void gk_rendering_clear(struct gk_rendering *r)
{
    for (size_t i = 0; i < GK_MAX_SINKS; i++)
        gk_buf_clear(&r->at[i]);
}

void gk_sinks_begin(const gk_sinks *sinks, struct gk_rendering *r)
{
    for (size_t i = 0; i < sinks->count; i++)
        sinks->at[i].format->begin(&sinks->at[i].options, &r->at[i]);
}

static void put_entry(const gk_sinks *sinks, bool keeping,
                      const struct gk_report_entry *entry, size_t number,
                      struct gk_rendering *r)
{
    for (size_t i = 0; i < sinks->count; i++) {
        const struct gk_sink *s = &sinks->at[i];

        if (s->format->keeps == keeping)
            s->format->entry(&s->options, entry, number, &r->at[i]);
    }
}

void gk_sinks_free(const gk_sinks *sinks, const struct gk_report_entry *entry,
                   size_t number, struct gk_rendering *r)
{
    put_entry(sinks, false, entry, number, r);
}

void gk_sinks_ordered(const gk_sinks *sinks,
                      const struct gk_report_entry *entry, size_t number,
                      struct gk_rendering *r)
{
    put_entry(sinks, true, entry, number, r);
}

void gk_sinks_end(const gk_sinks *sinks, struct gk_rendering *r)
{
    for (size_t i = 0; i < sinks->count; i++)
        sinks->at[i].format->end(&sinks->at[i].options, &r->at[i]);
}

static gk_status put(struct gk_sink *s, gk_buf *text, gk_error *err)
{
    gk_status st = gk_buf_check(text, err);

    if (st != GK_OK)
        gk_wrap(err, "the report of format %s", s->format->name);
    gk_secret_strike(text);
    if (!s->failed && text->len > 0 &&
        fwrite(text->data, 1, text->len, s->stream) != text->len) {
        s->failed = true;
        /* The front door says so of standard output, when all is done. */
        if (s->path != NULL)
            st = fail_write(s, err);
    }
    gk_buf_reset(text);
    if (text->cap > KEPT_BYTES)
        gk_buf_clear(text);
    return st;
}

gk_status gk_sinks_put(gk_sinks *sinks, struct gk_rendering *r, gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; i < sinks->count; i++) {
        gk_status own = put(&sinks->at[i], &r->at[i], err);

        if (st == GK_OK)
            st = own;
    }
    return st;
}

static gk_status finish(struct gk_sink *s, gk_error *err)
{
    gk_status st = GK_OK;

    if (s->path == NULL || s->failed)
        return GK_OK; /* standard output is its owner's; a failure was said */
    if (s->over_input)
        return gk_fail(err, GK_E_IO,
                       "the report of format %s is not written: '%s' is among "
                       "the files to be scanned",
                       s->format->name, s->path);
    if (s->temp != NULL && fchmod(fileno(s->stream), 0644) != 0)
        st = fail_write(s, err);
    if (fclose(s->stream) != 0 && st == GK_OK)
        st = fail_write(s, err);
    s->stream = NULL;
    if (st != GK_OK || s->temp == NULL)
        return st;
    if (rename(s->temp, s->path) != 0)
        return fail_write(s, err);
    free(s->temp);
    s->temp = NULL;
    return GK_OK;
}

gk_status gk_sinks_finish(gk_sinks *sinks, gk_error *err)
{
    gk_status st = GK_OK;

    for (size_t i = 0; i < sinks->count; i++) {
        gk_status own = finish(&sinks->at[i], err);

        if (st == GK_OK)
            st = own;
    }
    return st;
}

void gk_sinks_close(gk_sinks *sinks)
{
    for (size_t i = 0; i < sinks->count; i++) {
        struct gk_sink *s = &sinks->at[i];

        if (s->path != NULL && s->stream != NULL)
            fclose(s->stream);
        if (s->temp != NULL)
            unlink(s->temp);
        free(s->temp);
        gk_scan_report_state_clear(&s->state);
    }
    sinks->count = 0;
}

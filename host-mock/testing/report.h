/*
 * report: tells the runs of `guestkit test`, in one form.
 *
 * The forms are a table; each is a set of functions in report_FORM.c, called
 * in the order begin, (file_begin, run…, file_end or error)…, end. A form
 * writes to report->body; the caller takes it from there as it grows.
 */
#ifndef GK_HOST_MOCK_TESTING_REPORT_H
#define GK_HOST_MOCK_TESTING_REPORT_H

#include "core/base/buf.h"
#include "host-mock/testing/run.h"

struct gk_report_form;

struct gk_report_style {
    bool color;
    bool trace;        /* print each hostcall */
    bool reproducible; /* no times */
};

struct gk_report_totals {
    size_t passed; /* blessed ones too */
    size_t failed;
    size_t skipped;
    double us; /* of the guests, not of the wall */
};

typedef struct gk_report {
    const struct gk_report_form *form;
    struct gk_report_style style;
    gk_buf body;       /* owned: what has been written */
    gk_buf file_body;  /* owned: for forms that count before they print */
    gk_json *document; /* owned: for forms that build a tree */
    gk_json *file;     /* borrowed from document */
    size_t name_width; /* of the names in this file, in columns */
    size_t number;     /* of runs told so far */
    gk_status status;
} gk_report;

struct gk_report_form {
    const char *name;
    /* Any of these may be NULL. */
    void (*begin)(gk_report *report);
    void (*file_begin)(gk_report *report, const char *path);
    void (*run)(gk_report *report, const struct gk_test_run *run);
    /* `why` is NULL unless the file itself fails. */
    void (*file_end)(gk_report *report, const char *path,
                     const struct gk_report_totals *totals, const char *why);
    /* A file that could not be used. */
    void (*error)(gk_report *report, const char *path, const char *text);
    void (*end)(gk_report *report, const struct gk_report_totals *totals);
};

extern const struct gk_report_form gk_report_text, gk_report_tap,
    gk_report_junit, gk_report_json;

/* NULL when there is no such form. */
const struct gk_report_form *gk_report_form_find(const char *name, size_t len);

void gk_report_init(gk_report *report, const struct gk_report_form *form,
                    struct gk_report_style style);
void gk_report_clear(gk_report *report);

/* --- words that several forms use ----------------------------------------- */

/* "NAME", or "NAME [deployed]". Printable. */
void gk_report_put_name(gk_buf *out, const struct gk_test_run *run);
/* How many columns that takes. */
size_t gk_report_name_width(const struct gk_test_run *run);

/*
 * What is to be said of a run that did not pass, one line a time: differences,
 * the fixture to paste, the backtrace, hostcalls, and how to run it again. Of
 * a run that passed, its hostcalls when the style asks for a trace.
 */
typedef void gk_report_line_fn(void *context, const char *line);
gk_status gk_report_details(const struct gk_report_style *style,
                            const struct gk_test_run *run,
                            gk_report_line_fn *line, void *context);

#endif

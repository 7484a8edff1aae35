#include "toolchain/optimise.h"

#include "core/base/limits.h"
#include "core/base/utf8.h"
#include "core/wasm/module.h"
#include "toolchain/argv.h"

/* What guestkit-opt may say on standard error. */
#define MOST_WORDS_BYTES ((size_t)1 << 20)

static gk_status check_sound(const gk_buf *bytes, gk_error *err)
{
    gk_module m = {0};
    gk_status st = gk_module_read(bytes->data, bytes->len, &m, err);

    if (st == GK_OK)
        st = gk_module_sound(&m, err);
    gk_module_clear(&m);
    return st;
}

/* The last line a program said, printable. */
static void last_line(const gk_buf *words, gk_buf *out)
{
    const char *text = gk_buf_text(words);
    size_t end = words->len, start;

    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r'))
        end--;
    start = end;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    gk_utf8_put_printable(out, (const uint8_t *)text + start, end - start,
                          false);
}

gk_status gk_optimise(const char *opt, gk_optimize optimize, const void *module,
                      size_t len, gk_buf *out, gk_buf *why, bool *done,
                      gk_error *err)
{
    gk_argv argv = GK_ARGV_INIT;
    gk_buf words = GK_BUF_LIMIT(MOST_WORDS_BYTES);
    gk_buf made = GK_BUF_LIMIT(GK_MAX_MODULE_BYTES);
    struct gk_spawn how = {
        .input = module, .input_len = len, .out = &made, .err = &words};
    gk_error reason = GK_ERROR_INIT;
    gk_status st;

    gk_argv_add(&argv, opt);
    gk_argv_add(&argv, gk_optimize_word(optimize));
    st = gk_argv_run(&argv, how, &reason);
    if (st == GK_E_FAILED && words.len > 0) {
        last_line(&words, why);
    } else if (st == GK_OK) {
        st = check_sound(&made, &reason);
        gk_wrap(&reason, "the optimiser's result");
    }
    *done = st == GK_OK;
    if (*done) {
        gk_buf_put(out, made.data, made.len);
        st = gk_buf_check(out, err);
    } else if (st == GK_E_NOMEM || st == GK_E_TOOL) {
        gk_fail(err, st, "%s", reason.text);
    } else {
        if (why->len == 0)
            gk_buf_puts(why, reason.text);
        st = gk_buf_check(why, err);
    }
    gk_argv_clear(&argv);
    gk_buf_clear(&words);
    gk_buf_clear(&made);
    return st;
}

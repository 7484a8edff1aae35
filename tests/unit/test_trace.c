/* What passes between a child and its parent: the trace's memory and frames,
 * both as they should be and as a broken child would leave them. */
#include "core/base/limits.h"
#include "host-mock/frame.h"
#include "host-mock/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- trace -----------------------------------------------------------------
 */

struct seen {
    size_t count;
    double last;
    size_t stop_at; /* 0: never */
};

static gk_status see(void *context, gk_json *record)
{
    struct seen *seen = context;
    seen->count++;
    seen->last = gk_json_number(gk_json_get(record, "part"));
    gk_json_free(record);
    return seen->count == seen->stop_at ? GK_E_NOMEM : GK_OK;
}

static void put(struct gk_trace *trace, const char *text)
{
    gk_buf record = GK_BUF_INIT;
    gk_buf_puts(&record, text);
    gk_trace_put(trace, &record);
    gk_buf_clear(&record);
}

static void records_come_back_in_order(void **state)
{
    struct gk_trace trace = {0};
    struct seen seen = {0};
    bool truncated = true;
    (void)state;
    assert_int_equal(gk_trace_open(&trace, NULL), GK_OK);
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_OK);
    assert_int_equal(seen.count, 0);
    assert_false(truncated);
    put(&trace, "{\"part\":1}");
    put(&trace, "{\"part\":2}");
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_OK);
    assert_int_equal(seen.count, 2);
    assert_int_equal((int)seen.last, 2);
    assert_false(truncated);
    gk_trace_close(&trace);
    gk_trace_close(&trace);
}

static void a_reader_that_fails_ends_the_reading(void **state)
{
    struct gk_trace trace = {0};
    struct seen seen = {.stop_at = 1};
    bool truncated;
    (void)state;
    assert_int_equal(gk_trace_open(&trace, NULL), GK_OK);
    put(&trace, "{\"part\":1}");
    put(&trace, "{\"part\":2}");
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_E_NOMEM);
    assert_int_equal(seen.count, 1);
    gk_trace_close(&trace);
}

static void past_its_calls_the_trace_is_cut(void **state)
{
    struct gk_trace trace = {0};
    struct seen seen = {0};
    bool truncated = false;
    (void)state;
    assert_int_equal(gk_trace_open(&trace, NULL), GK_OK);
    for (unsigned i = 0; i < GK_MAX_TRACE_CALLS; i++)
        put(&trace, "{\"part\":1}");
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_OK);
    assert_false(truncated);
    put(&trace, "{\"part\":2}");
    memset(&seen, 0, sizeof seen);
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_OK);
    assert_true(truncated);
    assert_int_equal(seen.count, GK_MAX_TRACE_CALLS);
    assert_int_equal((int)seen.last, 1);
    gk_trace_close(&trace);
}

static void past_its_bytes_the_trace_is_cut(void **state)
{
    gk_buf record = GK_BUF_INIT;
    struct gk_trace trace = {0};
    struct seen seen = {0};
    bool truncated = false;
    size_t wanted = 0;
    (void)state;
    gk_buf_puts(&record, "{\"part\":1,\"text\":\"");
    gk_buf_fill(&record, 'x', 1 << 20);
    gk_buf_puts(&record, "\"}");
    wanted = GK_MAX_TRACE_BYTES / (record.len + 4);
    assert_int_equal(gk_trace_open(&trace, NULL), GK_OK);
    for (size_t i = 0; i < wanted + 2; i++)
        gk_trace_put(&trace, &record);
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_OK);
    assert_true(truncated);
    assert_int_equal(seen.count, wanted);
    gk_trace_close(&trace);
    gk_buf_clear(&record);
}

static void a_record_that_failed_is_left_out(void **state)
{
    gk_buf record = GK_BUF_LIMIT(4);
    struct gk_trace trace = {0};
    struct seen seen = {0};
    bool truncated = false;
    (void)state;
    assert_int_equal(gk_trace_open(&trace, NULL), GK_OK);
    gk_buf_puts(&record, "{\"part\":1}");
    gk_trace_put(&trace, &record);
    put(&trace, "{\"part\":2}");
    assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                     GK_OK);
    assert_true(truncated);
    assert_int_equal(seen.count, 1);
    gk_trace_close(&trace);
    gk_buf_clear(&record);
}

/* The shared memory: u64 bytes used, u32 count, u32 truncated, records of a
 * u32 length and a text. A child may write anything there. */
static void what_a_broken_child_left_is_not_believed(void **state)
{
    static const struct {
        const char *name;
        uint64_t used;
        const char *bytes;
        size_t len, want;
    } rows[] = {
        {"more used than there is", UINT64_MAX,
         "\12\0\0\0{\"part\":1}\xff\xff\xff\xff", 18, 1},
        {"a length past the end", 14, "\13\0\0\0{\"part\":1}", 14, 0},
        {"a length past everything", 64, "\xff\xff\xff\xff{\"part\":1}", 14, 0},
        {"half a length", 16, "\12\0\0\0{\"part\":1}\1\0", 16, 1},
        {"no JSON", 14, "\12\0\0\0{\"part\":1(", 14, 0},
        {"nothing for a record", 4, "\0\0\0\0", 4, 0},
        {"no object", 6, "\2\0\0\0[]", 6, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct gk_trace trace = {0};
        struct seen seen = {0};
        bool truncated = false;
        uint8_t *shared;
        assert_int_equal(gk_trace_open(&trace, NULL), GK_OK);
        shared = (uint8_t *)trace.shared;
        memcpy(shared, &rows[i].used, 8);
        memcpy(shared + 16, rows[i].bytes, rows[i].len);
        assert_int_equal(gk_trace_read(&trace, see, &seen, &truncated, NULL),
                         GK_OK);
        if (seen.count != rows[i].want)
            fail_msg("%s: %zu records", rows[i].name, seen.count);
        gk_trace_close(&trace);
    }
}

/* --- frames ----------------------------------------------------------------
 */

static gk_buf frame_bytes(const char *head, const char *body, size_t body_len)
{
    int ends[2];
    gk_json *json = NULL;
    gk_buf bytes = GK_BUF_INIT;
    uint8_t chunk[4096];
    ssize_t n;
    assert_int_equal(gk_json_parse(head, strlen(head), &json, NULL), GK_OK);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(gk_frame_send(ends[0], json, body, body_len, NULL), GK_OK);
    close(ends[0]);
    while ((n = read(ends[1], chunk, sizeof chunk)) > 0)
        gk_buf_put(&bytes, chunk, (size_t)n);
    close(ends[1]);
    gk_json_free(json);
    return bytes;
}

static void a_frame_is_taken_when_it_is_whole(void **state)
{
    gk_buf two = frame_bytes("{\"a\":1}", "x\0y", 3);
    gk_buf second = frame_bytes("[]", "", 0);
    gk_buf so_far = GK_BUF_INIT, body = GK_BUF_INIT;
    gk_json *head = NULL;
    (void)state;
    gk_buf_put(&two, second.data, second.len);
    /* Byte by byte: nothing until all of it is there, then exactly it. */
    for (size_t i = 0; i < 8 + 7 + 3; i++) {
        assert_int_equal(gk_frame_take(&so_far, &head, &body, NULL), GK_OK);
        assert_null(head);
        gk_buf_byte(&so_far, two.data[i]);
    }
    gk_buf_put(&so_far, two.data + 18, two.len - 18);
    assert_int_equal(gk_frame_take(&so_far, &head, &body, NULL), GK_OK);
    assert_non_null(gk_json_get(head, "a"));
    assert_int_equal(body.len, 3);
    assert_memory_equal(body.data, "x\0y", 3);
    gk_json_free(head);
    gk_buf_reset(&body);
    assert_int_equal(so_far.len, second.len);
    assert_int_equal(gk_frame_take(&so_far, &head, &body, NULL), GK_OK);
    assert_true(gk_json_is(head, GK_JSON_ARRAY));
    assert_int_equal(body.len, 0);
    assert_int_equal(so_far.len, 0);
    gk_json_free(head);
    gk_buf_clear(&two);
    gk_buf_clear(&second);
    gk_buf_clear(&so_far);
    gk_buf_clear(&body);
}

static const struct {
    const char *name, *bytes;
    size_t len;
    gk_status want;
} frames[] = {
    {"empty", "", 0, GK_E_EOF},
    {"half a header", "\1\0\0\0", 4, GK_E_EOF},
    {"half a head", "\5\0\0\0\0\0\0\0{\"a", 11, GK_E_EOF},
    {"half a body", "\2\0\0\0\2\0\0\0{}x", 11, GK_E_EOF},
    {"a head of 4 GiB", "\xff\xff\xff\xff\0\0\0\0", 8, GK_E_LIMIT},
    {"a body of 4 GiB", "\2\0\0\0\xff\xff\xff\xff{}", 10, GK_E_LIMIT},
    {"just over the limit", "\1\0\0\1\0\0\0\0", 8, GK_E_LIMIT},
    {"no head", "\0\0\0\0\0\0\0\0", 8, GK_E_SYNTAX},
    {"a head that is no JSON", "\2\0\0\0\0\0\0\0{{", 10, GK_E_SYNTAX},
};

static void a_wrong_frame_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        int ends[2];
        gk_json *head = NULL;
        gk_buf body = GK_BUF_INIT;
        gk_error err = GK_ERROR_INIT;
        gk_status st;
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
        assert_int_equal(write(ends[0], frames[i].bytes, frames[i].len),
                         frames[i].len);
        close(ends[0]);
        st = gk_frame_receive(ends[1], &head, &body, &err);
        if (st != frames[i].want || head != NULL)
            fail_msg("%s: status %d, %s", frames[i].name, st, err.text);
        close(ends[1]);
        gk_buf_clear(&body);
    }
}

static void what_cannot_be_sent_is_told(void **state)
{
    int ends[2];
    gk_json *head = gk_json_new_object();
    gk_buf large = GK_BUF_INIT;
    gk_error err = GK_ERROR_INIT;
    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    gk_buf_fill(&large, 'x', GK_MAX_FRAME_BYTES);
    assert_int_equal(gk_frame_send(ends[0], head, large.data, large.len, &err),
                     GK_E_LIMIT);
    close(ends[1]);
    gk_error_clear(&err);
    /* The other end is gone: an error, no signal. */
    assert_int_equal(gk_frame_send(ends[0], head, "x", 1, &err), GK_E_IO);
    close(ends[0]);
    gk_json_free(head);
    gk_buf_clear(&large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_in_order),
        cmocka_unit_test(a_reader_that_fails_ends_the_reading),
        cmocka_unit_test(past_its_calls_the_trace_is_cut),
        cmocka_unit_test(past_its_bytes_the_trace_is_cut),
        cmocka_unit_test(a_record_that_failed_is_left_out),
        cmocka_unit_test(what_a_broken_child_left_is_not_believed),
        cmocka_unit_test(a_frame_is_taken_when_it_is_whole),
        cmocka_unit_test(a_wrong_frame_is_refused),
        cmocka_unit_test(what_cannot_be_sent_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

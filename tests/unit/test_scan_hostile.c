/*
 * Modules made to make a whole scan slow or large. Each is scanned in a process
 * of its own, which may have no more heap than is stated, and which takes no
 * more than linear time.
 */
#include "core/base/buf.h"
#include "core/wasm/leb.h"
#include "scanner/scan.h"
#include "tests/unit/test_module_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Several times what was measured, on a slow machine; what is not linear takes
 * minutes here. */
#ifdef GK_SANITIZED
#define NS_PER_BYTE 20000.0
#else
#define NS_PER_BYTE 2000.0
#endif
#define START_NS        5e7
#define HEAP_BYTES(len) ((len) / 2 + ((size_t)16 << 20))

/* --- parts --------------------------------------------------------------- */

static void put(gk_buf *out, const char *bytes, size_t len)
{
    gk_buf_put(out, bytes, len);
}
#define PUT(out, text) put(out, text, sizeof(text) - 1)

static void put_section(gk_buf *out, uint8_t id, gk_buf *payload)
{
    gk_buf_byte(out, id);
    gk_leb_put_u64(out, payload->len);
    gk_buf_put(out, payload->data, payload->len);
    gk_buf_clear(payload);
}

/* A section of `count` times the same. */
static void put_same(gk_buf *out, uint8_t id, uint32_t count, const char *bytes,
                     size_t len)
{
    gk_buf payload = GK_BUF_INIT;

    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++)
        gk_buf_put(&payload, bytes, len);
    put_section(out, id, &payload);
}
#define PUT_SAME(out, id, count, text)                                         \
    put_same(out, id, count, text, sizeof(text) - 1)

/* `pad` times x, then the number. */
static void put_name(gk_buf *out, uint32_t pad, const char *stem,
                     uint32_t number)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%s%07u", stem, number);

    gk_leb_put_u64(out, pad + (uint32_t)len);
    for (uint32_t i = 0; i < pad; i++)
        gk_buf_byte(out, 'x');
    gk_buf_put(out, digits, (size_t)len);
}

static void put_exports(gk_buf *out, uint32_t count, uint32_t pad,
                        uint32_t first, uint32_t step)
{
    gk_buf payload = GK_BUF_INIT;

    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++) {
        put_name(&payload, pad, "", i);
        gk_buf_byte(&payload, 0);
        gk_leb_put_u64(&payload, first + i * step);
    }
    put_section(out, 7, &payload);
}

static void put_body(gk_buf *out, const gk_buf *code)
{
    gk_leb_put_u64(out, code->len + 2);
    gk_buf_byte(out, 0);
    gk_buf_put(out, code->data, code->len);
    gk_buf_byte(out, 0x0b);
}

/* --- bombs --------------------------------------------------------------- */

static void long_export_names(gk_buf *out)
{
    PUT_SAME(out, 1, 1, "\x60\0\0");
    PUT_SAME(out, 3, 1, "\0");
    put_exports(out, 100, 90000, 0, 0);
    PUT_SAME(out, 10, 1, "\2\0\x0b");
}

static void imports_near(gk_buf *out, const char *module, const char *stem)
{
    gk_buf payload = GK_BUF_INIT;
    const uint32_t count = 50000;

    PUT_SAME(out, 1, 1, "\x60\0\0");
    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++) {
        gk_leb_put_u64(&payload, strlen(module));
        gk_buf_puts(&payload, module);
        put_name(&payload, 0, stem, i);
        PUT(&payload, "\0\0");
    }
    put_section(out, 2, &payload);
}

static void imports_near_wasi(gk_buf *out)
{
    imports_near(out, "wasi_snapshot_preview1", "fd_writ");
}

static void imports_near_cortex(gk_buf *out)
{
    imports_near(out, "env", "host_lo");
}

static void long_function_names(gk_buf *out)
{
    gk_buf names = GK_BUF_INIT, payload = GK_BUF_INIT;

    gk_leb_put_u64(&names, 100);
    for (uint32_t i = 0; i < 100; i++) {
        gk_leb_put_u64(&names, i);
        put_name(&names, 90000, "", i);
    }
    PUT(&payload, "\4name\1");
    gk_leb_put_u64(&payload, names.len);
    gk_buf_put(&payload, names.data, names.len);
    gk_buf_clear(&names);
    PUT_SAME(out, 1, 1, "\x60\0\0");
    PUT_SAME(out, 3, 100, "\0");
    PUT_SAME(out, 10, 100, "\2\0\x0b");
    put_section(out, 0, &payload);
}

static void custom_sections(gk_buf *out)
{
    for (int i = 0; i < 90000; i++)
        PUT(out, "\0\2\1x");
}

static void large_memories(gk_buf *out)
{
    PUT_SAME(out, 5, 90000, "\0\x80\x80\4");
}

static void large_tables(gk_buf *out)
{
    PUT_SAME(out, 4, 90000, "\x70\0\xff\xff\xff\xff\x0f");
}

static void large_memory_and_table(gk_buf *out)
{
    PUT_SAME(out, 4, 1, "\x70\0\xff\xff\xff\xff\x0f");
    PUT_SAME(out, 5, 1, "\0\x80\x80\4");
}

static void data_segments(gk_buf *out)
{
    PUT_SAME(out, 5, 1, "\0\1");
    PUT_SAME(out, 11, 99000, "\0\x41\x10\x0b\3abc");
}

static void element_segments(gk_buf *out)
{
    PUT_SAME(out, 1, 1, "\x60\0\0");
    PUT_SAME(out, 3, 1, "\0");
    PUT_SAME(out, 4, 1, "\x70\0\1");
    PUT_SAME(out, 9, 500000, "\0\x41\0\x0b\1\0");
    PUT_SAME(out, 10, 1, "\2\0\x0b");
}

/* Each function is exported and calls the next; the last one calls the host. */
static void a_chain_of_exports(gk_buf *out)
{
    const uint32_t count = 50000;
    gk_buf payload = GK_BUF_INIT;

    PUT_SAME(out, 1, 1, "\x60\0\0");
    PUT_SAME(out, 2, 1, "\3env\x11host_http_request\0\0");
    put_same(out, 3, count, "\0", 1);
    put_exports(out, count, 0, 1, 1);
    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++) {
        gk_buf code = GK_BUF_INIT;

        gk_buf_byte(&code, 0x10);
        gk_leb_put_u64(&code, i + 1 < count ? i + 2 : 0);
        put_body(&payload, &code);
        gk_buf_clear(&code);
    }
    put_section(out, 10, &payload);
}

/* Functions of as many types, each of which may call all, through a table. */
static void indirect_calls_of_all_by_all(gk_buf *out)
{
    const uint32_t count = 1000;
    gk_buf code = GK_BUF_INIT, payload = GK_BUF_INIT;

    PUT_SAME(out, 1, 1000, "\x60\0\0");
    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++)
        gk_leb_put_u64(&payload, i);
    put_section(out, 3, &payload);
    PUT_SAME(out, 4, 1, "\x70\0\xe8\7");
    put_exports(out, count, 0, 0, 1);
    PUT(&payload, "\1\0\x41\0\x0b");
    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++)
        gk_leb_put_u64(&payload, i);
    put_section(out, 9, &payload);
    for (uint32_t i = 0; i < count; i++) {
        PUT(&code, "\x41\0\x11");
        gk_leb_put_u64(&code, i);
        gk_buf_byte(&code, 0);
    }
    gk_leb_put_u64(&payload, count);
    for (uint32_t i = 0; i < count; i++)
        put_body(&payload, &code);
    put_section(out, 10, &payload);
    gk_buf_clear(&code);
}

static void data_of(gk_buf *out, const char *text)
{
    gk_buf payload = GK_BUF_INIT;
    const uint32_t times = 100000;

    PUT_SAME(out, 5, 1, "\0\x80\x80\4");
    PUT(&payload, "\1\0\x41\0\x0b");
    gk_leb_put_u64(&payload, strlen(text) * times);
    for (uint32_t i = 0; i < times; i++)
        gk_buf_puts(&payload, text);
    put_section(out, 11, &payload);
}

static void data_of_addresses(gk_buf *out)
{
    data_of(out, "http://aaa.bb/12345 ");
}

static void data_of_keys(gk_buf *out)
{
    data_of(out, "AKIAIOSFODNN7EXAMPL2 ");
}

static void data_of_paths(gk_buf *out)
{
    data_of(out, "/home/a/");
}

static void data_of_tokens(gk_buf *out)
{
    data_of(out, "eyJhbGciOiJI.");
}

static void data_of_numbers(gk_buf *out)
{
    data_of(out, "1.1.");
}

static const struct {
    const char *name;
    void (*make)(gk_buf *out);
} bombs[] = {
    {"long export names", long_export_names},
    {"imports near those of WASI", imports_near_wasi},
    {"imports near those of the host", imports_near_cortex},
    {"long function names", long_function_names},
    {"custom sections", custom_sections},
    {"large memories", large_memories},
    {"large tables", large_tables},
    {"the largest memory and table", large_memory_and_table},
    {"data segments on each other", data_segments},
    {"element segments", element_segments},
    {"a chain of exports", a_chain_of_exports},
    {"indirect calls of all by all", indirect_calls_of_all_by_all},
    {"addresses", data_of_addresses},
    {"keys", data_of_keys},
    {"paths", data_of_paths},
    {"tokens", data_of_tokens},
    {"numbers", data_of_numbers},
};

/* --- setting them off ---------------------------------------------------- */

enum { FINE, FAILED, SLOW };

/* Sanitizers take memory of their own. */
static void limit_heap(size_t more)
{
#ifndef GK_SANITIZED
    FILE *status = fopen("/proc/self/status", "r");
    char line[128];
    size_t kib = 0;
    struct rlimit limit;

    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "VmData:", 7) == 0)
            kib = strtoul(line + 7, NULL, 10);
    if (status != NULL)
        fclose(status);
    limit.rlim_cur = limit.rlim_max = kib * 1024 + more;
    if (kib == 0 || setrlimit(RLIMIT_DATA, &limit) != 0)
        _exit(FAILED);
#else
    (void)more;
#endif
}

static int scan_within(const gk_buf *bytes)
{
    gk_error err = GK_ERROR_INIT;
    gk_scan scan;
    clock_t start = clock();
    double ns;

    limit_heap(HEAP_BYTES(bytes->len));
    if (gk_scan_bytes(bytes->data, bytes->len, NULL, &scan, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.text);
        return FAILED;
    }
    gk_scan_clear(&scan);
    ns = (double)(clock() - start) / CLOCKS_PER_SEC * 1e9;
    if (ns <= START_NS + NS_PER_BYTE * (double)bytes->len)
        return FINE;
    fprintf(stderr, "%.0f ns a byte\n", ns / (double)bytes->len);
    return SLOW;
}

static void bombs_keep_to_heap_and_linear_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        gk_buf bytes = GK_BUF_INIT;
        int status = 0;
        pid_t child;

        PUT(&bytes, "\0asm\1\0\0\0");
        bombs[i].make(&bytes);
        assert_int_equal(bytes.status, GK_OK);
        fflush(NULL);
        child = fork();
        if (child == 0)
            _exit(scan_within(&bytes));
        assert_true(child > 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != FINE)
            fail_msg("%s: wait status 0x%x", bombs[i].name, (unsigned)status);
        gk_buf_clear(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bombs_keep_to_heap_and_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

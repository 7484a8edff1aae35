/*
 * The C library in a plugin: tests/sdk/libc.mjs calls these tools and looks at
 * what they return and log.
 */
#define _GNU_SOURCE
#include <guestkit/plugin.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int print_it(gk_call *call)
{
    printf("one %d\ntwo", 1);
    printf(" and a half %.3f\n", 2.5);
    fprintf(stderr, "to stderr");
    fputs("three, without newline", stdout);
    return gk_reply(call, "");
}

/* Longer than every buffer on the way. */
static int long_ln(gk_call *call)
{
    for (int i = 0; i < 5000; i++)
        putchar('a' + i % 26);
    putchar('\n');
    return gk_reply(call, "");
}

static int failing(gk_call *call)
{
    FILE *f = fopen("/etc/passwd", "r");
    int file = errno;
    char byte;
    return gk_replyf(call, "%d %d, %d, %d, %d, %s", f != NULL, file != 0,
                     getenv("HOME") != NULL, (int)read(0, &byte, 1),
                     (int)write(7, "x", 1), strerror(errno));
}

static int clocks(gk_call *call)
{
    struct timespec t = {0};
    time_t now = time(NULL);
    int failed = clock_gettime(CLOCK_MONOTONIC, &t);
    char text[40] = "unknown";
    if (!failed)
        strftime(text, sizeof text, "%FT%TZ", gmtime(&now));
    return gk_reply(call, text);
}

static int entropy(gk_call *call)
{
    unsigned char bytes[4];
    int failed = getentropy(bytes, sizeof bytes);
    return gk_replyf(call, "%d %02x%02x", failed, bytes[0], bytes[3]);
}

static int exit_it(gk_call *call)
{
    (void)call;
    exit(3);
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int sort_it(gk_call *call)
{
    int n[] = {5, 3, 9, 1};
    char text[40];
    qsort(n, 4, sizeof n[0], compare);
    snprintf(text, sizeof text, "%d%d%d%d %.2f", n[0], n[1], n[2], n[3],
             strtod("2.25", NULL));
    return gk_reply(call, text);
}

#define SLOTS 200

/* A block remembers its size and is filled with its slot's number. */
struct slot {
    unsigned char *at;
    size_t size;
};

static bool whole(const struct slot *slot, int i)
{
    for (size_t k = 0; k < slot->size; k++)
        if (slot->at[k] != i)
            return false;
    return true;
}

static bool change(struct slot *slot, int i, unsigned how, size_t size)
{
    size_t kept = size < slot->size ? size : slot->size;
    if (how == 0) {
        free(slot->at);
        *slot = (struct slot){NULL, 0};
        return true;
    }
    void *p;
    if (how == 1) {
        p = realloc(slot->at, size);
        slot->size = kept;
        slot->at = p;
        if (p == NULL || !whole(slot, i))
            return false;
    } else {
        free(slot->at);
        size_t alignment = (size_t)16 << size % 4;
        p = how == 2 ? malloc(size) : aligned_alloc(alignment, size);
        if (p == NULL || (how == 3 && (uintptr_t)p % alignment != 0))
            return false;
    }
    *slot = (struct slot){p, size};
    memset(p, i, size);
    return (uintptr_t)p % 16 == 0;
}

/* Random use of the allocator: no block ever shows another one's bytes, and
 * memory stops growing when no more is in use. */
static int stress(gk_call *call)
{
    static struct slot slots[SLOTS];
    size_t pages = 0;
    srand(7);
    for (int round = 0; round < 40000; round++) {
        int i = rand() % SLOTS;
        size_t size = rand() % 8 == 0 ? rand() % 20000 : rand() % 300;
        if (!whole(&slots[i], i))
            return gk_failf(call, "round %d: block %d was overwritten", round,
                            i);
        if (!change(&slots[i], i, (unsigned)rand() % 4, size + 1))
            return gk_failf(call, "round %d: block %d is bad", round, i);
        if (round == 20000)
            pages = __builtin_wasm_memory_size(0);
    }
    for (int i = 0; i < SLOTS; i++) {
        if (!whole(&slots[i], i))
            return gk_failf(call, "block %d was overwritten", i);
        free(slots[i].at);
        slots[i] = (struct slot){NULL, 0};
    }
    return gk_replyf(call, "grew by %zu",
                     __builtin_wasm_memory_size(0) - pages);
}

/* More than the host gave: memory grows, then ends. */
static int exhaust(gk_call *call)
{
    size_t got = 0, live = 0;
    void *volatile blocks[64]; /* so that the compiler believes nothing */
    while (live < 64 && (blocks[live] = malloc(1 << 20)) != NULL) {
        memset(blocks[live], 1, 1 << 20);
        live++;
    }
    got = live;
    while (live > 0)
        free(blocks[--live]);
    blocks[0] = malloc(8 << 20); /* freed neighbours have joined */
    blocks[1] = malloc((size_t)-1);
    blocks[2] = calloc((size_t)1 << 17, (size_t)1 << 17);
    bool joined = blocks[0] != NULL;
    free(blocks[0]);
    return gk_replyf(call, "%d %d %d %d", got >= 25 && got < 32, joined,
                     blocks[1] == NULL, blocks[2] == NULL);
}

static const gk_tool tools[] = {
    {"print_it", "stdout, stderr", GK_NO_PARAMS, print_it},
    {"long_ln", "A long line", GK_NO_PARAMS, long_ln},
    {"failing", "What there is not", GK_NO_PARAMS, failing},
    {"clocks", "Clocks", GK_NO_PARAMS, clocks},
    {"entropy", "Random bytes", GK_NO_PARAMS, entropy},
    {"exit_it", "exit", GK_NO_PARAMS, exit_it},
    {"sort_it", "qsort, strtod, snprintf", GK_NO_PARAMS, sort_it},
    {"stress", "malloc and free", GK_NO_PARAMS, stress},
    {"exhaust", "No memory left", GK_NO_PARAMS, exhaust},
};
GK_PLUGIN(tools);

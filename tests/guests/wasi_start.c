/*
 * What a C program has at its start: arguments, streams, clocks, chance.
 * tests/sdk/wasi.mjs runs this in two hosts; it prints nothing that a clock
 * or chance decide.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long ns(clockid_t clock)
{
    struct timespec t;

    if (clock_gettime(clock, &t) != 0)
        return -1;
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* One host naps a little less than it was asked to. */
static void clocks(void)
{
    struct timespec nap = {0, 3000000}, res = {0, 0};
    long long before = ns(CLOCK_MONOTONIC), wall = ns(CLOCK_REALTIME);

    printf("slept: %d\n", nanosleep(&nap, NULL) == 0 &&
                              ns(CLOCK_MONOTONIC) - before >= 1000000);
    printf("wall: %d %d\n", wall > 1700000000000000000LL,
           ns(CLOCK_REALTIME) >= wall);
    printf("resolution: %d\n",
           clock_getres(CLOCK_REALTIME, &res) == 0 && res.tv_nsec > 0);
    printf("time: %d\n", (long long)time(NULL) >= wall / 1000000000);
}

static void chance(void)
{
    unsigned char a[64] = {0}, b[64] = {0};

    printf("entropy: %d %d %d\n", getentropy(a, sizeof a),
           getentropy(b, sizeof b), memcmp(a, b, sizeof a) != 0);
    printf("too much: %d\n", getentropy(a, 257) < 0 && errno == EIO);
    srand(1);
    printf("rand: %d\n", rand() != rand());
}

static void streams(void)
{
    char line[64];
    int lines = 0;

    while (fgets(line, sizeof line, stdin) != NULL) {
        lines++;
        printf("in %zu: %s", strlen(line), line);
    }
    printf("%d lines, end %d, error %d\n", lines, feof(stdin) != 0,
           ferror(stdin) != 0);
    fprintf(stderr, "to standard error\n");
    printf("%-10s|%5.2f|%x|%s\n", "left", 3.14159, 48879, "é€😀");
    for (int i = 0; i < 2000; i++)
        printf("%d%c", i, i % 20 == 19 ? '\n' : ' ');
    printf("seek: %d\n", lseek(1, 0, SEEK_CUR) < 0 && errno == ESPIPE);
    printf("a closed one: %d\n", write(77, "x", 1) < 0 && errno == EBADF);
}

int main(int argc, char **argv)
{
    int variables = 0;

    (void)argv;
    while (environ != NULL && environ[variables] != NULL)
        variables++;
    printf("arguments: %d, %d variables\n", argc <= 1, variables);
    clocks();
    chance();
    streams();
    return 0;
}

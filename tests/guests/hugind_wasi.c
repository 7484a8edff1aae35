/*
 * The C library of an agent on WASI: standard output, a folder of wasm.mounts,
 * clock, random numbers. tests/sdk/hugind_wasi.test.json says what comes of it.
 */
#define _GNU_SOURCE /* getentropy */
#include <guestkit/hugind.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void copy_upper(const char *from, const char *to)
{
    FILE *in = fopen(from, "r"), *out;
    int c;

    if (in == NULL) {
        printf("%s: %s\n", from, strerror(errno));
        return;
    }
    out = fopen(to, "w");
    if (out == NULL)
        hugind_fail(to);
    while ((c = fgetc(in)) != EOF)
        fputc(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c, out);
    fclose(out);
    fclose(in);
    printf("copied to %s\n", to);
}

static void tell_time(void)
{
    time_t now = time(NULL);
    char text[32];

    strftime(text, sizeof text, "%Y-%m-%d", gmtime(&now));
    printf("%s\n", text);
}

int main(int argc, char **argv)
{
    unsigned char chance[4] = {0};

    if (argc > 2)
        copy_upper(argv[1], argv[2]);
    if (argc == 2 && strcmp(argv[1], "exit") == 0)
        exit(0);
    if (argc == 1) {
        tell_time();
        if (getentropy(chance, sizeof chance) == 0)
            fprintf(stderr, "%d random bytes", (int)sizeof chance);
        printf("the end has no newline");
    }
    return 0;
}

/*
 * The memory functions that compilers call by themselves, made for size: the
 * C library's are unrolled and weigh several times as much. Each is linked
 * only where it is used, and none may become a call of itself.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PLAIN(...) __attribute__((no_builtin(__VA_ARGS__)))

/* Eight bytes at any address: WebAssembly loads need no alignment. */
struct __attribute__((packed, may_alias)) eight {
    uint64_t bits;
};

/* Upwards, which is also right for ranges that overlap when to < from. */
PLAIN("memcpy", "memmove")
static void copy_up(char *to, const char *from, size_t n)
{
    for (; n >= 8; n -= 8, to += 8, from += 8)
        ((struct eight *)to)->bits = ((const struct eight *)from)->bits;
    for (; n > 0; n--)
        *to++ = *from++;
}

PLAIN("memcpy")
void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    copy_up(to, from, n);
    return to;
}

PLAIN("memmove") void *memmove(void *to, const void *from, size_t n)
{
    char *t = to;
    const char *f = from;
    if ((uintptr_t)t - (uintptr_t)f >= n) {
        copy_up(t, f, n);
        return to;
    }
    while (n > 0) {
        n--;
        t[n] = f[n];
    }
    return to;
}

PLAIN("memset") void *memset(void *to, int byte, size_t n)
{
    char *t = to;
    uint64_t bits = (unsigned char)byte * 0x0101010101010101u;
    for (; n >= 8; n -= 8, t += 8)
        ((struct eight *)t)->bits = bits;
    for (; n > 0; n--)
        *t++ = (char)byte;
    return to;
}

PLAIN("memcmp") int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (; n > 0; n--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}

PLAIN("strlen") size_t strlen(const char *text)
{
    const char *end = text;
    while (*end != '\0')
        end++;
    return (size_t)(end - text);
}

PLAIN("memchr") void *memchr(const void *from, int byte, size_t n)
{
    const unsigned char *f = from;
    for (; n > 0; n--, f++)
        if (*f == (unsigned char)byte)
            return (void *)f;
    return NULL;
}

PLAIN("strchr") char *strchr(const char *text, int byte)
{
    for (;; text++) {
        if (*text == (char)byte)
            return (char *)text;
        if (*text == '\0')
            return NULL;
    }
}

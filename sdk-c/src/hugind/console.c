/* Console, result, and the ways to end a run. */
#include "private.h"

#include <string.h>

void hugind_print(const char *text)
{
    host_print(GK_TEXT(text));
}

void hugind_print_raw(const char *text)
{
    host_print_raw(GK_TEXT(text));
}

void hugind_eprint(const char *text)
{
    host_eprint(GK_TEXT(text));
}

/* Frees the text when the host has taken it. */
static void say(void (*host)(const char *text, uint32_t len), hugind_text text)
{
    host(text.at, (uint32_t)text.len);
    hugind_text_free(&text);
}

void hugind_printf(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(host_print, gk_hugind_formatted(fmt, args));
    va_end(args);
}

void hugind_eprintf(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(host_eprint, gk_hugind_formatted(fmt, args));
    va_end(args);
}

hugind_text hugind_input(const char *prompt)
{
    return hugind_take(host_input(GK_TEXT(prompt)));
}

hugind_text hugind_version(void)
{
    return hugind_take(host_version());
}

void hugind_fail(const char *text)
{
    hugind_eprint(text);
    __builtin_trap();
}

void hugind_failf(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    say(host_eprint, gk_hugind_formatted(fmt, args));
    va_end(args);
    __builtin_trap();
}

void hugind_abort(int line, int column)
{
    host_abort("", "", line, column);
    __builtin_trap(); /* the host does not return */
}

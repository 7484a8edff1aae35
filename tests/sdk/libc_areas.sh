#!/bin/sh
# One guest for each area of the C library: whatever it uses, what it imports
# is env.memory and the host functions named here, and never WASI.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# area NAME IMPORTS HEADERS STATEMENTS; `x` is a text to use
area() {
    name=$1
    wanted=$(echo "memory $2" | xargs -n 1 | sort | xargs)
    {
        printf '#define _GNU_SOURCE\n#include <guestkit/plugin.h>\n'
        for header in $3; do printf '#include <%s>\n' "$header"; done
        printf 'static int tool(gk_call *call) {\n'
        printf 'const char *x = gk_arg_string(call, "x", "1");\n'
        printf '%s\nreturn gk_reply(call, x); }\n' "$4"
        printf 'static const gk_tool tools[] = '
        printf '{{"use", "", GK_NO_PARAMS, tool}};\nGK_PLUGIN(tools);\n'
    } >"$work/$name.c"
    "$here/build_guest.sh" "$work/$name.wasm" "$work/$name.c"
    found=$(wasm-objdump -x -j Import "$work/$name.wasm" |
        sed -n 's/^ - .*<- \([^ ]*\)$/\1/p' | sed 's/^env\.\(host_\)*//' |
        sort | xargs)
    if [ "$found" = "$wanted" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $name: imports $found; wanted $wanted"
    fi
}

area string '' 'string.h strings.h' \
    'x = strstr(x, strdup(strtok((char *)x, ","))) ? strerror(3) : x;
     if (strcasecmp(x, "a") == 0 || strcoll(x, "b") == 0) x++;'
area ctype '' 'ctype.h wctype.h' 'x += isalpha(*x) + iswupper(toupper(*x));'
area numbers '' 'stdlib.h' \
    'x += (int)(strtod(x, NULL) + strtol(x, NULL, 0) + atof(x) + atoi(x));'
area sort '' 'stdlib.h string.h' \
    'char c[4] = "dcb"; qsort(c, 3, 1, (int (*)(const void *, const void *))
     strcmp); x += bsearch(x, c, 3, 1, (int (*)(const void *, const void *))
     strcmp) != NULL;'
area malloc '' 'stdlib.h' \
    'void *p = realloc(calloc(3, *x), 9), *q; x += p == NULL; free(p);
     x += aligned_alloc(64, 64) == malloc(3);

     x += posix_memalign(&q, 32, 32);'
area rand '' 'stdlib.h' 'srand(1); x += rand() % 1 + random() % 1;'
area math '' 'math.h complex.h' \
    'x += (int)(sin(*x) + pow(*x, .5) + fmod(*x, 3) + cabs(cexp(*x * 1.0)));'
# The C library exits when it cannot read the environment: a line in the log.
area environment 'log' 'stdlib.h' \
    'x += getenv("HOME") != NULL; x += setenv("A", x, 1);'
area snprintf 'log' 'stdio.h' \
    'static char b[99]; snprintf(b, 99, "%s %g", x, .5); x = b;
     x += sscanf(b, "%d", (int *)b);'
area printf 'log' 'stdio.h' 'printf("%s %f\n", x, 1.5); puts(x); putchar(10);'
area stderr 'log' 'stdio.h errno.h' 'fprintf(stderr, "%s", x); perror(x);'
area memstream '' 'stdio.h' \
    'char *b; size_t n; FILE *f = open_memstream(&b, &n); fputs(x, f);
     fclose(f); x = b;'
area files 'log' 'stdio.h' \
    'FILE *f = fopen(x, "r+"); if (f != NULL) { fseek(f, 1, SEEK_SET); fgetc(f);
     fputs(x, f); rewind(f); fclose(f); } remove(x); rename(x, "y");'
area stdin '' 'stdio.h unistd.h' 'char b[9]; x += read(0, b, 9);'
area descriptors 'log' 'fcntl.h unistd.h sys/stat.h' \
    'struct stat s; int fd = open(x, O_RDWR | O_CREAT, 0600); x += stat(x, &s);
     x += write(fd, x, 1) + pread(fd, &s, 1, 0) + fstat(fd, &s) + close(fd);
     x += mkdir(x, 0) + unlink(x) + rmdir(x) + symlink(x, x) + link(x, x);'
area folders 'log' 'dirent.h' \
    'DIR *d = opendir(x); if (d != NULL) x += readdir(d)->d_type;'
area time 'get_time_ms get_time_ms' 'time.h sys/time.h' \
    'struct timeval v; gettimeofday(&v, NULL); time_t t = time(NULL) + v.tv_sec;
     x += gmtime(&t)->tm_hour;'
area calendar 'log' 'time.h' \
    'struct tm t = {.tm_year = *x}; static char b[60]; mktime(&t);
     strftime(b, 60, "%F %T %a", &t); x = b;'
area clocks 'get_time_ms get_time_ms' 'time.h' \
    'struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t);
     clock_getres(CLOCK_REALTIME, &t);'
area sleep '' 'time.h unistd.h sched.h poll.h' \
    'struct pollfd p = {.fd = 0}; x += poll(&p, 1, 1); sleep(1); usleep(1);
     sched_yield();'
area entropy 'log random' 'unistd.h stdlib.h' \
    'char b[9]; x += getentropy(b, 9) + arc4random() % 1;'
area exit 'log' 'stdlib.h' 'atexit(abort); exit(*x);'
area quick_exit 'log' 'stdlib.h' '_Exit(*x);'
area abort '' 'stdlib.h' 'if (*x) abort();'
area assert 'log' 'assert.h' 'assert(*x);'
area locale 'log' 'locale.h wchar.h stdlib.h' \
    'setlocale(LC_ALL, x); wchar_t w[9]; x += mbstowcs(w, x, 9) + wcslen(w);
     x += localeconv()->decimal_point[0];'
area regex 'log' 'regex.h fnmatch.h' \
    'regex_t r; x += regcomp(&r, x, 0) + regexec(&r, x, 0, NULL, 0);
     x += fnmatch(x, x, 0);'
area search '' 'search.h' 'hcreate(9); x += hsearch((ENTRY){0}, FIND) != NULL;'
area sockets '' 'sys/socket.h' \
    'char b[9]; x += recv(9, b, 9, 0) + send(9, b, 9, 0) + shutdown(9, SHUT_WR);'
area options 'log' 'getopt.h' 'x += getopt(1, (char **)&x, x);'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#include "core/base/spawn.h"

#include "core/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

char *gk_which(const char *program)
{
    const char *path = getenv("PATH");

    if (strchr(program, '/') != NULL)
        return access(program, X_OK) == 0 ? strdup(program) : NULL;
    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");
        gk_buf full = GK_BUF_INIT;
        char *text;

        gk_buf_put(&full, path, len);
        gk_buf_printf(&full, "%s%s", len > 0 ? "/" : "./", program);
        text = gk_buf_take(&full);
        if (text != NULL && access(text, X_OK) == 0 && !gk_path_is_dir(text))
            return text;
        free(text);
        path += len;
        path += *path == ':';
    }
    return NULL;
}

/* One stream between us and the program; -1 where it inherits ours. */
struct stream {
    int ours, theirs;
};

static bool open_stream(struct stream *s, bool wanted, bool we_read)
{
    int ends[2];

    s->ours = s->theirs = -1;
    if (!wanted)
        return true;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    s->ours = we_read ? ends[0] : ends[1];
    s->theirs = we_read ? ends[1] : ends[0];
    fcntl(s->ours, F_SETFL, O_NONBLOCK);
    return true;
}

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void run_program(const struct gk_spawn *what, const char *program,
                        struct stream s[3])
{
    char *const *argv;

    for (int i = 0; i < 3; i++)
        if (s[i].theirs >= 0 && dup2(s[i].theirs, i) < 0)
            _exit(126);
    if (what->cwd != NULL && chdir(what->cwd) != 0)
        _exit(126);
    signal(SIGPIPE, SIG_DFL);
    /* execv does not change them; its type is older than const. */
    memcpy(&argv, &what->argv, sizeof argv);
    execv(program, argv);
    _exit(126);
}

static long elapsed_ms(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 +
           (now.tv_nsec - start->tv_nsec) / 1000000;
}

/* Takes what is there. False when the buffer is full; closes at the end. */
static bool drain(int *fd, gk_buf *into)
{
    char chunk[16384];
    ssize_t n = read(*fd, chunk, sizeof chunk);

    if (n > 0)
        return gk_buf_put(into, chunk, (size_t)n) == GK_OK;
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        close_end(fd);
    return true;
}

static void feed(int *fd, const struct gk_spawn *what, size_t *sent)
{
    ssize_t n =
        write(*fd, (const char *)what->input + *sent, what->input_len - *sent);

    if (n > 0)
        *sent += (size_t)n;
    if (*sent == what->input_len ||
        (n < 0 && errno != EAGAIN && errno != EINTR))
        close_end(fd);
}

/* Moves bytes until both outputs are closed. Returns what stopped it. */
static gk_status pump(const struct gk_spawn *what, struct stream s[3],
                      const struct timespec *start, struct gk_spawned *how)
{
    size_t sent = 0;

    if (what->input_len == 0)
        close_end(&s[0].ours);
    while (s[0].ours >= 0 || s[1].ours >= 0 || s[2].ours >= 0) {
        struct pollfd fds[3] = {{s[0].ours, POLLOUT, 0},
                                {s[1].ours, POLLIN, 0},
                                {s[2].ours, POLLIN, 0}};
        long left = -1;

        if (what->timeout_ms > 0) {
            left = (long)what->timeout_ms - elapsed_ms(start);
            if (left <= 0) {
                how->timed_out = true;
                return GK_E_LIMIT;
            }
        }
        if (poll(fds, 3, (int)left) < 0 && errno != EINTR)
            return GK_E_IO;
        if (fds[0].revents != 0)
            feed(&s[0].ours, what, &sent);
        if (fds[1].revents != 0 && !drain(&s[1].ours, what->out))
            return GK_E_LIMIT;
        if (fds[2].revents != 0 && !drain(&s[2].ours, what->err))
            return GK_E_LIMIT;
    }
    return GK_OK;
}

/* waitpid with the deadline: a program may have closed its outputs and still
 * run on. */
static void reap(const struct gk_spawn *what, pid_t pid,
                 const struct timespec *start, struct gk_spawned *how)
{
    const struct timespec nap = {0, 2000000};
    int options = what->timeout_ms > 0 && !how->timed_out ? WNOHANG : 0;
    int code = 0;
    pid_t ended;

    while ((ended = waitpid(pid, &code, options)) == 0 ||
           (ended < 0 && errno == EINTR)) {
        if (ended < 0)
            continue;
        nanosleep(&nap, NULL);
        if (elapsed_ms(start) < (long)what->timeout_ms)
            continue;
        how->timed_out = true;
        kill(pid, SIGKILL);
        options = 0;
    }
    how->signal = WIFSIGNALED(code) ? WTERMSIG(code) : 0;
    how->exit_status = WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

gk_status gk_spawn(const struct gk_spawn *what, struct gk_spawned *how,
                   gk_error *err)
{
    struct stream s[3] = {{-1, -1}, {-1, -1}, {-1, -1}};
    struct gk_spawned done = {-1, 0, false};
    char *program = gk_which(what->argv[0]);
    void (*old_pipe)(int);
    struct timespec start;
    gk_status st = GK_OK;
    pid_t pid;

    if (program == NULL)
        return gk_fail(err, GK_E_TOOL, "program '%s' was not found on PATH",
                       what->argv[0]);
    old_pipe = signal(SIGPIPE, SIG_IGN);
    if (!open_stream(&s[0], what->input != NULL, false) ||
        !open_stream(&s[1], what->out != NULL, true) ||
        !open_stream(&s[2], what->err != NULL, true) || (pid = fork()) < 0) {
        st = gk_fail(err, GK_E_IO, "cannot start '%s': %s", program,
                     strerror(errno));
        goto done;
    }
    if (pid == 0)
        run_program(what, program, s);
    for (int i = 0; i < 3; i++)
        close_end(&s[i].theirs);
    clock_gettime(CLOCK_MONOTONIC, &start);
    st = pump(what, s, &start, &done);
    if (st != GK_OK)
        kill(pid, SIGKILL);
    reap(what, pid, &start, &done);
    if (done.timed_out)
        st = GK_OK;
    else if (st != GK_OK)
        gk_fail(err, st, "'%s' was stopped: it printed too much", program);
    else if (done.exit_status == 126)
        st = gk_fail(err, GK_E_TOOL, "cannot run '%s'", program);
    if (st == GK_OK)
        *how = done;
done:
    signal(SIGPIPE, old_pipe);
    for (int i = 0; i < 3; i++) {
        close_end(&s[i].ours);
        close_end(&s[i].theirs);
    }
    free(program);
    return st;
}

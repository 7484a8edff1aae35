#include "host-mock/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t gk_process_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- in the new process -----------------------------------------------------
 */

/* Pipes: to its input, from its output and errors, and one that tells us why it
 * could not start; that one closes by itself when it does. */
struct pipes {
    int in[2], out[2], err[2], failure[2];
};

static _Noreturn void fail_start(const struct pipes *pipes)
{
    int why = errno;
    ssize_t told = write(pipes->failure[1], &why, sizeof why);

    _exit(told == sizeof why ? 127 : 126);
}

static void set_streams(const struct pipes *pipes, bool talk)
{
    int in = talk ? pipes->in[0] : open("/dev/null", O_RDONLY);

    if (in < 0 || dup2(in, STDIN_FILENO) < 0 ||
        dup2(pipes->out[1], STDOUT_FILENO) < 0 ||
        (!talk && dup2(pipes->err[1], STDERR_FILENO) < 0))
        fail_start(pipes);
}

static void set_environment(const struct gk_process_start *start,
                            const struct pipes *pipes)
{
    if (start->clear_env && clearenv() != 0)
        fail_start(pipes);
    for (const gk_json *v = gk_json_first(start->env); v != NULL;
         v = gk_json_next(v)) {
        const char *name = gk_json_key(v), *value = gk_json_text(v);

        if (name != NULL && value != NULL && setenv(name, value, 1) != 0)
            fail_start(pipes);
    }
}

static void kill_group(int number)
{
    (void)number;
    kill(0, SIGKILL);
}

/*
 * Leads the group and waits for the program: when we die without having closed
 * it (an interrupt), the kernel tells only this process, and it ends them all.
 */
static _Noreturn void guard(pid_t program)
{
    int code = 0;

    close_range(0, ~0u, 0);
    while (waitpid(program, &code, 0) < 0 && errno == EINTR)
        continue;
    if (!WIFEXITED(code))
        kill(getpid(), SIGKILL);
    _exit(WEXITSTATUS(code));
}

static void lead_group(pid_t parent, const struct pipes *pipes)
{
    pid_t program;

    setpgid(0, 0);
    signal(SIGTERM, kill_group); /* a new program has its default again */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(126);
    program = fork();
    if (program < 0)
        fail_start(pipes);
    if (program > 0)
        guard(program);
}

static _Noreturn void run_program(const struct gk_process_start *start,
                                  const struct pipes *pipes, char **argv)
{
    signal(SIGPIPE, SIG_DFL);
    set_streams(pipes, start->talk);
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    if (start->cwd != NULL && chdir(start->cwd) != 0)
        fail_start(pipes);
    set_environment(start, pipes);
    execvp(argv[0], argv);
    fail_start(pipes);
}

/* --- from outside -----------------------------------------------------------
 */

static void close_end(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_both(int ends[2])
{
    close_end(&ends[0]);
    close_end(&ends[1]);
}

static bool open_pipes(struct pipes *pipes)
{
    return pipe2(pipes->in, O_CLOEXEC) == 0 &&
           pipe2(pipes->out, O_CLOEXEC) == 0 &&
           pipe2(pipes->err, O_CLOEXEC) == 0 &&
           pipe2(pipes->failure, O_CLOEXEC) == 0;
}

/* The words borrowed from the JSON, with a NULL behind them; owned. */
static char **new_argv(const gk_json *words)
{
    char **argv = calloc(gk_json_count(words) + 1, sizeof *argv);
    size_t count = 0;

    for (const gk_json *w = gk_json_first(words); w != NULL && argv != NULL;
         w = gk_json_next(w)) {
        const char *word = gk_json_text(w);

        /* execvp does not change them; its type is older than const. */
        memcpy(&argv[count++], &word, sizeof word);
    }
    return argv;
}

/* Waits until it has become the program, or has told why it could not. */
static gk_status await_start(int fd, gk_error *err)
{
    int why = 0;
    ssize_t n;

    while ((n = read(fd, &why, sizeof why)) < 0 && errno == EINTR)
        continue;
    if (n == 0)
        return GK_OK;
    return gk_fail(err, GK_E_FAILED, "%s (os error %d)", strerror(why), why);
}

gk_status gk_process_open(const struct gk_process_start *start,
                          struct gk_process *out, gk_error *err)
{
    struct pipes pipes = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    struct gk_process process = GK_PROCESS_NONE;
    char **argv = new_argv(start->argv);
    pid_t parent = getpid();
    gk_status st = GK_OK;

    if (argv == NULL)
        return gk_fail_nomem(err);
    if (argv[0] == NULL) {
        st = gk_fail(err, GK_E_USAGE, "no program is named");
        goto done;
    }
    if (!open_pipes(&pipes) || (process.pid = fork()) < 0) {
        st =
            gk_fail(err, GK_E_IO, "cannot make a process: %s", strerror(errno));
        process.pid = 0;
        goto done;
    }
    if (process.pid == 0) {
        lead_group(parent, &pipes);
        run_program(start, &pipes, argv);
    }
    setpgid(process.pid, process.pid); /* whoever of us comes first */
    close_end(&pipes.failure[1]);
    process.in = start->talk ? pipes.in[1] : -1;
    process.out = pipes.out[0];
    process.err = start->talk ? -1 : pipes.err[0];
    pipes.in[1] = start->talk ? -1 : pipes.in[1];
    pipes.out[0] = -1;
    pipes.err[0] = start->talk ? pipes.err[0] : -1;
    st = await_start(pipes.failure[0], err);
    if (st != GK_OK) {
        gk_process_close(&process);
        goto done;
    }
    fcntl(process.out, F_SETFL, O_NONBLOCK);
    if (process.err >= 0)
        fcntl(process.err, F_SETFL, O_NONBLOCK);
    if (process.in >= 0)
        fcntl(process.in, F_SETFL, O_NONBLOCK);
    *out = process;
done:
    close_both(pipes.in);
    close_both(pipes.out);
    close_both(pipes.err);
    close_both(pipes.failure);
    free(argv);
    return st;
}

bool gk_process_wait(const struct gk_process *process, int64_t deadline_ms)
{
    const struct timespec nap = {0, 2000000};

    for (;;) {
        siginfo_t info = {0};

        /* It stays a zombie, so that its number is not given away. */
        if (waitid(P_PID, (id_t)process->pid, &info,
                   WEXITED | WNOWAIT | WNOHANG) != 0 &&
            errno != EINTR)
            return true;
        if (info.si_pid != 0)
            return true;
        if (gk_process_now() >= deadline_ms)
            return false;
        nanosleep(&nap, NULL);
    }
}

int gk_process_close(struct gk_process *process)
{
    int code = 0;

    close_end(&process->in);
    close_end(&process->out);
    close_end(&process->err);
    if (process->pid <= 0)
        return -1;
    kill(-process->pid, SIGKILL);
    while (waitpid(process->pid, &code, 0) < 0 && errno == EINTR)
        continue;
    process->pid = 0;
    return WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}

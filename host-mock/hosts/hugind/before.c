/*
 * before: what the host looks at before a run: its own release, the server,
 * the variables an agent insists on.
 */
#include "host-mock/hosts/hugind/hugind.h"

#include <string.h>

const char *hugind_version_of(const struct hugind *hugind)
{
    const char *text =
        gk_json_text(gk_world_config(hugind->session->world, "hugind_version"));

    return text != NULL ? text : HUGIND_VERSION;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static gk_status check_version(const struct hugind *hugind, gk_error *err)
{
    const char *wanted = hugind->manifest.hugind_version;
    const char *version = hugind_version_of(hugind);
    gk_error why = GK_ERROR_INIT;
    bool fits = false;

    if (wanted == NULL || is_blank(wanted))
        return GK_OK;
    if (gk_hugind_version_fits(wanted, version, &fits, &why) != GK_OK)
        return gk_fail(err, GK_E_TRAP,
                       "Invalid hugind_version constraint '%s': %s", wanted,
                       why.text);
    if (!fits)
        return gk_fail(err, GK_E_TRAP,
                       "Agent requires hugind_version '%s' but current is %s",
                       wanted, version);
    return GK_OK;
}

/* The world may say that nothing answers: {"config": {"server": "down"}}. */
static gk_status check_server(struct hugind *hugind, gk_error *err)
{
    const gk_json *server = gk_world_config(hugind->session->world, "server");
    const char *word = gk_json_text(server);
    const char *url = hugind->manifest.backend_url;

    if (word == NULL || strcmp(word, "down") != 0)
        return GK_OK;
    hugind_meet(hugind, HUGIND_HEALTH_CHECK);
    if (!gk_session_is_deployed(hugind->session))
        return GK_OK;
    return gk_fail(err, GK_E_TRAP,
                   "Server not reachable at %s: connection refused",
                   url != NULL ? url : "http://127.0.0.1:8080/v1");
}

static gk_status check_env(const struct hugind *hugind, gk_error *err)
{
    for (const gk_json *v = gk_json_first(hugind->manifest.env); v != NULL;
         v = gk_json_next(v)) {
        const char *name = gk_json_text(gk_json_get(v, "name"));

        if (name != NULL && gk_json_true(gk_json_get(v, "required")) &&
            gk_world_env(hugind->session->world, name) == NULL)
            return gk_fail(err, GK_E_TRAP,
                           "Missing required environment variable '%s' "
                           "declared in agent.yaml env section",
                           name);
    }
    return GK_OK;
}

/* The module must lie under the folder of the manifest that names it. */
static gk_status check_entry(const struct hugind *hugind, gk_error *err)
{
    if (hugind->session->job->escapes)
        return gk_fail(err, GK_E_TRAP, "entry escapes agent root");
    return GK_OK;
}

gk_status hugind_before(struct hugind *hugind, gk_error *err)
{
    gk_status st = check_version(hugind, err);

    if (st == GK_OK)
        st = check_server(hugind, err);
    if (st == GK_OK)
        st = check_env(hugind, err);
    return st == GK_OK ? check_entry(hugind, err) : st;
}

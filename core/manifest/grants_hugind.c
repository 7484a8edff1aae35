#include "core/manifest/grants_hugind.h"

#include "core/manifest/hugind.h"

#include <string.h>

enum { NETWORK, SHELL, READ, WRITE, CREATE, DELETE, MCP, MOUNTS };
#define BIT(number) (1u << (number))

#define FILES (1u << GK_EFFECT_FS_READ | 1u << GK_EFFECT_FS_WRITE)

const struct gk_capability gk_hugind_capabilities[GK_HUGIND_CAPABILITY_COUNT] =
    {
        [NETWORK] = {"permissions.network.allow", GK_CAPABILITY_STRONG,
                     1u << GK_EFFECT_NETWORK},
        [SHELL] = {"permissions.shell.allow", GK_CAPABILITY_STRONG,
                   1u << GK_EFFECT_PROCESS},
        [READ] = {"permissions.filesystem.read", GK_CAPABILITY_PLAIN,
                  1u << GK_EFFECT_FS_READ},
        [WRITE] = {"permissions.filesystem.write", GK_CAPABILITY_STRONG,
                   1u << GK_EFFECT_FS_WRITE},
        [CREATE] = {"permissions.filesystem.create", GK_CAPABILITY_STRONG,
                    1u << GK_EFFECT_FS_WRITE},
        [DELETE] = {"permissions.filesystem.delete", GK_CAPABILITY_STRONG,
                    1u << GK_EFFECT_FS_WRITE},
        [MCP] = {"dependencies.mcp", GK_CAPABILITY_PLAIN,
                 1u << GK_EFFECT_TOOLS},
        [MOUNTS] = {"wasm.mounts", GK_CAPABILITY_STRONG, FILES},
};

/* What each function asks for; those that are not here ask for nothing. */
static const struct need {
    const char *name;
    unsigned needed;  /* all of these */
    unsigned at_most; /* of use now and then */
} needs[] = {
    {"net_fetch", BIT(NETWORK), 0},
    {"run_command", BIT(SHELL), 0},
    {"spawn", BIT(SHELL), 0},
    {"fs_exists", BIT(READ), 0},
    {"fs_is_file", BIT(READ), 0},
    {"fs_is_dir", BIT(READ), 0},
    {"fs_realpath", BIT(READ), 0},
    {"fs_read_text", BIT(READ), 0},
    {"fs_read_bytes", BIT(READ), 0},
    {"fs_list_dir", BIT(READ), 0},
    {"fs_stat", BIT(READ), 0},
    {"fs_write_text", BIT(WRITE), BIT(CREATE)},
    {"fs_write_bytes", BIT(WRITE), BIT(CREATE)},
    {"fs_append_text", BIT(WRITE), BIT(CREATE)},
    {"fs_mkdir", BIT(CREATE), 0},
    {"fs_remove", BIT(DELETE), 0},
    {"fs_rename", BIT(WRITE) | BIT(DELETE), BIT(CREATE)},
    {"fs_copy", BIT(READ) | BIT(WRITE), BIT(CREATE)},
    {"tools_call", BIT(MCP), 0},
    /* Without servers an empty list: no refusal. */
    {"tools_list", 0, BIT(MCP)},
};

static bool is_wasi(const struct gk_abi_import *function)
{
    return strncmp(function->module, "wasi_", 5) == 0;
}

static const struct need *find_need(const struct gk_abi_import *function)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (!is_wasi(function) && strcmp(needs[i].name, function->name) == 0)
            return &needs[i];
    return NULL;
}

/* *files_off: the mode takes hugind_fs away, whatever is permitted. */
static unsigned declared(const gk_json *manifest, bool *files_off)
{
    gk_hugind_manifest m;
    unsigned bits = 0;
    bool files;

    *files_off = false;
    if (gk_hugind_manifest_read(manifest, "", &m, NULL) != GK_OK)
        return 0;
    *files_off = m.fs_mode == GK_HUGIND_FS_WASI_MOUNTS;
    files = m.filesystem.allow;
    bits |= m.network.allow ? BIT(NETWORK) : 0;
    bits |= m.shell.allow ? BIT(SHELL) : 0;
    bits |= files && m.filesystem.read ? BIT(READ) : 0;
    bits |= files && m.filesystem.write ? BIT(WRITE) : 0;
    bits |= files && m.filesystem.create ? BIT(CREATE) : 0;
    bits |= files && m.filesystem.delete_ ? BIT(DELETE) : 0;
    bits |= gk_json_count(m.mcp) > 0 ? BIT(MCP) : 0;
    if (m.fs_mode != GK_HUGIND_FS_HOST && gk_json_count(m.mounts) > 0)
        bits |= BIT(MOUNTS);
    return bits;
}

bool gk_hugind_declares(const gk_json *manifest, const struct gk_capability *c)
{
    bool files_off;

    return (declared(manifest, &files_off) & BIT(c - gk_hugind_capabilities)) !=
           0;
}

gk_grant gk_hugind_grants(const gk_json *manifest,
                          const struct gk_abi_import *function,
                          struct gk_grant_words *words)
{
    const struct need *need = find_need(function);
    unsigned needed = need != NULL ? need->needed : 0;
    bool off;
    unsigned lacks = needed & ~declared(manifest, &off);

    off = off && strcmp(function->module, "hugind_fs") == 0;
    words->count = 0;
    words->all = true;
    words->refusal = "the host will refuse the call, and the run fails";
    for (unsigned i = 0; i < GK_HUGIND_CAPABILITY_COUNT; i++)
        if ((lacks != 0 || off ? lacks : needed) & BIT(i))
            words->at[words->count++] = gk_hugind_capabilities[i].word;
    if (off) {
        words->at[words->count++] = "wasm.runtime_fs_mode: both";
        words->refusal = "with wasm.runtime_fs_mode: wasi_mounts the host "
                         "refuses every call of hugind_fs, whatever "
                         "permissions.filesystem says, and the run fails";
    }
    if (lacks != 0 || off)
        return GK_GRANT_DENIED;
    return needed == 0 ? GK_GRANT_FREE : GK_GRANT_GIVEN;
}

bool gk_hugind_serves(const struct gk_capability *c,
                      const struct gk_abi_import *function)
{
    const struct need *need = find_need(function);
    unsigned bit = BIT(c - gk_hugind_capabilities);

    if (is_wasi(function))
        return bit == BIT(MOUNTS) && (FILES & 1u << function->effect) != 0;
    return need != NULL && ((need->needed | need->at_most) & bit) != 0;
}

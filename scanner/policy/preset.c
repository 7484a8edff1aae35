#include "scanner/policy/preset.h"

/* 100 MB and 4096 pages are where the host's own check objects; see
 * cortex_report.h. */
#define CORTEX_TEXT                                                            \
    "{\"imports\":{\"allow\":[\"env.host_*\",\"env.memory\"]},"                \
    "\"limits\":{\"fileBytes\":104857600,"                                     \
    "\"memoryPages\":{\"initial\":4096,\"maximum\":4096}}}"

/* 1024 pages are where the host's own check warns. No threads, no second
 * memory, no 64-bit memory, no exceptions: what no plugin of this host can
 * need, and what the deployed host has never been tried with. */
#define CORTEX_STRICT_TEXT                                                     \
    "{\"imports\":{\"allow\":[\"env.host_*\",\"env.memory\"]},"                \
    "\"features\":{\"deny\":[\"atomics\",\"exception-handling\","              \
    "\"memory64\",\"multimemory\",\"tail-call\",\"relaxed-simd\"]},"           \
    "\"limits\":{\"fileBytes\":10485760,"                                      \
    "\"memoryPages\":{\"initial\":1024,\"maximum\":1024},"                     \
    "\"requireMemoryMaximum\":true,\"tableEntries\":65536,"                    \
    "\"functionBytes\":1048576,\"nesting\":1000},"                             \
    "\"severity\":{\"GK004\":\"error\",\"GK007\":\"error\"},"                  \
    "\"authors\":{\"blockSuspicious\":true}}"

/* Where that host links from; env.abort is AssemblyScript's. */
#define HUGIND_IMPORTS                                                         \
    "\"imports\":{\"allow\":[\"hugind\",\"hugind_fs\","                        \
    "\"wasi_snapshot_preview1\",\"env.abort\"]}"
#define HUGIND_TEXT "{" HUGIND_IMPORTS "}"

/* An agent that starts no programs. Its memory is its own, so it says how far
 * that grows: 4096 pages are 256 MB. */
#define HUGIND_STRICT_TEXT                                                     \
    "{" HUGIND_IMPORTS ","                                                     \
    "\"effects\":{\"deny\":[\"process\"]},"                                    \
    "\"features\":{\"deny\":[\"atomics\",\"exception-handling\","              \
    "\"memory64\",\"multimemory\",\"tail-call\",\"relaxed-simd\"]},"           \
    "\"limits\":{\"fileBytes\":10485760,"                                      \
    "\"memoryPages\":{\"initial\":1024,\"maximum\":4096},"                     \
    "\"requireMemoryMaximum\":true,\"tableEntries\":65536,"                    \
    "\"functionBytes\":1048576,\"nesting\":1000},"                             \
    "\"authors\":{\"blockSuspicious\":true}}"

const struct gk_policy_preset gk_policy_presets[] = {
    {"none", NULL, "{}", "nothing beyond the rules themselves"},
    {"cortex", "cortex", CORTEX_TEXT,
     "the host's own functions only, within what its check lets pass"},
    {"cortex-strict", "cortex", CORTEX_STRICT_TEXT,
     "a small, plain plugin; whatever is suspicious is blocked"},
    {"hugind", "hugind", HUGIND_TEXT, "what that host links, and nothing else"},
    {"hugind-strict", "hugind", HUGIND_STRICT_TEXT,
     "a small agent that starts no program; whatever is suspicious is blocked"},
};
const size_t gk_policy_preset_count =
    sizeof gk_policy_presets / sizeof *gk_policy_presets;

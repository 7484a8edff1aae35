/*
 * limits: every ceiling for what input can grow, with its reason.
 */
#ifndef GK_CORE_BASE_LIMITS_H
#define GK_CORE_BASE_LIMITS_H

/* --- files --- */
/* 1 GiB: the largest module a browser engine accepts. */
#define GK_MAX_MODULE_BYTES ((size_t)1 << 30)
/* Manifests, test files, policies: written by people. */
#define GK_MAX_JSON_BYTES ((size_t)16 << 20)
/* Deeper than any sane document, shallow enough for every recursion here. */
#define GK_MAX_JSON_DEPTH 128
/* What guestkit writes for itself holds others' JSON some levels down. */
#define GK_MAX_OWN_JSON_DEPTH (GK_MAX_JSON_DEPTH + 16)

/* --- module structure: the counts other well-tested validators agree on ---
 * (the WebAssembly JS API's implementation limits) */
#define GK_MAX_TYPES            1000000u
#define GK_MAX_FUNCTIONS        1000000u
#define GK_MAX_IMPORTS          1000000u
#define GK_MAX_EXPORTS          1000000u
#define GK_MAX_GLOBALS          1000000u
#define GK_MAX_TAGS             1000000u
#define GK_MAX_DATA_SEGMENTS    100000u
#define GK_MAX_ELEMENT_SEGMENTS 10000000u
#define GK_MAX_ELEMENTS         10000000u /* entries in one segment */
#define GK_MAX_TABLES           100000u
#define GK_MAX_MEMORIES         100000u
#define GK_MAX_PARAMS           1000u
#define GK_MAX_RESULTS          1000u
#define GK_MAX_LOCALS           50000u
#define GK_MAX_FUNCTION_BYTES   7654321u
#define GK_MAX_NAME_BYTES       100000u
/* Sections of one module; custom ones may repeat. */
#define GK_MAX_SECTIONS 100000u
/* Engines recurse over blocks; 200,000 nested ones crash some. */
#define GK_MAX_BLOCK_DEPTH 10000u

/* --- running a guest --- */
#define GK_PAGE_BYTES 65536u
/* 1 GiB: a mock host on a build machine, not a server. */
#define GK_DEFAULT_MEMORY_PAGES 16384u
#define GK_MAX_TABLE_ENTRIES    10000000u
/* Frames of guest code; real hosts allow tens of thousands. */
#define GK_DEFAULT_CALL_DEPTH 20000u
/* Host calls guest calls host …: deeper dies by SIGSEGV in the interpreter. */
#define GK_MAX_REENTRY 16u
/* Most of a minute of interpreter: a bound that does not depend on a clock; the
 * timeout usually comes first. */
#define GK_DEFAULT_FUEL       1000000000ull
#define GK_DEFAULT_TIMEOUT_MS 30000u
/* Backtrace frames kept: the innermost and, past that, none. */
#define GK_MAX_BACKTRACE 64u

/* --- between the parent and the child that holds a guest --- */
#define GK_MAX_FRAME_BYTES ((size_t)16 << 20)
#define GK_MAX_TRACE_BYTES ((size_t)64 << 20)
#define GK_MAX_TRACE_CALLS 100000u
/* One call written down; texts in it are cut at 4 KiB each. */
#define GK_MAX_RECORD_BYTES ((size_t)128 << 10)
/* Plugin state of one guest. The deployed host has no limit; a mock needs one.
 */
#define GK_MAX_STATE_BYTES ((size_t)64 << 20)

#endif

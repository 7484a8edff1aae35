/*
 * cortex: what a CortexPrism plugin sees of its host.
 *
 * First the raw contract: the ten functions a host offers in module "env", by
 * the host's own names, and the functions a plugin exports. Then wrappers with
 * the prefix cortex_, which know the rules below. plugin.h, on top of both,
 * writes the exports for you.
 *
 * Two kinds of host have to be lived with. The *documented* host is the
 * published contract. The *deployed* host is what runs today; where it differs
 * the comment says so, and the wrappers do what is right under both.
 *
 * Rules that hold everywhere:
 *   - Addresses and lengths are 32-bit; lengths count bytes of UTF-8.
 *   - What the guest passes is borrowed by the host until the call returns.
 *   - The deployed host reads at most 65536 bytes of a text and stops at the
 *     first NUL; a range outside memory reads as empty text. Only text passes,
 *     never binary data.
 *   - An "in/out length" is the address of a u32: before the call it holds the
 *     capacity of the buffer, after it the bytes written. Capacity 0 means
 *     65536, not "nothing". A longer value is cut without a word, perhaps
 *     inside a character: length == capacity is the only sign.
 *   - Addresses of such u32 words are multiples of 4, or the deployed host
 *     fails the call or traps.
 *   - A module shares the host's memory: it imports env.memory, exports it as
 *     "memory", and keeps all its own data at 1 MiB (CORTEX_GUEST_BASE) and
 *     above. What lies below belongs to the host.
 */
#ifndef GUESTKIT_CORTEX_H
#define GUESTKIT_CORTEX_H

#include <guestkit/format.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CORTEX_ABI_VERSION 1
/* Lowest address of a plugin's own data, in bytes. */
#define CORTEX_GUEST_BASE 0x100000u
/* Longest text the deployed host reads from a guest, in bytes. */
#define CORTEX_MAX_TEXT 65536u
/* Longest output of a tool, in bytes. */
#define CORTEX_MAX_OUTPUT 65536u
/* Longest capabilities JSON, and longest HTTP body the deployed host gives. */
#define CORTEX_MAX_CAPABILITIES 65528u
#define CORTEX_MAX_BODY         65528u

#ifdef __wasm__
#define CORTEX_IMPORT(name)                                                    \
    __attribute__((import_module("env"), import_name(#name)))
#define CORTEX_EXPORT(name) __attribute__((export_name(#name)))
#else
#define CORTEX_IMPORT(name)
#define CORTEX_EXPORT(name)
#endif

/* --- the host's functions ------------------------------------------------ */

/*
 * Reserves `size` bytes in the host's heap below 1 MiB; 8-aligned, NULL when
 * there are none. Deployed: blocks lie where the host puts the arguments and
 * output of tool calls and are overwritten by them, nothing is ever freed, and
 * running out traps. Use gk_alloc or malloc (memory.h) instead.
 */
CORTEX_IMPORT(host_alloc) void *host_alloc(uint32_t size);

/* Gives a block of host_alloc back. Deployed: does nothing. */
CORTEX_IMPORT(host_free) void host_free(void *block);

/* Writes one line to the host's log, at level info. Deployed: invisible until
 * the product's log level is lowered to info. */
CORTEX_IMPORT(host_log) void host_log(const char *text, uint32_t len);

/* The host's ABI version: CORTEX_ABI_VERSION. */
CORTEX_IMPORT(host_get_abi_version) int32_t host_get_abi_version(void);

/*
 * Milliseconds since 1970-01-01T00:00:00Z.
 *
 * Documented: () -> i64. Deployed: only () -> f64 works; an i64 import links
 * and traps when it is called. Both are declared here, under the one name the
 * host has; cortex_time_ms() calls the one that the host can answer.
 */
CORTEX_IMPORT(host_get_time_ms) int64_t host_get_time_ms(void);
CORTEX_IMPORT(host_get_time_ms) double host_get_time_ms_f64(void);

/* Fills out[0..len) with random bytes; at most 65536 a call, the rest stays as
 * it was. A range outside memory traps. */
CORTEX_IMPORT(host_random) void host_random(void *out, uint32_t len);

/*
 * Reads a setting of this plugin into out; *out_len is an in/out length.
 * Returns 0, or -1 when there is none (and *out_len is 0). An empty setting
 * counts as none. Deployed: a key that holds '=' is never found, and the
 * settings page is not consulted, only the host's environment.
 */
CORTEX_IMPORT(host_get_config)
int32_t host_get_config(const char *key, uint32_t key_len, char *out,
                        uint32_t *out_len);

/*
 * Keeps a value under a key, for this plugin alone; replaces an older one.
 * Cannot fail visibly. Deployed: lost when the host's process ends.
 */
CORTEX_IMPORT(host_set_state)
void host_set_state(const char *key, uint32_t key_len, const char *value,
                    uint32_t value_len);

/* Reads a kept value; as host_get_config, but an empty value is a value. */
CORTEX_IMPORT(host_get_state)
int32_t host_get_state(const char *key, uint32_t key_len, char *out,
                       uint32_t *out_len);

/*
 * Sends a request and waits for the reply, 30 s at most.
 *
 * method    upper case; empty: GET
 * headers   a JSON object of texts; length 0: none
 * status    receives the HTTP status
 * out_body  receives the body, *out_len is its in/out length
 * Returns 0, or -1 when nothing came back. Without the manifest's capability
 * "network:fetch" or "net:outbound": -1 and status 403.
 * Deployed: whatever happens to the request, status is 1 and the result 0; a
 * failure is told by the body alone, which begins "host: fetch error: ". At
 * most 65528 bytes of a body arrive. -1 remains for the missing capability
 * (403), an empty URL (400) and a body that leaves memory (500).
 */
CORTEX_IMPORT(host_http_request)
int32_t host_http_request(const char *method, uint32_t method_len,
                          const char *url, uint32_t url_len, const char *body,
                          uint32_t body_len, const char *headers,
                          uint32_t headers_len, uint32_t *status,
                          char *out_body, uint32_t *out_len);

/* --- what a plugin exports ------------------------------------------------
 * With plugin.h the library defines these; without it, define them yourself
 * and call gk_start() first in each (start.h). "memory" is the linker's. */

/* Returns CORTEX_ABI_VERSION; anything else and the plugin is not loaded. */
CORTEX_EXPORT(plugin_get_abi_version) int32_t plugin_get_abi_version(void);

/*
 * Writes the JSON that lists the tools; *out_len is an in/out length; 0 when
 * well. Deployed: out is address 0, and out_len is address 4, *inside* the
 * 65528 bytes of out, so that storing an honest length spoils the text; what
 * works is to fill all of out with JSON and spaces and to store no length.
 */
CORTEX_EXPORT(plugin_get_capabilities)
int32_t plugin_get_capabilities(char *out, uint32_t *out_len);

/*
 * Runs a tool. name and args (a JSON object) are borrowed until the return;
 * out receives the result, or the error's words when it returns non-zero;
 * *out_len is an in/out length and must always be set. Deployed: the plugin is
 * entered only when the lengths of name and args are both 3, 7, 11, 15 …
 */
CORTEX_EXPORT(plugin_execute_tool)
int32_t plugin_execute_tool(const char *name, uint32_t name_len,
                            const char *args, uint32_t args_len, char *out,
                            uint32_t *out_len);

/* Optional: once after each load. Deployed: a plugin is loaded many times. */
CORTEX_EXPORT(plugin_init) void plugin_init(void);

/* Optional: before the plugin is unloaded. Deployed: never called. */
CORTEX_EXPORT(plugin_destroy) void plugin_destroy(void);

/* --- wrappers --------------------------------------------------------------
 * Texts named const char * end with NUL. */

/* One line to the log; text beyond 65536 bytes is lost. */
void cortex_log(const char *text);
/* As printf (see format.h); a line is cut after 1023 bytes. */
void cortex_logf(const char *fmt, ...) GK_FORMAT(1, 2);

/*
 * A text the host gives. Start with {0}: the bytes then lie in the arena
 * (memory.h) and a NUL follows them. With `at` and `cap` set they go there
 * instead, and no NUL is added.
 */
struct cortex_text {
    char *at;
    uint32_t cap;
    uint32_t len;
    bool truncated; /* the buffer is full, so there may have been more */
};

/* False: no such setting, or no memory; *value is then empty. */
bool cortex_config(const char *key, struct cortex_text *value);

/* False: nothing kept under that key, or no memory; *value is then empty. */
bool cortex_state_get(const char *key, struct cortex_text *value);

/* False, and nothing kept, when the deployed host would keep less than asked:
 * more than 65536 bytes of key or value, or a NUL in the value. */
bool cortex_state_set(const char *key, const char *value, size_t len);

struct cortex_http_request {
    const char *method; /* upper case; NULL: GET */
    const char *url;
    const char *body; /* text; NULL: none. GET and HEAD take none. */
    uint32_t body_len;
    const char *headers; /* a JSON object; NULL: none */
};

/* The host did not say: it answered, but with which status is unknown. */
#define CORTEX_STATUS_UNKNOWN 0

struct cortex_http_reply {
    uint32_t status; /* 200, 404 … or CORTEX_STATUS_UNKNOWN */
    bool failed;     /* no reply came; body holds the host's words, if any */
    struct cortex_text body; /* may be prepared as struct cortex_text says */
};

/*
 * Sends a request. True when a reply came, whatever its status; false exactly
 * when reply->failed. A request the deployed host would cut (a text beyond
 * 65536 bytes, a NUL in the body) is not sent: failed, status 400.
 */
bool cortex_http(const struct cortex_http_request *request,
                 struct cortex_http_reply *reply);

/* A reply came, and its status is 2xx as far as the host tells. */
bool cortex_http_ok(const struct cortex_http_reply *reply);

/*
 * Milliseconds since 1970-01-01T00:00:00Z, in both hosts. Which one this is
 * shows when it asks for the capabilities, once after each load: until then,
 * in constructors and GK_ON_INIT, the time is -1.
 */
int64_t cortex_time_ms(void);

/* Any number of random bytes. */
void cortex_random(void *out, size_t len);

#ifdef __cplusplus
}
#endif
#endif

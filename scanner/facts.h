/*
 * facts: everything the rules may look at.
 *
 * A value. It borrows whatever it points at, which must outlive it; it owns
 * nothing. What a run does not have (a manifest, a policy …) is NULL, and rules
 * about it then find nothing.
 */
#ifndef GK_SCANNER_FACTS_H
#define GK_SCANNER_FACTS_H

#include "abi/abi.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/wasm/validate.h"

struct gk_effects;
struct gk_reach;
struct gk_content;
struct gk_policy;
struct gk_profile;
struct gk_lock;
struct gk_component_scan;
struct gk_signature_facts;

struct gk_facts {
    const uint8_t *bytes;
    size_t len;
    const gk_module *module;
    const struct gk_abi_host *host; /* NULL: none is known */
    unsigned abi;                   /* its generation; 0: not told */
    bool wasm;                      /* it begins with the magic */
    bool text;  /* it does not, and is text: UTF-8 without control bytes */
    bool sound; /* a core module in which the reader found no problem */
    const gk_validation *validation;  /* of the code; NULL: not a core module */
    const struct gk_reach *reach;     /* NULL likewise */
    const struct gk_effects *effects; /* NULL likewise */
    const struct gk_content *content; /* of its data; NULL likewise */
    const gk_json *manifest;          /* the host's; checked to be one */
    const char *manifest_path;        /* for messages */
    const char *manifest_fault;       /* why one beside the file could not be
                                         read, when there is no other; NULL */
    const char *manifest_name;        /* its file's name */
    const struct gk_policy *policy;
    int64_t today; /* days since 1970-01-01; for the policy's waivers */
    const struct gk_profile *profile;  /* this file's, when one was needed */
    const struct gk_profile *baseline; /* an older file's */
    const char *baseline_name;         /* for messages */
    const struct gk_lock *lock;
    const struct gk_profile *locked; /* the lock's entry for this file */
    const struct gk_profile *older;  /* the baseline or that entry, when its
                                        bytes were other ones; then `profile` is
                                        there, too */
    const char *name; /* the file's, as lock files and reports call it */
    const struct gk_component_scan *component; /* NULL: it is none */
    const struct gk_signature_facts *signature;
};

void gk_facts_init(struct gk_facts *facts, const void *bytes, size_t len,
                   const gk_module *module, const struct gk_abi_host *host);

bool gk_facts_host_is(const struct gk_facts *facts, const char *id);

/* Whether there is a manifest, and its host could read it: only then does it
 * declare anything. */
bool gk_facts_declares(const struct gk_facts *facts);

/* The file's digest. Computed at each call: on a large file it costs several
 * times what everything else does. */
void gk_facts_sha256(const struct gk_facts *facts,
                     char out[GK_SHA256_HEX_BYTES]);

/* The host's row for an import of that name, whatever its kind; NULL. */
const struct gk_abi_import *gk_facts_import_row(const struct gk_facts *facts,
                                                const struct gk_import *import);
/* The host's memory row of that name; NULL. */
const struct gk_abi_memory *gk_facts_memory_row(const struct gk_facts *facts,
                                                const struct gk_import *import);
/* The type of an imported function; NULL for another kind or a bad index. */
const struct gk_functype *gk_facts_import_type(const struct gk_facts *facts,
                                               const struct gk_import *import);
/* Whether any row of the host is in that import module. */
bool gk_facts_host_has_module(const struct gk_facts *facts,
                              struct gk_name module);

/* Whether a declared type is what the letters of a row say. */
bool gk_facts_type_is(const struct gk_functype *type, const struct gk_sig *sig);
/* Appends a row's letters as a type: "(i32 i32) -> i32". */
gk_status gk_facts_print_sig(const struct gk_sig *sig, gk_buf *out);

/*
 * The largest memory: what it may grow to, or what it starts with where no
 * maximum is declared. Imported ones count like the module's own.
 * False: there is none.
 */
bool gk_facts_memory(const struct gk_facts *facts, uint32_t *index,
                     uint64_t *pages);

#endif

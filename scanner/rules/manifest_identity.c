#include "core/base/file.h"
#include "scanner/cortex_report.h"
#include "scanner/rules.h"

#include <string.h>

static struct gk_label label_of(const char *text, size_t len)
{
    struct gk_name name = {(const uint8_t *)text, (uint32_t)len};

    return gk_label_name(name);
}

/* Both must be "wasm" for the host to take the file for a module. */
static void check_word(const struct gk_facts *facts, const char *key,
                       gk_findings *out)
{
    const gk_json *value = gk_json_get(facts->manifest, key);
    const char *text = gk_json_text(value);

    if (text != NULL && strcmp(text, "wasm") == 0)
        return;
    gk_found(out, GK_SEVERITY_WARNING, gk_place_manifest(key),
             "%s is %s%s%s, the file is a wasm module", key,
             text != NULL ? "\"" : "",
             text != NULL    ? label_of(text, strlen(text)).text
             : value == NULL ? "missing"
                             : gk_json_kind_name(gk_json_type(value)),
             text != NULL ? "\"" : "");
    gk_found_why(out, "the host does not load it as a module");
    gk_found_mend(out, "write \"%s\": \"wasm\"", key);
}

/* The last part of a path or URL, without query and fragment. */
static void check_entry(const struct gk_facts *facts, gk_findings *out)
{
    const char *entry =
        gk_json_text(gk_json_get(facts->manifest, "entryPoint"));
    const char *base, *own;
    size_t len;

    if (entry == NULL || facts->name == NULL ||
        strcmp(facts->name, "standard input") == 0)
        return;
    len = strncmp(entry, "http", 4) == 0 ? strcspn(entry, "?#") : strlen(entry);
    base = entry + len;
    while (base > entry && base[-1] != '/')
        base--;
    len -= (size_t)(base - entry);
    own = gk_path_base(facts->name);
    if (strlen(own) == len && memcmp(own, base, len) == 0)
        return;
    gk_found(out, GK_SEVERITY_WARNING, gk_place_manifest("entryPoint"),
             "entryPoint names \"%s\", this file is \"%s\"",
             label_of(base, len).text, label_of(own, strlen(own)).text);
    gk_found_why(out, "the manifest may belong to another file");
    gk_found_mend(out, "scan the file that entryPoint names, or correct it");
}

static void say_neither(const char *hash, const char *digest, gk_findings *out)
{
    gk_found(out, GK_SEVERITY_WARNING, gk_place_manifest("hash"),
             "hash is %s, the file's sha256 is %.12s…",
             label_of(hash, strlen(hash)).text, digest);
    gk_found_why(out, "the file is not the one the manifest was written for");
    gk_found_mend(out, "get the file again from its author, or write \"%s\"",
                  digest);
}

/*
 * Documented hosts hash the file; deployed ones hash its text after decoding,
 * which is another number where the file is no UTF-8.
 */
static void check_hash(const struct gk_facts *facts, gk_findings *out)
{
    const char *hash = gk_json_text(gk_json_get(facts->manifest, "hash"));
    char digest[GK_SHA256_HEX_BYTES];
    char deployed[GK_SHA256_HEX_BYTES];
    bool file, text;

    if (hash == NULL)
        return;
    gk_facts_sha256(facts, digest);
    gk_cortex_integrity_hash(facts, deployed);
    file = strcmp(hash, digest) == 0;
    text = strcmp(hash, deployed) == 0;
    if (!file && !text) {
        say_neither(hash, digest, out);
        return;
    }
    if (file == text)
        return;
    gk_found(out, GK_SEVERITY_NOTE, gk_place_manifest("hash"),
             "hash is the digest that %s hosts compute",
             file ? "documented" : "deployed");
    gk_found_why(out,
                 "deployed hosts decode the file as text before they hash it: "
                 "where it is checked by the other kind, the check fails");
    gk_found_mend(out,
                  "nothing, unless the other kind must agree: it computes "
                  "%s",
                  file ? deployed : digest);
}

void gk_rule_manifest_identity(const struct gk_facts *facts, gk_findings *out)
{
    if (facts->manifest == NULL || !facts->wasm)
        return;
    check_word(facts, "kind", out);
    check_word(facts, "runtime", out);
    check_entry(facts, out);
    check_hash(facts, out);
}

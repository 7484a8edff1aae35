/*
 * Any bytes as a lock file: what is read is printed, and that is read again as
 * the same. A module is compared with the first entries.
 */
#include "scanner/change/diff.h"
#include "scanner/change/lock.h"
#include "scanner/rules.h"
#include "scanner/scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool fact)
{
    if (!fact)
        abort();
}

/* A module with an import, an export, a memory and a body. */
static const uint8_t module[] = {
    0, 'a', 's', 'm', 1,   0, 0, 0,    1, 4, 1, 0x60, 0,    0, 2,   7,
    1, 1,   'm', 1,   'f', 0, 0, 3,    2, 1, 0, 5,    3,    1, 0,   1,
    7, 5,   1,   1,   'e', 0, 1, 0x0a, 6, 1, 4, 0,    0x10, 0, 0x0b};

static void compare(const gk_lock *lock, const char *name)
{
    const struct gk_scan_context context = {.host = "cortex", .lock = lock};
    gk_json *changes;
    gk_scan scan;

    must(gk_scan_bytes(module, sizeof module, &context, &scan, NULL) == GK_OK);
    must(scan.facts.locked == NULL); /* no entry has its SHA-256 */
    /* As if the file had that name. */
    scan.facts.locked = gk_lock_find(lock, name, "");
    if (scan.facts.locked != NULL && name[0] != '-') {
        must(gk_profile_make(&scan.facts, &scan.profile, NULL) == GK_OK);
        scan.facts.profile = scan.profile;
        scan.facts.older = scan.facts.locked;
        changes = gk_changes_json(&scan.facts);
        must(changes != NULL && gk_json_true(gk_json_get(changes, "differ")));
        gk_json_free(changes);
        gk_findings_clear(&scan.findings);
        must(gk_rules_run(&scan.facts, &scan.findings, NULL) == GK_OK);
    }
    gk_scan_clear(&scan);
}

static void check(const gk_lock *lock)
{
    gk_buf text = GK_BUF_INIT, again = GK_BUF_INIT;
    gk_lock *second = NULL;

    must(gk_lock_print(lock, &text) == GK_OK);
    must(gk_lock_parse("guestkit.lock", text.data, text.len, &second, NULL) ==
         GK_OK);
    must(gk_lock_print(second, &again) == GK_OK);
    must(again.len == text.len && memcmp(again.data, text.data, text.len) == 0);
    for (size_t i = 0; i < gk_lock_count(second) && i < 4; i++)
        compare(second, gk_lock_entry_name(second, i));
    gk_lock_close(second);
    gk_buf_clear(&text);
    gk_buf_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_error err = GK_ERROR_INIT;
    gk_lock *lock = NULL;

    if (gk_lock_parse("guestkit.lock", data, size, &lock, &err) != GK_OK) {
        must(lock == NULL && strncmp(err.text, "guestkit.lock:", 14) == 0);
        return 0;
    }
    check(lock);
    gk_lock_close(lock);
    return 0;
}

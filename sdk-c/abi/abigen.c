/*
 * abigen: what the preprocessor cannot print from the contract rows.
 *
 *   abigen reference HOST   the reference page of a host's contract (Markdown)
 */
#include "abi/abi.h"

#include <stdio.h>
#include <string.h>

/* A signature's letters as wasm types: "(i32 i32) -> i32". */
static void print_type(const char *text)
{
    struct gk_sig sig;

    if (!gk_sig_parse(text, &sig)) {
        fputs(text, stdout);
        return;
    }
    putchar('(');
    for (size_t i = 0; i < sig.param_count; i++)
        printf("%s%s", i > 0 ? " " : "",
               sig.params[i] == 0x7f   ? "i32"
               : sig.params[i] == 0x7e ? "i64"
               : sig.params[i] == 0x7d ? "f32"
                                       : "f64");
    printf(") -> %s", sig.result_count == 0    ? "()"
                      : sig.results[0] == 0x7f ? "i32"
                      : sig.results[0] == 0x7e ? "i64"
                      : sig.results[0] == 0x7d ? "f32"
                                               : "f64");
}

static void print_imports(const struct gk_abi_host *host)
{
    puts("## Imports\n\n| import | type | effect | meaning |\n"
         "|---|---|---|---|");
    for (size_t i = 0; i < host->import_count; i++) {
        const struct gk_abi_import *row = &host->imports[i];

        printf("| `%s.%s` | `", row->module, row->name);
        print_type(row->sig);
        fputs("`", stdout);
        if (row->sig_deployed != NULL && strchr(row->sig_deployed, '(')) {
            fputs("; deployed: `", stdout);
            print_type(row->sig_deployed);
            fputs("`", stdout);
        }
        printf(" | %s | %s |\n", gk_effect_word(row->effect), row->doc);
    }
    for (size_t i = 0; i < host->memory_count; i++) {
        const struct gk_abi_memory *row = &host->memories[i];

        printf("| `%s.%s` | memory, %u to %u pages | | %s |\n", row->module,
               row->name, row->initial, row->maximum, row->doc);
    }
}

static void print_exports(const struct gk_abi_host *host)
{
    puts("\n## Exports\n\n| export | type | needed | meaning |\n"
         "|---|---|---|---|");
    for (size_t i = 0; i < host->export_count; i++) {
        const struct gk_abi_export *row = &host->exports[i];

        printf("| `%s` | `", row->name);
        print_type(row->sig);
        printf("` | %s | %s |\n",
               row->need == GK_NEED_REQUIRED ? "required" : "optional",
               row->doc);
    }
}

static int reference(const char *id)
{
    const struct gk_abi_host *host = gk_abi_host_find(id);

    if (host == NULL) {
        fprintf(stderr, "abigen: there is no host '%s'\n", id);
        return 2;
    }
    printf("# %s: the contract\n\n"
           "Printed from `sdk-c/abi/%s.def` by `make gen`; do not edit.\n\n"
           "Pointers and lengths are `i32`. Where a deployed type is named, "
           "the deployed host works with that one only.\n\n",
           host->title, host->id);
    print_imports(host);
    print_exports(host);
    return fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "reference") == 0)
        return reference(argv[2]);
    fputs("usage: abigen reference HOST\n", stderr);
    return 2;
}

/*
 * abigen: what the preprocessor cannot print from the contract rows.
 *
 *   abigen reference HOST              the reference page of a host's contract
 *                                      (Markdown)
 *   abigen assemblyscript HOST MODULE  externals for AssemblyScript of what the
 *                                      host offers in that import module
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

/* --- AssemblyScript ---------------------------------------------------- */

/* The parameters of one letter; `n` numbers them. */
static void print_param(char letter, unsigned n)
{
    switch (letter) {
    case 'I':
        printf("value%u: i64", n);
        break;
    case 'f':
        printf("value%u: f32", n);
        break;
    case 'F':
        printf("value%u: f64", n);
        break;
    case 's':
    case 'd':
        printf("ptr%u: usize, len%u: i32", n, n);
        break;
    case 'b':
        printf("out%u: usize, capacity%u: i32", n, n);
        break;
    case 'c':
        printf("out%u: usize, outLen%u: usize", n, n);
        break;
    case 'w':
        printf("word%u: usize", n);
        break;
    default:
        printf("value%u: i32", n);
    }
}

static const char *result_type(const struct gk_sig *sig)
{
    if (sig->result_count == 0)
        return "void";
    return sig->results[0] == 0x7f   ? "i32"
           : sig->results[0] == 0x7e ? "i64"
           : sig->results[0] == 0x7d ? "f32"
                                     : "f64";
}

static void print_external(const struct gk_abi_import *row)
{
    struct gk_sig sig;
    unsigned n = 0;

    if (!gk_sig_parse(row->sig, &sig))
        return;
    printf("\n/** %s */\n// @ts-ignore: decorator\n"
           "@external(\"%s\", \"%s\")\nexport declare function %s(",
           row->doc, row->module, row->name, row->name);
    for (const char *at = sig.letters; *at != ')'; at++) {
        if (n > 0)
            fputs(", ", stdout);
        print_param(*at, n++);
    }
    printf("): %s;\n", result_type(&sig));
}

static int assemblyscript(const char *id, const char *module)
{
    const struct gk_abi_host *host = gk_abi_host_find(id);
    unsigned count = 0;

    if (host == NULL) {
        fprintf(stderr, "abigen: there is no host '%s'\n", id);
        return 2;
    }
    printf("// What %s offers in \"%s\": printed from the contract by "
           "`make gen`; do not edit.\n",
           host->title, module);
    for (size_t i = 0; i < host->import_count; i++)
        if (strcmp(host->imports[i].module, module) == 0) {
            print_external(&host->imports[i]);
            count++;
        }
    if (count == 0) {
        fprintf(stderr, "abigen: %s has no module '%s'\n", id, module);
        return 2;
    }
    return fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "reference") == 0)
        return reference(argv[2]);
    if (argc == 4 && strcmp(argv[1], "assemblyscript") == 0)
        return assemblyscript(argv[2], argv[3]);
    fputs("usage: abigen reference HOST | assemblyscript HOST MODULE\n",
          stderr);
    return 2;
}

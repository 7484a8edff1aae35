#include "scanner/rules/signature.h"

#include <stdio.h>
#include <string.h>

static struct gk_label label_sig(const struct gk_sig *sig)
{
    struct gk_functype type = {sig->params, sig->results,
                               (uint32_t)sig->param_count,
                               (uint32_t)sig->result_count};

    return gk_label_type(&type);
}

/* Where the row has no type of its own for the deployed host, the documented
 * one works there too. */
static bool deployed_sig(const struct gk_abi_import *row, struct gk_sig *out)
{
    const char *text = row->sig_deployed;

    if (text == NULL || strcmp(text, "*") == 0)
        text = row->sig;
    return gk_sig_parse(text, out);
}

static bool is_plain(uint8_t type)
{
    return type == GK_I32 || type == GK_I64 || type == GK_F32 || type == GK_F64;
}

/* Why no host function can have that type; NULL when one can. */
static const char *fault_of(const struct gk_functype *type)
{
    if (type->result_count > 1)
        return "returns several values";
    for (uint32_t i = 0; i < type->param_count; i++)
        if (!is_plain(type->params[i]))
            return "takes a vector or a reference";
    if (type->result_count == 1 && !is_plain(type->results[0]))
        return "returns a vector or a reference";
    return NULL;
}

/* The import's row and its two types; false when there are none. */
static bool find_types(const struct gk_facts *facts,
                       const struct gk_import *import,
                       struct gk_sig *documented, struct gk_sig *deployed)
{
    const struct gk_abi_import *row = gk_facts_import_row(facts, import);

    return row != NULL && gk_facts_import_type(facts, import) != NULL &&
           gk_sig_parse(row->sig, documented) && deployed_sig(row, deployed);
}

bool gk_signature_converts(const struct gk_facts *facts,
                           const struct gk_import *import)
{
    const struct gk_abi_import *row = gk_facts_import_row(facts, import);

    return row != NULL && row->sig_deployed != NULL &&
           row->sig_deployed[0] == '*';
}

enum gk_signature_case gk_signature_which(const struct gk_facts *facts,
                                          const struct gk_import *import)
{
    const struct gk_functype *type = gk_facts_import_type(facts, import);
    struct gk_sig documented;
    struct gk_sig deployed;
    bool a, b;

    if (!find_types(facts, import, &documented, &deployed))
        return GK_SIGNATURE_NONE;
    if (fault_of(type) != NULL)
        return GK_SIGNATURE_IMPOSSIBLE;
    a = gk_facts_type_is(type, &documented);
    b = gk_facts_type_is(type, &deployed);
    return a && b ? GK_SIGNATURE_RIGHT
           : a    ? GK_SIGNATURE_DOCUMENTED_ONLY
           : b    ? GK_SIGNATURE_DEPLOYED_ONLY
                  : GK_SIGNATURE_WRONG;
}

void gk_signature_compare(const struct gk_facts *facts,
                          const struct gk_import *import,
                          struct gk_signature *out)
{
    const struct gk_functype *type = gk_facts_import_type(facts, import);
    struct gk_sig documented;
    struct gk_sig deployed;

    memset(out, 0, sizeof *out);
    if (!find_types(facts, import, &documented, &deployed))
        return;
    out->which = gk_signature_which(facts, import);
    out->fault = fault_of(type);
    out->declared = gk_label_type(type);
    out->documented = label_sig(&documented);
    out->deployed = label_sig(&deployed);
}

#include "scanner/signing/libcrypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#define LIBRARY "libcrypto.so.3"

/* Filled once, then only read: the library cannot be unloaded again. */
static struct gk_crypto crypto;
static const char *missing; /* NULL: all is there */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ISO C has no cast from an object's address to a function's. */
static void take(void *library, const char *name, void *slot)
{
    void *at = dlsym(library, name);

    if (at == NULL)
        missing = name;
    memcpy(slot, &at, sizeof at);
}

static void load(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL) {
        missing = "the library";
        return;
    }
#define GK_CRYPTO(result, name, parameters)                                    \
    take(library, #name, (void *)&crypto.name);
    GK_CRYPTO_LIST(GK_CRYPTO)
#undef GK_CRYPTO
    /* What somebody's configuration file loads is no part of a verdict. */
    if (missing == NULL &&
        crypto.OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
        missing = "its own start";
}

gk_status gk_crypto_load(const struct gk_crypto **out, gk_error *err)
{
    pthread_once(&once, load);
    if (missing != NULL)
        return gk_fail(err, GK_E_TOOL,
                       "signatures need " LIBRARY ", where %s failed: install "
                       "OpenSSL 3 (apt-get install libssl3)",
                       missing);
    *out = &crypto;
    return GK_OK;
}

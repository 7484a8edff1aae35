/*
 * hash: a quick fingerprint of bytes, for telling apart what is compared.
 *
 * SipHash-2-4 (Aumasson and Bernstein, 2012) under a fixed key: 64 bits, the
 * same on every machine. A SHA-256 of every function costs more than the rest
 * of a scan; this costs a tenth of that. Whoever wants two inputs with one
 * fingerprint can make them, as the key is known: so it only says which part
 * has changed, never that a file has not. That, the file's SHA-256 or its
 * bytes say.
 */
#ifndef GK_SCANNER_CHANGE_HASH_H
#define GK_SCANNER_CHANGE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t gk_hash64(const void *bytes, size_t len);

/* The key is an argument, to be tested against the published vectors. */
uint64_t gk_siphash(uint64_t k0, uint64_t k1, const void *bytes, size_t len);

#endif

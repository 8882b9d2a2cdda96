/* SPDX-License-Identifier: MIT */
/*
 * What the data files share about text, beyond primitive.h.
 *
 * In: characters.  Out: their UTF-8, their hash, their simple case folding.
 */
#ifndef PMS_TEXT_H
#define PMS_TEXT_H

#include "primitive.h"

/* One character from p, p < end; returns the number of bytes used. */
size_t pms_utf8_decode(const uint8_t *p, const uint8_t *end, uint32_t *code);
size_t pms_utf8_length(const uint32_t *chars, size_t n);
uint8_t *pms_utf8_put(uint8_t *out, uint32_t c);
uint64_t pms_hash_chars(const uint32_t *chars, size_t n);
/* char.c */
uint32_t pms_fold_char(uint32_t c);
/* string.c: full case folding of a new string. */
value pms_string_foldcase(struct thread *t, value string);

#endif /* PMS_TEXT_H */

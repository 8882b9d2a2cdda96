/* SPDX-License-Identifier: MIT */
/*
 * From bytes to text: UTF-8, and the table of symbols.
 *
 * In: UTF-8.  Out: strings (32 bits a character), symbols.  Symbols are never
 * collected.
 */
#include <stdlib.h>

#include "primitive.h"

/* ---- UTF-8 ---------------------------------------------------------------- */

/* Malformed bytes are U+FFFD, one byte at a time. */
size_t pms_utf8_decode(const uint8_t *p, const uint8_t *end, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t c = *p;
    size_t n, i;

    *code = 0xfffd;
    if (c < 0x80) {
        *code = c;
        return 1;
    }
    n = c >= 0xf0 && c < 0xf8 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
    if (n == 0 || c >= 0xf8 || (size_t)(end - p) < n)
        return 1;
    c &= 0x7f >> n;
    for (i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 1;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 1;
    *code = c;
    return n;
}

value pms_string_from_utf8(struct thread *t, const char *bytes, size_t length)
{
    const uint8_t *p, *end = (const uint8_t *)bytes + length;
    size_t n = 0;
    uint32_t c, *out;
    value s;

    for (p = (const uint8_t *)bytes; p < end; n++)
        p += pms_utf8_decode(p, end, &c);
    s = pms_make_string(t, n);
    out = string_chars(s);
    for (p = (const uint8_t *)bytes; p < end;)
        p += pms_utf8_decode(p, end, out++);
    return s;
}

value pms_string(struct thread *t, const char *utf8)
{
    return pms_string_from_utf8(t, utf8, strlen(utf8));
}

size_t pms_utf8_length(const uint32_t *chars, size_t n)
{
    size_t i, bytes = n;

    for (i = 0; i < n; i++)
        bytes += (size_t)(chars[i] > 0x7f) + (chars[i] > 0x7ff) +
                 (chars[i] > 0xffff);
    return bytes;
}

uint8_t *pms_utf8_put(uint8_t *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (uint8_t)c;
    } else if (c < 0x800) {
        *out++ = (uint8_t)(0xc0 | c >> 6);
        *out++ = (uint8_t)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (uint8_t)(0xe0 | c >> 12);
        *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        *out++ = (uint8_t)(0x80 | (c & 0x3f));
    } else {
        *out++ = (uint8_t)(0xf0 | c >> 18);
        *out++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
        *out++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        *out++ = (uint8_t)(0x80 | (c & 0x3f));
    }
    return out;
}

char *pms_string_to_utf8(struct thread *t, value string, size_t *length)
{
    const uint32_t *chars = string_chars(string);
    size_t n = object_length(string), bytes = pms_utf8_length(chars, n), i;
    uint8_t *start = pms_alloc_atomic(t, bytes + 1), *p = start;

    for (i = 0; i < n; i++)
        p = pms_utf8_put(p, chars[i]);
    *p = 0;
    if (length != NULL)
        *length = bytes;
    return (char *)start;
}

/* ---- Symbols -------------------------------------------------------------- */

/* Open addressing, at most half full, a power of two; entries are symbols or
 * 0.  symbol_lock guards all three; nobody allocates under it. */
static pthread_mutex_t symbol_lock = PTHREAD_MUTEX_INITIALIZER;
static value *symbols;
static size_t symbols_size, symbols_used;

uint64_t pms_hash_chars(const uint32_t *chars, size_t n)
{
    uint64_t h = 0xcbf29ce484222325;
    size_t i;

    for (i = 0; i < n; i++)
        h = (h ^ chars[i]) * 0x100000001b3;
    return h ^ h >> 29;
}

static value *find(value *entries, size_t size, const uint32_t *chars, size_t n,
                   uint64_t hash)
{
    size_t i = (size_t)(hash >> 1) & (size - 1);

    for (; entries[i] != 0; i = (i + 1) & (size - 1)) {
        const struct symbol *s = object_of(entries[i]);

        if (s->hash == hash && object_length(s->name) == n &&
            memcmp(string_chars(s->name), chars, n * sizeof *chars) == 0)
            break;
    }
    return &entries[i];
}

static value make_symbol(struct thread *t, value name, uint64_t hash)
{
    struct symbol *s = pms_alloc_small(t, sizeof *s);

    s->header = make_header(PMS_T_SYMBOL, 0);
    s->hash = hash;
    s->name = name;
    s->extra = 0;
    return value_of(s);
}

/* Under the lock. */
static void move_symbols(value *bigger, size_t size)
{
    size_t i;

    for (i = 0; i < symbols_size; i++)
        if (symbols[i] != 0) {
            const struct symbol *s = object_of(symbols[i]);

            *find(bigger, size, string_chars(s->name), object_length(s->name),
                  s->hash) = symbols[i];
        }
    symbols = bigger;
    symbols_size = size;
}

value pms_intern_string(struct thread *t, value string)
{
    const uint32_t *chars = string_chars(string);
    size_t n = object_length(string), size;
    /* Odd: must not look like a pointer, and 0 is for uninterned ones. */
    uint64_t hash = pms_hash_chars(chars, n) | 1;
    value symbol = 0, *entry, *bigger;

    for (;;) {
        pthread_mutex_lock(&symbol_lock);
        if (symbols_size != 0) {
            entry = find(symbols, symbols_size, chars, n, hash);
            if (*entry == 0 && symbol != 0 && symbols_used * 2 < symbols_size) {
                *entry = symbol;
                symbols_used++;
            }
            if (*entry != 0) {
                symbol = *entry;
                pthread_mutex_unlock(&symbol_lock);
                return symbol;
            }
        }
        size = symbols_used * 2 < symbols_size ? 0 : symbols_size;
        if (symbols_size == 0)
            size = 1024;
        pthread_mutex_unlock(&symbol_lock);
        if (symbol == 0) {
            value name = pms_make_string(t, n);

            memcpy(string_chars(name), chars, n * sizeof *chars);
            *object_flags(name) |= PMS_F_IMMUTABLE;
            symbol = make_symbol(t, name, hash);
        }
        if (size != 0) {
            bigger = pms_alloc(t, 2 * size * sizeof *bigger);
            pthread_mutex_lock(&symbol_lock);
            if (symbols_size < 2 * size)
                move_symbols(bigger, 2 * size);
            pthread_mutex_unlock(&symbol_lock);
        }
    }
}

value pms_intern(struct thread *t, const char *utf8)
{
    return pms_intern_string(t, pms_string(t, utf8));
}

value pms_uninterned(struct thread *t, value name)
{
    return make_symbol(t, name, 0);
}

/* SPDX-License-Identifier: MIT */
/*
 * From characters to tokens: section 7.1.1.
 *
 * In: a port.  Out: tokens.  Comments and directives end here.
 */
#include <stdio.h>
#include <unictype.h>

#include "gather.h"
#include "text.h"
#include "token.h"

_Noreturn void read_error(struct lexer *l, unsigned line, unsigned column,
                          const char *message)
{
    char *name = pms_string_to_utf8(l->t, l->p->name, NULL);
    size_t room = strlen(name) + strlen(message) + 64;
    char *text = pms_alloc_atomic(l->t, room);

    snprintf(text, room, "%s:%u:%u: %s", name, line, column, message);
    pms_raise_read_error(l->t, text, PMS_NIL);
}

static _Noreturn void bad(struct lexer *l, const char *message)
{
    read_error(l, l->line, l->column, message);
}

/* The input ended inside the token. */
static enum token ended(struct lexer *l, const char *inside)
{
    char text[128];

    if (l->partial)
        return TOKEN_INCOMPLETE;
    snprintf(text, sizeof text, "the input ends inside %s", inside);
    bad(l, text);
}

/* ---- Characters ----------------------------------------------------------- */

static const struct {
    const char *name;
    uint32_t code;
} names[] = {
    {"alarm", 7}, {"backspace", 8}, {"delete", 127}, {"escape", 27},
    {"newline", 10}, {"null", 0}, {"return", 13}, {"space", 32}, {"tab", 9},
    /* Also read, never written. */
    {"nul", 0}, {"altmode", 27}, {"linefeed", 10}, {"rubout", 127},
    {"page", 12}, {"vtab", 11},
};

const char *char_name(uint32_t code)
{
    size_t i;

    for (i = 0; i < 9; i++)
        if (names[i].code == code)
            return names[i].name;
    return NULL;
}

int64_t char_by_name(const uint32_t *name, size_t n)
{
    size_t i, k;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (k = 0; k < n && names[i].name[k] != 0; k++)
            if ((uint8_t)names[i].name[k] != name[k])
                break;
        if (k == n && names[i].name[k] == 0)
            return names[i].code;
    }
    return -1;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') ||
           (c > 0x7f && c != PORT_EOF && uc_is_property_white_space(c));
}

static bool is_delimiter(uint32_t c)
{
    switch (c) {
    case '(': case ')': case '"': case ';': case '|': case '\'': case '`':
    case ',': case '[': case ']': case '{': case '}': case PORT_EOF:
        return true;
    default:
        return is_space(c);
    }
}

static int hex_digit(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return (int)c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : -1;
}

static bool is_scalar(int64_t code)
{
    return code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
}

/* The characters up to the next delimiter. */
static void gather_token(struct lexer *l, struct gathering *g)
{
    while (!is_delimiter(port_peek(l->t, l->p)))
        gather(g, port_read(l->t, l->p));
}

static bool token_is(const struct gathering *g, const char *word)
{
    size_t i;

    for (i = 0; i < g->used && word[i] != 0; i++)
        if (pms_fold_char(g->chars[i]) != (uint8_t)word[i])
            return false;
    return i == g->used && word[i] == 0;
}

static void fold(struct lexer *l, struct gathering *g)
{
    value s;

    if (!(l->p->flags & PORT_FOLD_CASE))
        return;
    s = pms_string_foldcase(l->t, gathered(g));
    start_gathering(g, l->t);
    for (size_t i = 0; i < object_length(s); i++)
        gather(g, string_chars(s)[i]);
}

/* #\ was read. */
static enum token read_character(struct lexer *l)
{
    struct gathering g;
    int64_t code = 0;
    size_t i;

    start_gathering(&g, l->t);
    if (port_peek(l->t, l->p) == PORT_EOF)
        return ended(l, "a character");
    gather(&g, port_read(l->t, l->p));
    gather_token(l, &g);
    if (g.used == 1) {
        l->datum = make_char(g.chars[0]);
        return TOKEN_DATUM;
    }
    fold(l, &g);
    code = char_by_name(g.chars, g.used);
    if (code < 0 && (g.chars[0] | 0x20) == 'x') {
        for (code = 0, i = 1; i < g.used && is_scalar(code); i++) {
            int d = hex_digit(g.chars[i]);

            code = d < 0 ? -1 : code * 16 + d;
            if (d < 0)
                break;
        }
    }
    if (!is_scalar(code))
        bad(l, "not a character: after #\\ goes one character, a name as "
               "newline, or x and hexadecimal digits");
    l->datum = make_char((uint32_t)code);
    return TOKEN_DATUM;
}

/* ---- Strings and symbols in bars ------------------------------------------ */

static _Noreturn void bad_escape(struct lexer *l)
{
    bad(l, "a backslash is followed by none of a b t n r \" \\ | xHEX; or the "
           "end of a line");
}

/* \x was read. */
static void hex_escape(struct lexer *l, struct gathering *g)
{
    int64_t code = 0;
    uint32_t c;
    int n = 0;

    for (;; n++) {
        c = port_read(l->t, l->p);
        if (c == ';' && n > 0)
            break;
        if (hex_digit(c) < 0 || code > 0x10ffff)
            bad_escape(l);
        code = code * 16 + hex_digit(c);
    }
    if (!is_scalar(code))
        bad(l, "the number after \\x is none of a character");
    gather(g, (uint32_t)code);
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || (c != '\n' && c != '\r' && is_space(c));
}

/* A newline that was just read as c: CR LF is one. */
static void skip_line_feed(struct lexer *l, uint32_t c)
{
    if (c == '\r' && port_peek(l->t, l->p) == '\n')
        port_read(l->t, l->p);
}

/* A backslash was read; false at the end of input. */
static bool escape(struct lexer *l, struct gathering *g)
{
    static const char letters[] = "abtnr\"\\|";
    static const char codes[] = "\a\b\t\n\r\"\\|";
    uint32_t c = port_read(l->t, l->p);
    const char *at;

    if (c == PORT_EOF)
        return false;
    if (c == 'x' || c == 'X') {
        hex_escape(l, g);
        return true;
    }
    at = c != 0 && c < 0x80 ? strchr(letters, (int)c) : NULL;
    if (at != NULL) {
        gather(g, (uint32_t)codes[at - letters]);
        return true;
    }
    while (is_blank(c))
        c = port_read(l->t, l->p);
    if (c == PORT_EOF)
        return false;
    if (c != '\n' && c != '\r')
        bad_escape(l);
    skip_line_feed(l, c);
    while (is_blank(port_peek(l->t, l->p)))
        port_read(l->t, l->p);
    return true;
}

/* Up to the closing mark, escapes undone; false at the end of input. */
static bool gather_marked(struct lexer *l, struct gathering *g, uint32_t mark)
{
    uint32_t c;

    for (;;) {
        c = port_read(l->t, l->p);
        if (c == mark)
            return true;
        if (c == PORT_EOF)
            return false;
        if (c == '\\') {
            if (!escape(l, g))
                return false;
            continue;
        }
        if (c == '\r' && mark == '"') {
            skip_line_feed(l, c);
            c = '\n';
        }
        gather(g, c);
    }
}

static enum token read_marked(struct lexer *l, uint32_t mark)
{
    struct gathering g;

    start_gathering(&g, l->t);
    if (!gather_marked(l, &g, mark))
        return ended(l, mark == '"' ? "a string" : "a symbol in bars");
    l->datum = gathered(&g);
    if (mark == '|')
        l->datum = pms_intern_string(l->t, l->datum);
    return TOKEN_DATUM;
}

/* ---- Numbers and symbols -------------------------------------------------- */

static enum token read_atom(struct lexer *l)
{
    struct gathering g;
    uint32_t first;

    start_gathering(&g, l->t);
    gather_token(l, &g);
    if (g.used == 1 && g.chars[0] == '.')
        return TOKEN_DOT;
    first = g.chars[0];
    if (first < 0x80 && ((first >= '0' && first <= '9') || first == '+' ||
                         first == '-' || first == '.')) {
        l->datum = pms_string_to_number(l->t, g.chars, g.used, 10);
        if (l->datum != PMS_FALSE)
            return TOKEN_DATUM;
    }
    fold(l, &g);
    l->datum = pms_intern_string(l->t, gathered(&g));
    return TOKEN_DATUM;
}

/* ---- What begins with # --------------------------------------------------- */

/* #| was read. */
static bool skip_block(struct lexer *l)
{
    size_t depth = 1;
    uint32_t c, last = 0;

    while (depth > 0) {
        c = port_read(l->t, l->p);
        if (c == PORT_EOF)
            return false;
        if (last == '|' && c == '#') {
            depth--;
            c = 0;
        } else if (last == '#' && c == '|') {
            depth++;
            c = 0;
        }
        last = c;
    }
    return true;
}

static void skip_line(struct lexer *l)
{
    uint32_t c = port_peek(l->t, l->p);

    for (; c != '\n' && c != '\r' && c != PORT_EOF; c = port_peek(l->t, l->p))
        port_read(l->t, l->p);
}

/* #! was read.  With a path it is, at the very beginning, the kernel's. */
static void directive(struct lexer *l)
{
    struct gathering g;

    start_gathering(&g, l->t);
    gather_token(l, &g);
    if (token_is(&g, "fold-case"))
        l->p->flags |= PORT_FOLD_CASE;
    else if (token_is(&g, "no-fold-case"))
        l->p->flags &= ~(unsigned)PORT_FOLD_CASE;
    else if (l->line == 1 && l->column == 1 &&
             (g.used == 0 || g.chars[0] == '/'))
        skip_line(l);
    else
        bad(l, "after #! goes fold-case or no-fold-case");
}

/* # and a digit, which is still to be read. */
static enum token read_label(struct lexer *l)
{
    uint64_t n = 0;
    uint32_t c;

    for (;;) {
        c = port_read(l->t, l->p);
        if (c < '0' || c > '9')
            break;
        if (n > 1000000000000)
            bad(l, "the label is too large");
        n = n * 10 + (c - '0');
    }
    if (c != '=' && c != '#')
        bad(l, "after # and digits goes = or #");
    l->datum = FIX(n);
    return c == '=' ? TOKEN_LABEL : TOKEN_REFERENCE;
}

/* #, a letter and what follows. */
static enum token read_hash_word(struct lexer *l)
{
    struct gathering g;

    start_gathering(&g, l->t);
    gather(&g, '#');
    gather_token(l, &g);
    if (token_is(&g, "#t") || token_is(&g, "#true")) {
        l->datum = PMS_TRUE;
        return TOKEN_DATUM;
    }
    if (token_is(&g, "#f") || token_is(&g, "#false")) {
        l->datum = PMS_FALSE;
        return TOKEN_DATUM;
    }
    if (token_is(&g, "#u8") && port_peek(l->t, l->p) == '(') {
        port_read(l->t, l->p);
        return TOKEN_BYTEVECTOR;
    }
    l->datum = pms_string_to_number(l->t, g.chars, g.used, 10);
    if (l->datum == PMS_FALSE)
        bad(l, "not understood: # begins #t, #f, #\\, #(, #u8(, a number with "
               "a prefix, a label or a comment");
    return TOKEN_DATUM;
}

/* ---- The next token ------------------------------------------------------- */

static enum token prefix(struct lexer *l, const char *name)
{
    l->datum = pms_intern(l->t, name);
    return TOKEN_PREFIX;
}

/* # was peeked at; true: it was a comment or directive, go on. */
static bool read_hash(struct lexer *l, enum token *token)
{
    uint32_t c;

    port_read(l->t, l->p);
    c = port_peek(l->t, l->p);
    switch (c) {
    case '(':
        port_read(l->t, l->p);
        *token = TOKEN_VECTOR;
        return false;
    case '\\':
        port_read(l->t, l->p);
        *token = read_character(l);
        return false;
    case ';':
        port_read(l->t, l->p);
        *token = TOKEN_COMMENT;
        return false;
    case '|':
        port_read(l->t, l->p);
        if (skip_block(l))
            return true;
        *token = ended(l, "a comment that #| began");
        return false;
    case '!':
        port_read(l->t, l->p);
        directive(l);
        return true;
    case PORT_EOF:
        *token = ended(l, "what # began");
        return false;
    default:
        *token = c >= '0' && c <= '9' ? read_label(l) : read_hash_word(l);
        return false;
    }
}

enum token next_token(struct lexer *l)
{
    struct thread *t = l->t;
    struct port *p = l->p;
    enum token token;
    uint32_t c;

    for (;;) {
        c = port_peek(t, p);
        l->line = p->line;
        l->column = p->column;
        switch (c) {
        case PORT_EOF:
            port_read(t, p);
            return TOKEN_EOF;
        case '(':
            port_read(t, p);
            return TOKEN_OPEN;
        case ')':
            port_read(t, p);
            return TOKEN_CLOSE;
        case ';':
            skip_line(l);
            break;
        case '"': case '|':
            port_read(t, p);
            return read_marked(l, c);
        case '\'':
            port_read(t, p);
            return prefix(l, "quote");
        case '`':
            port_read(t, p);
            return prefix(l, "quasiquote");
        case ',':
            port_read(t, p);
            if (port_peek(t, p) != '@')
                return prefix(l, "unquote");
            port_read(t, p);
            return prefix(l, "unquote-splicing");
        case '#':
            if (read_hash(l, &token))
                break;
            return token;
        case '[': case ']': case '{': case '}':
            port_read(t, p);
            bad(l, "brackets and braces are reserved");
        default:
            if (!is_space(c))
                return read_atom(l);
            port_read(t, p);
        }
    }
}

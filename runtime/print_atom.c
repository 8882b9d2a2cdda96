/* SPDX-License-Identifier: MIT */
/*
 * What has no parts, as text: numbers, symbols, strings, characters, and what
 * can't be read back, in #<...>.
 *
 * In: a value.  Out: characters.
 */
#include <stdio.h>
#include <unictype.h>

#include "print.h"
#include "table.h"
#include "text.h"
#include "token.h"

void emit_text(struct printer *pr, const char *ascii)
{
    for (; *ascii != 0; ascii++)
        emit(pr, (uint8_t)*ascii);
}

static void emit_raw(struct printer *pr, value string)
{
    size_t i, n = object_length(string);

    for (i = 0; i < n; i++)
        emit(pr, string_chars(string)[i]);
}

static void emit_format(struct printer *pr, const char *format, uint64_t n)
{
    char text[40];

    snprintf(text, sizeof text, format, (unsigned long long)n);
    emit_text(pr, text);
}

static bool is_graphic(uint32_t c)
{
    return c < 0x7f ? c >= 0x20 : c > 0x9f && uc_is_print(c);
}

/* ---- Strings, symbols, characters ----------------------------------------- */

static void emit_escaped(struct printer *pr, value string, uint32_t mark)
{
    static const char codes[] = "\a\b\t\n\r\\";
    static const char letters[] = "abtnr\\";
    size_t i, n = object_length(string);

    emit(pr, mark);
    for (i = 0; i < n; i++) {
        uint32_t c = string_chars(string)[i];
        const char *at = c != 0 && c < 0x80 ? strchr(codes, (int)c) : NULL;

        if (at != NULL || c == mark) {
            emit(pr, '\\');
            emit(pr, c == mark ? c : (uint8_t)letters[at - codes]);
        } else if (is_graphic(c)) {
            emit(pr, c);
        } else {
            emit_format(pr, "\\x%llx;", c);
        }
    }
    emit(pr, mark);
}

static bool begins(const uint32_t *chars, const char *word)
{
    for (; *word != 0; word++, chars++)
        if (pms_fold_char(*chars) != (uint8_t)*word)
            return false;
    return true;
}

static bool needs_bars(struct thread *t, value name)
{
    const uint32_t *chars = string_chars(name);
    size_t i, n = object_length(name);

    if (n == 0 || chars[0] == '#' || (n == 1 && chars[0] == '.'))
        return true;
    for (i = 0; i < n; i++) {
        uint32_t c = chars[i];

        if (!is_graphic(c) || c == ' ' || uc_is_property_white_space(c) ||
            (c < 0x80 && strchr("()\";'`,|\\[]{}", (int)c) != NULL))
            return true;
    }
    if (n >= 6 && (chars[0] == '+' || chars[0] == '-') &&
        (begins(chars + 1, "inf.0") || begins(chars + 1, "nan.0")))
        return true;
    if (chars[0] < 0x80 && strchr("+-.0123456789", (int)chars[0]) != NULL)
        return pms_string_to_number(t, chars, n, 10) != PMS_FALSE;
    return false;
}

void emit_symbol(struct printer *pr, value symbol)
{
    value name = ((struct symbol *)object_of(symbol))->name;

    if (pr->mode != PMS_DISPLAY && needs_bars(pr->t, name))
        emit_escaped(pr, name, '|');
    else
        emit_raw(pr, name);
}

static void emit_char(struct printer *pr, uint32_t c)
{
    const char *name = char_name(c);

    if (pr->mode == PMS_DISPLAY) {
        emit(pr, c);
        return;
    }
    emit_text(pr, "#\\");
    if (name != NULL)
        emit_text(pr, name);
    else if (is_graphic(c))
        emit(pr, c);
    else
        emit_format(pr, "x%llx", c);
}

/* ---- What can't be read back ---------------------------------------------- */

static void emit_procedure(struct printer *pr, value v)
{
    value name = pms_procedure_name(v);

    emit_text(pr, object_type(v) == PMS_T_CONTINUATION ? "#<continuation"
                  : object_type(v) == PMS_T_PARAMETER  ? "#<parameter"
                                                       : "#<procedure");
    if (is_symbol(name)) {
        emit(pr, ' ');
        emit_symbol(pr, name);
    }
    emit(pr, '>');
}

static void emit_port(struct printer *pr, value v)
{
    const struct port *p = port_of(v);

    emit_text(pr, p->flags & PORT_BINARY ? "#<binary-" : "#<");
    emit_text(pr, p->flags & PORT_INPUT ? "input-port " : "output-port ");
    emit_escaped(pr, p->name, '"');
    emit(pr, '>');
}

static void emit_condition(struct printer *pr, value v)
{
    const struct condition *c = object_of(v);

    emit_text(pr, "#<condition");
    if (is_symbol(c->kind)) {
        emit(pr, ' ');
        emit_symbol(pr, c->kind);
    }
    if (is_string(c->message)) {
        emit(pr, ' ');
        emit_escaped(pr, c->message, '"');
    }
    emit(pr, '>');
}

static void emit_record_type(struct printer *pr, value v)
{
    value name = ((struct record_type *)object_of(v))->name;

    emit_text(pr, "#<record-type ");
    if (is_symbol(name))
        emit_symbol(pr, name);
    emit(pr, '>');
}

static void emit_bytevector(struct printer *pr, value v)
{
    size_t i, n = object_length(v);

    emit_text(pr, "#u8(");
    for (i = 0; i < n; i++)
        emit_format(pr, i == 0 ? "%llu" : " %llu", bytevector_bytes(v)[i]);
    emit(pr, ')');
}

static void emit_object(struct printer *pr, value v)
{
    if (is_procedure(v)) {
        emit_procedure(pr, v);
        return;
    }
    switch (object_type(v)) {
    case PMS_T_STRING:
        if (pr->mode == PMS_DISPLAY)
            emit_raw(pr, v);
        else
            emit_escaped(pr, v, '"');
        return;
    case PMS_T_SYMBOL: emit_symbol(pr, v); return;
    case PMS_T_BYTEVECTOR: emit_bytevector(pr, v); return;
    case PMS_T_PORT: emit_port(pr, v); return;
    case PMS_T_CONDITION: emit_condition(pr, v); return;
    case PMS_T_RECORD_TYPE: emit_record_type(pr, v); return;
    case PMS_T_TABLE:
        emit_format(pr, "#<hash-table %llu>", table_of(v)->count);
        return;
    case PMS_T_VALUES: emit_text(pr, "#<values>"); return;
    case PMS_T_PROMISE: emit_text(pr, "#<promise>"); return;
    case PMS_T_WEAK_PAIR: emit_text(pr, "#<weak-pair>"); return;
    case PMS_T_GUARDIAN: emit_text(pr, "#<guardian>"); return;
    case PMS_T_ENVIRONMENT: emit_text(pr, "#<environment>"); return;
    case PMS_T_BOX: emit_text(pr, "#<box>"); return;
    case PMS_T_THREAD: emit_text(pr, "#<thread>"); return;
    case PMS_T_MUTEX: emit_text(pr, "#<mutex>"); return;
    case PMS_T_CONDVAR: emit_text(pr, "#<condition-variable>"); return;
    default: emit_format(pr, "#<object of type %llu>", object_type(v)); return;
    }
}

void emit_atom(struct printer *pr, value v)
{
    if (v == 0) {
        emit_text(pr, "#<nothing>");
    } else if (is_number(v)) {
        emit_raw(pr, pms_number_to_string(pr->t, v, 10));
    } else if (is_char(v)) {
        emit_char(pr, char_code(v));
    } else if (is_object(v)) {
        emit_object(pr, v);
    } else {
        switch (v) {
        case PMS_FALSE: emit_text(pr, "#f"); break;
        case PMS_TRUE: emit_text(pr, "#t"); break;
        case PMS_NIL: emit_text(pr, "()"); break;
        case PMS_EOF: emit_text(pr, "#<eof>"); break;
        case PMS_UNSPECIFIED: emit_text(pr, "#<unspecified>"); break;
        case PMS_DEFAULT: emit_text(pr, "#<default>"); break;
        case PMS_UNBOUND: emit_text(pr, "#<unbound>"); break;
        default: emit_text(pr, "#<constant>"); break;
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Source text that comes from elsewhere: include, cond-expand.
 *
 * In: names of files, features.  Out: lists of forms.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expand.h"
#include "source.h"
#include "thread.h"

/* ---- Files ----------------------------------------------------------------- */

value pms_source_text(struct thread *t, const char *name)
{
    FILE *file = fopen(name, "rb");
    size_t size = 0, room = 4096, n;
    char *buffer = NULL, *larger;
    int error = errno;
    value text;

    if (file == NULL)
        pms_raise_file_error(t, strerror(error),
                             pms_list1(t, pms_string(t, name)));
    do {
        larger = realloc(buffer, room *= 2);
        if (larger == NULL)
            break;
        buffer = larger;
        n = fread(buffer + size, 1, room - size, file);
        size += n;
    } while (n > 0);
    error = larger == NULL ? ENOMEM : ferror(file) ? errno : 0;
    fclose(file);
    if (error != 0) {
        free(buffer);
        pms_raise_file_error(t, strerror(error),
                             pms_list1(t, pms_string(t, name)));
    }
    /* The text goes to collected memory first: what follows may raise. */
    char *copy = pms_alloc_atomic(t, size + 1);

    memcpy(copy, buffer, size);
    free(buffer);
    text = pms_string_from_utf8(t, copy, size);
    return text;
}

/* name, beside the file that names it. */
static value beside(struct expander *x, value name)
{
    struct thread *t = x->t;
    char *path = pms_string_to_utf8(t, name, NULL), *from, *slash, *all;

    if (path[0] == '/' || x->file == PMS_FALSE)
        return name;
    from = pms_string_to_utf8(t, x->file, NULL);
    slash = strrchr(from, '/');
    if (slash == NULL)
        return name;
    all = pms_alloc_atomic(t, strlen(from) + strlen(path) + 2);
    sprintf(all, "%.*s/%s", (int)(slash - from), from, path);
    return pms_string(t, all);
}

value pms_read_all(struct thread *t, value text, const char *name,
                   bool fold_case, value positions)
{
    value port, datum, list = PMS_NIL, last = PMS_NIL, cell;

    if (fold_case) {
        size_t n = object_length(text), k = strlen("#!fold-case\n");
        value longer = pms_make_string(t, n + k);

        for (size_t i = 0; i < k; i++)
            string_chars(longer)[i] = (uint32_t)"#!fold-case\n"[i];
        memcpy(string_chars(longer) + k, string_chars(text),
               n * sizeof(uint32_t));
        text = longer;
    }
    port = pms_open_input_string(t, text, name);
    while ((datum = pms_read(t, port, positions)) != PMS_EOF) {
        cell = pms_cons(t, datum, PMS_NIL);
        if (list == PMS_NIL)
            list = cell;
        else
            set_cdr(last, cell);
        last = cell;
    }
    return list;
}

value pms_read_files(struct expander *x, value names, bool fold_case)
{
    value forms = PMS_NIL, last = PMS_NIL;

    if (pms_length(names) < 1)
        pms_syntax_error(x, "include wants names of files", names);
    for (; is_pair(names); names = cdr(names)) {
        value name, text, list;

        if (!is_string(car(names)))
            pms_syntax_error(x, "the name of a file is no string", car(names));
        name = beside(x, car(names));
        text = pms_source_text(x->t, pms_string_to_utf8(x->t, name, NULL));
        list = pms_read_all(x->t, text, pms_string_to_utf8(x->t, name, NULL),
                            fold_case, PMS_FALSE);
        if (forms == PMS_NIL)
            forms = list;
        else
            set_cdr(last, list);
        if (list != PMS_NIL) {
            for (last = list; is_pair(cdr(last)); last = cdr(last))
                ;
        }
    }
    return forms;
}

/* ---- cond-expand ----------------------------------------------------------- */

static bool is_named(value id, const char *name, struct thread *t)
{
    return pms_is_identifier(id) &&
           pms_identifier_symbol(id) == pms_intern(t, name);
}

static bool holds(struct expander *x, value requirement)
{
    struct thread *t = x->t;

    if (pms_is_identifier(requirement)) {
        if (is_named(requirement, "else", t))
            return true;
        for (value l = pms_features(t); is_pair(l); l = cdr(l)) {
            if (car(l) == pms_identifier_symbol(requirement))
                return true;
        }
        return false;
    }
    if (pms_length(requirement) < 1)
        pms_syntax_error(x, "a requirement of cond-expand is none",
                         requirement);
    if (is_named(car(requirement), "and", t)) {
        for (value l = cdr(requirement); is_pair(l); l = cdr(l)) {
            if (!holds(x, car(l)))
                return false;
        }
        return true;
    }
    if (is_named(car(requirement), "or", t)) {
        for (value l = cdr(requirement); is_pair(l); l = cdr(l)) {
            if (holds(x, car(l)))
                return true;
        }
        return false;
    }
    if (pms_length(requirement) == 2 && is_named(car(requirement), "not", t))
        return !holds(x, pms_nth(requirement, 1));
    if (pms_length(requirement) == 2 && is_named(car(requirement), "library", t))
        return pms_library_exists(x, pms_strip(t, pms_nth(requirement, 1)));
    pms_syntax_error(x, "a requirement of cond-expand is none", requirement);
}

value pms_cond_expand(struct expander *x, value form, struct scope *scope)
{
    (void)scope;
    for (value l = cdr(form); is_pair(l); l = cdr(l)) {
        if (pms_length(car(l)) < 1)
            pms_syntax_error(x, "a clause of cond-expand wants (REQUIREMENT "
                                "FORM ...)", car(l));
        if (holds(x, car(car(l))))
            return cdr(car(l));
    }
    return PMS_NIL;
}

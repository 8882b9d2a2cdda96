/* SPDX-License-Identifier: MIT */
/*
 * Libraries: define-library and import.
 *
 * In: library definitions, import sets, files named after libraries.  Out:
 * bindings in environments.  Which standard library exports what is in
 * standard_libraries.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "library.h"
#include "source.h"
#include "thread.h"

static struct library *libraries;
static const char *search_path[32];
static int search_count;

struct name_set {
    int count, room;
    value *names;
    struct binding **bindings;
};

void pms_library_path(const char *directory)
{
    if (search_count < 32)
        search_path[search_count++] = directory;
}

static struct library *find_loaded(struct thread *t, value name)
{
    for (struct library *l = libraries; l != NULL; l = l->next) {
        if (pms_equal(t, l->name, name))
            return l;
    }
    return NULL;
}

struct library *pms_library_make(struct thread *t, value name, struct env *env)
{
    struct library *l = pms_alloc(t, sizeof *l);

    l->name = name;
    l->env = env;
    l->next = libraries;
    libraries = l;
    return l;
}

void pms_library_export(struct thread *t, struct library *library,
                        value internal, value external)
{
    size_t n = library->export_count;

    if ((n & (n - 1)) == 0) {
        struct export *exports = pms_alloc(t, (n ? 2 * n : 1) * sizeof *exports);

        if (n > 0)
            memcpy(exports, library->exports, n * sizeof *exports);
        library->exports = exports;
    }
    library->exports[library->export_count++] =
        (struct export){internal, external};
}

/* ---- Files ----------------------------------------------------------------- */

/* "a/b/1.sld", or NULL when a part of the name is no file name. */
static char *library_file(struct thread *t, value name)
{
    char *path = pms_alloc_atomic(t, 4096);
    size_t used = 0;

    for (; is_pair(name); name = cdr(name)) {
        char number[32];
        const char *part = number;

        if (is_fixnum(car(name)))
            snprintf(number, sizeof number, "%lld",
                     (long long)fixnum_int(car(name)));
        else
            part = pms_string_to_utf8(
                t, ((struct symbol *)object_of(car(name)))->name, NULL);
        if (part[0] == '\0' || part[0] == '.' || strchr(part, '/') != NULL ||
            used + strlen(part) + 8 > 4096)
            return NULL;
        used += (size_t)sprintf(path + used, "%s%s", used ? "/" : "", part);
    }
    strcpy(path + used, ".sld");
    return path;
}

static char *find_file(struct thread *t, value name)
{
    char *file = library_file(t, name);

    for (int i = 0; file != NULL && i < search_count; i++) {
        char *path = pms_alloc_atomic(t, strlen(search_path[i]) +
                                             strlen(file) + 2);

        sprintf(path, "%s/%s", search_path[i], file);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

static void load_file(struct thread *t, const char *path, value loading)
{
    struct expander x = {.t = t, .positions = pms_make_eq_table(t),
                         .file = pms_string(t, path), .loading = loading};
    struct env *env = pms_library_program_env(t);
    value text = pms_source_text(t, path);

    pms_run_forms(&x, pms_read_all(t, text, path, false, x.positions), env);
}

static bool is_name(value name)
{
    if (!is_pair(name) || pms_length(name) < 1)
        return false;
    for (; is_pair(name); name = cdr(name)) {
        if (!is_symbol(car(name)) &&
            !(is_fixnum(car(name)) && fixnum_int(car(name)) >= 0))
            return false;
    }
    return true;
}

static struct library *find_library(struct expander *x, value name)
{
    struct library *library;
    char *path;

    if (!is_name(name))
        pms_syntax_error(x, "the name of a library is a list of identifiers "
                            "and exact integers", name);
    library = find_loaded(x->t, name);
    for (value l = x->loading; is_pair(l); l = cdr(l)) {
        if (pms_equal(x->t, car(l), name))
            pms_syntax_error(x, "a library imports itself", name);
    }
    if (library == NULL && (path = find_file(x->t, name)) != NULL) {
        load_file(x->t, path, pms_cons(x->t, name, x->loading));
        library = find_loaded(x->t, name);
        if (library == NULL)
            pms_syntax_error(x, "the file of a library does not define it",
                             pms_list2(x->t, name, pms_string(x->t, path)));
    }
    if (library == NULL)
        pms_syntax_error(x, "there is no such library", name);
    return library;
}

bool pms_library_exists(struct expander *x, value name)
{
    return is_name(name) && (find_loaded(x->t, name) != NULL ||
                             find_file(x->t, name) != NULL);
}

/* ---- Import ---------------------------------------------------------------- */

static void add_name(struct thread *t, struct name_set *set, value name,
                     struct binding *binding)
{
    if (set->count == set->room) {
        int room = set->room ? 2 * set->room : 16;
        value *names = pms_alloc(t, (size_t)room * sizeof *names);
        struct binding **bindings = pms_alloc(t, (size_t)room *
                                                     sizeof *bindings);

        if (set->count > 0) {
            memcpy(names, set->names, (size_t)set->count * sizeof *names);
            memcpy(bindings, set->bindings,
                   (size_t)set->count * sizeof *bindings);
        }
        set->names = names;
        set->bindings = bindings;
        set->room = room;
    }
    set->names[set->count] = name;
    set->bindings[set->count++] = binding;
}

static int find_name(const struct name_set *set, value name)
{
    for (int i = 0; i < set->count; i++) {
        if (set->names[i] == name)
            return i;
    }
    return -1;
}

static int need_name(struct expander *x, const struct name_set *set,
                     value name, value form)
{
    int i = find_name(set, name);

    if (i < 0)
        pms_syntax_error(x, "an import names what the library does not export",
                         pms_list2(x->t, name, form));
    return i;
}

static void whole_library(struct expander *x, value name, struct name_set *set)
{
    struct library *library = find_library(x, name);

    for (size_t i = 0; i < library->export_count; i++) {
        struct env_entry *e = pms_env_find(library->env,
                                           library->exports[i].internal);

        if (e == NULL)
            pms_syntax_error(x, "a library exports what it does not define",
                             pms_list2(x->t, library->exports[i].internal,
                                       name));
        add_name(x->t, set, library->exports[i].external, e->binding);
    }
}

static bool is_modifier(struct thread *t, value form, const char *name)
{
    return car(form) == pms_intern(t, name) && pms_length(form) >= 2 &&
           is_pair(pms_nth(form, 1));
}

static void import_set(struct expander *x, value form, struct name_set *set)
{
    struct thread *t = x->t;
    struct name_set inner = {0};
    char *prefix;

    if (pms_length(form) < 1)
        pms_syntax_error(x, "an import set is the name of a library, or (only "
                            "...), (except ...), (prefix ...), (rename ...)",
                         form);
    if (is_modifier(t, form, "only")) {
        import_set(x, pms_nth(form, 1), &inner);
        for (value l = cdr(cdr(form)); is_pair(l); l = cdr(l)) {
            int i = need_name(x, &inner, car(l), form);

            add_name(t, set, car(l), inner.bindings[i]);
        }
    } else if (is_modifier(t, form, "except")) {
        import_set(x, pms_nth(form, 1), &inner);
        for (value l = cdr(cdr(form)); is_pair(l); l = cdr(l))
            inner.names[need_name(x, &inner, car(l), form)] = 0;
        for (int i = 0; i < inner.count; i++) {
            if (inner.names[i] != 0)
                add_name(t, set, inner.names[i], inner.bindings[i]);
        }
    } else if (is_modifier(t, form, "prefix") && pms_length(form) == 3 &&
               is_symbol(pms_nth(form, 2))) {
        import_set(x, pms_nth(form, 1), &inner);
        prefix = pms_string_to_utf8(
            t, ((struct symbol *)object_of(pms_nth(form, 2)))->name, NULL);
        for (int i = 0; i < inner.count; i++) {
            char *name = pms_string_to_utf8(
                t, ((struct symbol *)object_of(inner.names[i]))->name, NULL);
            char *both = pms_alloc_atomic(t, strlen(prefix) + strlen(name) + 1);

            sprintf(both, "%s%s", prefix, name);
            add_name(t, set, pms_intern(t, both), inner.bindings[i]);
        }
    } else if (is_modifier(t, form, "rename")) {
        value *renamed;

        import_set(x, pms_nth(form, 1), &inner);
        renamed = pms_alloc(t, (size_t)inner.count * sizeof *renamed + 1);
        for (value l = cdr(cdr(form)); is_pair(l); l = cdr(l)) {
            if (pms_length(car(l)) != 2 || !is_symbol(pms_nth(car(l), 1)))
                pms_syntax_error(x, "rename wants (OLD NEW)", form);
            renamed[need_name(x, &inner, car(car(l)), form)] =
                pms_nth(car(l), 1);
        }
        for (int i = 0; i < inner.count; i++)
            add_name(t, set, renamed[i] ? renamed[i] : inner.names[i],
                     inner.bindings[i]);
    } else {
        whole_library(x, form, set);
    }
}

void pms_import(struct expander *x, struct env *env, value sets)
{
    for (; is_pair(sets); sets = cdr(sets)) {
        struct name_set set = {0};

        import_set(x, car(sets), &set);
        for (int i = 0; i < set.count; i++)
            pms_env_import(x->t, env, set.names[i], set.bindings[i]);
    }
}

/* ---- define-library -------------------------------------------------------- */

struct declarations {
    struct library *library;
    value body, last;       /* a list and its last pair */
    value imports;          /* reversed */
};

static void append_body(struct declarations *d, value forms)
{
    if (forms == PMS_NIL)
        return;
    if (d->body == PMS_NIL)
        d->body = d->last = forms;
    else
        set_cdr(d->last, forms);
    while (is_pair(cdr(d->last)))
        d->last = cdr(d->last);
}

static void export(struct expander *x, struct library *library, value specs)
{
    value rename = pms_intern(x->t, "rename");

    for (; is_pair(specs); specs = cdr(specs)) {
        value spec = car(specs);

        if (is_symbol(spec))
            pms_library_export(x->t, library, spec, spec);
        else if (pms_length(spec) == 3 && car(spec) == rename &&
                 is_symbol(pms_nth(spec, 1)) && is_symbol(pms_nth(spec, 2)))
            pms_library_export(x->t, library, pms_nth(spec, 1),
                               pms_nth(spec, 2));
        else
            pms_syntax_error(x, "an export is NAME or (rename NAME NAME)",
                             spec);
    }
}

static value copy_list(struct thread *t, value list)
{
    value copy = PMS_NIL, reversed = PMS_NIL;

    for (; is_pair(list); list = cdr(list))
        reversed = pms_cons(t, car(list), reversed);
    for (; is_pair(reversed); reversed = cdr(reversed))
        copy = pms_cons(t, car(reversed), copy);
    return copy;
}

static void declare(struct expander *x, struct declarations *d, value list)
{
    struct thread *t = x->t;

    for (; is_pair(list); list = cdr(list)) {
        value form = car(list), head;

        if (pms_length(form) < 1 || !is_symbol(car(form)))
            pms_syntax_error(x, "a library's declaration is none", form);
        pms_at(x, form);
        head = car(form);
        if (head == pms_intern(t, "export"))
            export(x, d->library, cdr(form));
        else if (head == pms_intern(t, "import"))
            d->imports = pms_cons(t, cdr(form), d->imports);
        else if (head == pms_intern(t, "begin"))
            append_body(d, copy_list(t, cdr(form)));
        else if (head == pms_intern(t, "include"))
            append_body(d, pms_read_files(x, cdr(form), false));
        else if (head == pms_intern(t, "include-ci"))
            append_body(d, pms_read_files(x, cdr(form), true));
        else if (head == pms_intern(t, "include-library-declarations"))
            declare(x, d, pms_read_files(x, cdr(form), false));
        else if (head == pms_intern(t, "cond-expand"))
            declare(x, d, pms_cond_expand(x, form, NULL));
        else
            pms_syntax_error(x, "a library's declaration is none", form);
    }
}

void pms_define_library(struct expander *x, value form)
{
    struct thread *t = x->t;
    struct declarations d = {.body = PMS_NIL, .imports = PMS_NIL};
    struct expander inner = *x;
    value name;

    if (pms_length(form) < 2 || !is_name(pms_nth(form, 1)))
        pms_syntax_error(x, "define-library wants a name, a list of "
                            "identifiers and exact integers", form);
    name = pms_nth(form, 1);
    d.library = pms_alloc(t, sizeof *d.library);
    d.library->env = pms_env_make(t, name);
    declare(x, &d, cdr(cdr(form)));
    for (value l = copy_list(t, d.imports); is_pair(l); l = cdr(l))
        pms_import(x, d.library->env, car(l));
    pms_run_forms(&inner, d.body, d.library->env);
    for (size_t i = 0; i < d.library->export_count; i++) {
        if (pms_env_find(d.library->env, d.library->exports[i].internal) == NULL)
            pms_syntax_error(x, "a library exports what it does not define",
                             pms_list2(t, d.library->exports[i].internal,
                                       name));
    }
    d.library->name = name;
    d.library->next = libraries;
    libraries = d.library;
}

/* SPDX-License-Identifier: MIT */
/*
 * Primitives of the evaluator: procedures, values, dynamic state, records,
 * promises, compilation.
 *
 * In: arguments.  Out: values.  apply, call/cc and the like are marked here
 * and done by the machine (apply.c).
 */
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "error.h"
#include "interrupt.h"
#include "library.h"
#include "source.h"
#include "vm.h"

/* ---- Making primitives ----------------------------------------------------- */

void pms_define_primitives(struct thread *t, const struct primitive *table)
{
    for (; table->name != NULL; table++) {
        struct primitive_object *p = pms_alloc(t, sizeof *p);

        p->header = make_header(PMS_T_PRIMITIVE, 0);
        p->fn = table->fn;
        p->name = table->name;
        p->min_args = table->min_args;
        p->max_args = table->max_args;
        p->inlined = pms_inline_kind(table->name);
        pms_core_define(t, table->name, value_of(p));
    }
}

static value done_by_machine(struct thread *t, int argc, value *argv)
{
    (void)argc, (void)argv;
    pms_raise_error(t, "this procedure can't be called from C", PMS_NIL);
}

static void mark_special(struct thread *t, const char *name,
                         enum special_primitive special)
{
    ((struct primitive_object *)object_of(pms_core_value(t, name)))->special =
        special;
}

/* ---- Values and state ------------------------------------------------------ */

static value values(struct thread *t, int argc, value *argv)
{
    return argc == 1 ? argv[0] : pms_make_values(t, (size_t)argc, argv);
}

/* The values as a list, whatever their number. */
static value values_list(struct thread *t, int argc, value *argv)
{
    value list = PMS_NIL, v = argv[0];

    (void)argc;
    if (!has_type(v, PMS_T_VALUES))
        return pms_list1(t, v);
    for (size_t i = object_length(v); i-- > 0;)
        list = pms_cons(t, ((struct values *)object_of(v))->items[i], list);
    return list;
}

static value procedure_p(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    return make_bool(is_procedure(argv[0]));
}

static value state(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return t->state[fixnum_int(argv[0]) % STATE_COUNT];
}

static value set_state(struct thread *t, int argc, value *argv)
{
    (void)argc;
    t->state[fixnum_int(argv[0]) % STATE_COUNT] = argv[1];
    return PMS_UNSPECIFIED;
}

static value continuation_state(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (!has_type(argv[0], PMS_T_CONTINUATION))
        pms_wrong_type(t, "%continuation-state", 1, argv[0]);
    return ((struct continuation *)object_of(argv[0]))
        ->state[fixnum_int(argv[1]) % STATE_COUNT];
}

static value make_parameter(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_make_parameter(t, argv[0], argv[1]);
}

static value parameter_converter(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (!has_type(argv[0], PMS_T_PARAMETER))
        pms_raise_error(t, "parameterize: no parameter",
                        pms_list1(t, argv[0]));
    return ((struct parameter *)object_of(argv[0]))->converter;
}

/* ---- Records and promises -------------------------------------------------- */

static value record(struct thread *t, int argc, value *argv)
{
    struct record *r = pms_alloc_small(
        t, sizeof *r + (size_t)(argc - 1) * sizeof(value));

    r->header = make_header(PMS_T_RECORD, (uint64_t)(argc - 1));
    r->type = argv[0];
    memcpy(r->fields, argv + 1, (size_t)(argc - 1) * sizeof(value));
    return value_of(r);
}

static value record_p(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    return make_bool(has_type(argv[1], PMS_T_RECORD) &&
                     ((struct record *)object_of(argv[1]))->type == argv[0]);
}

static struct record *record_arg(struct thread *t, value type, value v)
{
    if (!has_type(v, PMS_T_RECORD) ||
        ((struct record *)object_of(v))->type != type)
        pms_vm_record_error(t, PMS_FALSE, type, v);
    return object_of(v);
}

static value record_ref(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return record_arg(t, argv[0], argv[1])->fields[fixnum_int(argv[2])];
}

static value record_set(struct thread *t, int argc, value *argv)
{
    (void)argc;
    record_arg(t, argv[0], argv[1])->fields[fixnum_int(argv[2])] = argv[3];
    return PMS_UNSPECIFIED;
}

struct promise {
    uint64_t header;
    value content; /* a pair (done? . value or thunk) that promises share */
};

static value make_promise(struct thread *t, int argc, value *argv)
{
    struct promise *p = pms_alloc_small(t, sizeof *p);

    (void)argc;
    p->header = make_header(PMS_T_PROMISE, 0);
    p->content = argv[0];
    return value_of(p);
}

static value promise_p(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    return make_bool(has_type(argv[0], PMS_T_PROMISE));
}

static value promise_content(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (!has_type(argv[0], PMS_T_PROMISE))
        pms_wrong_type(t, "force", 1, argv[0]);
    return ((struct promise *)object_of(argv[0]))->content;
}

static value promise_set(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (!has_type(argv[0], PMS_T_PROMISE))
        pms_wrong_type(t, "force", 1, argv[0]);
    ((struct promise *)object_of(argv[0]))->content = argv[1];
    return PMS_UNSPECIFIED;
}

/* ---- Compilation ----------------------------------------------------------- */

static struct env *env_arg(struct thread *t, const char *who, int n, value v)
{
    if (!has_type(v, PMS_T_ENVIRONMENT))
        pms_wrong_type(t, who, n, v);
    return object_of(v);
}

/* (%compile form environment positions file) */
static value compile(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_compile_form(t, argv[0], env_arg(t, "eval", 2, argv[1]),
                            argv[2], argv[3]);
}

static value user_environment(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc, (void)argv;
    return value_of(pms_user_env);
}

static value program_environment(struct thread *t, int argc, value *argv)
{
    (void)argc, (void)argv;
    return value_of(pms_library_program_env(t));
}

/* (%environment set ...) */
static value environment(struct thread *t, int argc, value *argv)
{
    struct expander x = {.t = t, .positions = PMS_FALSE, .file = PMS_FALSE};
    struct env *env = pms_env_make(t, PMS_FALSE);
    value sets = PMS_NIL;

    for (int i = argc; i-- > 0;)
        sets = pms_cons(t, argv[i], sets);
    pms_import(&x, env, sets);
    env->sealed = true;
    return value_of(env);
}

static value source_text(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (!is_string(argv[0]))
        pms_wrong_type(t, "load", 1, argv[0]);
    return pms_source_text(t, pms_string_to_utf8(t, argv[0], NULL));
}

static value read_positioned(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_read(t, argv[0], argv[1]);
}

/* The same; %incomplete when the port ends inside a datum. */
static value read_partial(struct thread *t, int argc, value *argv)
{
    bool incomplete = false;
    value v = pms_read_partial(t, argv[0], argv[1], &incomplete);

    (void)argc;
    return incomplete ? PMS_DEFAULT : v;
}

static value open_source(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_open_input_string(t, argv[0],
                                 pms_string_to_utf8(t, argv[1], NULL));
}

static value make_positions(struct thread *t, int argc, value *argv)
{
    (void)argc, (void)argv;
    return pms_make_eq_table(t);
}

static value set_stack_limit(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (argv[0] != PMS_FALSE &&
        (!is_fixnum(argv[0]) || fixnum_int(argv[0]) < 0))
        pms_wrong_type(t, "set-stack-limit!", 1, argv[0]);
    t->depth_limit = argv[0] == PMS_FALSE
                         ? 0 : (size_t)fixnum_int(argv[0]) / sizeof(value);
    return PMS_UNSPECIFIED;
}

static value set_heap_limit(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (argv[0] != PMS_FALSE &&
        (!is_fixnum(argv[0]) || fixnum_int(argv[0]) < 0))
        pms_wrong_type(t, "set-heap-limit!", 1, argv[0]);
    pms_heap_set_limit(argv[0] == PMS_FALSE ? 0 : (size_t)fixnum_int(argv[0]));
    return PMS_UNSPECIFIED;
}

static value uninterned(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (!is_string(argv[0]))
        pms_wrong_type(t, "string->uninterned-symbol", 1, argv[0]);
    return pms_uninterned(t, argv[0]);
}

static value set_procedures(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    pms_raise_procedure = argv[0];
    pms_rewind_procedure = argv[1];
    return PMS_UNSPECIFIED;
}

static value procedure_name(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    return pms_procedure_name(argv[0]);
}

const struct primitive pms_control_primitives[] = {
    {"apply", 2, -1, done_by_machine},
    {"%call/cc", 1, 1, done_by_machine},
    {"%reinstate", 2, 2, done_by_machine},
    {"values", 0, -1, values},
    {"%values->list", 1, 1, values_list},
    {"procedure?", 1, 1, procedure_p},
    {"%state", 1, 1, state},
    {"%set-state!", 2, 2, set_state},
    {"%continuation-state", 2, 2, continuation_state},
    {"%make-parameter", 2, 2, make_parameter},
    {"%parameter-converter", 1, 1, parameter_converter},
    {"%record", 1, -1, record},
    {"%record?", 2, 2, record_p},
    {"%record-ref", 3, 3, record_ref},
    {"%record-set!", 4, 4, record_set},
    {"%make-promise", 1, 1, make_promise},
    {"promise?", 1, 1, promise_p},
    {"%promise-content", 1, 1, promise_content},
    {"%promise-set!", 2, 2, promise_set},
    {"%compile", 4, 4, compile},
    {"interaction-environment", 0, 0, user_environment},
    {"%program-environment", 0, 0, program_environment},
    {"environment", 0, -1, environment},
    {"%source-text", 1, 1, source_text},
    {"%read", 2, 2, read_positioned},
    {"%read-partial", 2, 2, read_partial},
    {"%open-source", 2, 2, open_source},
    {"%make-positions", 0, 0, make_positions},
    {"set-stack-limit!", 1, 1, set_stack_limit},
    {"set-heap-limit!", 1, 1, set_heap_limit},
    {"string->uninterned-symbol", 1, 1, uninterned},
    {"%set-procedures!", 2, 2, set_procedures},
    {"procedure-name", 1, 1, procedure_name},
    {NULL, 0, 0, NULL},
};

void pms_control_init(struct thread *t)
{
    pms_define_primitives(t, pms_control_primitives);
    pms_define_primitives(t, pms_error_primitives);
    pms_core_define(t, "%incomplete", PMS_DEFAULT);
    mark_special(t, "apply", SPECIAL_APPLY);
    mark_special(t, "%call/cc", SPECIAL_CALL_CC);
    mark_special(t, "%reinstate", SPECIAL_REINSTATE);
}

/* SPDX-License-Identifier: MIT */
/*
 * The start of the runtime: from nothing to an environment.
 *
 * In: the primitives and the boot files, which the build makes a string of
 * (boot_text.c).  Out: a thread that can run programs.
 */
#include "boot.h"

#include "error.h"
#include "interrupt.h"
#include "library.h"
#include "source.h"

static void seal_core(struct thread *t)
{
    for (size_t i = 0; i < pms_core_env->size; i++) {
        struct env_entry *e = &pms_core_env->table[i];

        if (e->name != 0)
            e->binding->constant = true;
    }
    pms_env_find(pms_core_env, pms_intern(t, "error"))->binding->raises = true;
    pms_env_find(pms_core_env, pms_intern(t, "raise"))->binding->raises = true;
}

static void run_boot_text(struct thread *t, const char *text)
{
    value port = pms_open_input_string(t, pms_string(t, text), "boot"), form;

    while ((form = pms_read(t, port, PMS_FALSE)) != PMS_EOF)
        pms_apply(t, pms_compile_form(t, form, pms_core_env, PMS_FALSE,
                                      PMS_FALSE), 0, NULL);
}

struct thread *pms_boot(void)
{
    struct thread *t;

    pms_heap_init();
    t = pms_thread_make(NULL);
    pms_thread_enter(t);
    pms_error_init(t);
    pms_env_init(t);
    pms_scope_init(t);
    for (int i = 0; pms_data_primitives[i] != NULL; i++)
        pms_define_primitives(t, pms_data_primitives[i]);
    pms_control_init(t);
    pms_define_primitives(t, pms_program_primitives);
    pms_define_primitives(t, pms_srfi18_primitives);
    pms_set_standard_ports(t);
    pms_srfi18_init(t);
    for (int i = 0; pms_boot_texts[i] != NULL; i++)
        run_boot_text(t, pms_boot_texts[i]);
    seal_core(t);
    pms_standard_libraries(t);
    return t;
}

/* SPDX-License-Identifier: MIT */
/*
 * All tables of primitives of the data files, and the short lists that errors
 * are made of.
 *
 * In: the tables.  Out: one list of them.
 */
#include "primitive.h"

const struct primitive *const pms_data_primitives[] = {
    pms_number_primitives,
    pms_number_ops_primitives,
    pms_number_real_primitives,
    pms_number_text_primitives,
    pms_equal_primitives,
    pms_list_primitives,
    pms_char_primitives,
    pms_string_primitives,
    pms_vector_primitives,
    pms_table_primitives,
    pms_port_primitives,
    pms_input_primitives,
    pms_output_primitives,
    pms_read_primitives,
    pms_print_primitives,
    pms_memory_primitives,
    pms_system_primitives,
    NULL,
};

value pms_list1(struct thread *t, value a)
{
    return pms_cons(t, a, PMS_NIL);
}

value pms_list2(struct thread *t, value a, value b)
{
    return pms_cons(t, a, pms_list1(t, b));
}

value pms_list3(struct thread *t, value a, value b, value c)
{
    return pms_cons(t, a, pms_list2(t, b, c));
}

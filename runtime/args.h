/* SPDX-License-Identifier: MIT */
/*
 * Checks of a primitive's arguments.
 *
 * In: argc and argv.  Out: C values; a wrong argument raises and does not
 * return.  Positions of arguments are from 0 here and from 1 in messages.
 */
#ifndef PMS_ARGS_H
#define PMS_ARGS_H

#include "primitive.h"

static inline void need_type(struct thread *t, const char *who, value *argv,
                             int i, enum pms_type type)
{
    if (PMS_UNLIKELY(!has_type(argv[i], type)))
        pms_wrong_type(t, who, i + 1, argv[i]);
}
static inline void need_pair(struct thread *t, const char *who, value *argv, int i)
{
    if (PMS_UNLIKELY(!is_pair(argv[i])))
        pms_wrong_type(t, who, i + 1, argv[i]);
}
static inline void need_char(struct thread *t, const char *who, value *argv, int i)
{
    if (PMS_UNLIKELY(!is_char(argv[i])))
        pms_wrong_type(t, who, i + 1, argv[i]);
}
static inline bool has_arg(int argc, const value *argv, int i)
{
    return i < argc && argv[i] != PMS_DEFAULT;
}
/* An index from 0 to limit, inclusive. */
static inline size_t need_index(struct thread *t, const char *who, value *argv,
                                int i, size_t limit)
{
    if (PMS_UNLIKELY(!is_fixnum(argv[i])))
        pms_wrong_type(t, who, i + 1, argv[i]);
    if (PMS_UNLIKELY((uint64_t)fixnum_int(argv[i]) > limit))
        pms_out_of_range(t, who, i + 1, argv[i]);
    return (size_t)fixnum_int(argv[i]);
}
/* Optional start and end at argv[i] and argv[i + 1]. */
static inline void need_range(struct thread *t, const char *who, int argc,
                              value *argv, int i, size_t length, size_t *start,
                              size_t *end)
{
    *start = 0;
    *end = length;
    if (has_arg(argc, argv, i + 1))
        *end = need_index(t, who, argv, i + 1, length);
    if (has_arg(argc, argv, i))
        *start = need_index(t, who, argv, i, *end);
}
static inline void need_mutable(struct thread *t, const char *who, value *argv,
                                int i)
{
    if (PMS_UNLIKELY(*object_flags(argv[i]) & PMS_F_IMMUTABLE))
        pms_raise_error(t, "a literal or a symbol's name can't be changed",
                        pms_list2(t, pms_intern(t, who), argv[i]));
}

#endif /* PMS_ARGS_H */

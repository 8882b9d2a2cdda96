/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: structure that is deeper than any C stack is read, printed,
 * compared and hashed; in a small stack, under collections.
 * Limitations: 300000 levels stand for all depths.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off" "PMS_TEST_INCREMENTAL=1" } */
#include <sys/resource.h>

#include "check.h"
#include "pms_host.h"

static value nested(struct thread *t, size_t depth, bool vectors)
{
    value v = FIX(7);

    while (depth-- > 0)
        v = vectors && depth % 2 ? pms_make_vector(t, 1, v)
                                 : pms_cons(t, v, PMS_NIL);
    return v;
}

int main(void)
{
    struct rlimit limit = {1 << 20, 1 << 20};
    struct thread *t = host_start();
    size_t depth = test_rounds(300000), i;
    value a, b, text, port;
    char *bytes;

    CHECK_EQ(setrlimit(RLIMIT_STACK, &limit), 0);
    for (i = 0; i < 2; i++) {
        a = nested(t, depth, i == 1);
        port = pms_open_output_string(t);
        pms_print(t, a, port, PMS_WRITE);
        text = pms_get_output_string(t, port);
        b = pms_read(t, pms_open_input_string(t, text, "deep"), PMS_FALSE);
        CHECK(pms_equal(t, a, b));
        port = pms_open_output_string(t);
        pms_print(t, b, port, PMS_WRITE_SIMPLE);
        CHECK(pms_equal(t, text, pms_get_output_string(t, port)));
        (void)host_eval(t, pms_list2(t, pms_intern(t, "hash"),
                                     pms_list2(t, pms_intern(t, "quote"), a)));
    }
    /* What never ends. */
    bytes = pms_alloc_atomic(t, depth + 1);
    memset(bytes, '(', depth);
    bytes[depth] = 0;
    CHECK(HOST_RAISES(t, host_read(t, bytes)));
    memset(bytes, '\'', depth);
    CHECK(HOST_RAISES(t, host_read(t, bytes)));
    for (i = 0; i + 2 < depth; i += 2)
        memcpy(bytes + i, "#;", 2);
    CHECK(HOST_RAISES(t, host_read(t, bytes)));
    for (i = 0; i + 2 < depth; i += 2)
        memcpy(bytes + i, "#|", 2);
    CHECK(HOST_RAISES(t, host_read(t, bytes)));
    return 0;
}

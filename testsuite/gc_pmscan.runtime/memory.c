/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: weak pairs let go and guardians give back what nobody else refers
 * to, and nothing else is lost: structure that is changed all the time is
 * right after each of many collections, incremental or not.
 * Limitations: conservative: a word on the stack may keep a few objects.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off" "PMS_TEST_INCREMENTAL=1" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN_VERIFY=1" "PMS_TEST_INCREMENTAL=0 PMSCHEME_GC_STRESS=50" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off PMSCHEME_GC_STRESS=50" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN_VERIFY=1 PMSCHEME_GC_STRESS=50" } */
#include "check.h"
#include "pms_host.h"

static value call(struct thread *t, const char *name, int argc, value *argv)
{
    return host_primitive(name)->fn(t, argc, argv);
}

enum { COUNT = 100 };

static __attribute__((noinline)) void make(struct thread *t, value guardian,
                                           value weak, value kept)
{
    int i;

    for (i = 0; i < COUNT; i++) {
        value v = i % 3 == 0   ? pms_cons(t, FIX(i), PMS_NIL)
                  : i % 3 == 1 ? pms_make_vector(t, 2, FIX(i))
                               : pms_string(t, "weak");

        vector_items(weak)[i] = call(t, "weak-cons", 2, (value[]){v, FIX(i)});
        call(t, "guardian-register!", 2, (value[]){guardian, v});
        if (i % 10 == 0)
            call(t, "guardian-register!", 2, (value[]){guardian, v});
        if (i % 2 == 0)
            vector_items(kept)[i] = v;
    }
}

static void weak_and_guardians(struct thread *t)
{
    value guardian = call(t, "make-guardian", 0, NULL);
    value weak = pms_make_vector(t, COUNT, PMS_FALSE);
    value kept = pms_make_vector(t, COUNT, PMS_FALSE), v;
    int i, broken = 0, freed = 0;

    make(t, guardian, weak, kept);
    for (i = 0; i < 3; i++)
        call(t, "gc", 0, NULL);
    for (i = 0; i < COUNT; i++) {
        value w = vector_items(weak)[i];

        CHECK_EQ(call(t, "weak-cdr", 1, &w), FIX(i));
        v = call(t, "weak-car", 1, &w);
        if (i % 2 == 0)
            CHECK_EQ(v, vector_items(kept)[i]);
        else
            broken += v == PMS_FALSE;
    }
    CHECK(broken >= COUNT / 2 - 10);
    CHECK(broken <= COUNT / 2);
    while ((v = call(t, "guardian-next!", 1, &guardian)) != PMS_FALSE) {
        freed++;
        CHECK(is_pair(v) ? is_fixnum(car(v)) && cdr(v) == PMS_NIL
              : is_vector(v) ? object_length(v) == 2 : is_string(v));
    }
    CHECK(freed >= COUNT / 2 - 10);
    CHECK(freed <= COUNT / 2 + COUNT / 10);
    v = FIX(1);
    v = call(t, "weak-cons", 2, (value[]){v, PMS_NIL});
    call(t, "gc", 0, NULL);
    CHECK_EQ(call(t, "weak-car", 1, &v), FIX(1));
}

/* A vector of lists, tables, numbers and strings, of which a random one is
 * replaced or changed each time; each knows what it must be. */
struct model {
    value items;
    uint64_t seeds[2000];
};

static value item(struct thread *t, uint64_t seed)
{
    value l = PMS_NIL, table;
    char text[40];
    int i;

    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    switch (seed % 4) {
    case 0:
        for (i = 0; i < 20; i++)
            l = pms_cons(t, FIX(seed % 1000000), l);
        return l;
    case 1:
        table = pms_make_eq_table(t);
        for (i = 0; i < 20; i++)
            pms_table_put(t, table, FIX(i), pms_cons(t, FIX(seed % 1000), PMS_NIL));
        return table;
    case 2:
        return pms_mul(t, pms_make_unsigned(t, seed), pms_make_unsigned(t, seed));
    default:
        return pms_string(t, text);
    }
}

static void check_item(struct thread *t, value v, uint64_t seed)
{
    char text[40];
    int i;

    snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
    switch (seed % 4) {
    case 0:
        CHECK_EQ(pms_list_length(v), 20);
        for (; is_pair(v); v = cdr(v))
            CHECK_EQ(car(v), FIX(seed % 1000000));
        return;
    case 1:
        for (i = 0; i < 20; i++)
            CHECK_EQ(car(pms_table_get(t, v, FIX(i), PMS_FALSE)), FIX(seed % 1000));
        return;
    case 2:
        CHECK(pms_eqv(pms_quotient(t, v, pms_make_unsigned(t, seed)),
                      pms_make_unsigned(t, seed)));
        return;
    default:
        CHECK(strcmp(pms_string_to_utf8(t, v, NULL), text) == 0);
    }
}

static void changing(struct thread *t, struct test_rng *rng, unsigned long rounds)
{
    struct model *m = pms_alloc_root(t, sizeof *m);
    unsigned long i;
    size_t k;

    m->items = pms_make_vector(t, 2000, PMS_FALSE);
    for (k = 0; k < 2000; k++) {
        m->seeds[k] = test_random(rng) | 1 << 4;
        vector_items(m->items)[k] = item(t, m->seeds[k]);
    }
    for (i = 0; i < rounds; i++) {
        k = test_random_below(rng, 2000);
        check_item(t, vector_items(m->items)[k], m->seeds[k]);
        m->seeds[k] = test_random(rng) | 1 << 4;
        vector_items(m->items)[k] = item(t, m->seeds[k]);
        if (test_random_below(rng, 5000) == 0)
            pms_collect();
    }
    for (k = 0; k < 2000; k++)
        check_item(t, vector_items(m->items)[k], m->seeds[k]);
}

/* GMP's temporary memory of large products and divisions is ours, too. */
static void large_numbers(struct thread *t)
{
    value a = pms_sub(t, call(t, "expt", 2, (value[]){FIX(3), FIX(300000)}), FIX(1));
    value b = pms_add(t, call(t, "expt", 2, (value[]){FIX(7), FIX(90000)}), FIX(2));
    value product = pms_mul(t, a, b);
    int i;

    for (i = 0; i < 20; i++) {
        CHECK(pms_eqv(pms_mul(t, a, b), product));
        CHECK(pms_eqv(pms_quotient(t, product, a), b));
        CHECK(pms_remainder(t, product, b) == FIX(0));
        if (i % 8 == 0)
            CHECK(pms_eqv(host_read(t, host_text(t, b, PMS_WRITE)), b));
    }
}

int main(void)
{
    struct thread *t = host_start();
    struct test_rng rng = test_rng_start();
    value stats;

    weak_and_guardians(t);
    large_numbers(t);
    changing(t, &rng, test_rounds(200000));
    stats = call(t, "gc-stats", 0, NULL);
    CHECK(pms_list_length(stats) >= 8);
    CHECK_EQ(is_pair(call(t, "gc-pauses", 0, NULL)), true);
    return 0;
}

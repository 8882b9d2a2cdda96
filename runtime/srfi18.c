#include "srfi18.h"
#include "boot.h"
const struct primitive pms_srfi18_primitives[] = {{NULL, 0, 0, NULL}};
void pms_srfi18_init(struct thread *t) { (void)t; }
bool pms_thread_ends_uncaught(struct thread *t, value object) { (void)t; (void)object; return false; }

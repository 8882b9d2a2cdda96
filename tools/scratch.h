/* SPDX-License-Identifier: MIT */
/*
 * A private directory for files that live as long as one subcommand.
 *
 * In: TMPDIR.  Out: a directory that only this user can enter.  Never in the
 * current directory, and gone after scratch_remove.
 */
#ifndef GC_PMSCAN_TOOLS_SCRATCH_H
#define GC_PMSCAN_TOOLS_SCRATCH_H

struct scratch {
    char *directory; /* absolute */
};

/* Returns 0 or -errno; says nothing. */
int scratch_make(struct scratch *scratch);

/* The path of a file in it, to be freed; NULL when memory ran out. */
char *scratch_path(const struct scratch *scratch, const char *name);

/* Removes the files in it whose names begin with prefix ("" for all). */
void scratch_clear(const struct scratch *scratch, const char *prefix);

/* Removes it with its files; says so when that does not work. */
void scratch_remove(struct scratch *scratch);

#endif

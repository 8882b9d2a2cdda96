/* SPDX-License-Identifier: MIT */
/* pmscheme, for now: a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "boot.h"
#include "env.h"
#include "library.h"
#include "source.h"

int main(int argc, char **argv)
{
    struct thread *t = pms_boot();
    value args[2];

    pms_set_command_line(argc - 1, argv + 1);
    pms_library_path(".");
    if (argc < 2) return 2;
    if (strcmp(argv[1], "-e") == 0) {
        args[0] = pms_string(t, argv[2]);
        args[1] = pms_string(t, "command line");
    } else {
        args[1] = pms_string(t, argv[1]);
        args[0] = pms_apply(t, pms_core_value(t, "%source-text"), 1, args + 1);
    }
    pms_apply(t, pms_core_value(t, "%run-program"), 2, args);
    pms_flush_all(t);
    return 0;
}

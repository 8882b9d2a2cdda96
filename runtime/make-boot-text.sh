#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes C strings of Scheme files.  In: the files.  Out: C, on standard output.
# Comments that begin a line and indentation are left out.
set -eu
echo '/* Made by make-boot-text.sh. */'
echo '#include "boot.h"'
echo 'const char *const pms_boot_texts[] = {'
for file; do
    sed -e '/^ *;/d' -e '/^ *$/d' -e 's/^ */ /' -e 's/\\/\\\\/g' \
        -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$/\\n"/' "$file"
    echo '    ,'
done
echo '    0'
echo '};'

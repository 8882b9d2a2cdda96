/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: the random tester finds each fault that is put into the kernel's
 *   answers, into what the kernel does, or into the model.
 * Limitations: these faults.
 */
/* { dg-link "unit" } */
/* { dg-timeout 120 } */
/* { dg-xfault "kernel and model differ" } */
/* { dg-matrix "MODEL_FAULT=drop-region" "MODEL_FAULT=short-region" "MODEL_FAULT=category" "MODEL_FAULT=walk-end" "MODEL_FAULT=result" "MODEL_FAULT=not-armed" "MODEL_FAULT=lost-write" "MODEL_FAULT=model-no-merge" "MODEL_FAULT=model-no-arm" "MODEL_FAULT=model-anyof-all" } */
#include "random.c"

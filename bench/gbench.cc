// SPDX-License-Identifier: MIT
//
// Google Benchmark for C; see gbench.h.  The only C++ of the project.
//
// Both structures of the interface are names for Google Benchmark's own
// objects: a pointer is converted, nothing is wrapped or kept.

#include "gbench.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace {

using Registered = benchmark::internal::Benchmark;

Registered *unwrap(gbench *b)
{
    return reinterpret_cast<Registered *>(b);
}

benchmark::State &unwrap(gbench_state *state)
{
    return *reinterpret_cast<benchmark::State *>(state);
}

const benchmark::State &unwrap(const gbench_state *state)
{
    return *reinterpret_cast<const benchmark::State *>(state);
}

benchmark::TimeUnit time_unit(gbench_unit unit)
{
    switch (unit) {
    case GBENCH_MICROSECONDS: return benchmark::kMicrosecond;
    case GBENCH_MILLISECONDS: return benchmark::kMillisecond;
    case GBENCH_SECONDS: return benchmark::kSecond;
    default: return benchmark::kNanosecond;
    }
}

benchmark::BigO big_o(gbench_big_o order)
{
    switch (order) {
    case GBENCH_O_1: return benchmark::o1;
    case GBENCH_O_LOG_N: return benchmark::oLogN;
    case GBENCH_O_N: return benchmark::oN;
    case GBENCH_O_N_LOG_N: return benchmark::oNLogN;
    case GBENCH_O_N_SQUARED: return benchmark::oNSquared;
    default: return benchmark::oAuto;
    }
}

benchmark::Counter::Flags counter_flags(gbench_counter kind)
{
    switch (kind) {
    case GBENCH_RATE: return benchmark::Counter::kIsRate;
    case GBENCH_PER_ITERATION: return benchmark::Counter::kAvgIterations;
    case GBENCH_THREAD_AVERAGE: return benchmark::Counter::kAvgThreads;
    default: return benchmark::Counter::kDefaults;
    }
}

} // namespace

gbench *gbench_register(const char *name, gbench_fn fn, void *context)
{
    Registered *b = benchmark::RegisterBenchmark(
        name, [fn, context](benchmark::State &state) {
            fn(reinterpret_cast<gbench_state *>(&state), context);
        });

    return reinterpret_cast<gbench *>(b);
}

void gbench_arg(gbench *b, int64_t value)
{
    unwrap(b)->Arg(value);
}

void gbench_args(gbench *b, const int64_t *values, size_t count)
{
    unwrap(b)->Args(std::vector<int64_t>(values, values + count));
}

void gbench_range(gbench *b, int64_t lo, int64_t hi, int multiplier)
{
    unwrap(b)->RangeMultiplier(multiplier)->Range(lo, hi);
}

void gbench_arg_names(gbench *b, const char *const *names, size_t count)
{
    unwrap(b)->ArgNames(std::vector<std::string>(names, names + count));
}

void gbench_threads(gbench *b, int threads)
{
    unwrap(b)->Threads(threads);
}

void gbench_time_unit(gbench *b, gbench_unit unit)
{
    unwrap(b)->Unit(time_unit(unit));
}

void gbench_min_time(gbench *b, double seconds)
{
    unwrap(b)->MinTime(seconds);
}

void gbench_iterations(gbench *b, int64_t count)
{
    unwrap(b)->Iterations(count);
}

void gbench_repetitions(gbench *b, int count)
{
    unwrap(b)->Repetitions(count);
}

void gbench_use_real_time(gbench *b)
{
    unwrap(b)->UseRealTime();
}

void gbench_use_manual_time(gbench *b)
{
    unwrap(b)->UseManualTime();
}

void gbench_complexity(gbench *b, gbench_big_o order)
{
    unwrap(b)->Complexity(big_o(order));
}

bool gbench_keep_running(gbench_state *state)
{
    return unwrap(state).KeepRunning();
}

int64_t gbench_state_arg(const gbench_state *state, size_t index)
{
    return unwrap(state).range(index);
}

int64_t gbench_state_iterations(const gbench_state *state)
{
    return static_cast<int64_t>(unwrap(state).iterations());
}

int gbench_state_threads(const gbench_state *state)
{
    return unwrap(state).threads();
}

int gbench_state_thread_index(const gbench_state *state)
{
    return unwrap(state).thread_index();
}

void gbench_pause_timing(gbench_state *state)
{
    unwrap(state).PauseTiming();
}

void gbench_resume_timing(gbench_state *state)
{
    unwrap(state).ResumeTiming();
}

void gbench_iteration_time(gbench_state *state, double seconds)
{
    unwrap(state).SetIterationTime(seconds);
}

void gbench_skip(gbench_state *state, const char *reason)
{
    unwrap(state).SkipWithError(reason);
}

void gbench_count(gbench_state *state, const char *name, double value,
                  gbench_counter kind)
{
    unwrap(state).counters[name] =
        benchmark::Counter(value, counter_flags(kind));
}

void gbench_bytes_processed(gbench_state *state, int64_t bytes)
{
    unwrap(state).SetBytesProcessed(bytes);
}

void gbench_items_processed(gbench_state *state, int64_t items)
{
    unwrap(state).SetItemsProcessed(items);
}

void gbench_complexity_n(gbench_state *state, int64_t n)
{
    unwrap(state).SetComplexityN(n);
}

void gbench_label(gbench_state *state, const char *text)
{
    unwrap(state).SetLabel(text);
}

void gbench_use(const void *p)
{
    benchmark::DoNotOptimize(p);
    benchmark::ClobberMemory();
}

void gbench_context(const char *key, const char *value)
{
    benchmark::AddCustomContext(key, value);
}

int gbench_main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

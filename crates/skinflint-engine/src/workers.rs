//! The threads of a run. Nothing is scheduled here: the rooms do that.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Frontends and the walkers of facts recurse as deep as code nests. They cap the depth, and the cap
/// needs more room than a thread has by default. Only what is touched costs memory.
const STACK_BYTES: usize = 16 << 20;

/// A pool for one run; `0` threads: one per core.
pub(crate) fn pool(threads: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK_BYTES)
        .thread_name(|index| format!("worker {index}"))
        .build()
}

/// One pool for all runs over texts in memory: they are small and many, and come from many threads.
pub(crate) fn shared() -> Result<&'static ThreadPool, ThreadPoolBuildError> {
    static POOL: OnceLock<ThreadPool> = OnceLock::new();
    if let Some(pool) = POOL.get() {
        return Ok(pool);
    }
    let pool = pool(0)?;
    Ok(POOL.get_or_init(|| pool))
}

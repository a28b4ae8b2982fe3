//! The bar that says how far a run is. Shown on a terminal only, and only where a run lasts.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use skinflint_engine::Step;

/// A run that is over sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
const REDRAW: Duration = Duration::from_millis(100);

/// What the threads of the run count; the bar's own thread reads it.
#[derive(Debug, Default)]
struct Counts {
    found: AtomicUsize,
    read: AtomicUsize,
    judging: AtomicBool,
}

/// Shows a bar until it is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    counts: Arc<Counts>,
    /// Dropped to end the thread.
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Waits for patience to end; draws nothing where standard error is no terminal.
    pub(crate) fn start() -> Self {
        let counts = Arc::<Counts>::default();
        let running = io::stderr().is_terminal().then(|| {
            let (running, ended) = channel::<()>();
            let counts = Arc::clone(&counts);
            let thread = std::thread::spawn(move || {
                let is_over = |wait| ended.recv_timeout(wait) != Err(RecvTimeoutError::Timeout);
                if is_over(PATIENCE) {
                    return;
                }
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
                loop {
                    draw(&bar, &counts);
                    if is_over(REDRAW) {
                        break;
                    }
                }
                bar.finish_and_clear();
            });
            (running, thread)
        });
        Self { counts, running }
    }

    /// Takes note of a step. Called from many threads, once for each file.
    pub(crate) fn step(&self, step: Step) {
        match step {
            Step::FilesFound(count) => self.counts.found.store(count, Ordering::Relaxed),
            Step::FileRead => drop(self.counts.read.fetch_add(1, Ordering::Relaxed)),
            Step::Judging => self.counts.judging.store(true, Ordering::Relaxed),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((running, thread)) = self.running.take() {
            drop(running);
            // A bar that failed is no reason for the run to fail.
            let _ = thread.join();
        }
    }
}

fn draw(bar: &ProgressBar, counts: &Counts) {
    let found = counts.found.load(Ordering::Relaxed);
    let template = if found == 0 {
        "{spinner} looking for files"
    } else if counts.judging.load(Ordering::Relaxed) {
        "{spinner} judging {len} files"
    } else {
        "{spinner} reading {bar:30} {pos}/{len} files"
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    if found > 0 {
        bar.set_length(found as u64);
    }
    bar.set_position(counts.read.load(Ordering::Relaxed) as u64);
    bar.tick();
}

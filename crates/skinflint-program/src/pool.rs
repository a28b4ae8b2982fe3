//! Workers' memories: rayon splits work more often than there are workers, and what one part found out
//! serves the next.

use std::fmt;
use std::sync::Mutex;

use crate::eval::Eval;

/// Memories that wait for work.
pub(crate) struct Pool<'p> {
    idle: Mutex<Vec<Eval<'p>>>,
    make: Box<dyn Fn() -> Eval<'p> + Send + Sync + 'p>,
}

/// One memory while it is used.
pub(crate) struct Lent<'a, 'p> {
    eval: Option<Eval<'p>>,
    pool: &'a Pool<'p>,
}

impl fmt::Debug for Pool<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl<'p> Pool<'p> {
    pub(crate) fn new(make: impl Fn() -> Eval<'p> + Send + Sync + 'p) -> Self {
        Self { idle: Mutex::default(), make: Box::new(make) }
    }

    /// A memory, given back when it is dropped.
    pub(crate) fn lend(&self) -> Lent<'_, 'p> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        Lent { eval: Some(idle.unwrap_or_else(|| (self.make)())), pool: self }
    }
}

impl Drop for Lent<'_, '_> {
    fn drop(&mut self) {
        if let (Some(eval), Ok(mut idle)) = (self.eval.take(), self.pool.idle.lock()) {
            idle.push(eval);
        }
    }
}

impl<'p> std::ops::Deref for Lent<'_, 'p> {
    type Target = Eval<'p>;

    fn deref(&self) -> &Eval<'p> {
        match &self.eval {
            Some(eval) => eval,
            None => unreachable!("a memory is only given back when it is dropped"),
        }
    }
}

//! The merge gate on real repositories: what is old, what is new, whose policy judges.

mod bases;
mod matching;
mod repo;

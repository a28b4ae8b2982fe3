//! The merge gate on real repositories: what is old, what is new, whose policy judges.

mod bases;
mod hiding;
mod matching;
mod platforms;
mod policies;
mod repo;

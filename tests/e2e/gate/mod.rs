//! The merge gate on real repositories: what is old, what is new, whose policy judges.

mod bases;
mod hiding;
mod matching;
mod notes;
mod outputs;
mod platforms;
mod policies;
mod repo;
mod suppressions;

//! What every format writes, of ordinary findings and of hostile ones.

mod any;
mod people;
mod programs;
pub(super) mod samples;
mod speed;

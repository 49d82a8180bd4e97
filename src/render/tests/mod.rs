//! What every format writes, of ordinary findings and of hostile ones.

mod any;
mod diff;
mod people;
mod programs;
mod redaction;
pub(super) mod samples;
mod services;
mod speed;

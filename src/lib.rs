//! tunelint finds what is wrong in fine-tuning datasets before they are uploaded.

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod input;
pub mod record;
pub mod render;
pub mod report;
pub mod rules;
pub mod target;

//! tunelint finds what is wrong in fine-tuning datasets before they are uploaded.

pub mod check;
pub mod input;
pub mod record;
pub mod report;
pub mod rules;
pub mod target;

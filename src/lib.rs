//! tunelint finds what is wrong in fine-tuning datasets before they are uploaded.

pub mod input;
pub mod record;
pub mod render;
pub mod report;
pub mod rules;
pub mod target;

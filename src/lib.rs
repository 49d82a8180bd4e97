//! tunelint finds what is wrong in fine-tuning datasets before they are uploaded.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diagnose;
pub mod input;
pub mod record;
pub mod render;
pub mod report;
pub mod rules;
pub mod target;
pub mod tokens;

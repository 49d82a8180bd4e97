//! What several rules read in a record, whatever its format: its tools, its images, and what stands
//! inside strings.
//!
//! A view says what is there and where; whether it is a defect is for the rules to say.

pub(crate) mod arguments;
pub(crate) mod base64;
pub(crate) mod breaches;
pub(crate) mod cut_words;
pub(crate) mod images;
pub(crate) mod json_schema;
pub(crate) mod lengths;
pub(crate) mod order;
pub(crate) mod plain;
pub(crate) mod think_tags;
pub(crate) mod tokens;
pub(crate) mod tools;
pub(crate) mod weighing;

pub(crate) use images::Images;
pub(crate) use lengths::Lengths;
pub(crate) use tokens::{LineCounter, Tokens, Way};
pub(crate) use tools::Tools;

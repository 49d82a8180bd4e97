//! From an error back to its cause: what a provider's or trainer's message means, and what to do.
//!
//! In comes the text as it was printed, or the status and body of an answer from a provider; out comes
//! a [`Diagnosis`]: what kind of error it is, the likely cause, whether to try again, the fix, and the
//! place in the data that the message names. The catalogue is data (`catalogue.toml`), an entry a message.
//! Nothing is looked up anywhere else, and of a message that is not known nothing is claimed.
//!
//! ```
//! use tunelint::diagnose::{Category, Place, Retry, diagnose};
//!
//! let diagnosis = diagnose("Line 7: `messages[1]` must contain a `role` field").unwrap();
//! assert_eq!(diagnosis.category, Category::Validation);
//! assert_eq!(diagnosis.retry, Retry::Fixed);
//! assert_eq!(diagnosis.place, Some(Place::Line(7)));
//! ```

mod catalogue;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rules::RuleId;
use catalogue::{Catalogue, Entry};

/// What kind of error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Category {
    /// The key or its rights.
    Auth,
    /// Credit or spending limits.
    Billing,
    /// Too many requests.
    RateLimit,
    /// No such model, file or job.
    NotFound,
    /// The data or the parameters.
    Validation,
    /// The training itself: its settings, or what it makes of the data.
    Training,
    /// The provider's service.
    Server,
    /// The way to it.
    Network,
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Auth => "authentication",
            Self::Billing => "billing",
            Self::RateLimit => "rate limit",
            Self::NotFound => "not found",
            Self::Validation => "validation",
            Self::Training => "training",
            Self::Server => "server",
            Self::Network => "network",
        })
    }
}

/// Whether it helps to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Retry {
    /// It will not help.
    No,
    /// After a while it may.
    Later,
    /// Once the cause is gone.
    Fixed,
}

/// Where in the data a message says that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Place {
    /// The line of the file, from 1.
    Line(u64),
    /// The record, from 1.
    Record(u64),
}

/// What a message means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The catalogue's name for it; `None` where only the status is known.
    pub id: Option<&'static str>,
    /// Who says so.
    pub platform: Option<&'static str>,
    /// What kind of error it is.
    pub category: Category,
    /// The likely cause.
    pub cause: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Whether it helps to try again.
    pub retry: Retry,
    /// What tunelint calls the defect, the likeliest first.
    pub rules: Vec<RuleId>,
    /// Where in the data it is, if the message says so.
    pub place: Option<Place>,
    /// Whether the place may be another one: some readers count within a part of the file.
    pub uncertain_place: bool,
}

/// What a message means, as a provider or trainer printed it; `None` if it is not known.
///
/// # Example
///
/// ```
/// let diagnosis = tunelint::diagnose::diagnose("Line 7: `messages[1]` must contain a `role` field");
/// let diagnosis = diagnosis.expect("it is known");
/// assert_eq!(diagnosis.platform, Some("Together AI"));
/// assert_eq!(diagnosis.place, Some(tunelint::diagnose::Place::Line(7)));
/// ```
pub fn diagnose(message: &str) -> Option<Diagnosis> {
    Catalogue::get().find(message)
}

/// What an answer of a provider means: its HTTP status and its body, which may be empty. `None` if
/// neither is known.
///
/// The message says more than the status, unless it belongs to another kind of error: a 503 whose
/// body speaks of a file is still the service's failure.
///
/// ```
/// use tunelint::diagnose::{Category, Retry, classify};
///
/// let diagnosis = classify(429, r#"{"error": {"message": "Rate limit reached"}}"#).unwrap();
/// assert_eq!(diagnosis.category, Category::RateLimit);
/// assert_eq!(diagnosis.retry, Retry::Later);
/// assert_eq!(classify(200, ""), None);
/// ```
pub fn classify(status: u16, body: &str) -> Option<Diagnosis> {
    let catalogue = Catalogue::get();
    let of_status = catalogue.of_status(status);
    let of_message = catalogue.find(body);
    match (of_message, of_status) {
        (Some(message), Some(status)) if status.retry == Retry::Later => {
            // A used-up quota comes as 429, too, and waiting does not help.
            let known_better = matches!(message.category, Category::Billing | Category::RateLimit);
            Some(if known_better || message.category == status.category { message } else { status })
        }
        (message, status) => message.or(status),
    }
}

/// Every message that is known: its name, who says it, and the pattern.
///
/// # Example
///
/// ```
/// assert!(tunelint::diagnose::known().any(|(_, platform, _)| platform == "Together AI"));
/// ```
pub fn known() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    Catalogue::get()
        .entries()
        .map(|entry: &Entry| (entry.id.as_str(), entry.platform.as_str(), entry.pattern.as_str()))
}

#[cfg(test)]
mod tests;

//! A report as text, to be kept or carried to where it is merged.
//!
//! All that merging needs is in it, the table of records seen too, so it can be large; the formats
//! of `render` are for reading. What was looked for is not stored: a report is read back by a
//! linter that looks for the same.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

use super::file::MOST;
use super::sample::{Sample, StoredSample};
use super::sightings::{Sighting, Sightings};
use super::{FileReport, Report, SCHEMA};
use crate::rules::{Finding, Plan, Silenced};

/// Why a stored report cannot be read back.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// It is no stored report.
    #[error("this is no stored report")]
    Invalid(#[from] serde_json::Error),
    /// Its numbers contradict each other: it was damaged.
    #[error("the stored report is damaged: its numbers cannot be true")]
    Damaged,
    /// It was written by a version that stored reports otherwise.
    #[error("the report has the form {found:?}, and this version reads {SCHEMA:?}")]
    OtherVersion {
        /// The form it has.
        found: String,
    },
    /// It was made for other targets.
    #[error("the report is for the targets {found:?}, and these are {wanted:?}")]
    OtherTargets {
        /// Those of the report.
        found: Vec<String>,
        /// Those of the linter.
        wanted: Vec<String>,
    },
}

#[derive(Serialize)]
struct Stored<'a> {
    schema: &'a str,
    targets: Vec<&'a str>,
    limit: usize,
    files: &'a [FileReport],
    kept: &'a [Finding],
    sightings: Vec<Sighting>,
    counted: Option<u64>,
    sample: StoredSample,
    silenced: &'a Silenced,
}

#[derive(Deserialize)]
struct Restored {
    schema: String,
    targets: Vec<String>,
    limit: usize,
    files: Vec<FileReport>,
    kept: Vec<Finding>,
    sightings: Vec<Sighting>,
    #[serde(default)]
    counted: Option<u64>,
    #[serde(default)]
    sample: StoredSample,
    #[serde(default)]
    silenced: Silenced,
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored {
            schema: SCHEMA,
            targets: self.plan.targets().iter().map(|target| target.name.as_str()).collect(),
            limit: self.limit,
            files: &self.files,
            kept: &self.kept,
            sightings: self.sightings.clone().into_ordered().collect(),
            counted: self.counted,
            sample: self.settled().store(),
            silenced: &self.silenced,
        }
        .serialize(serializer)
    }
}

impl Report {
    /// The report that was stored as `text`.
    pub(crate) fn restore(plan: Arc<Plan>, text: &str) -> Result<Self, RestoreError> {
        let stored: Restored = serde_json::from_str(text)?;
        if stored.schema != SCHEMA {
            return Err(RestoreError::OtherVersion { found: stored.schema });
        }
        let wanted: Vec<String> = plan.targets().iter().map(|target| target.name.clone()).collect();
        if stored.targets != wanted {
            return Err(RestoreError::OtherTargets { found: stored.targets, wanted });
        }
        let sound = stored.files.iter().all(FileReport::is_sound)
            && stored.counted.is_none_or(|bytes| bytes <= MOST);
        let sample = Sample::restore(stored.sample).filter(|_| sound);
        let Some(sample) = sample else { return Err(RestoreError::Damaged) };
        let mut report = Self::new(plan, stored.limit);
        report.files = stored.files;
        report.counted = stored.counted;
        report.sample = sample;
        report.silenced = stored.silenced;
        report.keep(&stored.kept);
        let mut sightings = Sightings::default();
        for sighting in &stored.sightings {
            sightings.first(sighting);
        }
        report.sightings = sightings;
        Ok(report)
    }
}

//! What a defect does to the data at a target, and how loudly to say so.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What happens at a target to a record (or the whole file) that has a certain defect.
///
/// Ordered from harmless to worst, so that the worst effect is the greatest.
///
/// # Example
///
/// ```
/// use tunelint::{Effect, Fate, Level};
///
/// assert_eq!(Effect::Drops.default_level(), Level::Error);
/// assert_eq!(Effect::Drops.fate(), Fate::Dropped);
/// assert_eq!(Effect::Drops.name(), "drops");
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Effect {
    /// Nothing happens: the target takes it as meant.
    #[default]
    Accepts,
    /// Not established. Shown with `--pedantic` only.
    Unknown,
    /// A field has no effect there.
    Ignores,
    /// The record is trained, but not as its author meant.
    Mistrains,
    /// Part of the record is cut off.
    Truncates,
    /// The record is left out, and nobody is told.
    Drops,
    /// The whole upload or job fails.
    Refuses,
}

impl Effect {
    /// Every effect, from harmless to worst.
    pub const ALL: [Self; 7] = [
        Self::Accepts,
        Self::Unknown,
        Self::Ignores,
        Self::Mistrains,
        Self::Truncates,
        Self::Drops,
        Self::Refuses,
    ];

    /// The level of a finding with this effect, when nobody has chosen another.
    pub const fn default_level(self) -> Level {
        match self {
            Self::Accepts | Self::Unknown => Level::Off,
            Self::Ignores | Self::Mistrains | Self::Truncates => Level::Warning,
            Self::Drops | Self::Refuses => Level::Error,
        }
    }

    /// What becomes of the record.
    pub const fn fate(self) -> Fate {
        match self {
            Self::Accepts | Self::Unknown | Self::Ignores => Fate::Trains,
            Self::Mistrains => Fate::Mistrained,
            Self::Truncates => Fate::Truncated,
            Self::Drops => Fate::Dropped,
            Self::Refuses => Fate::Refused,
        }
    }

    /// The word used in target files and in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepts => "accepts",
            Self::Unknown => "unknown",
            Self::Ignores => "ignores",
            Self::Mistrains => "mistrains",
            Self::Truncates => "truncates",
            Self::Drops => "drops",
            Self::Refuses => "refuses",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How loudly a finding is said.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not said at all.
    #[default]
    Off,
    /// Said, without failing the run.
    Warning,
    /// Fails the run.
    Error,
}

impl Level {
    /// The word used in the configuration and in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What becomes of one record at one target. Ordered from best to worst.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It trains in full, as meant.
    #[default]
    Trains,
    /// It trains, but not as meant.
    Mistrained,
    /// It trains in part.
    Truncated,
    /// It is left out.
    Dropped,
    /// It stops the upload or the job.
    Refused,
}

impl Fate {
    /// Every fate, from best to worst.
    pub const ALL: [Self; 5] =
        [Self::Trains, Self::Mistrained, Self::Truncated, Self::Dropped, Self::Refused];

    /// The word used in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trains => "trains",
            Self::Mistrained => "mistrained",
            Self::Truncated => "truncated",
            Self::Dropped => "dropped",
            Self::Refused => "refused",
        }
    }
}

/// How many targets one run can judge at.
pub const MAX_TARGETS: usize = 32;

/// A set of the run's targets, by their position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TargetSet(u32);

impl TargetSet {
    /// Every target of the run.
    pub const ALL: Self = Self(u32::MAX);
    /// No target.
    pub const NONE: Self = Self(0);

    /// The set of the targets whose position satisfies `holds`.
    pub fn of(mut holds: impl FnMut(usize) -> bool) -> Self {
        Self((0..MAX_TARGETS).fold(0, |set, i| set | (u32::from(holds(i)) << i)))
    }

    /// Whether the target at this position is in the set.
    pub const fn contains(self, target: usize) -> bool {
        target < MAX_TARGETS && self.0 & (1 << target) != 0
    }

    /// Whether no target is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The targets in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The targets that are not in the set.
    #[must_use]
    pub const fn complement(self) -> Self {
        Self(!self.0)
    }

    /// The targets in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One record's fate at every target of the run: four bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fates(u128);

impl Fates {
    /// The record trains in full everywhere.
    pub const CLEAN: Self = Self(0);

    /// Whether the record trains in full at every target.
    pub const fn is_clean(self) -> bool {
        self.0 == 0
    }

    /// The fate at one target.
    pub fn at(self, target: usize) -> Fate {
        Fate::ALL[((self.0 >> (4 * target)) & 0xF).min(4) as usize]
    }

    /// The same with the fate at one target made worse, if `fate` is worse.
    pub fn worsen(&mut self, target: usize, fate: Fate) {
        if fate > self.at(target) {
            self.0 &= !(0xF << (4 * target));
            self.0 |= (fate as u128) << (4 * target);
        }
    }

    /// At each target the worse fate of the two.
    #[must_use]
    pub fn worst(mut self, other: Self, targets: usize) -> Self {
        if !other.is_clean() {
            for target in 0..targets {
                self.worsen(target, other.at(target));
            }
        }
        self
    }

    /// The same fates for the targets in `set`, and a clean one for the others.
    #[must_use]
    pub fn only(self, set: TargetSet, targets: usize) -> Self {
        let mut kept = Self::CLEAN;
        for target in (0..targets).filter(|&target| set.contains(target)) {
            kept.worsen(target, self.at(target));
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fates_of_targets_do_not_touch_each_other() {
        let mut fates = Fates::CLEAN;
        fates.worsen(0, Fate::Mistrained);
        fates.worsen(31, Fate::Refused);
        fates.worsen(0, Fate::Trains);
        assert_eq!(fates.at(0), Fate::Mistrained);
        assert_eq!(fates.at(1), Fate::Trains);
        assert_eq!(fates.at(31), Fate::Refused);
        assert_eq!(fates.only(TargetSet::of(|t| t == 31), 32).at(0), Fate::Trains);
        assert_eq!(Fates::CLEAN.worst(fates, 32), fates);
    }

    #[test]
    fn levels_follow_from_effects() {
        assert_eq!(Effect::Refuses.default_level(), Level::Error);
        assert_eq!(Effect::Ignores.default_level(), Level::Warning);
        assert_eq!(Effect::Unknown.default_level(), Level::Off);
        assert!(Effect::ALL.is_sorted());
        assert!(Fate::ALL.is_sorted());
    }
}

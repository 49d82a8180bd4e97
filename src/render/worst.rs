//! The worst findings, for formats that have room for few: errors before warnings.

use crate::rules::Finding;
use crate::target::Level;
use crate::words::count;

/// The worst findings, each level in the order of the data.
#[derive(Debug)]
pub(crate) struct Worst {
    most: usize,
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Worst {
    /// At most so many; all if `None`.
    pub(crate) fn new(most: Option<u64>) -> Self {
        let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
        Self { most, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Keep the finding, without its excerpts, if it is among the worst so far.
    pub(crate) fn offer(&mut self, finding: &Finding) {
        let taken = self.errors.len() + self.warnings.len();
        let of_level = match finding.level {
            Level::Error => &mut self.errors,
            _ if taken < self.most => &mut self.warnings,
            _ => return,
        };
        if of_level.len() < self.most {
            of_level.push(without_excerpts(finding));
            // It takes the place of a warning.
            self.warnings.truncate(self.most - self.errors.len());
        }
    }

    /// They.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.errors.iter().chain(&self.warnings)
    }

    /// What is to be said if there are more than these: how many were left out of `all`.
    pub(crate) fn remark(&self, all: u64) -> Option<String> {
        left_out(all, (self.errors.len() + self.warnings.len()) as u64)
    }
}

/// What is to be said where only so many of all findings are written.
pub(crate) fn left_out(all: u64, written: u64) -> Option<String> {
    let left_out = all.checked_sub(written).filter(|number| *number > 0)?;
    let left_out = count(left_out, "finding");
    Some(format!("{left_out} left out: the worst are here; --max-diagnostics none writes all"))
}

/// The finding without the bytes around its places, which take more room than the rest of it.
pub(crate) fn without_excerpts(finding: &Finding) -> Finding {
    let mut finding = Finding { snippet: None, ..finding.clone() };
    finding.related.iter_mut().for_each(|related| related.snippet = None);
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::samples::{duplicate_record, unknown_role};

    #[test]
    fn errors_take_the_place_of_warnings() {
        let mut worst = Worst::new(Some(3));
        for finding in [duplicate_record(), duplicate_record(), unknown_role(), unknown_role()] {
            worst.offer(&finding);
        }
        let levels: Vec<Level> = worst.iter().map(|finding| finding.level).collect();
        assert_eq!(levels, [Level::Error, Level::Error, Level::Warning]);
        assert!(worst.remark(10).is_some_and(|remark| remark.starts_with("7 findings left out")));
        assert_eq!(worst.remark(3), None);
        (0..5).for_each(|_| worst.offer(&unknown_role()));
        assert!(worst.iter().all(|f| f.level == Level::Error && f.snippet.is_none()));
        assert_eq!(worst.iter().count(), 3);
    }

    #[test]
    fn there_may_be_no_limit_or_no_room() {
        let mut all = Worst::new(None);
        let mut none = Worst::new(Some(0));
        for finding in [duplicate_record(), unknown_role()] {
            all.offer(&finding);
            none.offer(&finding);
        }
        assert_eq!((all.iter().count(), none.iter().count()), (2, 0));
    }
}

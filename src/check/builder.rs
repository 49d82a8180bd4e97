//! A linter is made from a few words: where the data goes, what for, and how to work.

use std::num::NonZeroUsize;

use thiserror::Error;

use super::{Linter, LinterOptions};
use crate::rules::{Counting, Plan, PlanError, PlanOptions, RuleId};
use crate::target::{Level, Target, TargetError, load};

/// Where a [`Linter`] judges when nothing else was said.
const DEFAULT_TARGET: &str = "together";

/// Makes a [`Linter`]. [`Linter::builder`] starts one.
///
/// # Example
///
/// ```
/// use tunelint::{Level, Linter};
///
/// let linter = Linter::builder()
///     .target("together")
///     .target("trl")
///     .model("Qwen/Qwen3.5-9B")
///     .method("sft")
///     .level("blank-line", Level::Error)
///     .build()?;
/// assert_eq!(linter.plan().targets().len(), 2);
///
/// let error = Linter::builder().target("togheter").build().unwrap_err();
/// assert_eq!(error.to_string(), "there is no target \"togheter\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a builder makes nothing until `build` is called"]
pub struct LinterBuilder {
    targets: Vec<Wanted>,
    levels: Vec<(String, Level)>,
    plan: PlanOptions,
    options: LinterOptions,
}

/// A target as it was given.
#[derive(Debug, Clone)]
enum Wanted {
    Named(String),
    Defined(Box<Target>),
}

/// Why no linter can be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A target is not there, or not sound.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The targets and options do not make a plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A level was given to a rule that does not exist.
    #[error("there is no rule {0:?}")]
    UnknownRule(String),
}

impl LinterBuilder {
    /// Judge at this target, beside those given before: a name such as `together`, or the path of
    /// a file that defines one. Without any it is `together`.
    pub fn target(mut self, name: impl Into<String>) -> Self {
        self.targets.push(Wanted::Named(name.into()));
        self
    }

    /// Judge at these targets, beside those given before.
    pub fn targets<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        names.into_iter().fold(self, Self::target)
    }

    /// Judge at a target that was read or made elsewhere, beside those given before.
    pub fn target_definition(mut self, target: Target) -> Self {
        self.targets.push(Wanted::Defined(Box::new(target)));
        self
    }

    /// The model that is to be tuned, as the target calls it; `together=ID,openai=ID` gives each
    /// target its own.
    pub fn model(mut self, id: impl Into<String>) -> Self {
        self.plan.model = Some(id.into());
        self
    }

    /// The training method: `sft`, `dpo` or `rft`.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.plan.method = Some(method.into());
        self
    }

    /// What is counted, and what is only estimated, for the totals.
    pub fn counting(mut self, counting: Counting) -> Self {
        self.plan.counting = counting;
        self
    }

    /// Say as a warning what is not established, too.
    pub fn pedantic(mut self, pedantic: bool) -> Self {
        self.plan.pedantic = pedantic;
        self
    }

    /// Say what a rule finds at this level, whatever its effect. The last word on a rule counts.
    pub fn level(mut self, rule: impl Into<String>, level: Level) -> Self {
        self.levels.push((rule.into(), level));
        self
    }

    /// How many threads work; one for each processor if it is not said.
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.options.threads = Some(threads);
        self
    }

    /// How many findings of each rule a report keeps, instead of [`KEPT`](super::KEPT). The counts
    /// are exact whatever is kept.
    pub fn keep(mut self, findings: usize) -> Self {
        self.options.kept = findings;
        self
    }

    /// Show all findings to a visitor, not only those that are kept.
    pub fn show_all(mut self, show: bool) -> Self {
        self.options.show_all = show;
        self
    }

    /// Show every record to a visitor, with all its findings.
    pub fn show_records(mut self, show: bool) -> Self {
        self.options.show_records = show;
        self
    }

    /// Map regular files into memory; see [`LinterOptions::memory_map`].
    pub fn memory_map(mut self, map: bool) -> Self {
        self.options.memory_map = map;
        self
    }

    /// The linter.
    pub fn build(self) -> Result<Linter, BuildError> {
        let Self { mut targets, levels, mut plan, options } = self;
        if targets.is_empty() {
            targets.push(Wanted::Named(DEFAULT_TARGET.to_owned()));
        }
        let targets: Result<Vec<Target>, TargetError> = targets
            .into_iter()
            .map(|wanted| match wanted {
                Wanted::Named(name) => load(&name),
                Wanted::Defined(target) => Ok(*target),
            })
            .collect();
        for (name, level) in levels {
            let rule = RuleId::named(&name).ok_or(BuildError::UnknownRule(name))?;
            plan.levels.push((rule, level));
        }
        Ok(Linter::new(Plan::new(targets?, plan)?, options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::builtin;

    #[test]
    fn a_linter_is_as_it_was_asked_for() {
        let mut mine = builtin("generic").unwrap();
        mine.name = "mine".to_owned();
        let linter = Linter::builder()
            .targets(["trl", "together"])
            .target_definition(mine)
            .level("unknown-role", Level::Warning)
            .keep(2)
            .build()
            .unwrap();
        let names: Vec<_> = linter.plan().targets().iter().map(|t| t.name.as_str()).collect();
        assert_eq!(names, ["trl", "together", "mine"]);
        let line = b"{\"messages\": [{\"role\": \"usr\", \"content\": \"a\"}]}\n";
        let report = linter.check_slice("a", &line.repeat(5));
        let found = report.findings();
        let roles: Vec<_> = found.iter().filter(|f| f.rule.rule().name == "unknown-role").collect();
        assert_eq!(roles.len(), 2);
        assert!(roles.iter().all(|finding| finding.level == Level::Warning));
    }

    #[test]
    fn what_is_not_there_is_said() {
        let no_rule = Linter::builder().level("no-rule", Level::Off).build();
        assert!(matches!(no_rule, Err(BuildError::UnknownRule(name)) if name == "no-rule"));
        let no_target = Linter::builder().target("nowhere").build();
        assert!(matches!(no_target, Err(BuildError::Target(TargetError::Unknown(_)))));
        let default = Linter::builder().build().unwrap();
        assert_eq!(default.plan().targets()[0].name, DEFAULT_TARGET);
    }
}

//! A linter is made from a few words: where the data goes, what for, and how to work.
//!
//! What is said here has the names and the meaning that it has in a configuration; what is wrong is
//! told in the same words.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use toml::{Table, Value};

use super::baseline::read_baseline;
use super::find::Finder;
use super::mistake::ConfigError;
use super::read::{Configuration, Definition, argument};
use super::run::{Prepared, prepare};
use crate::check::{Linter, LinterOptions};
use crate::input::{DiscoverOptions, Source};
use crate::record::Format;
use crate::rules::Counting;
use crate::target::{Level, Target};

/// Makes a [`Linter`]. [`Linter::builder`] starts one.
///
/// # Example
///
/// ```
/// use tunelint::{Counting, Level, Linter};
///
/// let linter = Linter::builder()
///     .target("together")
///     .target("trl")
///     .model("Qwen/Qwen3.5-9B")
///     .method("sft")
///     .max_tokens(4096)
///     .counting(Counting::Exact)
///     .ignore(["content", "duplicate-record"])
///     .level("blank-line", Level::Error)
///     .build()?;
/// assert!(linter.targets().eq(["together", "trl"]));
///
/// let error = Linter::builder().target("togheter").build().unwrap_err();
/// assert_eq!(error.to_string(), "there is no target \"togheter\"");
/// assert_eq!(error.hint().as_deref(), Some("did you mean \"together\"?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a builder makes nothing until `build` is called"]
pub struct LinterBuilder {
    /// What lies beneath all that is said here.
    configuration: Configuration,
    /// Whether the configuration of each file is looked for, in the place of that one.
    searches: bool,
    /// What lies over it.
    over: Configuration,
    /// Names, by the keys of the configuration that they are for.
    names: BTreeMap<&'static str, Vec<String>>,
    /// Other keys and their values, in the order in which they were said.
    said: Vec<(&'static str, Value)>,
    counting: Counting,
    options: LinterOptions,
}

impl LinterBuilder {
    /// Judge at this target, beside those given before: a name such as `together`, or the path of
    /// a file that defines one. Without any it is that of the configuration, or `together`.
    pub fn target(self, name: impl Into<String>) -> Self {
        self.named("target", [name])
    }

    /// Judge at these targets, beside those given before.
    pub fn targets<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.named("target", names)
    }

    /// Judge at a target that was read or made elsewhere, beside those given before.
    ///
    /// # Example
    ///
    /// ```
    /// let mut mine = tunelint::target::builtin("generic")?;
    /// mine.name = "mine".to_owned();
    /// mine.limits.max_records = Some(1);
    /// let linter = tunelint::Linter::builder().target_definition(mine).build()?;
    /// let report = linter.check_path("fixtures/chat/good.jsonl")?;
    /// assert_eq!(report.forecast()[0].target, "mine");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn target_definition(mut self, target: Target) -> Self {
        let name = target.name.clone();
        self.over.targets.insert(name.clone(), Definition::Made(Box::new(target)));
        self.target(name)
    }

    /// The model that is to be tuned, as the target calls it; `together=ID,openai=ID` gives each
    /// target its own.
    pub fn model(self, id: impl Into<String>) -> Self {
        self.say("model", id.into())
    }

    /// The training method: `sft`, `dpo` or `rft`.
    pub fn method(self, method: impl Into<String>) -> Self {
        self.say("method", method.into())
    }

    /// The format that all records are to have. Without it each has the one that its keys tell.
    pub fn format(self, format: Format) -> Self {
        self.say("format", format.name())
    }

    /// The longest record in tokens, whatever the model takes.
    pub fn max_tokens(self, tokens: u64) -> Self {
        self.say("max-tokens", i64::try_from(tokens).unwrap_or(i64::MAX))
    }

    /// What tokens are counted with: a family such as `qwen3`, or the path of a `tokenizer.json`;
    /// `together=qwen3,openai=cl100k` gives each target its own. Without it the name of the model
    /// tells.
    pub fn tokenizer(self, tokenizer: impl Into<String>) -> Self {
        self.say("tokenizer", tokenizer.into())
    }

    /// What is counted, and what is only estimated, for the totals.
    pub fn counting(mut self, counting: Counting) -> Self {
        self.counting = counting;
        self
    }

    /// Look for these only, beside those given before: rules, categories or `ALL`.
    pub fn select<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.named("select", names)
    }

    /// Look for these as well: rules, categories or `ALL`.
    pub fn extend_select<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.named("extend-select", names)
    }

    /// Do not look for these; the more particular name counts.
    pub fn ignore<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        self.named("ignore", names)
    }

    /// Say what a rule finds at this level, whatever its effect; a category and `ALL` are for those
    /// of their rules that have none of their own. The last word on a name counts.
    pub fn level(self, rule: impl Into<String>, level: Level) -> Self {
        self.say("rules", Table::from_iter([(rule.into(), Value::from(level.name()))]))
    }

    /// Say as a warning what is not established, too.
    pub fn pedantic(self, pedantic: bool) -> Self {
        self.say("pedantic", pedantic)
    }

    /// Keep back what this file has on record from an earlier run.
    pub fn baseline(self, path: impl AsRef<Path>) -> Self {
        self.say("baseline", path.as_ref().display().to_string())
    }

    /// Lay all that is said here over a configuration.
    ///
    /// # Example
    ///
    /// ```
    /// use tunelint::{Linter, config};
    ///
    /// let table = "target = 'trl'\nrules.unknown-field.allow = ['id']".parse()?;
    /// let configuration = config::settings("mine", &table)?;
    /// let linter = Linter::builder().configuration(configuration).build()?;
    /// assert!(linter.targets().eq(["trl"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn configuration(mut self, configuration: Configuration) -> Self {
        self.configuration = configuration;
        self.searches = false;
        self
    }

    /// Lay all that is said here over the configuration that is nearest above each file, as the
    /// program does: `tunelint.toml`, `.tunelint.toml`, or `[tool.tunelint]` in a `pyproject.toml`.
    ///
    /// It is looked for by [`build_for`](Self::build_for); a linter that [`build`](Self::build) makes
    /// has the one for the current directory.
    pub fn find_configurations(mut self) -> Self {
        self.searches = true;
        self
    }

    /// Lay what a configuration says over that of all files.
    ///
    /// # Example
    ///
    /// ```
    /// let quiet = tunelint::config::fragment("rules.unknown-role = 'off'")?;
    /// let linter = tunelint::Linter::builder().target("together").over(quiet).build()?;
    /// assert_eq!(linter.check_path("fixtures/chat/role.jsonl")?.errors(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn over(mut self, configuration: Configuration) -> Self {
        self.over.lay_over(configuration);
        self
    }

    /// How many threads work; one for each processor if it is not said.
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.options.threads = Some(threads);
        self
    }

    /// How many findings of each rule a report keeps, instead of [`KEPT`](crate::check::KEPT). The
    /// counts are exact whatever is kept.
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

    /// The linter. It has no files yet: what a configuration says of some of them only does not
    /// concern it.
    pub fn build(self) -> Result<Linter, ConfigError> {
        self.build_for(Vec::new()).map(|(linter, _)| linter)
    }

    /// The linter for these datasets, each with its own settings, and the datasets as they are to be
    /// given to it.
    ///
    /// # Example
    ///
    /// ```
    /// use tunelint::input::Source;
    /// use tunelint::{Linter, Silent, config};
    ///
    /// let table = "[[overrides]]\nfiles = ['**/role.jsonl']\nrules.unknown-role = 'off'".parse()?;
    /// let builder = Linter::builder().configuration(config::settings("mine", &table)?);
    /// let files = ["bad", "role"].map(|name| Source::file(format!("fixtures/chat/{name}.jsonl")));
    /// let (linter, files) = builder.build_for(files.into())?;
    /// let report = linter.check(&files, &mut Silent).report;
    /// assert!(report.file_counts(0)[0] > 10);
    /// assert_eq!(report.file_counts(1), [0, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn build_for(self, sources: Vec<Source>) -> Result<(Linter, Vec<Source>), ConfigError> {
        let Self { configuration, searches, mut over, names, said, counting, mut options } = self;
        let names = names.into_iter().map(|(key, names)| (key, Value::from(names)));
        for (key, value) in names.chain(said) {
            over.lay_over(argument(key, key, value)?);
        }
        let mut finder = if searches { Finder::new() } else { Finder::fixed(configuration) };
        let mut run = (*finder.here()?).clone();
        run.lay_over(over.clone());
        options.discovery = run.discovery();
        let baseline = run.baseline.as_deref().map(read_baseline).transpose()?.map(Arc::new);
        let Prepared { plan, sources, .. } =
            prepare(sources, &mut finder, &over, baseline.as_ref(), false)?;
        Ok((Linter::new(plan.with_counting(counting), options), sources))
    }

    /// Add names to those for a key.
    fn named<N: Into<String>>(
        mut self,
        key: &'static str,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        self.names.entry(key).or_default().extend(names.into_iter().map(Into::into));
        self
    }

    /// Give a key its value.
    fn say(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.said.push((key, value.into()));
        self
    }
}

impl Linter {
    /// Start to say how a linter is to work.
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }
}

impl Configuration {
    /// Whether it says something of some files only.
    pub fn differs_by_file(&self) -> bool {
        let mut suppressions = self.suppressions.iter();
        !self.overrides.is_empty() || suppressions.any(|entry| !entry.files.is_empty())
    }

    /// Which files of a directory are datasets.
    fn discovery(&self) -> DiscoverOptions {
        DiscoverOptions {
            include: self.include.clone().unwrap_or_default(),
            exclude: self.exclude.clone().unwrap_or_default(),
            ..DiscoverOptions::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::run::DEFAULT_TARGET;
    use crate::target::{TargetError, builtin};

    const ODD: &[u8] = b"{\"messages\": [{\"role\": \"usr\", \"content\": \"a\"}]}\n";

    fn found(builder: LinterBuilder) -> Vec<(&'static str, Level)> {
        let report = builder.build().unwrap().check_slice("a", &ODD.repeat(2));
        report.findings().iter().map(|found| (found.rule.rule().name, found.level)).collect()
    }

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
        assert!(linter.targets().eq(["trl", "together", "mine"]));
        let report = linter.check_slice("a", &ODD.repeat(5));
        let found = report.findings();
        let roles: Vec<_> = found.iter().filter(|f| f.rule.rule().name == "unknown-role").collect();
        assert_eq!(roles.len(), 2);
        assert!(roles.iter().all(|finding| finding.level == Level::Warning));
    }

    #[test]
    fn rules_are_chosen_by_names_and_categories() {
        let twice = ["duplicate-record", "unknown-role"];
        let only = found(Linter::builder().select([twice[0]]).select([twice[1]]));
        assert!(twice.iter().all(|rule| only.iter().any(|(found, _)| found == rule)), "{only:?}");
        assert!(only.iter().all(|(found, _)| twice.contains(found)), "{only:?}");
        assert_eq!(found(Linter::builder().select(twice).ignore(["schema"])), only);
        assert_eq!(found(Linter::builder().ignore(["ALL"])), []);
        let levels = Linter::builder()
            .select(["dataset"])
            .level("dataset", Level::Warning)
            .level("duplicate-record", Level::Warning)
            .level("duplicate-record", Level::Error);
        assert_eq!(found(levels), [("duplicate-record", Level::Error)]);
    }

    #[test]
    fn lengths_are_measured_as_it_was_said() {
        let text = "word ".repeat(100);
        let line = String::from_utf8_lossy(ODD).replace("\"a\"", &format!("{text:?}"));
        let count = |builder: LinterBuilder| {
            let linter = builder.target("trl").counting(Counting::Exact).build().unwrap();
            let report = linter.check_slice("a", line.as_bytes());
            let long = report.counts().iter().any(|count| count.rule.rule().name == "over-context");
            (report.totals().unwrap().tokenizer, long)
        };
        assert_eq!(count(Linter::builder().tokenizer("o200k").max_tokens(90)), ("o200k", true));
        assert_eq!(count(Linter::builder().tokenizer("cl100k").max_tokens(900)), ("cl100k", false));
        let other = Linter::builder().format(Format::Preference).build().unwrap();
        let report = other.check_path("fixtures/chat/good.jsonl").unwrap();
        assert_eq!(report.forecast()[0].trains, 0);
    }

    #[test]
    fn what_is_not_there_is_said() {
        for (builder, told) in [
            (Linter::builder().level("no-rule", Level::Off), "there is no rule or category"),
            (Linter::builder().select(["no-rule"]), "there is no rule or category"),
            (Linter::builder().method("guess"), "there is no method \"guess\""),
            (Linter::builder().tokenizer("nobody"), "there is no tokenizer \"nobody\""),
            (Linter::builder().baseline("nowhere.json"), "nowhere.json: "),
        ] {
            let error = builder.build().unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        let no_target = Linter::builder().target("nowhere").build();
        assert!(matches!(no_target, Err(ConfigError::Target(TargetError::Unknown(_)))));
        let default = Linter::builder().build().unwrap();
        assert!(default.targets().eq([DEFAULT_TARGET]));
    }

    #[test]
    fn a_configuration_says_which_files_there_are_and_what_is_looked_for_in_each() {
        let place = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &[u8]| std::fs::write(place.path().join(name), text).unwrap();
        write("a.jsonl", ODD);
        write("b.jsonl", ODD);
        write("c.txt", ODD);
        write("d.jsonl", ODD);
        write(
            "tunelint.toml",
            b"include = ['*.jsonl', '*.txt']\nexclude = ['d.jsonl']\n\
              [[overrides]]\nfiles = ['b.jsonl']\nignore = ['ALL']\n",
        );
        let configuration = super::super::read_named(&place.path().join("tunelint.toml")).unwrap();
        assert!(configuration.differs_by_file());
        let known = Linter::builder().configuration(configuration);
        let report = known.clone().build().unwrap().check_path(place.path()).unwrap();
        assert_eq!(report.files().len(), 3);

        let found = Linter::builder().find_configurations();
        for builder in [known, found] {
            let files = ["a.jsonl", "b.jsonl"].map(|name| Source::file(place.path().join(name)));
            let (linter, files) = builder.build_for(files.into()).unwrap();
            let report = linter.check(&files, &mut crate::Silent).report;
            assert!(report.file_counts(0)[0] > 0);
            assert_eq!(report.file_counts(1), [0, 0]);
        }
    }
}

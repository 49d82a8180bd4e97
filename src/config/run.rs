//! From configurations to what a run looks for: the settings of each dataset become profiles of
//! one plan, and all of their targets one list.

use std::path::Path;
use std::sync::Arc;

use super::find::Finder;
use super::layer::Layer;
use super::mistake::ConfigError;
use super::read::{Configuration, Definition};
use super::suppress::{SuppressionEntry, today};
use super::tokenizer;
use crate::input::Source;
use crate::rules::{Baseline, Plan, PlanOptions, Profile, Silencer, Suppression};
use crate::target::{Target, TargetSet, define_table, load};

/// The target, where nobody has said another.
pub(crate) const DEFAULT_TARGET: &str = "together";

/// What a run looks for, and what is to be said of its configuration.
#[derive(Debug)]
#[non_exhaustive]
pub struct Prepared {
    /// What is looked for.
    pub plan: Plan,
    /// The datasets, each in its profile.
    pub sources: Vec<Source>,
    /// By profile: its settings.
    pub layers: Vec<Layer>,
    /// By the number of each suppression: the suppression, unless it has expired or is for none of
    /// the datasets.
    pub suppressions: Vec<Option<SuppressionEntry>>,
    /// The suppressions that have expired.
    pub expired: Vec<SuppressionEntry>,
}

/// The settings of some of the datasets.
#[derive(Debug, PartialEq)]
struct Wanted {
    layer: Layer,
    /// The targets, by their positions in the list of all.
    targets: Vec<usize>,
    suppressions: Vec<Suppression>,
}

/// Settle what is looked for in each of the datasets.
///
/// `over` is laid over what the configurations say. `baseline` holds what is known already; with
/// `note` all that is found is noted, to make one.
pub fn prepare(
    sources: Vec<Source>,
    finder: &mut Finder,
    over: &Configuration,
    baseline: Option<&Arc<Baseline>>,
    note: bool,
) -> Result<Prepared, ConfigError> {
    let mut run = Run::default();
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut placed = Vec::with_capacity(sources.len());
    // What is the same for every file of a configuration is settled once for those in a row.
    let mut last: Option<(Arc<Configuration>, u16)> = None;
    for source in sources {
        let path = source.place();
        let configuration = match path {
            Some(path) => finder.above(path)?,
            None => finder.here()?,
        };
        if let Some((known, profile)) = &last
            && Arc::ptr_eq(known, &configuration)
        {
            placed.push(source.in_profile(*profile));
            continue;
        }
        let this = run.settle(path, &configuration, over)?;
        let number = wanted.iter().position(|known| *known == this).unwrap_or_else(|| {
            wanted.push(this);
            wanted.len() - 1
        });
        let profile = u16::try_from(number).map_err(|_| ConfigError::TooManyProfiles)?;
        let is_for_all = !chooses_files(&configuration) && !chooses_files(over);
        last = is_for_all.then_some((configuration, profile));
        placed.push(source.in_profile(profile));
    }
    if wanted.is_empty() {
        // Nothing is checked, but the settings are to be sound.
        let configuration = finder.here()?;
        wanted.push(run.settle(None, &configuration, over)?);
    }
    let profiles = wanted.iter().map(|wanted| {
        let mut silencer = Silencer::default();
        silencer.suppressions.clone_from(&wanted.suppressions);
        silencer.baseline = baseline.cloned();
        silencer.note = note;
        profile(wanted, silencer)
    });
    let profiles = profiles.collect::<Result<_, _>>()?;
    let targets = run.targets.into_iter().map(|(target, _)| target).collect();
    Ok(Prepared {
        plan: Plan::with_profiles(targets, profiles)?,
        sources: placed,
        layers: wanted.into_iter().map(|wanted| wanted.layer).collect(),
        suppressions: run.suppressions,
        expired: run.expired,
    })
}

/// Whether a configuration says something of some files and not of others.
fn chooses_files(configuration: &Configuration) -> bool {
    !configuration.overrides.is_empty()
        || configuration.suppressions.iter().any(|entry| !entry.files.is_empty())
}

fn profile(wanted: &Wanted, silencer: Silencer) -> Result<Profile, ConfigError> {
    let layer = &wanted.layer;
    let mut options = PlanOptions::default();
    options.levels = layer.selection.levels(true);
    options.broad_levels = layer.selection.levels(false);
    options.pedantic = layer.pedantic.unwrap_or_default();
    options.method.clone_from(&layer.method);
    options.model.clone_from(&layer.model);
    options.format = layer.format.flatten();
    options.max_tokens = layer.max_tokens;
    options.rules = layer.options.clone();
    options.silencer = silencer;
    options.tokenizers = tokenizer::choose(layer)?;
    Ok(Profile::new(TargetSet::of(|target| wanted.targets.contains(&target)), options))
}

/// What the datasets of a run have in common.
#[derive(Default)]
struct Run {
    /// The targets, and those that a configuration defines with their definitions.
    targets: Vec<(Target, Origins)>,
    suppressions: Vec<Option<SuppressionEntry>>,
    expired: Vec<SuppressionEntry>,
    /// The configurations there are, with the number of the first suppression of each.
    seen: Vec<(Arc<Configuration>, usize)>,
}

/// By what a target was found: the name, and the definition if there is one.
type Origins = (String, Option<toml::Table>);

impl Run {
    fn settle(
        &mut self,
        path: Option<&Path>,
        configuration: &Arc<Configuration>,
        over: &Configuration,
    ) -> Result<Wanted, ConfigError> {
        let mut layer = configuration.layer.clone();
        let overrides = configuration.overrides.iter().chain(&over.overrides);
        for other in overrides.filter(|other| path.is_some_and(|path| other.files.have(path))) {
            layer.lay_over(&other.layer);
        }
        layer.lay_over(&over.layer);
        let names = layer.target.get_or_insert_with(|| vec![DEFAULT_TARGET.to_owned()]);
        let mut targets = Vec::new();
        for name in names {
            let defined = over.targets.get(name).or_else(|| configuration.targets.get(name));
            targets.push(self.target(name, defined)?);
        }
        targets.sort_unstable();
        targets.dedup();
        let suppressions = self.suppressions(path, configuration);
        Ok(Wanted { layer, targets, suppressions })
    }

    /// The position of a target.
    fn target(&mut self, name: &str, defined: Option<&Definition>) -> Result<usize, ConfigError> {
        let table = match defined {
            Some(Definition::Written { table, .. }) => Some(table),
            // One that was made is the same for all datasets.
            Some(Definition::Made(_)) | None => None,
        };
        let known = self.targets.iter().position(|(_, (known, _))| known == name);
        if let Some(known) = known {
            if self.targets[known].1.1.as_ref() != table {
                return Err(ConfigError::TwoTargets(name.to_owned()));
            }
            return Ok(known);
        }
        let target = match defined {
            Some(Definition::Written { table, directory }) => {
                define_table(name, table.clone(), directory)?
            }
            Some(Definition::Made(target)) => (**target).clone(),
            None => load(name)?,
        };
        self.targets.push((target, (name.to_owned(), table.cloned())));
        Ok(self.targets.len() - 1)
    }

    /// The suppressions of a configuration that are for a dataset.
    fn suppressions(
        &mut self,
        path: Option<&Path>,
        configuration: &Arc<Configuration>,
    ) -> Vec<Suppression> {
        let mut seen = self.seen.iter();
        let known =
            seen.find(|(seen, _)| Arc::ptr_eq(seen, configuration)).map(|(_, first)| *first);
        let first = known.unwrap_or_else(|| {
            let first = self.suppressions.len();
            self.suppressions.extend(configuration.suppressions.iter().map(|_| None));
            self.seen.push((Arc::clone(configuration), first));
            let today = today();
            let expired = |entry: &&SuppressionEntry| entry.until.is_some_and(|day| day < today);
            self.expired.extend(configuration.suppressions.iter().filter(expired).cloned());
            first
        });
        let mut suppressions = Vec::new();
        for (entry, number) in configuration.suppressions.iter().zip(first..) {
            let is_for = entry.files.is_empty() || path.is_some_and(|path| entry.files.have(path));
            let expired = self.expired.iter().any(|expired| expired.place == entry.place);
            if is_for && !expired {
                self.suppressions[number].get_or_insert_with(|| entry.clone());
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                suppressions.push(Suppression { number, ..entry.suppression.clone() });
            }
        }
        suppressions
    }
}

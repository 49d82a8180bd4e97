//! `tunelint models`: which models can be tuned where, and how the tokens of one are counted.

mod counted;

use std::fmt::Write as _;
use std::io::Write as _;

use serde::Serialize;

use super::Exit;
use super::arguments::{ModelsArguments, ModelsFormat};
use super::console::Console;
use super::failure::Failure;
use crate::rules::tokens::unknown_model;
use crate::target::{Model, RetiredModel, Target, builtins, load};
use crate::tokens::Tokenizer;
use crate::words::Number;
use counted::Counted;

pub(super) fn run(arguments: &ModelsArguments) -> Result<Exit, Failure> {
    let targets = if arguments.target.is_empty() {
        builtins()?
    } else {
        arguments.target.iter().map(|name| load(name)).collect::<Result<_, _>>()?
    };
    let is_json = arguments.output_format == ModelsFormat::Json;
    let text = match &arguments.name {
        Some(name) => {
            let known = Known::of(name, &targets)?;
            if is_json { json(&known) } else { known.text() }
        }
        None if is_json => json(&targets.iter().flat_map(entries).collect::<Vec<_>>()),
        None => {
            let tables = targets.iter().map(table).filter(|table| !table.is_empty());
            let legend =
                "T calls tools, V sees images, R reasons; T?, V?, R?: not known\n".to_owned();
            tables.chain([legend]).collect::<Vec<_>>().join("\n")
        }
    };
    let mut out = Console::out();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn json(value: &impl Serialize) -> String {
    // Nothing in it can fail to be written.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A model at a target.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    target: &'a str,
    id: &'a str,
    /// The longest records, in tokens.
    sft: Option<u32>,
    dpo: Option<u32>,
    /// The family by whose chat template and tokenizer it reads.
    template: Option<&'static str>,
    can: &'a [String],
    /// What it is not known whether it can do.
    may: &'a [String],
    /// When the target was checked.
    date: &'a str,
    /// Where it is told.
    sources: Vec<String>,
    #[serde(flatten)]
    retired: Option<Retired<'a>>,
}

/// A model that can no longer be tuned.
#[derive(Debug, Serialize)]
struct Retired<'a> {
    tuned_until: &'a str,
    successor: Option<&'a str>,
}

fn entries(target: &Target) -> impl Iterator<Item = Entry<'_>> {
    target.models.iter().map(|model| Entry::new(target, model))
}

impl<'a> Entry<'a> {
    fn new(target: &'a Target, model: &'a Model) -> Self {
        Self {
            sft: model.sft,
            dpo: model.dpo,
            template: tokenizer(model).and_then(|tokenizer| Some(tokenizer.template?.name)),
            can: &model.can,
            may: &model.may,
            ..Self::bare(target, &model.id)
        }
    }

    fn retired(target: &'a Target, model: &'a RetiredModel) -> Self {
        let successor = model.successor.as_deref();
        let retired = Some(Retired { tuned_until: &model.until, successor });
        Self { retired, ..Self::bare(target, &model.id) }
    }

    fn bare(target: &'a Target, id: &'a str) -> Self {
        // What is said of unknown models says where the list is from.
        let source = target.effects.get("unknown-model").map(|effect| effect.source.as_slice());
        let sources = source.unwrap_or_default().iter();
        let sources = sources.filter_map(|key| target.sources.get(key));
        Self {
            target: &target.name,
            id,
            sft: None,
            dpo: None,
            template: None,
            can: &[],
            may: &[],
            date: &target.date,
            sources: sources.map(|source| format!("{}, {}", source.title, source.date)).collect(),
            retired: None,
        }
    }
}

fn tokenizer(model: &Model) -> Option<Tokenizer> {
    Tokenizer::of(&model.id).or_else(|| model.family.as_deref().and_then(Tokenizer::of))
}

/// The models of a target.
fn table(target: &Target) -> String {
    let Some(widest) = entries(target).map(|entry| entry.id.len()).max() else {
        return String::new();
    };
    let mut text = format!("{} ({}, checked {})\n\n", target.name, target.title, target.date);
    let id = "model";
    // A string cannot fail to be written to.
    let _ = writeln!(text, "  {id:widest$}  {:>7}  {:>7}  {:13}  can", "sft", "dpo", "template");
    for entry in entries(target) {
        let letter = |what: &String| what.get(..1).unwrap_or_default().to_uppercase();
        let letters = entry.can.iter().map(letter);
        let letters = letters.chain(entry.may.iter().map(|may| letter(may) + "?"));
        let line = format!(
            "  {:widest$}  {:>7}  {:>7}  {:13}  {}",
            entry.id,
            number(entry.sft),
            number(entry.dpo),
            entry.template.unwrap_or("-"),
            letters.collect::<Vec<_>>().join(" ")
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn number(number: Option<u32>) -> String {
    number.map_or("-".into(), |number| Number(number.into()).to_string())
}

/// All that is known of a model.
#[derive(Debug, Serialize)]
struct Known<'a> {
    model: &'a str,
    targets: Vec<Entry<'a>>,
    tokens: Option<Counted>,
}

impl<'a> Known<'a> {
    fn of(name: &'a str, targets: &'a [Target]) -> Result<Self, Failure> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut said = None;
        for target in targets {
            for model in target.models.iter().filter(|model| model.id == name) {
                entries.push(Entry::new(target, model));
                said = said.or_else(|| tokenizer(model));
            }
            let retired = target.retired_models.iter().filter(|model| model.id == name);
            entries.extend(retired.map(|model| Entry::retired(target, model)));
        }
        let tokenizer = said.or_else(|| Tokenizer::of(name));
        if entries.is_empty() {
            let meant = targets.iter().find_map(|target| unknown_model::judge(name, target)?.1);
            if meant.is_some() || tokenizer.is_none() {
                let meant = meant.map(str::to_owned);
                return Err(Failure::UnknownModel { name: name.to_owned(), meant });
            }
        }
        let tokens = Counted::of(name, tokenizer);
        Ok(Self { model: name, targets: entries, tokens })
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.model);
        let mut line = |what: &str, said: &str| {
            let line = format!("  {what:11} {said}");
            let _ = writeln!(text, "{}", line.trim_end());
        };
        if self.targets.is_empty() {
            line("tuned at", "no provider that is known; a trainer takes any model");
        }
        for entry in &self.targets {
            line("", "");
            line("target", entry.target);
            if let Some(retired) = &entry.retired {
                line("tuned", &format!("no more; last listed in {}", retired.tuned_until));
                if let Some(successor) = retired.successor {
                    line("instead", successor);
                }
            } else {
                let tokens = |tokens: Option<u32>, method: &str| {
                    Some(format!("{} tokens for {method}", Number(tokens?.into())))
                };
                let both: Vec<String> = [tokens(entry.sft, "sft"), tokens(entry.dpo, "dpo")]
                    .into_iter()
                    .flatten()
                    .collect();
                let longest = both.join(", ");
                line("longest", if both.is_empty() { "not known" } else { &longest });
                let can = if entry.can.is_empty() { "-".into() } else { entry.can.join(", ") };
                line("can", &can);
                if !entry.may.is_empty() {
                    line("may", &entry.may.join(", "));
                }
            }
            line("checked", entry.date);
            for source in &entry.sources {
                line("source", source);
            }
        }
        if let Some(tokens) = &self.tokens {
            line("", "");
            for (what, said) in tokens.lines() {
                line(what, &said);
            }
        }
        text
    }
}

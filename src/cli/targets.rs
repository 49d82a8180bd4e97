//! `tunelint targets`: what there is to judge at, and what is known about each.

use std::io::{self, Write};

use super::Exit;
use super::arguments::TargetsArguments;
use super::console::Console;
use super::failure::Failure;
use crate::rules::{ALL, Category};
use crate::target::{Target, builtin, load, names};

pub(super) fn run(arguments: &TargetsArguments) -> Result<Exit, Failure> {
    let mut out = Console::out();
    match &arguments.name {
        Some(name) => print(&load(name)?, &mut out)?,
        None => list(&mut out)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

fn list(out: &mut impl Write) -> Result<(), Failure> {
    let widest = names().map(str::len).max().unwrap_or(0);
    for name in names() {
        let target = builtin(name)?;
        writeln!(out, "{name:widest$}  {} ({})", target.title, target.version)?;
    }
    Ok(())
}

/// A target in full.
fn print(target: &Target, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}: {}\n", target.name, target.title)?;
    writeln!(out, "  describes  {}", target.version)?;
    writeln!(out, "  checked    {}", target.date)?;
    if let Some(notice) = &target.notice {
        writeln!(out, "  notice     {notice}")?;
    }
    writeln!(out, "\nFormats\n")?;
    for (name, format) in &target.formats {
        writeln!(out, "  {name}: {}", format.keys.join(", "))?;
        if !format.methods.is_empty() {
            writeln!(out, "    for the methods: {}", format.methods.join(", "))?;
        }
        if !format.message_keys.is_empty() {
            writeln!(out, "    messages: {}", format.message_keys.join(", "))?;
        }
        if !format.roles.is_empty() {
            writeln!(out, "    roles: {}", format.roles.join(", "))?;
        }
    }
    if !target.roles.is_empty() {
        writeln!(out, "\nRoles\n\n  {}", target.roles.join(", "))?;
    }
    limits(target, out)?;
    models(target, out)?;
    effects(target, out)?;
    writeln!(out, "\nSources\n")?;
    for (key, source) in &target.sources {
        writeln!(out, "  {key}: {}, {}", source.title, source.date)?;
    }
    Ok(())
}

fn limits(target: &Target, out: &mut impl Write) -> io::Result<()> {
    let limits = &target.limits;
    let images = &target.images;
    let numbers = [
        ("fewest records", limits.min_records),
        ("most records", limits.max_records),
        ("most records with images", limits.max_image_records),
        ("most records for rft", limits.max_rft_records),
        ("largest file, bytes", limits.max_file_bytes),
        ("fewest messages", limits.min_messages),
        ("most tools", limits.max_tools),
        ("most outputs of a pair", limits.max_outputs),
        ("fewest tokens of a record", limits.min_tokens),
        ("most tokens of a turn", limits.max_turn_tokens),
        ("tokens, if not chosen otherwise", limits.default_tokens.map(u64::from)),
        ("most images in a message", images.max_per_message),
        ("most images in a record", images.max_per_record),
        ("most videos in a message", images.max_videos),
        ("largest image, bytes", images.max_bytes),
        ("longest data URL, characters", images.max_url_length),
    ];
    let lists = [
        ("file names end in", &limits.extensions),
        ("images come from", &images.sources),
        ("types of images", &images.types),
        ("types of content parts", &target.part_types),
        ("roles with images", &images.roles),
        ("forbidden in texts", &target.forbidden_text),
    ];
    let said = numbers.iter().any(|(_, number)| number.is_some())
        || lists.iter().any(|(_, list)| !list.is_empty());
    if said {
        writeln!(out, "\nLimits\n")?;
    }
    for (what, number) in numbers {
        if let Some(number) = number {
            writeln!(out, "  {what}: {number}")?;
        }
    }
    for (what, list) in lists {
        if !list.is_empty() {
            writeln!(out, "  {what}: {}", list.join(", "))?;
        }
    }
    Ok(())
}

fn models(target: &Target, out: &mut impl Write) -> io::Result<()> {
    if target.models.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nModels (context in tokens for sft and dpo, and what they can do)\n")?;
    let widest = target.models.iter().map(|model| model.id.len()).max().unwrap_or(0);
    let number = |number: Option<u32>| number.map_or("-".into(), |number| number.to_string());
    for model in &target.models {
        let (sft, dpo) = (number(model.sft), number(model.dpo));
        let may = model.may.iter().map(|may| format!("perhaps {may}"));
        let can: Vec<String> = model.can.iter().cloned().chain(may).collect();
        let line = format!("{:widest$}  {sft:>7}  {dpo:>7}  {}", model.id, can.join(", "));
        writeln!(out, "  {}", line.trim_end())?;
    }
    Ok(())
}

fn effects(target: &Target, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nEffects")?;
    for category in Category::ALL {
        let rules: Vec<_> = ALL.iter().filter(|rule| rule.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        writeln!(out, "\n  {category}")?;
        for rule in rules {
            let Some(effect) = target.effects.get(rule.name) else { continue };
            for statement in effect.statements() {
                if statement.condition.is_empty() {
                    write!(out, "    {}: {}", rule.name, statement.effect)?;
                    write_words(statement.words, &effect.source, out)?;
                } else {
                    write!(out, "      with {}: {}", statement.condition, statement.effect)?;
                    write_words(statement.words, &[], out)?;
                }
            }
        }
    }
    Ok(())
}

fn write_words(words: Option<&str>, sources: &[String], out: &mut impl Write) -> io::Result<()> {
    if let Some(words) = words {
        write!(out, ", {words}")?;
    }
    if !sources.is_empty() {
        write!(out, " [{}]", sources.join(", "))?;
    }
    writeln!(out)
}

//! What was kept back: baselines that are written, and suppressions that are of no use any more.

use super::check::Done;
use super::console::Console;
use super::failure::Failure;
use super::settings::Settings;
use crate::config::{SuppressionEntry, write_baseline};
use crate::rules::{Baseline, SuppressedCounts};
use crate::target::Level;
use crate::words::count;

/// Write the baseline anew with all that was found.
pub(super) fn write(settings: &Settings, counts: &SuppressedCounts) -> Result<(), Failure> {
    let path = settings.baseline_path();
    write_baseline(&path, &counts.noted)?;
    let entries = entries(&counts.noted);
    Console::note(&format!("wrote {entries} to {}", path.display()));
    Ok(())
}

/// Write the baseline anew without what was not found any more.
pub(super) fn prune(
    settings: &Settings,
    baseline: &Baseline,
    counts: &SuppressedCounts,
) -> Result<(), Failure> {
    let path = settings.baseline_path();
    let gone = baseline.len() - counts.met.len();
    if gone > 0 {
        write_baseline(&path, &counts.met)?;
    }
    let gone = if gone == 1 { "1 entry".into() } else { format!("{gone} entries") };
    Console::note(&format!("removed {gone} from {}", path.display()));
    Ok(())
}

/// Say what has expired and what keeps nothing back.
pub(super) fn report(done: &Done<'_>, counts: &SuppressedCounts, console: &Console) {
    for entry in done.expired {
        let until = entry.until.map(|day| day.to_string()).unwrap_or_default();
        say(
            console,
            entry,
            &format!("this suppression expired on {until}"),
            "remove it, or say until when it holds",
        );
    }
    let mut useless: Vec<&SuppressionEntry> = Vec::new();
    let met = |number: usize| {
        u32::try_from(number).is_ok_and(|number| counts.by_entry.contains_key(&number))
    };
    // Two configurations may extend one, and so have a suppression in common.
    let used = || done.suppressions.iter().enumerate().filter(|(number, _)| met(*number));
    for (number, entry) in done.suppressions.iter().enumerate() {
        let Some(entry) = entry.as_ref().filter(|_| !met(number)) else { continue };
        let same = |other: &SuppressionEntry| other.place == entry.place;
        if !used().any(|(_, other)| other.as_ref().is_some_and(same))
            && !useless.iter().any(|other| same(other))
        {
            useless.push(entry);
        }
    }
    for entry in useless {
        say(console, entry, "this suppression keeps nothing back", "remove it");
    }
    if let Some(baseline) = done.baseline
        && baseline.len() > counts.met.len()
    {
        let unmet = baseline.len() - counts.met.len();
        let (entries, keep) = if unmet == 1 { ("entry", "keeps") } else { ("entries", "keep") };
        Console::note(&format!(
            "note: {unmet} {entries} of the baseline {keep} nothing back; --prune-baseline removes them"
        ));
    }
}

fn say(console: &Console, entry: &SuppressionEntry, message: &str, help: &str) {
    let mut mistake = entry.place.clone();
    message.clone_into(&mut mistake.message);
    mistake.help = Some(help.to_owned());
    mistake.label.clone_from(&entry.reason);
    console.mistake(Level::Warning, &mistake);
}

fn entries(baseline: &Baseline) -> String {
    count(baseline.len() as u64, "finding")
}

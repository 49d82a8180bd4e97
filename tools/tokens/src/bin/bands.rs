//! Fits between which shares of an estimate nine in ten texts in other languages are, and prints what
//! `src/tokens/estimate/weights.rs` holds as `messages`:
//!
//! ```sh
//! python3 ../../tests/differential/token_references.py
//! cargo run --release --bin bands -- ../../target/differential/tokens.jsonl
//! ```
//!
//! It looks at the messages of programs, of 200 tokens or more. Fitted is on the first half of each
//! language, every language counting as much as any other: one text in twenty has fewer tokens, and one in
//! twenty more. Beside it stands how many per cent are within, again every language alike: of the second
//! half, and of a language that is left out of the fit, in the mean and the worst three. What tunelint makes
//! of it is never narrower than the band of the texts that the weights were fitted on.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::RangeInclusive;

use tunelint::tokens::estimate::{Counters, Family};
use tunelint::tokens::exact::{Encoding, ExactCounter};
use tunelint_tokens::references::{self, FAMILIES, Text};

/// A text, by which share of its estimate its tokens are.
struct Ratio {
    is_held_out: bool,
    ratio: f64,
}

type ByLanguage<'t> = BTreeMap<&'t str, Vec<Ratio>>;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: bands TOKENS.jsonl")?;
    let mut texts = references::read(&path)?;
    texts.retain(Text::is_message);
    // What these count is what `tiktoken-rs` does: see `exact`.
    for (name, encoding) in [("cl100k", Encoding::Cl100k), ("o200k", Encoding::O200k)] {
        let mut counter = ExactCounter::new(encoding);
        for text in &mut texts {
            text.tokens.insert(name.to_owned(), counter.count(&text.text));
        }
    }
    println!("family       messages: [least, most] | held out | language left out, the worst");
    let (mut least, mut most) = (Vec::new(), Vec::new());
    for (name, family) in FAMILIES {
        let languages = ratios(&texts, name, family);
        let band = fitted(languages.values());
        println!(
            "{name:12} messages: [{:.3}, {:.3}], | {:8.1} | {}",
            band.start(),
            band.end(),
            mean(languages.values().map(|ratios| held(ratios, &band, |ratio| ratio.is_held_out))),
            left_out(&languages),
        );
        least.push(*band.start());
        most.push(*band.end());
    }
    println!("the others   messages: [{:.3}, {:.3}],", median(least), median(most));
    Ok(())
}

fn ratios<'t>(texts: &'t [Text], name: &str, family: Family) -> ByLanguage<'t> {
    let mut languages = ByLanguage::new();
    for text in texts {
        let Some(tokens) = text.long_enough(name) else { continue };
        let mut counters = Counters::default();
        counters.add(&text.text);
        let ratio = tokens as f64 / counters.estimate(family) as f64;
        let of_language = languages.entry(text.kind.as_str()).or_default();
        of_language.push(Ratio { is_held_out: text.is_held_out, ratio });
    }
    languages
}

/// Between which ratios nine in ten of the first halves are.
fn fitted<'r>(languages: impl Iterator<Item = &'r Vec<Ratio>>) -> RangeInclusive<f64> {
    let mut weighed = Vec::new();
    for ratios in languages {
        let first: Vec<&Ratio> = ratios.iter().filter(|ratio| !ratio.is_held_out).collect();
        weighed.extend(first.iter().map(|ratio| (ratio.ratio, 1.0 / first.len() as f64)));
    }
    weighed.sort_by(|one, other| one.0.total_cmp(&other.0));
    let all: f64 = weighed.iter().map(|(_, weight)| weight).sum();
    let at = |share: f64| {
        let mut below = 0.0;
        let found = weighed.iter().find(|(_, weight)| {
            below += weight;
            below >= share * all
        });
        found.map_or(1.0, |(ratio, _)| *ratio)
    };
    at(0.05)..=at(0.95)
}

/// How many per cent of some texts are within a band.
fn held(ratios: &[Ratio], band: &RangeInclusive<f64>, of: impl Fn(&Ratio) -> bool) -> f64 {
    let of: Vec<&Ratio> = ratios.iter().filter(|ratio| of(ratio)).collect();
    let within = of.iter().filter(|ratio| band.contains(&ratio.ratio)).count();
    100.0 * within as f64 / of.len() as f64
}

/// How many texts of each language are within the band that is fitted on all others.
fn left_out(languages: &ByLanguage<'_>) -> String {
    let mut held: Vec<(f64, &str)> = languages
        .iter()
        .map(|(language, ratios)| {
            let others = languages.iter().filter(|(other, _)| *other != language);
            (held(ratios, &fitted(others.map(|(_, ratios)| ratios)), |_| true), *language)
        })
        .collect();
    held.sort_by(|one, other| one.0.total_cmp(&other.0));
    let worst: Vec<String> =
        held.iter().take(3).map(|(held, language)| format!("{language} {held:.0}")).collect();
    format!("{:.1}, {}", mean(held.iter().map(|(held, _)| *held)), worst.join(", "))
}

fn mean(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    numbers.clone().sum::<f64>() / numbers.count() as f64
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

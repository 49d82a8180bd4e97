//! Every kind of machine counts what the definitions say, and estimates are what they should be.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::record::text::decode;

fn counted(text: &[u8]) -> Vec<(Kind, Counters)> {
    let count = |kind: Kind| {
        let mut counters = Counters::default();
        counters.add_with(kind, text);
        (kind, counters)
    };
    Kind::all().map(count).collect()
}

fn assert_counts(text: &[u8]) {
    let wanted = reference::count(text);
    for (kind, counters) in counted(text) {
        for (place, (count, wanted)) in counters.counts.iter().zip(wanted.counts).enumerate() {
            assert_eq!(*count, wanted, "counter {place} with {kind:?}");
        }
        assert_eq!(counters, wanted, "{kind:?}");
    }
}

/// A character as Python writes it to a JSON string by default.
fn units(character: char) -> String {
    let mut units = [0; 2];
    let units = character.encode_utf16(&mut units);
    units.iter().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat()
}

/// A piece of each class, and what the counters name.
const PIECES: &[&[u8]] = &[
    b"a",
    b"Z",
    b"7",
    b" ",
    b"\n",
    b"\r",
    b"\t",
    b"\x0b",
    b"'",
    b".",
    b"_",
    b"/",
    b"(",
    b"-",
    b"\\",
    b"{",
    b"\"",
    b"\0",
    b"\x7f",
    b"word",
    b"Word",
    b"WORD",
    b"camelCase",
    b"1234567",
    b"\xe0\xa4\xa4",
    b"\xe0\xb8\x81",
    "\u{e9}".as_bytes(),
    "\u{65e5}".as_bytes(),
    "\u{d55c}".as_bytes(),
    "\u{1f600}".as_bytes(),
    "\u{442}".as_bytes(),
    b"QmFzZTY0IGlzIG5vdCB0ZXh0",
];

/// Runs of one sort, and what stands between them.
fn runs() -> impl Strategy<Value = Vec<u8>> {
    let run = (select(PIECES), 1..14_usize).prop_map(|(piece, times)| piece.repeat(times));
    vec(run, 0..60).prop_map(|runs| runs.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_counted_as_defined(bytes in vec(any::<u8>(), 0..400)) {
        assert_counts(&bytes);
    }

    #[test]
    fn runs_are_counted_as_defined(text in runs()) {
        assert_counts(&text);
    }

    #[test]
    fn escapes_count_as_what_they_stand_for(text in runs(), ascii in any::<bool>()) {
        let text = String::from_utf8_lossy(&text);
        let mut raw = serde_json::to_string(&text).unwrap();
        if ascii {
            let escaped = |c: char| match c {
                ' '..='~' => c.to_string(),
                _ => units(c),
            };
            raw = raw.chars().map(escaped).collect();
        }
        let raw = &raw.as_bytes()[1..raw.len() - 1];
        prop_assert_eq!(decode(raw), text.as_ref());
        for kind in Kind::all() {
            let mut counters = Counters::default();
            counters.add_json_string_with(kind, raw);
            prop_assert_eq!(&counters, &reference::count(text.as_bytes()), "{:?}", kind);
        }
    }
}

#[test]
fn a_long_string_is_decoded_in_parts() {
    for length in [4094, 4095, 4096, 4097, 9000] {
        let text = "\u{65e5}\"".repeat(3) + &"x".repeat(length) + "\n\"end\u{1f600}";
        let raw = serde_json::to_string(&text).unwrap();
        let mut counters = Counters::default();
        counters.add_json_string(&raw.as_bytes()[1..raw.len() - 1]);
        assert_eq!(counters, reference::count(text.as_bytes()), "{length}");
    }
}

#[test]
fn what_is_no_string_stops_nothing() {
    for raw in [&b"\\"[..], b"\\u", b"\\u12", b"\\q", b"\\\xff", b"\xff\\n", b"\\ud800\\u"] {
        Counters::default().add_json_string(raw);
    }
}

#[test]
fn the_sum_of_texts_is_the_sum_of_their_counters() {
    let (mut both, mut sum) = (Counters::default(), Counters::default());
    for text in ["The first text. ", " and the second, 12345."] {
        both.add(text);
        let mut one = Counters::default();
        one.add(text);
        sum += &one;
    }
    assert_eq!(both, sum);
}

#[test]
fn estimates_keep_to_the_bounds_and_the_bands_to_the_estimates() {
    let prose =
        "The quick brown fox jumps over the lazy dog, and then it rests for a while. ".repeat(40);
    let chinese = "\u{6211}\u{4eec}\u{4eca}\u{5929}\u{53bb}\u{516c}\u{56ed}\u{3002}".repeat(60);
    for text in
        ["", "a", "don't", "12345678", &"!".repeat(500), &"\u{e9}".repeat(300), &prose, &chinese]
    {
        let mut counters = Counters::default();
        counters.add(text);
        let bounds = counters.bounds();
        for family in Family::ALL {
            let estimate = counters.estimate(family);
            assert!(bounds.contains(&estimate), "{family:?} {estimate} {bounds:?} {text}");
            let mut inner = estimate..=estimate;
            for confidence in
                [Confidence::AllBut1Of10, Confidence::AllBut2Of100, Confidence::AllBut2Of1000]
            {
                let band = counters.band(family, confidence);
                assert!(band.start() <= inner.start() && band.end() >= inner.end(), "{family:?}");
                inner = band;
            }
        }
    }
}

#[test]
fn a_few_accents_widen_the_band_and_a_correction_does_not() {
    let width = |text: &str, band: fn(&Counters, Family, Confidence) -> RangeInclusive<u64>| {
        let mut counters = Counters::default();
        counters.add(&text.repeat(20));
        let (least, most) = band(&counters, Family::Llama3, Confidence::AllBut1Of10).into_inner();
        float(most - least) / float(counters.estimate(Family::Llama3))
    };
    let plain = "Il file non si apre in lettura, e non si legge; riprovare fra poco. ";
    let accented =
        "Il file non si pu\u{f2} aprire in lettura, e non si legge; riprovare fra poco. ";
    assert!(width(plain, Counters::band) < 0.3);
    assert!(width(accented, Counters::band) > 0.4);
    assert!(width(accented, Counters::band_of_corrected) < 0.3);
    // What is not established by a single sign in a long text.
    let long = plain.repeat(20) + "\u{a9}";
    assert!(width(&long, Counters::band) < 0.3);
}

#[test]
fn english_is_estimated_well() {
    // 16 words and two marks: 720 tokens in all.
    let prose =
        " The quick brown fox jumps over the lazy dog, and then it rests for a while.".repeat(40);
    let mut counters = Counters::default();
    counters.add(&prose);
    for family in Family::ALL {
        let estimate = counters.estimate(family);
        assert!((650..=790).contains(&estimate), "{family:?}: {estimate}");
    }
    assert_eq!(counters.bounds(), 640..=3_041);
}

use std::collections::HashSet;

use super::*;

/// A message, the entry it belongs to, and the place it names.
const MESSAGES: &[(&str, &str, Option<Place>)] = &[
    (
        "validation_report: Line 7: `messages[1]` must contain a `role` field",
        "together-validation-report",
        Some(Place::Line(7)),
    ),
    (
        "Error parsing json payload. Unexpected format on line 12.",
        "together-line-json",
        Some(Place::Line(12)),
    ),
    ("Found extra column \"source\" in the line 3.", "together-extra-column", Some(Place::Line(3))),
    (
        "Example 1273 cannot be parsed. Error: line contains invalid json: Expecting ',' delimiter: line 1 column 79 (char 78) (line 1273)",
        "openai-line-json",
        Some(Place::Line(1273)),
    ),
    ("Example 1273 cannot be parsed ...", "openai-unreadable-example", Some(Place::Record(1273))),
    (
        "The job failed due to an invalid training file. Invalid file format. Example 100, message 2 Discriminator 'role' is missing in value",
        "openai-role",
        Some(Place::Record(100)),
    ),
    (
        "The job failed due to a file format error in the training file. Invalid file format. Example 1 contains an extra \"weight\".",
        "openai-extra",
        Some(Place::Record(1)),
    ),
    ("Training file has 3 example(s), but must have at least 10 examples", "openai-too-few", None),
    (
        "Expected file to have JSONL format, where every line is a JSON dictionary. Line 1 is not a dictionary (HINT: line starts with: \"[...\" )",
        "openai-not-a-dictionary",
        Some(Place::Line(1)),
    ),
    (
        "pyarrow.lib.ArrowInvalid: JSON parse error: Column() changed from object to array in row 0",
        "arrow-column-changed",
        Some(Place::Record(1)),
    ),
    (
        "JSON parse error: Column(/messages/[]/content) changed from string to array in row 41",
        "arrow-column-changed",
        Some(Place::Record(42)),
    ),
    (
        "ArrowInvalid: JSON parse error: Missing a comma or } after an object member. in row 3",
        "arrow-json",
        Some(Place::Record(4)),
    ),
    (
        "jinja2.exceptions.TemplateError: Conversation roles must alternate user/assistant/user/assistant/...",
        "template-alternate",
        None,
    ),
    ("ZeroDivisionError: division by zero", "nothing-trained-division", None),
    ("All labels are -100", "unsloth-masked", None),
    ("bufio.Scanner: token too long", "line-too-long-for-reader", None),
    ("[WARNING|2026-01-01] Dropped invalid example: []", "llama-factory-dropped", None),
    ("Tool or ipython message at index 2 must follow an ipython message", "torchtune-tool", None),
    ("openai.RateLimitError: Error code: 429 - Rate limit reached", "rate-limit", None),
    ("You exceeded your current quota, please check your plan", "quota", None),
    ("Incorrect API key provided: sk-1234", "api-key", None),
    ("The model `gpt-9` does not exist", "model-not-found", None),
    (
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0x92 in position 17: invalid start byte",
        "python-unicode",
        None,
    ),
    (
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "python-json",
        None,
    ),
    ("KeyError: 'instruction'", "python-key", None),
];

#[test]
fn messages_are_recognised() {
    for (message, id, place) in MESSAGES {
        let diagnosis = diagnose(message).unwrap_or_else(|| panic!("not known: {message}"));
        assert_eq!(diagnosis.id, Some(*id), "{message}");
        assert_eq!(diagnosis.place, *place, "{message}");
    }
}

#[test]
fn nothing_is_claimed_of_what_is_not_known() {
    for message in ["", "it does not work", "Error", "ValueError: banana", "\u{0}\u{202e}"] {
        assert_eq!(diagnose(message), None, "{message:?}");
    }
}

#[test]
fn the_message_says_more_than_the_status_unless_the_service_failed() {
    let id = |status, body| classify(status, body).and_then(|diagnosis| diagnosis.id);
    assert_eq!(id(400, "Found extra column \"x\" in the line 2"), Some("together-extra-column"));
    assert_eq!(id(429, "insufficient_quota"), Some("quota"));
    assert_eq!(id(503, "invalid file format"), None);
    let category = |status| classify(status, "").map(|diagnosis| diagnosis.category);
    assert_eq!(category(401), Some(Category::Auth));
    assert_eq!(category(402), Some(Category::Billing));
    assert_eq!(category(404), Some(Category::NotFound));
    assert_eq!(category(429), Some(Category::RateLimit));
    assert_eq!(category(500), Some(Category::Server));
    assert_eq!(category(299), None);
}

#[test]
fn the_catalogue_is_sound() {
    let text = include_str!("catalogue.toml");
    toml::from_str::<Catalogue>(text).unwrap();
    let mut ids = HashSet::new();
    for entry in Catalogue::get().entries() {
        assert!(ids.insert(&entry.id), "{} is there twice", entry.id);
        assert!(entry.regex().is_some(), "{} is no pattern", entry.id);
        for rule in &entry.rules {
            assert!(RuleId::named(rule).is_some(), "{}: there is no rule {rule}", entry.id);
        }
    }
}

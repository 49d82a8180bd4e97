//! Did you mean: the word of a list that is nearest to one that is not in it.

/// The candidate that `word` most likely was meant to be: the same but for case, or a few typing
/// errors away.
pub(crate) fn similar<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Nobody mistypes a word of this length so that it is still recognised.
    if word.len() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Whether `word` is a slip of the pen for `meant`: one typing error, two in a long word, none of
/// them in the first letter. Stricter than [`similar`], for words that may well be meant as they are.
pub(crate) fn is_slip(word: &str, meant: &str) -> bool {
    let (word, meant) = (word.to_lowercase(), meant.to_lowercase());
    let most = if meant.len() < 8 { 1 } else { 2 };
    word.len().abs_diff(meant.len()) <= most
        && word.chars().next() == meant.chars().next()
        && distance(&word, &meant) <= most
}

/// How many characters must be inserted, deleted, replaced or swapped with their neighbour to get
/// from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // Three rows of the table: those of the last two characters of `a`, and the present one.
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let roles = ["system", "user", "assistant", "tool"];
        for (word, meant) in [
            ("asistant", Some("assistant")),
            ("Assistant", Some("assistant")),
            ("assitsant", Some("assistant")),
            ("usr", Some("user")),
            ("sytem", Some("system")),
            ("tools", Some("tool")),
            ("human", None),
            ("", None),
            ("ass", None),
        ] {
            assert_eq!(similar(word, roles), meant, "{word}");
        }
    }

    #[test]
    fn slips_are_near() {
        for (word, meant, slip) in [
            ("wieght", "weight", true),
            ("Weight", "weight", true),
            ("height", "weight", false),
            ("tool", "tools", true),
            ("toolCalls", "tool_calls", true),
            ("reason", "reasoning", false),
            ("", "tools", false),
        ] {
            assert_eq!(is_slip(word, meant), slip, "{word}");
        }
    }

    #[test]
    fn counts_typing_errors() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("abc", "acb"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}

//! What is said for all targets of a run alike, or for each: `ID`, or `together=ID,openai=ID`.

use super::{PlanError, similar};
use crate::target::{Target, names};

/// What is said for single targets, and for all others.
pub(crate) fn parts(said: &str) -> (Vec<(&str, &str)>, Option<&str>) {
    if !said.contains('=') {
        return (Vec::new(), Some(said).filter(|said| !said.is_empty()));
    }
    let mut own = Vec::new();
    let mut all = None;
    for part in said.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((target, said)) => own.push((target.trim(), said.trim())),
            None => all = Some(part),
        }
    }
    (own, all)
}

/// Check that the targets exist for which something, say `a model`, was chosen.
pub(crate) fn validate<'n>(
    what: &'static str,
    mut chosen: impl Iterator<Item = &'n str>,
    targets: &[Target],
) -> Result<(), PlanError> {
    let mut known: Vec<&str> = names().collect();
    known.extend(targets.iter().map(|target| target.name.as_str()));
    let Some(target) = chosen.find(|name| !known.contains(name)) else { return Ok(()) };
    let meant = similar(target, known).map(str::to_owned);
    Err(PlanError::ChosenForUnknownTarget { what, target: target.to_owned(), meant })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::builtin;

    #[test]
    fn each_target_may_have_its_own() {
        assert_eq!(parts("x"), (vec![], Some("x")));
        assert_eq!(parts("a, b"), (vec![], Some("a, b")));
        assert_eq!(parts("a=x, b = y"), (vec![("a", "x"), ("b", "y")], None));
        assert_eq!(parts("a=x,z"), (vec![("a", "x")], Some("z")));
        assert_eq!(parts(""), (vec![], None));
    }

    #[test]
    fn a_target_that_is_named_must_exist() {
        let targets = ["together", "openai"].map(|name| builtin(name).unwrap());
        assert!(validate("a model", ["azure", "openai"].into_iter(), &targets).is_ok());
        let error = validate("a model", ["opnai"].into_iter(), &targets).unwrap_err();
        let wanted = "no target \"opnai\" to choose a model for; did you mean \"openai\"?";
        assert!(error.to_string().contains(wanted), "{error}");
    }
}

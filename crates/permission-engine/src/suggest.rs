//! "Did you mean", and what there is otherwise.

/// So many names are told where none is near.
const TOLD: usize = 6;

/// How near two words are, whatever their case: 1 for equal ones.
fn nearness(word: &str, known: &str) -> f64 {
    strsim::jaro_winkler(&word.to_lowercase(), &known.to_lowercase())
}

/// The known word nearest to a mistyped one, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.map(|known| (nearness(word, known), known));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.8).then_some(best.1)
}

/// A help line for an unknown word: the nearest known one, else where to look.
pub(crate) fn did_you_mean(near: Option<&str>, otherwise: impl Into<String>) -> String {
    near.map_or_else(|| otherwise.into(), |near| format!("did you mean `{near}`?"))
}

/// A help line for a word that is none of `known`: the nearest, else the few nearest there are.
pub(crate) fn one_of<'a>(
    word: &str,
    what: impl std::fmt::Display,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let mut scored: Vec<(f64, &str)> = known.map(|known| (nearness(word, known), known)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let Some((best, name)) = scored.first() else { return format!("there is no {what} at all") };
    if *best >= 0.8 {
        return did_you_mean(Some(name), "");
    }
    let mut told: Vec<String> =
        scored.iter().take(TOLD).map(|(_, name)| format!("`{name}`")).collect();
    if let Some(rest) = scored.len().checked_sub(TOLD).filter(|rest| *rest > 0) {
        told.push(format!("{rest} more"));
    }
    let last = told.pop().unwrap_or_default();
    let names = if told.is_empty() { last } else { format!("{} and {last}", told.join(", ")) };
    format!("there is {names}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_told_and_else_what_there_is() {
        let help = |word: &str, known: &[&str]| one_of(word, "user", known.iter().copied());
        assert_eq!(help("LUIS", &["ann", "luis"]), "did you mean `luis`?");
        assert_eq!(help("xyz", &["ann", "luis"]), "there is `ann` and `luis`");
        assert_eq!(help("xyz", &["ann"]), "there is `ann`");
        assert_eq!(help("xyz", &[]), "there is no user at all");
        let many = ["a", "b", "c", "d", "e", "f", "g", "h"];
        assert_eq!(help("-", &many), "there is `a`, `b`, `c`, `d`, `e`, `f` and 2 more");
    }
}

//! Small things about text.

/// The longest piece of input that a message repeats.
const LONGEST: usize = 60;

/// Input for a message: not longer than a message can bear, without the credentials of URLs.
pub(crate) fn shorten(text: &str) -> String {
    let text = config_text::mask_credentials(text);
    if text.chars().count() <= LONGEST {
        return text.into_owned();
    }
    let mut short: String = text.chars().take(LONGEST).collect();
    short.push_str("...");
    short
}

/// The candidate that a mistyped word most likely means.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.into_iter().map(|candidate| {
        let distance = strsim::osa_distance(word, candidate);
        (distance, candidate)
    });
    let (distance, candidate) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= slips(word.len(), candidate.len()) && distance > 0).then_some(candidate)
}

/// How many slips may lie between two words of such lengths.
pub(crate) const fn slips(one: usize, other: usize) -> usize {
    let longer = if one > other { one } else { other };
    if longer < 8 { 1 } else { longer / 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_does_not() {
        let known = ["heartbeat-delay", "max-ack-delay", "mode"];
        assert_eq!(nearest("hearbeat-delay", known), Some("heartbeat-delay"));
        assert_eq!(nearest("heartbeat_delay", known), Some("heartbeat-delay"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn long_input_is_cut_between_characters() {
        assert_eq!(shorten("abc"), "abc");
        assert_eq!(shorten("http://u:p@h/"), "http://(secret)@h/");
        assert_eq!(shorten(&"\u{e4}".repeat(100)).chars().count(), LONGEST + 3);
    }
}

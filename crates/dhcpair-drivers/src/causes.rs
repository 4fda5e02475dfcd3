//! Errors as one clause.

/// An error with its causes. A cause that its effect quotes already is not said twice, and the system's number of an
/// error stays away from operators.
///
/// ```
/// let refused = std::io::Error::from_raw_os_error(111);
/// assert_eq!(refused.to_string(), "Connection refused (os error 111)");
/// assert_eq!(dhcpair_drivers::in_full(&refused), "Connection refused");
/// ```
#[must_use]
pub fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = without_number(&error.to_string()).to_owned();
    let mut cause = error.source();
    while let Some(one) = cause {
        let said = one.to_string();
        let said = without_number(&said);
        if !text.contains(said) {
            text.push_str(&format!(": {said}"));
        }
        cause = one.source();
    }
    text
}

/// A message of the system without its ` (os error 111)`.
fn without_number(text: &str) -> &str {
    let inner = text.strip_suffix(')').and_then(|text| text.rsplit_once(" (os error "));
    match inner {
        Some((message, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => message,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("`a.example` cannot be reached")]
    struct Outer(#[source] io::Error);

    #[test]
    fn causes_follow_and_numbers_do_not_show() {
        let refused = || io::Error::from_raw_os_error(111);
        assert_eq!(in_full(&Outer(refused())), "`a.example` cannot be reached: Connection refused");
        assert_eq!(in_full(&refused()), "Connection refused");
        let quoted = Outer(io::Error::other("cannot be reached"));
        assert_eq!(in_full(&quoted), "`a.example` cannot be reached");
        assert_eq!(without_number("no (os error x)"), "no (os error x)");
    }
}

//! Errors as one clause.

/// An error with its causes. A cause that its effect quotes already is not said twice.
pub(crate) fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        let said = one.to_string();
        if !text.contains(&said) {
            text.push_str(&format!(": {said}"));
        }
        cause = one.source();
    }
    text
}

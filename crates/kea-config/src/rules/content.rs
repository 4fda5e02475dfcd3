//! Rules about keys, values and what they mean to one another.

super::rules! { CONTENT_RULES:
    UNKNOWN_KEY "kea-unknown-key" Load Error
        "A key that the server does not know in this place."
        "Kea refuses the whole file for one unknown keyword. Most are typing mistakes, keywords of another version, or keywords in the wrong map. Only hook parameters and user contexts may hold anything."
        "Correct the spelling, move it to the map it belongs to, or drop it for this version."
}

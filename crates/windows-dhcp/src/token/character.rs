//! Which characters PowerShell takes for what.

/// `'` and four others.
pub(super) fn is_single_quote(c: char) -> bool {
    [0x27, 0x2018, 0x2019, 0x201A, 0x201B].contains(&u32::from(c))
}

/// `"` and three others.
pub(super) fn is_double_quote(c: char) -> bool {
    [0x22, 0x201C, 0x201D, 0x201E].contains(&u32::from(c))
}

/// `-` and three others: en dash, em dash, horizontal bar.
pub(super) fn is_dash(c: char) -> bool {
    [0x2D, 0x2013, 0x2014, 0x2015].contains(&u32::from(c))
}

/// Ends a line.
pub(super) fn is_line_end(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// Separates tokens within a line: next line (U+0085) and every separator of Unicode do, too.
pub(super) fn is_blank(c: char) -> bool {
    let tab_to_space = [0x09, 0x0B, 0x0C, 0x20, 0x85, 0xA0].contains(&u32::from(c));
    tab_to_space
        || matches!(
            u32::from(c),
            0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000
        )
}

/// Ends a word of a command.
pub(super) fn ends_word(c: char) -> bool {
    is_blank(c) || is_line_end(c) || "(){};,|&<>".contains(c)
}

/// May stand in the name of a variable without braces.
pub(super) fn is_variable(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '?'
}

/// Begins the name of a parameter.
pub(super) fn begins_parameter(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '?'
}

/// What a backtick makes of the character behind it, outside of single quotes.
pub(super) fn escaped(c: char) -> char {
    match c {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        'e' => '\x1b',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        other => other,
    }
}

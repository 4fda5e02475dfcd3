//! Rules about the JSON dialect and the outermost map.

config_text::rules! { SYNTAX_RULES:
    SYNTAX "kea-syntax" Load Error
        "The text is not JSON as Kea reads it."
        "Kea stops at the first place that it cannot read and does not start; what comes behind that place was never looked at."
        "Repair the place that is pointed at: a missing comma, brace or quote is usually just above it."

    STRING "kea-string" Load Error
        "A string is not closed, or holds what no string may hold."
        "Kea wants tabs and line breaks in strings written as escapes, knows the escapes of JSON only, and of the numbered ones only those up to 00ff; other characters stand for themselves in UTF-8."
        "Close the string on its line, and write control characters as escapes."

    NUMBER "kea-number" Load Error
        "A number is malformed or too big."
        "Kea keeps integers in 64 bits and numbers with a fraction in a double; what fits in neither is refused."
        "Write a plain number within the range of the parameter."

    COMMENT "kea-comment" Load Error
        "A comment begins with `/*` and never ends."
        "Everything behind it is part of the comment, so the rest of the configuration is lost. Such comments do not nest."
        "Close the comment with `*/`, or use `#` or `//` on each line."

    INCLUDE "kea-include" Load Error
        "An include cannot be followed."
        "The file is missing or unreadable, includes itself, lies too deep, or the directive is malformed. Kea resolves relative paths against the directory that the server runs in, not against the including file."
        "Use an absolute path, and write the directive as `<?include \"/path/file\"?>`."

    DUPLICATE "kea-duplicate-key" Load Error
        "A map has two members of one name."
        "Kea refuses the file, also where the map is a user context or belongs to a hook library."
        "Keep the one of the two that is meant."

    EXTRA_COMMA "kea-extra-comma" Load Warning
        "A comma stands where nothing follows."
        "From 2.2 on Kea accepts it with a warning, older versions and the control channel refuse it; it may also mean that an entry was deleted by accident."
        "Delete the comma that is pointed at."

    TOP_LEVEL "kea-top-level" Load Error
        "The outermost map holds something else than one server's configuration."
        "A DHCP server's file has `Dhcp4` or `Dhcp6` as its only member: what old versions allowed beside it, such as `Logging`, is refused today."
        "Move loggers into the server's own map, and the other daemons' parts into their own files."

    ANSWER "kea-config-answer" Load Note
        "The file is the answer to `config-get`, not a configuration file."
        "It shows what the server runs with all defaults filled in; comments and includes of the file it was read from are gone, and the `hash` beside the configuration is not accepted back."
        "To load it again, keep the server's own map only."

    DEPTH "kea-depth" Runtime Warning
        "Maps and lists are nested deeper than Kea follows in commands."
        "From 2.6.5, 3.0.3 and 3.1.5 on Kea still loads the file, but refuses more than a hundred levels in commands and in what it answers: `config-get` does not work."
        "Make the structure flatter."
}

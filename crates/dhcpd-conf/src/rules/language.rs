//! The language of dhcpd.conf: what the parser of dhcpd refuses, whatever the statement is about.

config_text::rules! { LANGUAGE:
SYNTAX "isc-syntax" Load Error
    "the text breaks the grammar of dhcpd.conf"
    "dhcpd refuses the whole file after the first such error, so the server does not start after the next restart."
    "Correct the statement: each ends with `;`, blocks take no `;` behind their `}`, and lists are separated by commas."
UNKNOWN_STATEMENT "isc-unknown-statement" Load Error
    "a statement begins with a word that dhcpd does not know"
    "dhcpd refuses the file. Often it is a spelling mistake, an option without the word `option`, or a statement of another build of dhcpd."
    "Correct the word, put `option` in front of an option's name, or remove the statement."
MISPLACED "isc-misplaced" Load Error
    "a statement that dhcpd knows stands where it may not"
    "dhcpd refuses the file: most declarations are only allowed in certain blocks."
    "Move the statement into the block that it belongs to."
CRASH "isc-crash" Load Error
    "a statement behind `key`, `zone` or `db-time-format` in the block of an `if`, `switch`, `on` or function; or a last label of a `switch` with nothing behind it"
    "On the first, dhcpd and its checker crash while they read the file (4.4.3-P1): the server does not start after the next restart, and no message says why. On the second, the server crashes when a client's packet leads there."
    "Move the key, the zone or the format out of the block: none of them depends on a condition. Write `break;` behind the last label."
UNTYPED "isc-untyped-statement" Runtime Note
    "dhcpd accepts the statement, but only its words are compared here"
    "The statement has no meaning for failover or is meant for another program, so two spellings of the same thing count as different."
    "Nothing needs to be done; write it alike on both partners."
STRING "isc-string" Load Error
    "a string has no closing quote, a broken escape, or more than 1499 bytes"
    "dhcpd reads on to the next quote, or cuts the string, and then refuses the file at a place that has nothing to do with the mistake."
    "Close the string. Write a quote inside it as `\\\"` and a backslash as `\\\\`."
SPACE_RUN "isc-space-run" Load Error
    "1500 or more bytes of white space stand in a row"
    "dhcpd's buffer for white space is that long; it stops with an error when it is full."
    "Remove blank lines or blanks at the ends of lines, or put a comment between them."
END_BYTE "isc-end-byte" Runtime Error
    "the byte 0xFF outside a comment ends the file for dhcpd"
    "Everything behind it is ignored without a message. The byte comes from a text in Latin-1 or from a damaged file."
    "Remove the byte, or save the file as UTF-8."
NUL_BYTE "isc-nul-byte" Load Error
    "a byte NUL stands outside strings and comments"
    "It comes from a damaged file, often after a crash. dhcpd skips a single one in some places, and refuses the file in others."
    "Restore the file from a copy, or remove the bytes."
OPEN_BLOCK "isc-open-block" Load Error
    "a block is still open where the file ends"
    "dhcpd refuses the file. Often a `}` is missing far above the place where the error is noticed."
    "Add the missing `}`. A block must end in the file in which it begins."
INCLUDE "isc-include" Load Error
    "an included file cannot be read, includes itself, or includes are nested without end"
    "dhcpd stops at a file that it cannot open, and runs until it crashes when files include each other in a circle."
    "Correct the path, make the file readable for the server, or remove the include that leads back."
INCLUDE_RELATIVE "isc-include-relative" Runtime Warning
    "an include names its file without a leading `/`"
    "dhcpd looks for it in the directory it was started in, not beside the including file. A start by hand, by a service manager or by a test finds different files."
    "Write the whole path."
OPTION_UNKNOWN "isc-option-unknown" Load Error
    "an option or an option space is not known at this place"
    "dhcpd refuses the file. An option of its own must be defined before it is used, and options of DHCPv6 need the space `dhcp6`."
    "Correct the name, write `dhcp6.NAME`, or define the option above with `option NAME code N = TYPE;`."
OPTION_VALUE "isc-option-value" Load Error
    "a value does not fit its option or parameter"
    "dhcpd refuses the file: every option has a format, and numbers have limits."
    "Write the value in the option's format; the message says what is expected."
OPTION_DEFINITION "isc-option-definition" Load Error
    "the definition of an option or an option space is wrong"
    "dhcpd refuses the file, and every use of the option below fails too."
    "Define it outside all blocks as `option NAME code N = TYPE;` with a type of dhcp-options(5)."
OCTAL_NUMBER "isc-octal-number" Runtime Warning
    "a number with a leading zero is read as octal"
    "`0600` means 384 to dhcpd, and nothing tells."
    "Write the number without leading zeros."
EXPRESSION "isc-expression" Load Error
    "an expression has the wrong type or breaks the grammar of dhcp-eval(5)"
    "dhcpd refuses the file. Its operators bind in an unusual order, and subtraction does not work at all."
    "Put parentheses around parts, and compare data with data and numbers with numbers."
USED_BEFORE_DECLARED "isc-used-before-declared" Load Error
    "a peer, class, named group or key is used above its declaration, or has none"
    "dhcpd reads files from top to bottom and includes in the order in which they stand, and refuses a name that it has not met yet."
    "Move the declaration, or the include that holds it, above the first use."
DECLARED_TWICE "isc-declared-twice" Load Error
    "a host or a failover peer of the same name is declared a second time"
    "dhcpd refuses the file: names of hosts are global, wherever they are written."
    "Remove one of the two, or give it another name."
GIVEN_TWICE "isc-given-twice" Load Error
    "something that may be given once is given again in the same block"
    "dhcpd refuses the file instead of choosing one of the two."
    "Remove one of the two."
KEY_INCOMPLETE "isc-key-incomplete" Load Error
    "a key has no algorithm, no secret, or a secret that is not base64"
    "dhcpd crashes on a key without an algorithm or a secret, and silently drops one whose secret is empty."
    "Write both: `key NAME { algorithm hmac-sha256; secret BASE64; }`."
OMAPI_KEY_UNKNOWN "isc-omapi-key-unknown" Load Error
    "`omapi-key` names a key that is not declared"
    "dhcpd reads the file and then stops, because it cannot protect its management port as told."
    "Declare the key, or correct the name."
UPDATE_STYLE "isc-update-style" Load Error
    "`ddns-update-style ad-hoc` is no longer supported"
    "dhcpd 4.3 and later stop when they meet it."
    "Write `standard`, `interim` or `none`."
OMAPI_OPEN "isc-omapi-open" Runtime Error
    "`omapi-port` is set without `omapi-key`"
    "Anybody who reaches the port may change leases and failover states or stop the server: OMAPI knows no other protection, and dhcpd listens on all addresses."
    "Declare a key and name it with `omapi-key`, or remove `omapi-port`."
}

//! The stable codes of failures, shown behind `error` and listed in `docs/errors.md`.

use std::fmt;

use super::ExitCode;

/// Declares the codes once: variant, text, exit code, meaning, remedy.
macro_rules! codes {
    ($($variant:ident = $text:literal, $exit:ident, $means:literal, $remedy:literal;)*) => {
        /// Why a command could not do what it was asked: a stable word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(#[doc = $means] $variant,)*
        }

        impl ErrorCode {
            /// Every code, in the order of the alphabet.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word itself.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The exit code of a process that ends because of it.
            #[must_use]
            pub const fn exit(self) -> ExitCode {
                match self { $(Self::$variant => ExitCode::$exit,)* }
            }

            /// What it means.
            #[must_use]
            pub const fn means(self) -> &'static str {
                match self { $(Self::$variant => $means,)* }
            }

            /// What to do about it.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

codes! {
    AccessPolicyInvalid = "access-policy-invalid", Failed,
        "The access policy is not valid at the place given.",
        "Correct that place; [access.md](access.md) explains every key.";
    AccessUnknownName = "access-unknown-name", Failed,
        "The access policy has no user, group, role, permission or object of this name.",
        "Use a name that the policy has; names are case-sensitive.";
    AmbiguousRelationship = "ambiguous-relationship", Failed,
        "Several relationships have the name.",
        "Use one of the ids that the message lists: the name, `@`, and a server of it.";
    Document = "document", Failed,
        "A result could not be written in the form asked for.",
        "Report it: this is a defect.";
    FileTwice = "file-twice", Usage,
        "`init` was given a file twice.",
        "Name each file once.";
    FileUnreadable = "file-unreadable", Failed,
        "A file named on the command line cannot be read; `check` has checked the others.",
        "Check the path and its permissions.";
    HostUnseen = "host-unseen", Incomplete,
        "A host named for `init` could not be looked at, or has no server that is known; the inventory has the others.",
        "The message says what to grant, and the call to make again; [guide/ssh.md](guide/ssh.md) has what an account needs.";
    InventoryInvalid = "inventory-invalid", Failed,
        "The inventory is not valid at the line and column given.",
        "Correct that place; [inventory.md](inventory.md) explains every key.";
    InventoryMissing = "inventory-missing", Failed,
        "There is no inventory at any of the usual places.",
        "Name one with `--config FILE`, or write one with `dhcpair init FILE...`.";
    InventoryUnreadable = "inventory-unreadable", Failed,
        "The inventory is there and cannot be read.",
        "Check the path and its permissions.";
    NoRelationship = "no-relationship", Failed,
        "No server that could be read has a relationship of this name.",
        "`dhcpair relationships` lists them.";
    NoRule = "no-rule", Usage,
        "There is no rule of this name.",
        "`dhcpair check --explain all` lists every rule.";
    NoScope = "no-scope", Failed,
        "No server has this scope, or none that the address is in.",
        "`dhcpair scopes` lists them.";
    NoServer = "no-server", Failed,
        "The inventory has no server of this name.",
        "`dhcpair servers` lists them.";
    NoServerVersion = "no-server-version", Usage,
        "The rules for this release of Kea are not known.",
        "Use one of the releases that the message lists.";
    Output = "output", Failed,
        "The result could not be written to standard output.",
        "Look at where it goes: a full disk, a file that cannot be written.";
    RelationshipUnseen = "relationship-unseen", Incomplete,
        "No server that could be read has a relationship of this name, and others could not be read.",
        "`dhcpair doctor SERVER` says what a server that was not read lacks.";
    RuleAllowedAndDenied = "rule-allowed-and-denied", Usage,
        "A rule is to be left out and to be an error at the same time.",
        "Name it behind `--allow` or behind `--deny`.";
    Runtime = "runtime", Failed,
        "The system refused what the program needs to run at all, such as threads.",
        "Look at the limits of the process.";
    ScopeUnseen = "scope-unseen", Incomplete,
        "No server that could be read has this scope, and others could not be read.",
        "`dhcpair doctor SERVER` says what a server that was not read lacks.";
    ServerVersionWithoutKea = "server-version-without-kea", Usage,
        "`check` was given `--server-version` together with a `--format` that is not Kea's.",
        "Leave it out.";
    StdinUnreadable = "stdin-unreadable", Failed,
        "Standard input cannot be read.",
        "Look at what it is connected to.";
    Usage = "usage", Usage,
        "The words of the call do not go together.",
        "See `dhcpair help COMMAND`.";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The page `docs/errors.md`, made from the codes.
#[must_use]
pub fn errors_page() -> String {
    let mut out = String::from(
        "# Errors\n\n\
         A command that cannot do what it was asked says `error[CODE]`, what happened, why, and what\n\
         to do. The codes are stable: programs may rely on them. This page is made from the code by\n\
         `cargo xtask docs`.\n\n\
         What `check` finds in files and `drift` finds between servers are not errors in this sense;\n\
         [rules](rules/README.md) lists those.\n\n\
         ## Exit codes\n\n\
         | code | means |\n|---|---|\n",
    );
    for code in ExitCode::ALL {
        out.push_str(&format!("| {} | {} |\n", u8::from(*code), code.means()));
    }
    out.push_str("\n## Error codes\n\n| code | exit | means | what to do |\n|---|---|---|---|\n");
    for code in ErrorCode::ALL {
        let exit = u8::from(code.exit());
        out.push_str(&format!("| `{code}` | {exit} | {} | {} |\n", code.means(), code.remedy()));
    }
    out.push_str(
        "\n## On the way to a server\n\n\
         A server that cannot be reached or asked is no failure of the command: it is shown with the reason, beside the\n\
         others. `dhcpair doctor` says what to do, and with `-o json` each failed check has one of these words as `code`:\n\
         `host-` on the way to programs and files (this machine, SSH), `kea-` on that to Kea's control channel, `omapi-` on that to\n\
         dhcpd.\n\n| code | means |\n|---|---|\n",
    );
    for code in dhcpair_drivers::doctor::Code::all() {
        out.push_str(&format!("| `{code}` | {} |\n", code.means()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_words_of_their_own() {
        let words: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
        for word in words {
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{word}");
        }
    }
}

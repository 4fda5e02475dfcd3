//! What a process says when it ends.

/// The exit codes of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done; a command that only looks could show it.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// Findings: a diagnostic at or above the level asked for, or differences.
    Findings = 3,
    /// Refused by permission.
    Forbidden = 4,
    /// Refused by a guard rail, or because a server has changed.
    Refused = 5,
    /// Incomplete: a side that the answer needs could not be observed.
    Incomplete = 6,
    /// Half applied: one side of a change is done, the other owed.
    HalfApplied = 7,
}

impl ExitCode {
    /// Every exit code, in order.
    pub const ALL: &[Self] = &[
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Findings,
        Self::Forbidden,
        Self::Refused,
        Self::Incomplete,
        Self::HalfApplied,
    ];

    /// What it means, in a sentence.
    #[must_use]
    pub const fn means(self) -> &'static str {
        match self {
            Self::Done => "Done. A command that only looks could show what it was asked for.",
            Self::Failed => {
                "Failed. For `check`: a file named on the command line cannot be read. For `lease find`: there \
                 is no such lease."
            }
            Self::Usage => "Wrong usage.",
            Self::Findings => {
                "Findings: `check` found something at or above `--fail-on`, `drift` found differences, \
                 `leases audit` leases that are wrong, `doctor` something that does not work."
            }
            Self::Forbidden => "Refused by permission: `access can` says no.",
            Self::Refused => {
                "Refused by a guard rail, or because a server has changed (no command of this version)."
            }
            Self::Incomplete => {
                "Incomplete: a side that the answer needs could not be seen, its files or the server that was to be asked, so \
                 `drift` does not say that there is none, and `leases audit` compares nothing; \
                 the relationship or scope asked for may be one of a server that could not be read; for `doctor`, a server that could not be looked at; for `init`, a host."
            }
            Self::HalfApplied => {
                "Half applied: one side of a change is done, the other owed (no command of this version)."
            }
        }
    }
}

impl From<ExitCode> for u8 {
    fn from(code: ExitCode) -> Self {
        code as Self
    }
}

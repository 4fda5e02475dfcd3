//! The words for states.

use std::fmt;

use crate::index::kind::Kind;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$word_doc:meta])* $variant:ident = $text:literal from $kind:ident,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $variant,)*
        }

        impl $name {
            /// The word as dhcpd writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            pub(super) const fn of(kind: Kind) -> Option<Self> {
                match kind {
                    $(Kind::$kind => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a lease is to its server (dhcpd.leases(5), "binding state").
    BindingState:
    /// Nobody's; the primary may give it away.
    Free = "free" from Free,
    /// A client has it until it ends.
    Active = "active" from Active,
    /// It has ended, and the failover partner has not confirmed that yet.
    Expired = "expired" from Expired,
    /// The client has given it back, and the failover partner has not confirmed that yet.
    Released = "released" from Released,
    /// The address answers although nobody has the lease, or a client declined it.
    Abandoned = "abandoned" from Abandoned,
    /// Set free by an operator, and the failover partner has not confirmed that yet.
    Reset = "reset" from Reset,
    /// Nobody's; the secondary may give it away.
    Backup = "backup" from Backup,
}

words! {
    /// A state of a failover relationship (dhcpd.leases(5), "THE FAILOVER PEER STATE DECLARATION").
    FailoverState:
    /// Nothing is known: also what dhcpd writes for a number that is no state.
    Unknown = "unknown-state" from UnknownState,
    /// The first seconds after the start.
    Startup = "startup" from Startup,
    /// Both serve.
    Normal = "normal" from Normal,
    /// The partner does not answer.
    CommunicationsInterrupted = "communications-interrupted" from CommunicationsInterrupted,
    /// The partner was declared dead.
    PartnerDown = "partner-down" from PartnerDown,
    /// Both may have given the same addresses away.
    PotentialConflict = "potential-conflict" from PotentialConflict,
    /// The primary has what it needs after a conflict.
    ConflictDone = "conflict-done" from ConflictDone,
    /// The partner was lost while a conflict was resolved.
    ResolutionInterrupted = "resolution-interrupted" from ResolutionInterrupted,
    /// Asks the partner for all leases.
    Recover = "recover" from Recover,
    /// Has all leases, and waits for the maximum client lead time.
    RecoverWait = "recover-wait" from RecoverWait,
    /// Has all leases, and waits for the partner.
    RecoverDone = "recover-done" from RecoverDone,
    /// Was told to stop serving.
    Shutdown = "shutdown" from Shutdown,
    /// Stopped for a short time.
    Paused = "paused" from Paused,
}

words! {
    /// The byte order in which the numbers of IAs are written (`authoring-byte-order`).
    ByteOrder:
    /// As on x86 and most ARM machines.
    Little = "little-endian" from LittleEndian,
    /// The order of the network.
    Big = "big-endian" from BigEndian,
}

/// The state byte of a table: [`None`] is kept too.
pub(super) const fn stored(state: Option<BindingState>) -> u8 {
    match state {
        Some(state) => state as u8,
        None => u8::MAX,
    }
}

/// What [`stored`] kept.
pub(super) const fn of_stored(state: u8) -> Option<BindingState> {
    const ALL: [BindingState; 7] = [
        BindingState::Free,
        BindingState::Active,
        BindingState::Expired,
        BindingState::Released,
        BindingState::Abandoned,
        BindingState::Reset,
        BindingState::Backup,
    ];
    let mut rest: &[BindingState] = &ALL;
    while let [first, others @ ..] = rest {
        if *first as u8 == state {
            return Some(*first);
        }
        rest = others;
    }
    None
}

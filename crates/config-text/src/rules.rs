//! Lists of rules: how a format crate declares its own, and puts several lists together.

use crate::Rule;

/// Declares rules as `static` items of the crate, and the list of them: for each the item, the id,
/// phase and level, then summary, why and fix.
///
/// ```
/// config_text::rules! { NETWORK:
///     EMPTY_NETWORK "isc-empty-network" Load Error
///         "a shared network has no subnet"
///         "dhcpd refuses the file."
///         "Put the subnets into the shared network, or remove it."
/// }
/// assert_eq!(NETWORK[0], &EMPTY_NETWORK);
/// ```
#[macro_export]
macro_rules! rules {
    ($list:ident: $(
        $name:ident $id:literal $phase:ident $severity:ident $summary:literal $why:literal $fix:literal
    )*) => {
        $(
            pub(crate) static $name: $crate::Rule = $crate::Rule {
                id: $id,
                phase: $crate::Phase::$phase,
                severity: $crate::Severity::$severity,
                summary: $summary,
                why: $why,
                fix: $fix,
            };
        )*
        pub(crate) const $list: &[&$crate::Rule] = &[$(&$name,)*];
    };
}

/// The rules of several lists, in order. `COUNT` is the sum of their lengths; the compiler refuses
/// another one.
///
/// ```
/// use config_text::{Rule, joined_rules};
///
/// config_text::rules! { SYNTAX:
///     BRACE "x-brace" Load Error "a brace is open" "The server refuses the file." "Close it."
/// }
/// static RULES: &[&Rule] = &joined_rules::<{ 2 * SYNTAX.len() }>(&[SYNTAX, SYNTAX]);
/// assert_eq!(RULES.len(), 2);
/// ```
///
/// # Panics
/// If `COUNT` is not the number of rules, or there is none.
#[must_use]
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
pub const fn joined_rules<const COUNT: usize>(
    lists: &[&[&'static Rule]],
) -> [&'static Rule; COUNT] {
    let mut all = [lists[0][0]; COUNT];
    let (mut list, mut at, mut count) = (0, 0, 0);
    while list < lists.len() {
        if at == lists[list].len() {
            (list, at) = (list + 1, 0);
        } else {
            all[count] = lists[list][at];
            (at, count) = (at + 1, count + 1);
        }
    }
    assert!(count == COUNT, "the count is not that of the rules");
    all
}

//! dhcpd's three truths: true, false, and no value at all; and which of them are possible.

use crate::resolve::undecided::Reasons;

/// Which outcomes of a condition are possible; several where it cannot be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::resolve) struct Truth {
    may: u8,
    /// What it depends on, where several are possible.
    pub(in crate::resolve) reasons: Reasons,
}

const TRUE: u8 = 1;
const FALSE: u8 = 2;
const NULL: u8 = 4;

impl Truth {
    pub(in crate::resolve) fn of(value: bool) -> Self {
        Self::certain(if value { TRUE } else { FALSE })
    }

    pub(in crate::resolve) fn null() -> Self {
        Self::certain(NULL)
    }

    /// True or false.
    pub(in crate::resolve) fn either(reasons: Reasons) -> Self {
        Self { may: TRUE | FALSE, reasons }
    }

    /// True, false or nothing.
    pub(in crate::resolve) fn unknown(reasons: Reasons) -> Self {
        Self { may: TRUE | FALSE | NULL, reasons }
    }

    fn certain(may: u8) -> Self {
        Self { may, reasons: Reasons::new() }
    }

    pub(in crate::resolve) fn may_be_true(&self) -> bool {
        self.may & TRUE != 0
    }

    pub(in crate::resolve) fn must_be_true(&self) -> bool {
        self.may == TRUE
    }

    /// False or nothing, which `if` takes alike.
    pub(in crate::resolve) fn must_fail(&self) -> bool {
        !self.may_be_true()
    }

    /// `not`: nothing stays nothing.
    pub(in crate::resolve) fn negated(self) -> Self {
        let (yes, no) = (self.may & TRUE, self.may & FALSE);
        Self { may: yes << 1 | no >> 1 | self.may & NULL, reasons: self.reasons }
    }

    /// `and`: where the left side is not true, there is no value at all, not even false.
    pub(in crate::resolve) fn and(self, right: Self) -> Self {
        let mut may = 0;
        if self.may & TRUE != 0 {
            may |= right.may;
        }
        if self.may & (FALSE | NULL) != 0 {
            may |= NULL;
        }
        self.joined(right, may)
    }

    /// `or`: a side without value does not count.
    pub(in crate::resolve) fn or(self, right: Self) -> Self {
        let mut may = self.may & TRUE;
        if self.may & FALSE != 0 {
            may |= right.may & (TRUE | FALSE);
            may |= if right.may & NULL != 0 { FALSE } else { 0 };
        }
        if self.may & NULL != 0 {
            may |= right.may;
        }
        self.joined(right, may)
    }

    fn joined(mut self, right: Self, may: u8) -> Self {
        self.may = may;
        self.reasons.extend(right.reasons);
        if may.count_ones() == 1 {
            self.reasons.clear();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_without_a_true_left_side_has_no_value() {
        let [yes, no, null] = [Truth::of(true), Truth::of(false), Truth::null()];
        for (left, right, and, or) in [
            (&yes, &yes, &yes, &yes),
            (&yes, &no, &no, &yes),
            (&yes, &null, &null, &yes),
            (&no, &yes, &null, &yes),
            (&no, &no, &null, &no),
            (&no, &null, &null, &no),
            (&null, &yes, &null, &yes),
            (&null, &no, &null, &no),
            (&null, &null, &null, &null),
        ] {
            assert_eq!(left.clone().and(right.clone()), *and, "{left:?} and {right:?}");
            assert_eq!(left.clone().or(right.clone()), *or, "{left:?} or {right:?}");
        }
        assert_eq!(
            [yes.negated(), no.negated(), null.negated()],
            [Truth::of(false), Truth::of(true), Truth::null()]
        );
    }

    #[test]
    fn what_is_not_known_is_decided_where_the_other_side_decides() {
        let unknown = Truth::unknown([crate::resolve::Reason::Clock].into());
        assert!(unknown.clone().or(Truth::of(true)).must_be_true());
        assert!(Truth::of(false).and(unknown.clone()).must_fail());
        assert!(unknown.clone().and(Truth::of(false)).must_fail());
        let still = unknown.clone().and(Truth::of(true));
        assert!(still.may_be_true() && !still.must_be_true() && !still.reasons.is_empty());
        assert_eq!(unknown.clone().negated(), unknown);
    }
}

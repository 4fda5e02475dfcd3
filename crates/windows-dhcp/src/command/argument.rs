//! Fields of builders as arguments of cmdlets.

use std::net::Ipv4Addr;

#[cfg(test)]
use super::Kind;
use super::failover::{Authentication, AutomaticSwitch};
use super::option::OptionLevel;
use super::policy::Level;
use super::scope::{Activity, AsTexts};
use super::server::DnsLevel;
use super::{
    Argument, ClientId, Many, Name, Percent, RelationshipName, ScopeName, Scopes, Secret,
    ServerName, Time, Value,
};
use crate::class::{
    ClassType, ClientType, Condition, DynamicUpdates, FilterAction, OptionType, ServerRole,
};
use crate::quote::Text;

/// Given or not: a switch that a builder leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given;

/// One, where the cmdlet would take several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct One<T>(pub T);

/// What a field becomes.
pub(super) trait Fill {
    /// The types of the parameters that it fills, in the order of their names.
    #[cfg(test)]
    const KINDS: &'static [Kind];

    /// Adds what is given to these parameters.
    fn fill(&self, names: &[&'static str], to: &mut Vec<Argument>);
}

/// Fields that are one value for one parameter.
macro_rules! fill {
    ($($type:ty, $kind:ident, |$value:ident| $made:expr;)+) => {$(
        impl Fill for $type {
            #[cfg(test)]
            const KINDS: &'static [Kind] = &[Kind::$kind];

            fn fill(&self, names: &[&'static str], to: &mut Vec<Argument>) {
                let $value = self;
                to.extend(names.first().map(|name| Argument { name, value: $made }));
            }
        }
    )+};
}

fill! {
    Text, Text, |text| Value::Text(text.clone());
    Name, Text, |name| Value::Text(name.text().clone());
    RelationshipName, Text, |name| Value::Text(name.text().clone());
    ScopeName, Text, |name| Value::Text(name.text().clone());
    ServerName, Text, |name| Value::Text(name.text().clone());
    ClientId, Text, |id| Value::Text(id.text().clone());
    Many<Text>, Texts, |all| Value::Texts(all.as_slice().to_vec());
    Many<Name>, Texts, |all| Value::Texts(all.as_slice().iter().map(|n| n.text().clone()).collect());
    One<RelationshipName>, Texts, |one| Value::Texts(vec![one.0.text().clone()]);
    Many<RelationshipName>, Texts,
        |all| Value::Texts(all.as_slice().iter().map(|n| n.text().clone()).collect());
    Secret, Text, |secret| Value::Secret(secret.clone());
    Ipv4Addr, Address, |address| Value::Address(*address);
    One<Ipv4Addr>, Addresses, |one| Value::Addresses(vec![one.0]);
    Many<Ipv4Addr>, Addresses, |all| Value::Addresses(all.as_slice().to_vec());
    Scopes, Addresses, |all| Value::Addresses(all.as_slice().to_vec());
    AsTexts, Texts,
        |all| Value::Texts(all.0.as_slice().iter().map(|scope| Text::from(*scope)).collect());
    Many<u32>, Numbers, |all| Value::Numbers(all.as_slice().to_vec());
    u32, Number, |number| Value::Number(*number);
    Percent, Number, |percent| Value::Number(percent.get());
    u16, Small, |number| Value::Small(*number);
    Time, Span, |time| Value::Span(time.span());
    bool, Boolean, |on| Value::Boolean(*on);
    Given, Switch, |_given| Value::Switch;
    Activity, Text, |activity| Value::Choice(activity.as_str());
    ClassType, Text, |kind| Value::Choice(kind.as_str());
    ClientType, Text, |kind| Value::Choice(kind.as_str());
    Condition, Text, |condition| Value::Choice(condition.as_str());
    DynamicUpdates, Text, |updates| Value::Choice(updates.as_str());
    FilterAction, Text, |list| Value::Choice(list.as_str());
    OptionType, Text, |kind| Value::Choice(kind.as_str());
    ServerRole, Text, |role| Value::Choice(role.as_str());
}

/// Fields that decide over several parameters at once.
macro_rules! fill_several {
    ($($type:ty, [$($kind:ident),+];)+) => {$(
        impl Fill for $type {
            #[cfg(test)]
            const KINDS: &'static [Kind] = &[$(Kind::$kind),+];

            fn fill(&self, names: &[&'static str], to: &mut Vec<Argument>) {
                let given = names.iter().zip(self.values());
                to.extend(given.filter_map(|(name, value)| Some(Argument { name, value: value? })));
            }
        }
    )+};
}

fill_several! {
    Authentication, [Text, Switch];
    AutomaticSwitch, [Boolean, Span];
    DnsLevel, [Address, Text, Address];
    Level, [Address];
    OptionLevel, [Address, Address, Text, Text];
}

/// The parameters of a field with their types.
#[cfg(test)]
pub(super) fn pairs<T: Fill>(names: &[&'static str]) -> Vec<(&'static str, Kind)> {
    assert_eq!(names.len(), T::KINDS.len(), "{names:?}");
    names.iter().copied().zip(T::KINDS.iter().copied()).collect()
}

/// The parameters of all fields.
#[cfg(test)]
pub(super) fn together(fields: &[Vec<(&'static str, Kind)>]) -> Vec<(&'static str, Kind)> {
    fields.concat()
}

#[cfg(test)]
pub(super) use sample::Sample;

#[cfg(test)]
mod sample {
    use dhcpair_testbed::{Dice, hostile_text};

    use super::*;
    use crate::command::LimitError;
    use crate::quote::TextError;

    /// Any value; texts are hostile.
    pub(in crate::command) trait Sample: Sized {
        fn sample(dice: &mut Dice) -> Self;
    }

    /// The first hostile text that the type takes.
    fn text<T, E>(dice: &mut Dice, of: impl Fn(&str) -> Result<T, E>) -> T {
        std::iter::repeat_with(|| of(&hostile_text(dice))).flatten().next().unwrap()
    }

    macro_rules! sample {
        ($($type:ty, |$dice:ident| $made:expr;)+) => {$(
            impl Sample for $type {
                fn sample($dice: &mut Dice) -> Self {
                    $made
                }
            }
        )+};
    }

    sample! {
        Text, |dice| text(dice, |text| -> Result<_, TextError> { Text::new(text) });
        Name, |dice| text(dice, |text| -> Result<_, LimitError> { Name::new(text) });
        RelationshipName, |dice| text(dice, RelationshipName::new);
        ScopeName, |dice| text(dice, ScopeName::new);
        ServerName, |dice| text(dice, ServerName::new);
        ClientId, |dice| ClientId::new(&format!("1a2b3c4d{:04x}", dice.below(0x1_0000))).unwrap();
        Ipv4Addr, |dice| Ipv4Addr::from(dice.between(0, u32::MAX));
        Scopes, |dice| {
            let first = dice.between(0, 0x00ff_ffff);
            Scopes::new((0..dice.between(1, 4)).map(|n| Ipv4Addr::from((first + n) << 8)).collect())
                .unwrap()
        };
        AsTexts, |dice| AsTexts(Sample::sample(dice));
        Secret, |dice| Secret::new(Sample::sample(dice));
        u32, |dice| dice.between(0, u32::MAX);
        u16, |dice| u16::try_from(dice.below(0x1_0000)).unwrap();
        bool, |dice| dice.one_in(2);
        Given, |_dice| Given;
        Percent, |dice| Percent::new(dice.between(0, 100)).unwrap();
        Time, |dice| Time::seconds(dice.between(1, u32::MAX - 1).into()).unwrap();
        Activity, |dice| *dice.pick(&[Activity::Active, Activity::Inactive]);
        ClassType, |dice| *dice.pick(&[ClassType::User, ClassType::Vendor]);
        ClientType, |dice| *dice.pick(&[ClientType::Dhcp, ClientType::Bootp, ClientType::Both]);
        Condition, |dice| *dice.pick(&[Condition::And, Condition::Or]);
        DynamicUpdates, |dice| *dice.pick(&[
            DynamicUpdates::Always, DynamicUpdates::Never, DynamicUpdates::OnClientRequest,
        ]);
        FilterAction, |dice| *dice.pick(&[FilterAction::Allow, FilterAction::Deny]);
        OptionType, |dice| *dice.pick(&[
            OptionType::Byte, OptionType::Word, OptionType::DWord, OptionType::DWordDWord,
            OptionType::IPv4Address, OptionType::String, OptionType::BinaryData,
            OptionType::EncapsulatedData,
        ]);
        ServerRole, |dice| *dice.pick(&[ServerRole::Active, ServerRole::Standby]);
        Authentication, |dice| match dice.below(2) {
            0 => Authentication::None,
            _ => Authentication::Secret(Sample::sample(dice)),
        };
        AutomaticSwitch, |dice| match dice.below(2) {
            0 => AutomaticSwitch::Off,
            _ => AutomaticSwitch::After(Sample::sample(dice)),
        };
        Level, |dice| match dice.below(2) {
            0 => Level::Server,
            _ => Level::Scope(Sample::sample(dice)),
        };
        DnsLevel, |dice| match dice.below(5) {
            0 => DnsLevel::Server,
            1 => DnsLevel::Scope(Sample::sample(dice)),
            2 => DnsLevel::Reservation(Sample::sample(dice)),
            3 => DnsLevel::ServerPolicy(Sample::sample(dice)),
            _ => DnsLevel::ScopePolicy(Sample::sample(dice), Sample::sample(dice)),
        };
        OptionLevel, |dice| match dice.below(5) {
            0 => OptionLevel::Server { user_class: dice.one_in(2).then(|| Sample::sample(dice)) },
            1 => OptionLevel::Scope {
                scope: Sample::sample(dice),
                user_class: dice.one_in(2).then(|| Sample::sample(dice)),
            },
            2 => OptionLevel::Reservation {
                address: Sample::sample(dice),
                user_class: dice.one_in(2).then(|| Sample::sample(dice)),
            },
            3 => OptionLevel::ServerPolicy(Sample::sample(dice)),
            _ => OptionLevel::ScopePolicy(Sample::sample(dice), Sample::sample(dice)),
        };
    }

    impl<T: Sample> Sample for One<T> {
        fn sample(dice: &mut Dice) -> Self {
            Self(T::sample(dice))
        }
    }

    impl<T: Sample> Sample for Many<T> {
        fn sample(dice: &mut Dice) -> Self {
            let count = dice.between(1, 3);
            Self::new((0..count).map(|_| T::sample(dice)).collect()).unwrap()
        }
    }
}

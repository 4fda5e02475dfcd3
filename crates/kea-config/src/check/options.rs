//! Option data: definitions, names and codes, and whether the data fits.

use std::borrow::Cow;

use super::judge::Judge;
use crate::node::Node;
use crate::option::{
    Definition, Definitions, Found, Wanted, accepts, encode, notation, octets, tokens,
};
use crate::rules;
use crate::table::Type;
use crate::view::{Family, OptionData};

/// Everything in `option-data` anywhere in the server.
pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    let definitions = Definitions::new(judge.family(), judge.version, &server.option_definitions());
    for data in server.options() {
        // Only here is text the default also for options that nobody defines.
        option(judge, data, &Scope { definitions: &definitions, local: &[], text: true });
    }
    let mut all = |list: Vec<OptionData<'_>>, local: &[Definition]| {
        for data in list {
            option(judge, data, &Scope { definitions: &definitions, local, text: false });
        }
    };
    for class in server.client_classes() {
        let written = class.option_definitions();
        let local: Vec<_> = written.iter().filter_map(Definition::of).collect();
        all(class.options(), &local);
    }
    for network in server.shared_networks() {
        all(network.options(), &[]);
    }
    for subnet in server.subnets() {
        all(subnet.options(), &[]);
        for pool in subnet.pools() {
            all(pool.options(), &[]);
        }
        for pool in subnet.pd_pools() {
            all(pool.options(), &[]);
        }
        for reservation in subnet.reservations() {
            all(reservation.options(), &[]);
        }
    }
    for reservation in server.reservations() {
        all(reservation.options(), &[]);
    }
}

/// Where an option stands.
struct Scope<'s> {
    definitions: &'s Definitions,
    local: &'s [Definition],
    /// Whether data is comma-separated text unless said otherwise.
    text: bool,
}

fn option(judge: &mut Judge<'_>, data: OptionData<'_>, scope: &Scope<'_>) {
    let node = data.node();
    let name = data.name();
    if data.code_at.is_none() && name.is_none() {
        judge.find(&rules::OPTION_UNKNOWN, node, "an option needs a `code` or a `name`");
        return;
    }
    if let (Some(name), Some(at)) = (&name, data.name_at)
        && name.contains(' ')
    {
        judge.find(
            &rules::OPTION_UNKNOWN,
            at,
            format!("the option name `{name}` has a blank in it"),
        );
        return;
    }
    let Ok(code) = code(judge, data.code_at) else { return };
    if !space(judge, data) {
        return;
    }
    let wanted = match (code, &name) {
        (Some(code), _) => Wanted::Code(code),
        (None, Some(name)) => Wanted::Name(name),
        (None, None) => return,
    };
    let found = scope.definitions.find(&data.space(), wanted, scope.local);
    if found.candidates.is_empty() {
        undefined(judge, data, code, scope.text);
    } else {
        defined(judge, data, &found);
    }
    reserved(judge, data, code);
}

/// The code, within the family's range. `Err` where it is not.
fn code(judge: &mut Judge<'_>, code: Option<Node<'_>>) -> Result<Option<u16>, ()> {
    let Some((node, code)) = code.and_then(|node| node.as_i64().map(|code| (node, code))) else {
        return Ok(None);
    };
    let most = if judge.family() == Family::V4 { 255 } else { 65_535 };
    // Kea takes the low 32 bits of what is written.
    let low = code.rem_euclid(1 << 32);
    match u16::try_from(low).ok().filter(|code| i64::from(*code) <= most) {
        Some(code) => Ok(Some(code)),
        None => {
            let message = format!("the option code {code} is not in the range 0 to {most}");
            judge.find(&rules::OPTION_UNKNOWN, node, message);
            Err(())
        }
    }
}

fn space(judge: &mut Judge<'_>, data: OptionData<'_>) -> bool {
    let Some(node) = data.space_at else { return true };
    let space = data.space();
    let other = if judge.family() == Family::V4 { "dhcp6" } else { "dhcp4" };
    let message = if space == other {
        format!("the option space `{other}` belongs to the other server")
    } else if !super::definitions::is_space_name(&space) {
        format!("`{}` cannot name an option space", node.shown())
    } else {
        return true;
    };
    judge.find(&rules::OPTION_UNKNOWN, node, message);
    false
}

/// 0 and 255 are no options of DHCPv4, 0 is none of DHCPv6.
fn reserved(judge: &mut Judge<'_>, data: OptionData<'_>, code: Option<u16>) {
    let outermost = data.space() == judge.family().option_space();
    let reserved = match judge.family() {
        Family::V4 => matches!(code, Some(0 | 255)),
        Family::V6 => code == Some(0),
    };
    if outermost
        && reserved
        && let Some(node) = data.code_at
    {
        judge.find(&rules::OPTION_UNKNOWN, node, "this option code is reserved");
    }
}

/// Without a definition, only octets can be sent.
fn undefined(judge: &mut Judge<'_>, data: OptionData<'_>, code: Option<u16>, text: bool) {
    let at = data.name_at.or(data.code_at).unwrap_or_else(|| data.node());
    if data.csv_format().unwrap_or(text) || code.is_none() {
        let name = data.name().map_or_else(|| format!("{}", code.unwrap_or(0)), |name| name.into());
        let name = crate::text::shorten(&name);
        let message = format!("no option `{name}` is defined in the space `{}`", data.space());
        judge.find(&rules::OPTION_UNKNOWN, at, message);
    } else if raw(data).is_none() {
        digits(judge, data);
    }
}

fn raw(data: OptionData<'_>) -> Option<Vec<u8>> {
    octets(&text_of(data))
}

fn text_of(data: OptionData<'_>) -> Cow<'_, [u8]> {
    data.data_at.and_then(Node::as_bytes).unwrap_or_default()
}

fn digits(judge: &mut Judge<'_>, data: OptionData<'_>) {
    let at = data.data_at.unwrap_or_else(|| data.node());
    let message = format!("`{}` is not a string of hexadecimal digits", at.shown());
    judge.find(&rules::OPTION_DATA, at, message);
}

fn defined(judge: &mut Judge<'_>, data: OptionData<'_>, found: &Found) {
    let mut reason = None;
    for definition in &found.candidates {
        match fits(data, definition, judge.family()) {
            Ok(()) => return,
            Err(why) => reason = reason.or(Some(why)),
        }
    }
    if found.maybe_none && raw(data).is_some() {
        return;
    }
    let at = match reason {
        Some(Misfit::Name(_)) => data.name_at,
        _ => data.data_at,
    };
    let at = at.unwrap_or_else(|| data.node());
    let name = found.candidates.first().map_or("", |definition| &*definition.name);
    match reason {
        Some(Misfit::Name(name)) => {
            let message = format!("the option of this code is called `{name}`");
            judge.find(&rules::OPTION_UNKNOWN, at, message);
        }
        Some(Misfit::Digits) => digits(judge, data),
        Some(Misfit::Data(why)) => {
            judge.find(&rules::OPTION_DATA, at, format!("the data of option `{name}`: {why}"));
        }
        None => {}
    }
}

enum Misfit {
    /// The definition has another name.
    Name(Cow<'static, str>),
    Digits,
    Data(String),
}

fn fits(data: OptionData<'_>, definition: &Definition, family: Family) -> Result<(), Misfit> {
    if data.name().is_some_and(|name| name != definition.name) {
        return Err(Misfit::Name(definition.name.clone()));
    }
    let bytes = if data.csv_format() == Some(false) {
        raw(data).ok_or(Misfit::Digits)?
    } else {
        let text = text_of(data);
        if *definition.types == [Type::Internal]
            && let Some(verdict) = notation(definition, &text, family)
        {
            return verdict.map_err(Misfit::Data);
        }
        encode(definition, &tokens(&text), family).map_err(Misfit::Data)?
    };
    accepts(definition, &bytes, family).map_err(Misfit::Data)
}

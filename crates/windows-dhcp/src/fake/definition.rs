//! What the fake's cmdlets change on one server: options, their definitions, and classes.

use crate::class::{Class, ClassType, OptionDefinition, OptionType, OptionValue};
use crate::command::Cmdlet;
use crate::record::Recorded;

use super::local::described;
use super::server::FakeServer;
use super::work::refuse;
use super::{Bound, Refusal, level};

/// Changes a server.
pub(super) fn change(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    match bound.cmdlet {
        Cmdlet::SetOptionValue => set_option(server, bound),
        Cmdlet::RemoveOptionValue => remove_options(server, bound),
        Cmdlet::AddOptionDefinition => define(server, bound),
        Cmdlet::SetOptionDefinition => {
            let vendor = bound.text("VendorClass");
            let all = server.v4.option_definitions.0.iter_mut();
            let mut asked = all.filter(|one| {
                bound.number("OptionId") == Some(one.option_id)
                    && level::same_class(one.vendor_class.as_deref(), vendor)
            });
            let Some(one) = asked.next().map(|one| &mut one.record) else { return refuse(20010) };
            if let Some(name) = bound.text("Name") {
                name.clone_into(&mut one.name);
            }
            if bound.has("Description") {
                one.description = described(bound, "Description");
            }
            if bound.has("DefaultValue") {
                one.default_value = bound.texts("DefaultValue");
            }
            Ok(())
        }
        Cmdlet::RemoveOptionDefinition => {
            let (ids, vendor) = (bound.numbers("OptionId"), bound.text("VendorClass"));
            let asked = |one: &Recorded<OptionDefinition>| {
                ids.contains(&one.option_id)
                    && level::same_class(one.vendor_class.as_deref(), vendor)
            };
            remove(&mut server.v4.option_definitions.0, ids.len(), asked, 20010)
        }
        Cmdlet::AddClass => {
            let kind = bound.choice("Type").unwrap_or(ClassType::User);
            let name = bound.text("Name").unwrap_or_default().to_owned();
            if class(server, &name, kind).is_some() {
                return refuse(20045);
            }
            let data = bound.text("Data").unwrap_or_default().to_owned();
            let description = described(bound, "Description");
            server.v4.classes.0.push(Class { name, kind, data, description }.into());
            Ok(())
        }
        Cmdlet::SetClass => {
            let kind = bound.choice("Type").unwrap_or(ClassType::User);
            let name = bound.text("Name").unwrap_or_default();
            let Some(one) = class(server, name, kind) else { return refuse(20044) };
            if let Some(data) = bound.text("Data") {
                data.clone_into(&mut one.data);
            }
            if bound.has("Description") {
                one.description = described(bound, "Description");
            }
            Ok(())
        }
        Cmdlet::RemoveClass => {
            let (names, kind) = (bound.texts("Name"), bound.choice::<ClassType>("Type"));
            let asked = |one: &Recorded<Class>| names.contains(&one.name) && Some(one.kind) == kind;
            remove(&mut server.v4.classes.0, names.len(), asked, 20044)
        }
        _ => refuse(20118),
    }
}

/// Removes what is asked for; all of it must be there.
pub(super) fn remove<T>(
    all: &mut Vec<T>,
    wanted: usize,
    asked: impl Fn(&T) -> bool,
    missing: u32,
) -> Result<(), Refusal> {
    let before = all.len();
    all.retain(|one| !asked(one));
    if before - all.len() < wanted { refuse(missing) } else { Ok(()) }
}

fn class<'s>(server: &'s mut FakeServer, name: &str, kind: ClassType) -> Option<&'s mut Class> {
    let mut all = server.v4.classes.0.iter_mut();
    all.find(|one| one.name == name && one.kind == kind).map(|one| &mut one.record)
}

/// The first class that is named and not there.
pub(super) fn missing_class(
    server: &FakeServer,
    vendor: Option<&str>,
    user: Option<&str>,
) -> Option<u32> {
    let known = |name: &str, kind: ClassType| {
        name.is_empty() || server.v4.classes.iter().any(|one| one.name == name && one.kind == kind)
    };
    let known = vendor.is_none_or(|name| known(name, ClassType::Vendor))
        && user.is_none_or(|name| known(name, ClassType::User));
    (!known).then_some(20044)
}

fn definition<'s>(
    server: &'s FakeServer,
    id: u32,
    vendor: Option<&str>,
) -> Option<&'s OptionDefinition> {
    let mut all = server.v4.option_definitions.iter();
    let found = all
        .find(|one| one.option_id == id && level::same_class(one.vendor_class.as_deref(), vendor));
    found.map(|one| &one.record)
}

fn set_option(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let (vendor, user) = (bound.text("VendorClass"), bound.text("UserClass"));
    if let Some(code) = missing_class(server, vendor, user) {
        return refuse(code);
    }
    let texts = |name: &str| -> Vec<String> {
        match bound.texts(name) {
            texts if texts.is_empty() => {
                bound.addresses(name).iter().map(ToString::to_string).collect()
            }
            texts => texts,
        }
    };
    let common =
        [(6, "DnsServer"), (3, "Router"), (15, "DnsDomain"), (44, "WinsServer"), (252, "Wpad")];
    let common = common.into_iter().filter(|(_, name)| bound.has(name));
    let given = bound.number("OptionId").map(|id| (id, "Value"));
    for (id, name) in given.into_iter().chain(common) {
        let known = definition(server, id, vendor);
        let (kind, title) = (known.map(|one| one.kind), known.map(|one| one.name.clone()));
        let value = OptionValue {
            option_id: id,
            kind,
            user_class: user.map(str::to_owned),
            vendor_class: vendor.map(str::to_owned),
            value: texts(name),
            name: title,
            policy_name: bound.text("PolicyName").map(str::to_owned),
        };
        let all = &mut level::options(server, bound)?.0;
        match all.iter_mut().find(|one| one.key() == value.key()) {
            Some(known) => known.record = value,
            None => all.push(value.into()),
        }
    }
    Ok(())
}

fn remove_options(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let ids = bound.numbers("OptionId");
    let asked = |one: &Recorded<OptionValue>| {
        ids.contains(&one.option_id) && level::same_option_classes(one, bound)
    };
    remove(&mut level::options(server, bound)?.0, ids.len(), asked, 20010)
}

fn define(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let vendor = bound.text("VendorClass");
    if let Some(code) = missing_class(server, vendor, None) {
        return refuse(code);
    }
    let Some(id) = bound.number("OptionId") else { return Err(Refusal::win32(87)) };
    if definition(server, id, vendor).is_some() {
        return refuse(20009);
    }
    let definition = OptionDefinition {
        option_id: id,
        name: bound.text("Name").unwrap_or_default().to_owned(),
        description: described(bound, "Description"),
        vendor_class: vendor.map(str::to_owned),
        multi_valued: bound.has("MultiValued"),
        // Types of DHCPv6 are among those that the parameter takes.
        kind: bound.choice("Type").unwrap_or(OptionType::BinaryData),
        default_value: bound.texts("DefaultValue"),
    };
    server.v4.option_definitions.0.push(definition.into());
    Ok(())
}

//! One command as PowerShell, with values written in one way or another.

use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::command::{Argument, Command, Effect, Value, span};
use crate::quote::Text;

/// How values are written.
pub(super) trait Values {
    /// The text behind the parameter's name; `None` for a switch, which has none.
    fn value(&mut self, argument: &Argument) -> Option<String>;
}

/// The call: the cmdlet with named parameters, no question, and every error one that ends it.
pub(super) fn call(command: &Command, values: &mut impl Values) -> String {
    let mut out = command.cmdlet().as_str().to_owned();
    for argument in command.arguments() {
        let _ = write!(out, " -{}", argument.name);
        if let Some(value) = values.value(argument) {
            let _ = write!(out, " {value}");
        }
    }
    if command.cmdlet().effect() != Effect::Reads {
        out.push_str(" -Confirm:$false");
    }
    out.push_str(" -ErrorAction Stop");
    out
}

/// A value as a literal; `None` for a switch, and for a secret, which no text has.
pub(super) fn literal(value: &Value) -> Option<String> {
    let list = |all: Vec<String>| all.join(",");
    let address = |address: &Ipv4Addr| Text::from(*address).literal();
    Some(match value {
        Value::Address(one) => address(one),
        Value::Addresses(all) => list(all.iter().map(address).collect()),
        Value::Boolean(on) => format!("${on}"),
        Value::Choice(choice) => format!("'{choice}'"),
        Value::Null => "$null".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Numbers(all) => list(all.iter().map(u32::to_string).collect()),
        Value::Small(number) => number.to_string(),
        Value::Span(time) => format!("'{}'", span(*time)),
        Value::Text(text) => text.literal(),
        Value::Texts(all) => list(all.iter().map(Text::literal).collect()),
        Value::Secret(_) | Value::Switch => return None,
    })
}

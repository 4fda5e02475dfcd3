//! Operators and functions over values that may be unknown.

use super::functions::{binary_to_ascii, encode, extract, reverse, substring, suffix};
use super::{LONGEST, Truth, Value, pattern};
use crate::read::domain::{decode, join};
use crate::read::expression::Operator;
use crate::resolve::undecided::{Reason, Reasons, because};

pub(super) fn binary(operator: Operator, left: Value, right: Value) -> Value {
    match operator {
        Operator::Equal => Value::Truth(equal(left, right)),
        Operator::NotEqual => Value::Truth(equal(left, right).negated()),
        Operator::Match | Operator::MatchAnyCase => {
            Value::Truth(matches(left, right, operator == Operator::MatchAnyCase))
        }
        Operator::And | Operator::Or => Value::Null,
        _ => match (left.number(), right.number()) {
            (Ok(Some(left)), Ok(Some(right))) => {
                arithmetic(operator, left, right).map_or(Value::Null, Value::Number)
            }
            (Err(reasons), _) | (_, Err(reasons)) => Value::Unknown(reasons),
            _ => Value::Null,
        },
    }
}

/// `=`: two sides without a value are equal, and one without is equal to none.
fn equal(left: Value, right: Value) -> Truth {
    match (left, right) {
        (Value::Unknown(mut reasons), Value::Unknown(more)) => {
            reasons.extend(more);
            Truth::either(reasons)
        }
        (Value::Unknown(reasons), _) | (_, Value::Unknown(reasons)) => Truth::either(reasons),
        (Value::Truth(left), Value::Truth(right)) => {
            let certain = |truth: &Truth| truth.must_be_true() || truth.must_fail();
            if certain(&left) && certain(&right) {
                return Truth::of(left == right);
            }
            let mut reasons = left.reasons;
            reasons.extend(right.reasons);
            Truth::either(reasons)
        }
        (Value::Leftover(_), right) => equal(Value::Null, right),
        (left, Value::Leftover(_)) => equal(left, Value::Null),
        (left, right) => Truth::of(left == right),
    }
}

fn matches(left: Value, right: Value, any_case: bool) -> Truth {
    let (left, right) = match (left.octets(), right.octets()) {
        (Ok(Some(left)), Ok(Some(right))) => (left, right),
        (Ok(None), _) | (_, Ok(None)) => return Truth::null(),
        (Err(reasons), _) | (_, Err(reasons)) => return Truth::unknown(reasons),
    };
    match pattern::find(&right, &left, any_case) {
        Some(found) => Truth::of(found),
        None => {
            let pattern = String::from_utf8_lossy(&right).into_owned();
            Truth::either(because(Reason::Pattern(pattern)))
        }
    }
}

fn arithmetic(operator: Operator, left: u64, right: u64) -> Option<u64> {
    Some(match operator {
        Operator::Add => left.wrapping_add(right),
        Operator::Multiply => left.wrapping_mul(right),
        Operator::Divide => left.checked_div(right)?,
        Operator::Remainder => left.checked_rem(right)?,
        Operator::BitAnd => left & right,
        Operator::BitOr => left | right,
        Operator::BitXor => left ^ right,
        _ => return None,
    })
}

/// One behind the other; nothing where one is nothing.
pub(super) fn concat(parts: Vec<Value>) -> Value {
    let mut data = Vec::new();
    let mut unknown = Reasons::new();
    for part in parts {
        match part.octets() {
            Ok(Some(octets)) if data.len() + octets.len() <= LONGEST => {
                data.extend_from_slice(&octets);
            }
            Ok(Some(_)) => return Value::unknown(Reason::TooComplex),
            Ok(None) => return Value::Null,
            Err(reasons) => unknown.extend(reasons),
        }
    }
    if unknown.is_empty() { Value::data(&data) } else { Value::Unknown(unknown) }
}

pub(super) fn names(one: Value, other: Value) -> Value {
    match (one.octets(), other.octets()) {
        (Ok(Some(one)), Ok(Some(other))) => match (decode(&one), decode(&other)) {
            (Some(mut names), Some(more)) => {
                names.extend(more);
                Value::grown(&join(&names, true))
            }
            _ => Value::Null,
        },
        (Err(reasons), _) | (_, Err(reasons)) => Value::Unknown(reasons),
        _ => Value::Null,
    }
}

/// The first that has a value.
pub(super) fn pick(arguments: Vec<Value>) -> Value {
    let mut unknown = Reasons::new();
    for argument in arguments {
        match argument {
            Value::Unknown(reasons) => unknown.extend(reasons),
            Value::Data(data) if unknown.is_empty() => return Value::Data(data),
            Value::Data(_) => break,
            _ => {}
        }
    }
    if unknown.is_empty() { Value::Null } else { Value::Unknown(unknown) }
}

/// A function of values that are all known, or nothing.
pub(super) fn function(name: &str, arguments: Vec<Value>) -> Result<Value, Reasons> {
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or(Value::Null);
    let mut given = || -> Result<Option<Value>, Reasons> {
        Ok(match name {
            "substring" => {
                let (data, offset, len) = (next().octets()?, next().number()?, next().number()?);
                let (Some(data), Some(offset), Some(len)) = (data, offset, len) else {
                    return Ok(None);
                };
                Some(Value::data(&substring(&data, offset, len)))
            }
            "suffix" => {
                let (data, len) = (next().octets()?, next().number()?);
                data.zip(len).map(|(data, len)| Value::data(&suffix(&data, len)))
            }
            "lcase" => next().octets()?.map(|data| Value::data(&data.to_ascii_lowercase())),
            "ucase" => next().octets()?.map(|data| Value::data(&data.to_ascii_uppercase())),
            "reverse" => match (next().number()?, next().octets()?) {
                (Some(width), Some(data)) => reverse(width, &data)?.map(|data| Value::data(&data)),
                _ => None,
            },
            "binary-to-ascii" => {
                let (base, width) = (next().number()?, next().number()?);
                let (separator, data) = (next().octets()?, next().octets()?);
                let (Some((base, width)), Some((separator, data))) =
                    (base.zip(width), separator.zip(data))
                else {
                    return Ok(None);
                };
                binary_to_ascii(base, width, &separator, &data)?.map(|data| Value::data(&data))
            }
            "encode-int" => {
                let (number, bits) = (next().number()?, next().number()?);
                number.zip(bits).map(|(number, bits)| Value::data(&encode(number, bits)))
            }
            "extract-int" => match (next().octets()?, next().number()?) {
                (Some(data), Some(bits)) => extract(&data, bits)?.map(Value::Number),
                _ => None,
            },
            _ => None,
        })
    };
    Ok(given()?.unwrap_or(Value::Null))
}

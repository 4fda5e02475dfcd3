//! Commands as a person would write them.

use crate::command::{Argument, Command, Value};
use crate::quote::{Text, Unpasteable};

use super::write::{Values, call, literal};

/// Where a readable script goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Into a console: texts that a console would act on are refused.
    Pasted,
    /// Into a file (UTF-8 with a byte order mark, for Windows PowerShell 5.1), which may have any
    /// text.
    File,
}

/// A value cannot stand in a script that is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`-{parameter}` of command {command} cannot be pasted")]
pub struct NotReadable {
    /// How many commands stand before it.
    pub command: usize,
    /// The parameter.
    pub parameter: &'static str,
    /// The character.
    #[source]
    pub why: Unpasteable,
}

/// Asks for a secret without showing it: no history, transcript or log of script texts has it.
const ASK: &str = "(New-Object System.Management.Automation.PSCredential 'secret', \
                   (Read-Host 'Shared secret' -AsSecureString)).GetNetworkCredential().Password";

/// Writes commands as a block that stops at the first error. Secrets are asked for when it is run.
///
/// ```
/// use windows_dhcp::command::failover::ReplicateRelationship;
/// use windows_dhcp::command::{Builder, One, RelationshipName, ServerName};
/// use windows_dhcp::script::{Reading, readable};
///
/// let name = One(RelationshipName::new("it's")?);
/// let command = ReplicateRelationship { name }.at(&ServerName::new("win-1")?);
/// let script = readable(&[command], Reading::Pasted)?;
/// assert!(script.contains(
///     "Invoke-DhcpServerv4FailoverReplication -ComputerName 'win-1' -Name 'it''s' -Force"
/// ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`NotReadable`] where it is to be pasted and a console would act on a text.
pub fn readable(commands: &[Command], reading: Reading) -> Result<String, NotReadable> {
    if reading == Reading::Pasted {
        commands.iter().enumerate().try_for_each(|(at, command)| pasteable(at, command))?;
    }
    let mut literals = Literals { secrets: 0 };
    let calls: Vec<String> = commands.iter().map(|one| call(one, &mut literals)).collect();
    let mut out = String::from("& {\n    $ErrorActionPreference = 'Stop'\n");
    out.push_str("    Import-Module DhcpServer\n");
    for number in 1..=literals.secrets {
        out.push_str(&format!("    $secret{number} = {ASK}\n"));
    }
    for call in calls {
        out.push_str(&format!("    {call}\n"));
    }
    out.push_str("}\n");
    Ok(out)
}

fn pasteable(at: usize, command: &Command) -> Result<(), NotReadable> {
    for argument in command.arguments() {
        let texts: &[Text] = match &argument.value {
            Value::Text(text) => std::slice::from_ref(text),
            Value::Texts(texts) => texts,
            _ => &[],
        };
        let parameter = argument.name;
        let refused = |why| NotReadable { command: at, parameter, why };
        texts.iter().try_for_each(|text| text.pasteable().map_err(refused))?;
    }
    Ok(())
}

struct Literals {
    secrets: usize,
}

impl Values for Literals {
    fn value(&mut self, argument: &Argument) -> Option<String> {
        if matches!(argument.value, Value::Secret(_)) {
            self.secrets += 1;
            return Some(format!("$secret{}", self.secrets));
        }
        literal(&argument.value)
    }
}

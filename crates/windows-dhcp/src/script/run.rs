//! Scripts for a program to run: a constant command line, and everything else on standard input.

use std::fmt;
use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::base64;
use crate::command::{Argument, Cmdlet, Command, Secret, Value, span};
use crate::quote::Text;

use super::shape::{projection, shape};
use super::write::{Values, call, literal};

/// The text that runs every script, without the lines that explain it.
static BOOTSTRAP: LazyLock<String> = LazyLock::new(|| {
    let lines = include_str!("bootstrap.ps1").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| format!("{}\n", line.trim_start())).collect()
});

/// Windows PowerShell 5.1 is taken to read JSON of at most 2097152 characters, which nobody tried;
/// some are left to spare.
const MOST: usize = 2_000_000;

/// What happens behind a command that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterError {
    /// The rest is not run: for changes.
    Stop,
    /// The rest is run: for reading what can be read.
    GoOn,
}

/// What tells one run from another in its output: letters and digits, drawn at random by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunId(String);

impl RunId {
    /// Takes 8 to 64 letters and digits.
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        let fits = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Self(id.to_owned()))
    }

    /// The letters and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number in 16 digits: whoever draws one at random has an id.
impl From<u64> for RunId {
    fn from(number: u64) -> Self {
        Self(format!("{number:016x}"))
    }
}

/// The commands do not fit into one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only the first {fits} commands fit into one run; divide them")]
pub struct TooLarge {
    /// How many do.
    pub fits: usize,
}

/// What goes to standard input. It may hold secrets and is not shown.
#[derive(Clone)]
pub struct Input(String);

impl Input {
    /// One line of ASCII with its end. Close standard input behind it: PowerShell waits for that.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
}

/// Commands, ready to be run.
#[derive(Debug, Clone)]
pub struct Run {
    id: RunId,
    text: String,
    input: Input,
    cmdlets: Vec<Cmdlet>,
    secrets: Vec<Secret>,
}

impl Run {
    /// Makes a run of commands. Its standard output is read by
    /// [`read_report`](crate::report::read_report).
    ///
    /// ```
    /// use windows_dhcp::command::failover::GetFailovers;
    /// use windows_dhcp::command::{Builder, ServerName};
    /// use windows_dhcp::script::{AfterError, Run, RunId};
    ///
    /// let command = GetFailovers {}.at(&ServerName::new("win-1")?);
    /// let run = Run::new(RunId::new("5f3a9c01d2").unwrap(), &[command], AfterError::Stop)?;
    /// assert!(run.text().contains(
    ///     "Get-DhcpServerv4Failover -ComputerName ([string]($call.ComputerName -replace '^='))"
    /// ));
    /// assert!(!run.text().contains("win-1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`TooLarge`] where the commands do not fit into what Windows PowerShell reads at once.
    pub fn new(id: RunId, commands: &[Command], after: AfterError) -> Result<Self, TooLarge> {
        let mut calls = Calls::default();
        for (step, command) in commands.iter().enumerate() {
            calls.add(step, command, after);
            if calls.size() > MOST {
                return Err(TooLarge { fits: step });
            }
        }
        let Calls { text, mut json, groups, .. } = calls;
        json.push_str(if groups > 0 { "]" } else { "" });
        let mut input = format!("{{\"id\":\"{}\",\"script\":", id.0);
        quoted(&mut input, "", &text);
        let _ = writeln!(input, ",\"calls\":{{{json}}}}}");
        let cmdlets = commands.iter().map(Command::cmdlet).collect();
        let arguments = commands.iter().flat_map(Command::arguments);
        let secrets = arguments.filter_map(|argument| match &argument.value {
            Value::Secret(secret) => Some(secret.clone()),
            _ => None,
        });
        let secrets = secrets.collect();
        Ok(Self { id, text, input: Input(input), cmdlets, secrets })
    }

    /// The command line, the same for every run. It has no character that `cmd.exe`, PowerShell or
    /// `sh` would act on, and fits into the 8191 characters of `cmd.exe`.
    #[must_use]
    pub fn command_line() -> String {
        let units: Vec<u8> = BOOTSTRAP.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let coded = base64::encode(&units);
        format!("powershell.exe -NoProfile -NonInteractive -EncodedCommand {coded}")
    }

    /// The text that the command line holds, to be read and allowed.
    #[must_use]
    pub fn bootstrap() -> &'static str {
        &BOOTSTRAP
    }

    /// What goes to standard input.
    #[must_use]
    pub const fn input(&self) -> &Input {
        &self.input
    }

    /// The script without any values: it depends on which parameters are given, not on what.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What tells its output from that of others.
    #[must_use]
    pub const fn id(&self) -> &RunId {
        &self.id
    }

    /// A message of Windows without the secrets that the run gave it.
    pub(crate) fn without_secrets(&self, message: String) -> String {
        let texts = self.secrets.iter().map(|secret| secret.reveal().as_str());
        let known = texts.filter(|text| !text.is_empty());
        known.fold(message, |message, text| message.replace(text, "(secret)"))
    }

    /// The cmdlets, step by step.
    #[must_use]
    pub fn cmdlets(&self) -> &[Cmdlet] {
        &self.cmdlets
    }
}

/// Commands as a script with values beside it: those in a row that give the same parameters are one
/// loop over their values.
#[derive(Default)]
struct Calls<'c> {
    text: String,
    json: String,
    groups: usize,
    /// The last command.
    last: Option<&'c Command>,
}

impl<'c> Calls<'c> {
    fn size(&self) -> usize {
        // Line ends and quotes of the text count twice when they are escaped.
        self.text.len() * 2 + self.json.len() + 200
    }

    fn add(&mut self, step: usize, command: &'c Command, after: AfterError) {
        if !self.last.is_some_and(|last| makes_the_same_call(last, command)) {
            let made = call(command, &mut References);
            let close = if self.groups > 0 { "]," } else { "" };
            let _ = write!(self.json, "{close}\"g{}\":[", self.groups);
            let body = step_text(&made, command.cmdlet());
            let body = match after {
                AfterError::Stop => body,
                AfterError::GoOn => {
                    format!("try {{ {body} }} catch {{ [void]$faults.Add((& $fault $_)) }}")
                }
            };
            let _ = writeln!(
                self.text,
                "foreach ($call in $calls.g{}) {{ $step = $call.step; {body} }}",
                self.groups
            );
            self.groups += 1;
        } else {
            self.json.push(',');
        }
        self.last = Some(command);
        let _ = write!(self.json, "{{\"step\":{step}");
        for argument in command.arguments() {
            write_value(&mut self.json, argument);
        }
        self.json.push('}');
    }
}

/// Whether two commands give the same parameters, so that only the values beside the script differ.
fn makes_the_same_call(one: &Command, other: &Command) -> bool {
    let (ours, theirs) = (one.arguments(), other.arguments());
    let alike = |(ours, theirs): (&Argument, &Argument)| {
        let values = match (&ours.value, &theirs.value) {
            (Value::Choice(ours), Value::Choice(theirs)) => ours == theirs,
            (ours, theirs) => std::mem::discriminant(ours) == std::mem::discriminant(theirs),
        };
        ours.name == theirs.name && values
    };
    one.cmdlet() == other.cmdlet()
        && ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(alike)
}

/// Runs the call and keeps what it gives.
fn step_text(call: &str, cmdlet: Cmdlet) -> String {
    let taken = match shape(cmdlet) {
        Some(shape) => format!("ForEach-Object {{ {} }}", projection(shape)),
        None if cmdlet == Cmdlet::Replicate => "ForEach-Object { [string]$_ }".to_owned(),
        None => "Out-Null".to_owned(),
    };
    format!("[void]$results.Add(@{{ step = $step; data = @({call} | {taken}) }})")
}

/// Values that stand beside the script, cast to what the parameter takes.
struct References;

impl Values for References {
    fn value(&mut self, argument: &Argument) -> Option<String> {
        let name = argument.name;
        let cast = |kind: &str| format!("([{kind}]$call.{name})");
        Some(match &argument.value {
            Value::Address(_) => cast("ipaddress"),
            Value::Addresses(_) => cast("ipaddress[]"),
            Value::Boolean(_) => cast("bool"),
            Value::Number(_) => cast("uint32"),
            Value::Numbers(_) => cast("uint32[]"),
            Value::Small(_) => cast("uint16"),
            Value::Span(_) => cast("timespan"),
            Value::Text(_) | Value::Secret(_) => format!("([string]($call.{name} -replace '^='))"),
            Value::Texts(_) => format!("([string[]]($call.{name} -replace '^='))"),
            constant @ (Value::Choice(_) | Value::Null) => literal(constant)?,
            Value::Switch => return None,
        })
    }
}

/// Adds what a parameter is given to the values of its call.
fn write_value(out: &mut String, argument: &Argument) {
    let name = |out: &mut String| {
        let _ = write!(out, ",\"{}\":", argument.name);
    };
    match &argument.value {
        Value::Choice(_) | Value::Null | Value::Switch => {}
        Value::Address(one) => {
            name(out);
            let _ = write!(out, "\"{one}\"");
        }
        Value::Addresses(all) => {
            name(out);
            list(out, all, |out, one| {
                let _ = write!(out, "\"{one}\"");
            });
        }
        Value::Boolean(on) => {
            name(out);
            let _ = write!(out, "{on}");
        }
        Value::Number(number) => {
            name(out);
            let _ = write!(out, "{number}");
        }
        Value::Numbers(all) => {
            name(out);
            list(out, all, |out, one| {
                let _ = write!(out, "{one}");
            });
        }
        Value::Small(number) => {
            name(out);
            let _ = write!(out, "{number}");
        }
        Value::Span(time) => {
            name(out);
            let _ = write!(out, "\"{}\"", span(*time));
        }
        Value::Secret(secret) => {
            name(out);
            text(out, secret.reveal());
        }
        Value::Text(one) => {
            name(out);
            text(out, one);
        }
        Value::Texts(all) => {
            name(out);
            list(out, all, text);
        }
    }
}

fn list<T>(out: &mut String, all: &[T], mut write: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (at, one) in all.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, one);
    }
    out.push(']');
}

/// A text with `=` in front, which the script takes off: PowerShell makes points in time of texts
/// that look like one.
fn text(out: &mut String, text: &Text) {
    quoted(out, "=", text.as_str());
}

/// A JSON string in ASCII: no code page changes it.
fn quoted(out: &mut String, before: &str, text: &str) {
    out.push('"');
    out.push_str(before);
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use dhcpair_testbed::Dice;
    use serde_json::Value as Json;

    use super::*;
    use crate::command::tests::builders;
    use crate::token::{Kind, tokenize};

    /// How many commands with hostile texts a run tries.
    const COMMANDS: usize = 20_000;

    fn run(commands: &[Command]) -> Run {
        Run::new(RunId::new("abcd1234").unwrap(), commands, AfterError::Stop).unwrap()
    }

    #[test]
    fn the_command_line_is_the_same_for_every_shell() {
        let line = Run::command_line();
        assert!(line.len() < 8_191, "{}", line.len());
        assert!(
            line.bytes().all(|b| b.is_ascii_alphanumeric() || b" .-+/=".contains(&b)),
            "{line}"
        );
        let coded = line.rsplit_once(' ').unwrap().1;
        let units = base64::decode(coded.as_bytes()).unwrap();
        let units: Vec<u16> =
            units.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        assert_eq!(String::from_utf16(&units).unwrap(), *BOOTSTRAP);
        assert!(BOOTSTRAP.is_ascii() && !BOOTSTRAP.contains(['"', '`']));
        let tokens = tokenize(&BOOTSTRAP);
        assert!(tokens.iter().all(|token| !matches!(token.kind, Kind::Broken | Kind::Comment)));
        let brackets = |open: bool| {
            let is = |kind: &Kind| match kind {
                Kind::Open(_) => open,
                Kind::Close(_) => !open,
                _ => false,
            };
            tokens.iter().filter(|token| is(&token.kind)).count()
        };
        assert_eq!(brackets(true), brackets(false));
    }

    /// What JSON says that a command was given.
    fn given(value: &Value) -> Option<Json> {
        let plain = |text: &Text| Json::from(format!("={text}"));
        Some(match value {
            Value::Address(one) => one.to_string().into(),
            Value::Addresses(all) => all.iter().map(ToString::to_string).collect(),
            Value::Boolean(on) => (*on).into(),
            Value::Number(number) => (*number).into(),
            Value::Numbers(all) => all.as_slice().into(),
            Value::Secret(secret) => plain(secret.reveal()),
            Value::Small(number) => (*number).into(),
            Value::Span(time) => span(*time).into(),
            Value::Text(text) => plain(text),
            Value::Texts(all) => all.iter().map(plain).collect(),
            Value::Choice(_) | Value::Null | Value::Switch => return None,
        })
    }

    #[test]
    fn values_stand_beside_the_script_and_never_in_it() {
        let mut dice = Dice::new(0xB03D);
        let builders = builders();
        let mut texts = std::collections::BTreeMap::new();
        for _ in 0..COMMANDS.div_ceil(builders.len()) {
            for builder in &builders {
                let command = (builder.sample)(&mut dice);
                let run = run(std::slice::from_ref(&command));
                assert!(run.input().as_bytes().is_ascii());
                let input: Json = serde_json::from_slice(run.input().as_bytes()).unwrap();
                assert_eq!(input["script"], run.text());
                let beside = input["calls"]["g0"][0].as_object().unwrap();
                for argument in command.arguments() {
                    let wanted = given(&argument.value);
                    assert_eq!(beside.get(argument.name), wanted.as_ref(), "{}", builder.name);
                }
                // The script follows from which parameters are given, and constants among them.
                let shape: Vec<String> = command
                    .arguments()
                    .iter()
                    .map(|one| match one.value {
                        Value::Choice(choice) => format!("{} {choice}", one.name),
                        _ => one.name.to_owned(),
                    })
                    .collect();
                let first =
                    texts.entry((builder.name, shape)).or_insert_with(|| run.text().to_owned());
                assert_eq!(first, run.text());
            }
        }
        for text in texts.values() {
            assert!(text.is_ascii());
            assert!(tokenize(text).iter().all(|token| token.kind != Kind::Broken), "{text}");
        }
        assert!(texts.len() > 400, "{}", texts.len());
    }

    #[test]
    fn equal_calls_in_a_row_are_one_loop() {
        let mut dice = Dice::new(1);
        let all = builders();
        let of = |name: &str, dice: &mut Dice| {
            (all.iter().find(|one| one.name == name).unwrap().sample)(dice)
        };
        let mut commands: Vec<Command> = (0..50).map(|_| of("AddExclusion", &mut dice)).collect();
        commands.push(of("GetVersion", &mut dice));
        commands.extend((0..50).map(|_| of("AddExclusion", &mut dice)));
        let run = run(&commands);
        assert_eq!(run.text().lines().count(), 3);
        let input: Json = serde_json::from_slice(run.input().as_bytes()).unwrap();
        let steps: Vec<u64> = ["g0", "g1", "g2"]
            .iter()
            .flat_map(|group| input["calls"][group].as_array().unwrap())
            .map(|call| call["step"].as_u64().unwrap())
            .collect();
        assert!(steps.into_iter().eq(0..101));
    }

    /// What is one loop is what has one text.
    #[test]
    fn calls_are_the_same_where_their_texts_are() {
        let mut dice = Dice::new(9);
        let (mut same, mut other) = (0, 0);
        for builder in builders() {
            for _ in 0..100 {
                let commands = [(builder.sample)(&mut dice), (builder.sample)(&mut dice)];
                let [one, two] = commands.each_ref().map(|command| call(command, &mut References));
                assert_eq!(makes_the_same_call(&commands[0], &commands[1]), one == two, "{one}");
                if one == two { same += 1 } else { other += 1 }
            }
        }
        assert!(same > 1_000 && other > 1_000, "{same} {other}");
    }

    #[test]
    fn too_many_commands_are_divided() {
        let mut dice = Dice::new(1);
        let all = builders();
        let sample = all.iter().find(|one| one.name == "AddExclusion").unwrap().sample;
        let commands: Vec<Command> = (0..40_000).map(|_| sample(&mut dice)).collect();
        let id = RunId::new("abcd1234").unwrap();
        let TooLarge { fits } = Run::new(id.clone(), &commands, AfterError::Stop).unwrap_err();
        let run = Run::new(id, &commands[..fits], AfterError::Stop).unwrap();
        assert!(fits > 1_000 && run.input().as_bytes().len() < 2_097_152, "{fits}");
    }
}

//! Scripts as the fake sees them: through the tokenizer.

use serde_json::Value as Json;

use crate::token::{Kind, tokenize};

/// A script on standard input.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) id: String,
    pub(super) calls: Vec<Call>,
}

/// One call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) step: u64,
    pub(super) cmdlet: String,
    pub(super) given: Vec<(String, Given)>,
    pub(super) taken: Taken,
    /// Whether its errors are caught one by one.
    pub(super) goes_on: bool,
}

/// What a parameter is given.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    /// Nothing behind it.
    Switch,
    /// `$true`, `$false`.
    Boolean(bool),
    /// `$null`.
    Null,
    /// Quoted texts.
    Literals(Vec<String>),
    /// Bare words.
    Words(Vec<String>),
    /// A value from standard input, cast.
    Cast(String, Json),
}

/// What becomes of the objects.
#[derive(Debug, Clone)]
pub(super) enum Taken {
    Nothing,
    /// Each as a text.
    Texts,
    /// Each as these properties.
    Properties(Vec<(String, Property)>),
}

/// How a property is taken.
#[derive(Debug, Clone)]
pub(super) enum Property {
    Plain,
    Text,
    Time,
    List,
}

impl Taken {
    /// What PowerShell would make of an object; `None` for nothing.
    pub(super) fn of(&self, object: &Json) -> Option<Json> {
        match self {
            Self::Nothing => None,
            Self::Texts => Some(text(object)),
            Self::Properties(all) => {
                let taken = all.iter().map(|(name, property)| {
                    let value = object.get(name).unwrap_or(&Json::Null);
                    let value = match property {
                        Property::Plain => value.clone(),
                        Property::Text | Property::Time => text(value),
                        Property::List => {
                            value.as_array().into_iter().flatten().map(text).collect()
                        }
                    };
                    (name.clone(), value)
                });
                Some(Json::Object(taken.collect()))
            }
        }
    }
}

/// `[string]`: nothing for null.
fn text(value: &Json) -> Json {
    match value {
        Json::Null => "".into(),
        Json::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// The run's id, where standard input is as it should be.
pub(super) fn id(stdin: &[u8]) -> Option<String> {
    let request: Json = serde_json::from_slice(stdin).ok()?;
    request.get("id")?.as_str().map(str::to_owned)
}

/// Reads standard input.
pub(super) fn script(stdin: &[u8]) -> Result<Read, String> {
    if !stdin.is_ascii() {
        return Err("standard input is not ASCII".to_owned());
    }
    let request: Json = serde_json::from_slice(stdin).map_err(|error| error.to_string())?;
    let text = |name: &str| request.get(name).and_then(Json::as_str).ok_or(format!("no {name}"));
    let (script, id) = (text("script")?, text("id")?.to_owned());
    let values = request.get("calls").unwrap_or(&Json::Null);
    let mut cursor = Cursor::new(script);
    let mut calls = Vec::new();
    while !cursor.ended() {
        cursor.group(values, &mut calls)?;
        cursor.expect("\n")?;
    }
    Ok(Read { id, calls })
}

/// Reads a readable script.
pub(super) fn block(text: &str) -> Result<Vec<Call>, String> {
    let mut cursor = Cursor::new(text);
    cursor.expect("& {\n$ErrorActionPreference = 'Stop'\nImport-Module DhcpServer\n")?;
    let mut secrets = 0;
    loop {
        let ask = "(New-Object System.Management.Automation.PSCredential 'secret', \
                   (Read-Host 'Shared secret' -AsSecureString)).GetNetworkCredential().Password\n";
        if !cursor.eat(&format!("$secret{} = {ask}", secrets + 1)) {
            break;
        }
        secrets += 1;
    }
    let mut calls = Vec::new();
    while !cursor.eat("}") {
        let step = u64::try_from(calls.len()).map_err(|error| error.to_string())?;
        let (cmdlet, given) = cursor.call(&Json::Null)?;
        cursor.expect("\n")?;
        calls.push(Call { step, cmdlet, given, taken: Taken::Nothing, goes_on: false });
    }
    cursor.expect("\n")?;
    if cursor.ended() { Ok(calls) } else { Err("something behind the block".to_owned()) }
}

struct Cursor {
    kinds: Vec<Kind>,
    at: usize,
}

impl Cursor {
    fn new(text: &str) -> Self {
        let kinds = tokenize(text).into_iter().map(|token| token.kind).collect();
        Self { kinds, at: 0 }
    }

    fn ended(&self) -> bool {
        self.at >= self.kinds.len()
    }

    fn peek(&self) -> Option<&Kind> {
        self.kinds.get(self.at)
    }

    fn next(&mut self) -> Option<Kind> {
        let kind = self.peek().cloned();
        self.at += 1;
        kind
    }

    /// Steps over the tokens of a text, if they are next.
    fn eat(&mut self, text: &str) -> bool {
        let wanted = Self::new(text).kinds;
        let there = self.kinds.get(self.at..).is_some_and(|rest| rest.starts_with(&wanted));
        self.at += if there { wanted.len() } else { 0 };
        there
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        let found = self.peek().cloned();
        if self.eat(text) { Ok(()) } else { Err(format!("expected `{text}`, found {found:?}")) }
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next() {
            Some(Kind::Word(word)) => Ok(word),
            other => Err(format!("expected a word, found {other:?}")),
        }
    }

    /// One loop over calls that give the same parameters.
    fn group(&mut self, values: &Json, to: &mut Vec<Call>) -> Result<(), String> {
        self.expect("foreach ($call in $calls.")?;
        let group = self.word()?;
        self.expect(") { $step = $call.step;")?;
        let goes_on = self.eat("try {");
        self.expect("[void]$results.Add(@{ step = $step; data = @(")?;
        let start = self.at;
        let all = values.get(&group).and_then(Json::as_array);
        let mut found: Option<(Taken, usize)> = None;
        for beside in all.ok_or_else(|| format!("no `{group}`"))? {
            self.at = start;
            let (cmdlet, given) = self.call(beside)?;
            // Behind the first call of a loop the rest is known.
            let (taken, end) = match found.take() {
                Some(found) => found,
                None => {
                    self.expect("|")?;
                    (self.taken()?, self.at)
                }
            };
            self.at = end;
            found = Some((taken.clone(), end));
            let step = beside.get("step").and_then(Json::as_u64).ok_or("a call without a step")?;
            to.push(Call { step, cmdlet, given, taken, goes_on });
        }
        self.expect(") })")?;
        if goes_on {
            self.expect("} catch { [void]$faults.Add((& $fault $_)) }")?;
        }
        self.expect("}")
    }

    /// A cmdlet and its parameters, up to what cannot be one.
    fn call(&mut self, beside: &Json) -> Result<(String, Vec<(String, Given)>), String> {
        let cmdlet = self.word()?;
        let mut given = Vec::new();
        while let Some(Kind::Parameter { name, .. }) = self.peek().cloned() {
            self.at += 1;
            given.push((name, self.value(beside)?));
        }
        Ok((cmdlet, given))
    }

    fn value(&mut self, beside: &Json) -> Result<Given, String> {
        match self.peek().cloned() {
            Some(Kind::Literal(_)) => Ok(Given::Literals(self.list(|kind| match kind {
                Kind::Literal(text) => Some(text),
                _ => None,
            })?)),
            // `Stop` of `-ErrorAction` is one as well.
            Some(Kind::Word(_)) => Ok(Given::Words(self.list(|kind| match kind {
                Kind::Word(text) => Some(text),
                _ => None,
            })?)),
            Some(Kind::Variable(name)) => {
                self.at += 1;
                match name.as_str() {
                    "true" | "false" => Ok(Given::Boolean(name == "true")),
                    "null" => Ok(Given::Null),
                    _ if name.starts_with("secret") => Ok(Given::Literals(vec![name])),
                    _ => Err(format!("`${name}` is not known")),
                }
            }
            Some(Kind::Open("(")) => self.cast(beside),
            _ => Ok(Given::Switch),
        }
    }

    fn list(&mut self, of: impl Fn(Kind) -> Option<String>) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        loop {
            let one = self.next().and_then(&of);
            all.push(one.ok_or("a list of other things")?);
            if !self.eat(",") {
                return Ok(all);
            }
        }
    }

    /// `([type]$call.Name)`, or `([type]($call.Name -replace '^='))`.
    fn cast(&mut self, beside: &Json) -> Result<Given, String> {
        self.expect("([")?;
        let mut to = self.word()?;
        if self.eat("[]") {
            to.push_str("[]");
        }
        self.expect("]")?;
        let replaces = self.eat("(");
        self.expect("$call.")?;
        let name = self.word()?;
        let value = beside.get(&name).ok_or_else(|| format!("no value for `{name}`"))?;
        let bare = |value: &Json| match value.as_str() {
            Some(text) => text.strip_prefix('=').unwrap_or(text).into(),
            None => value.clone(),
        };
        let value = match value {
            Json::Array(all) if replaces => all.iter().map(bare).collect(),
            one if replaces => bare(one),
            one => one.clone(),
        };
        if replaces {
            self.expect("-replace '^=')")?;
        }
        self.expect(")")?;
        Ok(Given::Cast(to, value))
    }

    fn taken(&mut self) -> Result<Taken, String> {
        if self.eat("Out-Null") {
            return Ok(Taken::Nothing);
        }
        if self.eat("ForEach-Object { [string]$_ }") {
            return Ok(Taken::Texts);
        }
        self.expect("ForEach-Object { @{")?;
        let mut all = Vec::new();
        loop {
            let name = self.word()?;
            self.expect("=")?;
            let property = if self.eat(&format!("[string]$_.{name}")) {
                Property::Text
            } else if self.eat(&format!("'{{0:o}}' -f $_.{name}")) {
                Property::Time
            } else if self.eat(&format!("@(foreach ($one in $_.{name}) {{ [string]$one }})")) {
                Property::List
            } else {
                self.expect(&format!("$_.{name}"))?;
                Property::Plain
            };
            all.push((name, property));
            if self.eat("} }") {
                return Ok(Taken::Properties(all));
            }
            self.expect(";")?;
        }
    }
}

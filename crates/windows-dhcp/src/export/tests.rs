use config_text::Sources;
use dhcpair_testbed::Dice;

use super::*;
use crate::class::{ClientType, Condition, FilterAction, ScopeState};
use crate::fixture::{read_text, told};
use crate::{NotAState, Reading, RecordedState, Source, check, read as read_any};

/// An export with something of everything that is known of them.
const EXPORT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<DHCPServer>
  <MajorVersion>10</MajorVersion>
  <MinorVersion>0</MinorVersion>
  <IPv4>
    <ConflictDetectionAttempts>2</ConflictDetectionAttempts>
    <NapEnabled>false</NapEnabled>
    <NpsUnreachableAction>Full</NpsUnreachableAction>
    <ActivatePolicies>true</ActivatePolicies>
    <Classes>
      <Class>
        <Name>Phones</Name>
        <Type>Vendor</Type>
        <Data>0x50686f6e65</Data>
        <Description />
      </Class>
    </Classes>
    <OptionDefinitions>
      <OptionDefinition>
        <Name>Controller</Name>
        <OptionId>43</OptionId>
        <Type>IPv4Address</Type>
        <MultiValued>true</MultiValued>
        <DefaultValue>0.0.0.0</DefaultValue>
        <DefaultValue>192.0.2.9</DefaultValue>
        <VendorClass>Phones</VendorClass>
      </OptionDefinition>
    </OptionDefinitions>
    <OptionValues>
      <OptionValue>
        <OptionId>15</OptionId>
        <Value>branch &amp; co.example &#x2019;</Value>
        <VendorClass />
        <UserClass />
      </OptionValue>
    </OptionValues>
    <Filters>
      <Allow>false</Allow>
      <Deny>true</Deny>
      <Filter>
        <List>Deny</List>
        <MacAddress>00-1b-2c-*</MacAddress>
        <Description>old</Description>
      </Filter>
    </Filters>
    <Policies />
    <Scopes>
      <Scope>
        <ScopeId>10.30.8.0</ScopeId>
        <Name><![CDATA[lab <1>]]></Name>
        <SubnetMask>255.255.255.0</SubnetMask>
        <StartRange>10.30.8.10</StartRange>
        <EndRange>10.30.8.200</EndRange>
        <LeaseDuration>8.00:00:00</LeaseDuration>
        <State>Active</State>
        <Type>Bootp</Type>
        <MaxBootpClients>4294967295</MaxBootpClients>
        <NapEnable>false</NapEnable>
        <NapProfile />
        <Delay>0</Delay>
        <ActivatePolicies>true</ActivatePolicies>
        <SuperScopeName>north</SuperScopeName>
        <ExclusionRanges>
          <IPRange>
            <StartRange>10.30.8.20</StartRange>
            <EndRange>10.30.8.29</EndRange>
          </IPRange>
        </ExclusionRanges>
        <Reservations>
          <Reservation>
            <Name>printer</Name>
            <IPAddress>10.30.8.50</IPAddress>
            <ClientId>00-1b-a9-10-00-01</ClientId>
            <Type>Both</Type>
            <OptionValues>
              <OptionValue>
                <OptionId>12</OptionId>
                <Value>printer</Value>
              </OptionValue>
            </OptionValues>
          </Reservation>
        </Reservations>
        <Policies>
          <Policy>
            <Name>phones</Name>
            <ProcessingOrder>1</ProcessingOrder>
            <Enabled>true</Enabled>
            <Condition>OR</Condition>
            <VendorClass>EQ</VendorClass>
            <VendorClass>Phones</VendorClass>
            <IPRanges>
              <IPRange>
                <StartRange>10.30.8.100</StartRange>
                <EndRange>10.30.8.120</EndRange>
              </IPRange>
            </IPRanges>
          </Policy>
        </Policies>
        <OptionValues>
          <OptionValue>
            <OptionId>6</OptionId>
            <Value>192.0.2.1</Value>
            <Value>192.0.2.2</Value>
          </OptionValue>
          <OptionValue>
            <OptionId>66</OptionId>
            <Value />
          </OptionValue>
        </OptionValues>
        <Leases>
          <Lease><IPAddress>10.30.8.60</IPAddress></Lease>
        </Leases>
      </Scope>
    </Scopes>
  </IPv4>
  <IPv6>
    <Classes />
  </IPv6>
</DHCPServer>
"#;

fn reading(text: &str) -> (Sources, Reading) {
    let (sources, reading) = read_text(text);
    (sources, reading.unwrap())
}

fn state(text: &str) -> RecordedState {
    let (sources, reading) = reading(text);
    let expected = ["win-export-partial"; 3];
    let ids: Vec<_> = reading.diagnostics.iter().map(|one| one.rule.id).collect();
    assert_eq!(ids, expected, "{:?}", told(&sources, &reading.diagnostics));
    reading.state.unwrap().0
}

#[test]
fn an_export_is_read_as_a_part_of_a_state() {
    let state = state(EXPORT);
    assert_eq!(state.server.version.major_version, 10);
    assert_eq!(state.server.setting.conflict_detection_attempts, 2);
    let v4 = &state.v4;
    assert_eq!((v4.failover.len(), v4.policies.len()), (0, 0));
    assert_eq!(v4.classes[0].data, "0x50686f6e65");
    assert_eq!(v4.option_definitions[0].default_value, ["0.0.0.0", "192.0.2.9"]);
    assert_eq!(v4.options[0].value, ["branch & co.example \u{2019}"]);
    assert_eq!((v4.filter_list.allow, v4.filter_list.deny), (false, true));
    assert_eq!(v4.filters[0].list, FilterAction::Deny);
    let [scope] = &v4.scopes[..] else { panic!("{:?}", v4.scopes) };
    assert_eq!((scope.name.as_str(), scope.kind), ("lab <1>", ClientType::Bootp));
    assert_eq!((scope.state, scope.max_bootp_clients), (ScopeState::Active, u32::MAX));
    assert_eq!(scope.superscope_name.as_deref(), Some("north"));
    assert_eq!(scope.lease_duration.seconds(), 691_200);
    assert_eq!(scope.exclusions[0].end_range.to_string(), "10.30.8.29");
    assert_eq!(scope.reservations[0].options[0].value, ["printer"]);
    let policy = &scope.policies[0];
    assert_eq!((policy.condition, policy.ranges.len()), (Condition::Or, 1));
    assert_eq!(policy.vendor_class, ["EQ", "Phones"]);
    assert_eq!(scope.options[0].value, ["192.0.2.1", "192.0.2.2"]);
    assert_eq!(scope.options[1].value, Vec::<String>::new());
}

#[test]
fn places_are_those_of_the_xml() {
    let (sources, reading) = reading(EXPORT);
    assert_eq!(reading.source, Source::Export);
    assert_eq!(reading.incomplete.as_deref(), Some(PARTIAL));
    let (state, places) = reading.state.unwrap();
    let found = told(&sources, &check(&state, &places));
    let scope = &state.v4.scopes[0];
    let at = |property: &str| sources.position(places.property(scope.at, property)).line;
    let line = |text: &str| 1 + EXPORT.lines().position(|line| line.contains(text)).unwrap();
    assert_eq!(at("ScopeId") as usize, line("<ScopeId>10.30.8.0"));
    assert_eq!(at("Name") as usize, line("lab <1>"));
    let reservation = state.v4.scopes[0].reservations[0].at;
    assert_eq!(sources.text(places.of(reservation)), "<Reservation");
    let client = places.property(reservation, "ClientId");
    assert_eq!(sources.text(client), "00-1b-a9-10-00-01");
    // Rules judge what is there: this scope is for BOOTP alone. None says that the server is not authorised.
    assert!(!found.iter().any(|one| one.starts_with("win-not-authorised")), "{found:?}");
    let notes: Vec<_> = reading.diagnostics.iter().map(|one| one.span().unwrap()).collect();
    assert_eq!(sources.text(notes[0]), "<DHCPServer");
    assert!(notes.iter().any(|span| sources.text(*span) == "<IPv6"));
    assert!(notes.iter().any(|span| sources.text(*span) == "<Leases"));
}

#[test]
fn what_is_not_known_is_kept_and_told() {
    let more = EXPORT
        .replace("<Delay>0</Delay>", "<Delay>0</Delay><Mood hue=\"2\">grey<Deep>x</Deep></Mood>")
        .replace("<Type>Both</Type>", "<Type>Both</Type><Colour>blue</Colour>")
        .replace("<Policies />", "<Policies note=\"q\">stray</Policies><Extra><A>1</A></Extra>")
        .replace("<IPv6>", "<Fresh>yes</Fresh><IPv6>");
    let (sources, reading) = reading(&more);
    let (state, places) = reading.state.unwrap();
    let told = told(&sources, &reading.diagnostics).join("\n");
    for name in ["Mood", "Colour", "Policies@note", "Policies#text", "Extra", "Fresh"] {
        assert!(told.contains(&format!("`{name}` is no property")), "{name}: {told}");
    }
    let scope = &state.v4.scopes[0];
    let unknown = places.unknown(scope.at);
    let mood = unknown.iter().find(|one| one.name == "Mood").unwrap();
    assert_eq!(mood.value.as_deref(), Some(r##"{"@hue":"2","#text":"grey","Deep":"x"}"##));
    assert_eq!(sources.text(mood.span), "<Mood");
    let colour = &places.unknown(scope.reservations[0].at)[0];
    assert_eq!(sources.text(colour.span), "blue");
}

#[test]
fn wrong_values_are_told_where_they_are() {
    for (from, to, blamed, rule) in [
        ("<OptionId>6</OptionId>", "<OptionId>six</OptionId>", "six", "win-state-property"),
        ("<Enabled>true</Enabled>", "<Enabled>maybe</Enabled>", "maybe", "win-state-property"),
        ("<State>Active</State>", "<State>On</State>", "On", "win-state-property"),
        ("<State>Active</State>", "", "<Scope", "win-state-property"),
        ("<Name>phones</Name>", "<Name><A/></Name>", "<Name", "win-state-property"),
        ("<Delay>0</Delay>", "<Delay>0</Delay><Delay>1</Delay>", "<Delay", "win-state-twice"),
        ("<MajorVersion>10</MajorVersion>", "", "<DHCPServer", "win-state-property"),
        (
            "<ActivatePolicies>true</ActivatePolicies>\n    <Classes>",
            "<ActivatePolicies>true</ActivatePolicies><ActivatePolicies>false</ActivatePolicies><Classes>",
            "<ActivatePolicies",
            "win-state-twice",
        ),
    ] {
        let (sources, reading) = reading(&EXPORT.replacen(from, to, 1));
        let found = told(&sources, &reading.diagnostics);
        let wanted = format!("{rule} {blamed}: ");
        assert!(found.iter().any(|one| one.starts_with(&wanted)), "{to}: {found:?}");
        assert_ne!(reading.incomplete.as_deref(), Some(PARTIAL), "{to}");
    }
}

#[test]
fn what_is_no_export_is_refused() {
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><DHCPServer>&b;</DHCPServer>";
    let outside = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><DHCPServer/>";
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    for (text, wanted) in [
        (laughs, "a document type is not read"),
        (outside, "a document type is not read"),
        ("<DHCPServer>&nbsp;</DHCPServer>", "`&nbsp;` is none of the characters"),
        ("<DHCPServer>&#0;</DHCPServer>", "is none of the characters"),
        (deep.as_str(), "nested more than 32 deep"),
        ("<DHCPServer>", "the file ends inside `<DHCPServer>`"),
        ("<DHCPServer></IPv4>", "not XML"),
        ("<DHCPServer/><DHCPServer/>", "a second outermost element"),
        ("<DHCPServer/>x", "text outside"),
        ("<!-- nothing -->", "the file has no element"),
    ] {
        let (sources, reading) = reading(text);
        let found = told(&sources, &reading.diagnostics);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("win-export-syntax") && found[0].contains(wanted),
            "{found:?}"
        );
        assert!(reading.state.is_none() && reading.incomplete.is_some());
    }
    for other in ["<html></html>", "<DhcpServerExport><IPv4/></DhcpServerExport>"] {
        let (_, reading) = read_text(other);
        assert_eq!(reading.unwrap_err(), NotAState);
        assert!(!looks_like_export(other.as_bytes()));
    }
    assert!(looks_like_export(EXPORT.as_bytes()));
    // PowerShell's way to write a file.
    let wide: Vec<u8> = EXPORT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (sources, reading) = read_text([b"\xff\xfe".to_vec(), wide].concat());
    let found = told(&sources, &reading.unwrap().diagnostics);
    assert!(found[0].starts_with("win-state-encoding"), "{found:?}");
}

#[test]
fn a_file_that_was_cut_off_is_never_a_whole_one() {
    let mut sources = Sources::new();
    for end in (0..EXPORT.trim_end().len()).filter(|end| EXPORT.is_char_boundary(*end)) {
        let file = sources.add("export.xml", EXPORT.as_bytes()[..end].to_vec());
        if let Ok(reading) = read_any(&mut sources, file) {
            assert!(reading.state.is_none() && reading.incomplete.is_some(), "{end}");
        }
    }
}

/// An element of any names with any content; each text is one that stands nowhere else.
fn any(dice: &mut Dice, depth: usize, texts: &mut Vec<String>, out: &mut String) {
    const NAMES: &[&str] = &[
        "Scopes",
        "Scope",
        "ScopeId",
        "Name",
        "OptionValues",
        "OptionValue",
        "OptionId",
        "Value",
        "Policies",
        "Policy",
        "VendorClass",
        "Filters",
        "Filter",
        "Allow",
        "MacAddress",
        "IPv4",
        "IPv6",
        "Leases",
        "Lease",
        "IPRange",
        "ExclusionRanges",
        "Reservations",
        "Reservation",
        "Classes",
        "Class",
        "ActivatePolicies",
        "MajorVersion",
        "Enabled",
        "Odd",
        "Other",
    ];
    let name = *dice.pick::<&str>(NAMES);
    let mut text = || {
        texts.push(format!("t{}t", texts.len()));
        texts.last().unwrap().clone()
    };
    let attribute = if dice.one_in(8) { format!(" a=\"{}\"", text()) } else { String::new() };
    out.push_str(&format!("<{name}{attribute}>"));
    if dice.one_in(3) {
        out.push_str(&text());
    }
    for _ in 0..if depth == 0 { 0 } else { dice.below(5) } {
        any(dice, depth - 1, texts, out);
    }
    out.push_str(&format!("</{name}>"));
}

/// Whatever the file says is in the document that is read, or a note covers it.
#[test]
fn nothing_is_lost_in_silence() {
    let mut dice = Dice::new(0xE0);
    let (mut kept, mut noted) = (0, 0);
    for _ in 0..600 {
        let (mut texts, mut inside) = (Vec::new(), String::new());
        for _ in 0..dice.below(4) {
            any(&mut dice, 3, &mut texts, &mut inside);
        }
        let mut v4 = String::new();
        for _ in 0..dice.below(5) {
            any(&mut dice, 5, &mut texts, &mut v4);
        }
        let text = format!("<DHCPServer>{inside}<IPv4>{v4}</IPv4></DHCPServer>");
        let mut sources = Sources::new();
        let file = sources.add("export.xml", text.clone().into_bytes());
        let Export::Read(document, notes) = read(file, &text, 0) else { panic!("{text}") };
        let whole: Vec<&str> = notes
            .iter()
            .skip(1)
            .map(|note| {
                // The note points at the element's head; the element goes to its end.
                let start = note.span().unwrap().start as usize;
                element_at(&text[start..])
            })
            .collect();
        for one in texts {
            let is_kept = document.raw(0).contains(&one);
            let is_noted = whole.iter().any(|element| element.contains(&one));
            assert!(is_kept || is_noted, "{one}: {text}\n{}", document.raw(0));
            if is_kept { kept += 1 } else { noted += 1 }
        }
        // And reading it never fails in another way.
        assert!(read_any(&mut sources, file).unwrap().incomplete.is_some());
    }
    assert!(kept > 1_000 && noted > 50, "{kept} {noted}");
}

/// The element that begins a text.
fn element_at(text: &str) -> &str {
    let mut depth = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find('<') {
        at += open;
        depth += if text[at..].starts_with("</") { -1 } else { 1 };
        at += text[at..].find('>').unwrap() + 1;
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// The fragments that others published of exports, put where they belong.
#[test]
fn published_fragments_are_read() {
    let Some(folder) = dhcpair_testbed::shared("corpus/windows") else { return };
    let fragment = |end: &str| {
        let mut files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
        let path = files.find(|path| path.to_string_lossy().ends_with(end)).unwrap();
        std::fs::read_to_string(path).unwrap()
    };
    let (classes, definitions) = (fragment("classes.xml"), fragment("optiondefinitions.xml"));
    let text = EXPORT
        .replace("<Classes>", &format!("<Classes>{classes}"))
        .replace("<OptionDefinitions>", &format!("<OptionDefinitions>{definitions}"));
    let state = state(&text);
    let names: Vec<_> = state.v4.classes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), 6);
    assert!(names.contains(&"Microsoft Windows 2000 Options"));
    let router = state.v4.option_definitions.iter().find(|one| one.option_id == 3).unwrap();
    assert!(router.multi_valued && router.vendor_class.is_none());
}

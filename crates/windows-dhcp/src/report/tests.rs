use serde_json::json;

use super::*;
use crate::base64;
use crate::class::LeaseState;
use crate::command::failover::{GetFailovers, ReplicateWholeServer, SetSharedSecret};
use crate::command::reservation::GetAllLeases;
use crate::command::scope::GetAllScopes;
use crate::command::{Builder, RelationshipName, Secret};
use crate::quote::Text;
use crate::script::{AfterError, RunId};

fn run() -> Run {
    let secret = SetSharedSecret {
        name: RelationshipName::new("a").unwrap(),
        secret: Secret::new(Text::new("hunter2").unwrap()),
    };
    let commands = [
        GetFailovers {}.here(),
        GetAllScopes {}.here(),
        secret.here(),
        ReplicateWholeServer {}.here(),
    ];
    Run::new(RunId::new("abcd1234").unwrap(), &commands, AfterError::GoOn).unwrap()
}

fn framed(report: &Value) -> String {
    let coded = base64::encode(report.to_string().as_bytes());
    format!("DHCPAIR-BEGIN abcd1234\r\n{coded}\r\nDHCPAIR-END abcd1234 {}\r\n", coded.len())
}

fn report() -> Value {
    json!({
        "version": "5.1.20348.1", "computer": "WIN-1", "now": "2026-11-29T23:46:13.1234567Z",
        "results": [
            { "step": 0, "data": [{
                "Name": "a", "PartnerServer": "win-2", "Mode": "HotStandby", "ServerRole": "Active",
                "LoadBalancePercent": null, "ReservePercent": 5, "ScopeId": ["10.0.0.0"],
                "MaxClientLeadTime": "01:00:00", "AutoStateTransition": false,
                "StateSwitchInterval": "", "State": "Normal", "EnableAuth": false,
                "PrimaryServerIP": "", "SecondaryServerIP": "", "PrimaryServerName": "",
                "SecondaryServerName": "", "ServerType": "PrimaryServer"
            }] },
            { "step": 1, "data": { "value": [{ "ScopeId": "10.0.0.0", "Name": "", "State": "Active" }], "Count": 1 } },
            { "step": 3, "data": "10.0.0.0" }
        ],
        "faults": [{
            "step": 2, "id": "DHCP 20115,Set-DhcpServerv4Failover", "category": "ObjectNotFound",
            "message": "Das Geheimnis hunter2 gilt nicht."
        }]
    })
}

#[test]
fn answers_and_faults_come_out() {
    let report = read_report(&run(), framed(&report()).as_bytes()).unwrap();
    assert_eq!(report.now, "2026-11-29T23:46:13.1234567Z".parse().ok());
    let failover = report.answer::<Failover>(0).unwrap();
    assert_eq!(failover[0].reserve_percent, Some(5));
    assert_eq!((failover[0].state_switch_interval, failover[0].load_balance_percent), (None, None));
    let scopes = report.objects(1).unwrap();
    assert_eq!((scopes[0]["Name"].as_str(), scopes[0].get("SuperscopeName")), (Some(""), None));
    assert_eq!(report.texts(3), Ok(vec!["10.0.0.0"]));
    assert_eq!(report.answer::<Failover>(2), Err(AnswerError::None { step: 2 }));
    let [fault] = report.faults.as_slice() else { panic!() };
    assert_eq!((fault.step, fault.id.code().map(|code| code.0)), (Some(2), Some(20115)));
    assert_eq!(fault.message, "Das Geheimnis (secret) gilt nicht.");
}

#[test]
fn what_surrounds_a_report_does_not_matter() {
    let plain = framed(&report());
    let wanted = read_report(&run(), plain.as_bytes());
    let mut broken = String::from("Welcome to WIN-1\r\n\u{feff}");
    // A console of 80 columns.
    for line in plain.lines() {
        let chunks: Vec<&str> =
            line.as_bytes().chunks(80).map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
        broken.push_str(&format!("{}\r\n", chunks.join("\r\n")));
    }
    broken.push_str("PS C:\\> exit\r\n");
    assert_eq!(read_report(&run(), broken.as_bytes()), wanted);
}

#[test]
fn a_part_of_a_report_is_none() {
    let plain = framed(&report());
    for length in 0..plain.len() - 3 {
        let cut = read_report(&run(), &plain.as_bytes()[..length]);
        assert!(cut.is_err(), "{length}");
    }
    let other = plain.replace("abcd1234", "ffff0000");
    let missing = ReportError::Missing { id: "abcd1234".to_owned() };
    assert_eq!(read_report(&run(), other.as_bytes()), Err(missing));
    let lost = plain.replacen('e', "", 1);
    assert!(read_report(&run(), lost.as_bytes()).is_err());
}

#[test]
fn leases_come_out_with_what_a_reservation_leaves_empty() {
    let commands = [GetAllLeases { scope: "10.0.0.0".parse().unwrap() }.here()];
    let run = Run::new(RunId::new("abcd1234").unwrap(), &commands, AfterError::GoOn).unwrap();
    let report = json!({
        "version": "5.1.20348.1", "faults": [],
        "results": [{ "step": 0, "data": [
            {
                "AddressState": "Active", "IPAddress": "10.0.0.7", "ScopeId": "10.0.0.0",
                "Description": "", "ClientId": "00-50-56-00-00-01", "HostName": "pc-1.example.net",
                "ClientType": "Dhcp", "LeaseExpiryTime": "2026-11-29T13:58:04.0000000Z",
                "NapCapable": false, "NapStatus": "FullAccess", "ProbationEnds": "",
                "PolicyName": "", "DnsRR": "AandPTR", "DnsRegistration": "Complete",
                "ServerIP": "192.0.2.31"
            },
            {
                "AddressState": "InactiveReservation", "IPAddress": "10.0.0.9",
                "ScopeId": "10.0.0.0", "Description": "", "ClientId": "00-50-56-00-00-02",
                "HostName": "", "ClientType": "UnSpecified", "LeaseExpiryTime": "",
                "NapCapable": null, "NapStatus": "", "ProbationEnds": "", "PolicyName": "",
                "DnsRR": "NoRegistration", "DnsRegistration": "NotApplicable", "ServerIP": ""
            },
        ] }],
    });
    let report = read_report(&run, framed(&report).as_bytes()).unwrap();
    let leases = report.answer::<Lease>(0).unwrap();
    let [taken, kept] = leases.as_slice() else { panic!("{leases:?}") };
    assert_eq!(taken.address_state, LeaseState::Active);
    assert_eq!(taken.lease_expiry_time.unwrap().0.timestamp(), 1_795_960_684);
    assert_eq!((kept.lease_expiry_time, kept.server_ip, kept.nap_status), (None, None, None));
}

/// What the bootstrap does to half of a surrogate pair (U+FFFD), and what an escape of one would be.
#[test]
fn half_a_character_is_shown_as_one_that_cannot_be_read() {
    use crate::command::{LimitError, Name};
    let text = report().to_string();
    for half in ["\u{fffd}", r"\ud83d", r"\udc00"] {
        let json = text.replace("\"Name\":\"a\"", &format!("\"Name\":\"a{half}\""));
        assert_ne!(json, text);
        let coded = base64::encode(json.as_bytes());
        let framed =
            format!("DHCPAIR-BEGIN abcd1234\n{coded}\nDHCPAIR-END abcd1234 {}\n", coded.len());
        let report = read_report(&run(), framed.as_bytes()).unwrap();
        let name = report.answer::<Failover>(0).unwrap()[0].name.clone();
        assert_eq!(name, "a\u{fffd}");
        // It is not the name that the server has, and no command says that it is.
        assert_eq!(Name::new(&name), Err(LimitError::NotInNames { c: '\u{fffd}', at: 1 }));
    }
    // Bytes that are no UTF-8 come from something else than the bootstrap.
    let mut bytes = text.into_bytes();
    let at = bytes.windows(3).position(|window| window == b"\"a\"").unwrap();
    bytes.splice(at + 1..at + 2, [0xed, 0xa0, 0x80]);
    let coded = base64::encode(&bytes);
    let framed = format!("DHCPAIR-BEGIN abcd1234\n{coded}\nDHCPAIR-END abcd1234 {}\n", coded.len());
    let refused = read_report(&run(), framed.as_bytes());
    assert!(matches!(refused, Err(ReportError::Undecodable { .. })), "{refused:?}");
}

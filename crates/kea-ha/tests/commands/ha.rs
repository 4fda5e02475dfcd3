//! A pair is operated.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use kea_ha::State;
use kea_ha::command::{
    DhcpDisable, DhcpEnable, HaContinue, HaHeartbeat, HaMaintenanceCancel, HaMaintenanceNotify,
    HaMaintenanceStart, HaReset, HaScopes, HaSync, HaSyncCompleteNotify, ReplyError, ResultCode,
    StatusGet,
};

use crate::kea::Make;
use crate::pair::Pair;

pub(crate) fn the_pair_is_operated(pair: &Pair, make: &Make) {
    pair.together();
    let (one, two) = (&pair.one, &pair.two);
    let several = make.version.is_from(2, 5, 5);
    let heartbeat = one.ask(&HaHeartbeat::default()).unwrap();
    assert!(heartbeat.state.is(State::HotStandby) && heartbeat.scopes == ["one"]);
    assert!((heartbeat.clock - Utc::now()).abs() < TimeDelta::seconds(5), "{heartbeat:?}");
    assert!(heartbeat.unsent_updates.is_some());

    let named = HaHeartbeat { server_name: Some("one".to_owned()) };
    let [unix, _] = one.channels();
    if several {
        one.ask(&named).unwrap();
        let stranger = one.ask(&HaHeartbeat { server_name: Some("three".to_owned()) });
        let Err(ReplyError::Failed(failure)) = stranger else { panic!("{stranger:?}") };
        assert_eq!(failure.code, ResultCode::Error);
        assert!(failure.text.contains("three"), "{failure}");
    } else {
        assert!(one.server(unix).request(&named).is_err());
    }

    two.ask(&HaSync { server_name: "one".to_owned(), max_period: Some(Duration::from_secs(20)) })
        .unwrap();
    // A name that is no peer's is an error, or is not answered at all (2.2).
    let nobody = two.ask(&HaSync { server_name: "three".to_owned(), max_period: None });
    match nobody.unwrap_err() {
        ReplyError::Nothing { .. } => assert!(make.version.is_before(2, 5, 8)),
        error => assert!(matches!(error, ReplyError::Failed(_)), "{error}"),
    }
    let scopes = |scopes: &[&str]| HaScopes {
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        server_name: several.then(|| "one".to_owned()),
    };
    one.ask(&scopes(&[])).unwrap();
    assert!(one.ask(&HaHeartbeat::default()).unwrap().scopes.is_empty());
    one.ask(&scopes(&["one"])).unwrap();
    // The form that the manual has is refused.
    let manual = one.ask(&scopes(&["HA_one"]));
    assert!(matches!(manual, Err(ReplyError::Failed(_))), "{manual:?}");
    assert_eq!(one.ask(&HaHeartbeat::default()).unwrap().scopes, ["one"]);
    one.ask(&HaContinue::default()).unwrap();
    one.ask(&HaSyncCompleteNotify::default()).unwrap();

    let service = || one.ask(&StatusGet).unwrap().service;
    one.ask(&DhcpDisable { max_period: Some(Duration::from_secs(600)) }).unwrap();
    if make.version.is_from(2, 7, 1) {
        let told = service().unwrap();
        assert!(told.is_off && told.by_user, "{told:?}");
    }
    one.ask(&DhcpEnable).unwrap();
    assert!(service().is_none_or(|service| !service.is_off && !service.by_user));

    let too_early = two.ask(&HaMaintenanceCancel);
    assert!(matches!(too_early, Err(ReplyError::Failed(_))), "{too_early:?}");
    assert!(one.ask(&HaMaintenanceStart).unwrap().contains("partner-in-maintenance"));
    one.wait_for(State::PartnerInMaintenance);
    two.wait_for(State::InMaintenance);
    one.ask(&HaMaintenanceCancel).unwrap();
    pair.together();

    let notify = |cancel| HaMaintenanceNotify {
        cancel,
        state: (cancel && make.version.is_from(2, 7, 5)).then_some(State::HotStandby),
        server_name: None,
    };
    assert_eq!(two.ask(&notify(false)), Ok(None));
    two.wait_for(State::InMaintenance);
    let state = two.ask(&notify(true)).unwrap();
    assert_eq!(state.is_some(), make.version.is_from(2, 7, 5), "{state:?}");

    one.ask(&HaReset::default()).unwrap();
    two.ask(&HaReset::default()).unwrap();
    pair.together();
}

//! What a pair says of itself.

use std::time::Duration;

use kea_ha::command::{SocketState, StatusGet, Word};
use kea_ha::{Mode, Role, State};

use crate::kea::Make;
use crate::pair::Pair;

/// Waits until the pair serves.
pub(crate) fn the_state_is_told(pair: &Pair, make: &Make) {
    let before = pair.one.ask(&StatusGet).unwrap();
    let local = &before.relationships[0].local;
    assert!(!local.state.as_ref().unwrap().is(State::HotStandby), "{before:?}");
    pair.together();
    for channel in pair.one.channels() {
        let status = pair.one.ask_over(channel, &StatusGet).unwrap();
        assert!(status.uptime.unwrap() < Duration::from_secs(120));
        assert_eq!(status.threads.as_ref().unwrap().pool, 2);
        assert!(status.sockets.as_ref().unwrap().status.is(SocketState::Ready));
        assert_eq!(status.others.to_string(), "{}");
        let [relationship] = &status.relationships[..] else { panic!("{status:?}") };
        assert_eq!(relationship.mode, Some(Word::Known(Mode::HotStandby)));
        let local = &relationship.local;
        assert!(local.role.is(Role::Primary) && local.scopes == ["one"], "{local:?}");
        assert_eq!(local.state, Some(Word::Known(State::HotStandby)));
        let remote = relationship.remote.as_ref().unwrap();
        assert!(remote.in_touch && remote.age < Duration::from_secs(10));
        assert_eq!(remote.role, Some(Word::Known(Role::Standby)));
        assert_eq!(remote.communication_interrupted, Some(false));
        let several = make.version.is_from(2, 5, 5);
        assert_eq!(local.server_name.as_deref(), several.then_some("one"));
        assert_eq!(remote.server_name.as_deref(), several.then_some("two"));
        let clocks = make.version.is_from(2, 7, 2);
        assert_eq!((remote.clock_skew.is_some(), local.clock.is_some()), (clocks, clocks));
        if clocks {
            assert!(status.service.is_some_and(|service| !service.is_off));
        }
    }
}

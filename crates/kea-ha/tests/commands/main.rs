//! Every command is sent to running pairs of Kea 2.2, 2.6 and 3.0 over every channel that they have,
//! and every answer is read.

mod pair;
mod status;
mod transport;

use pair::Make;

/// A test for each Kea.
macro_rules! each_kea {
    ($($name:ident => $test:path;)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn of_kea_2_2() {
                if let Some(make) = Make::own() {
                    $test(&make);
                }
            }

            #[test]
            fn of_kea_2_6() {
                if let Some(make) = Make::of("trixie") {
                    $test(&make);
                }
            }

            #[test]
            fn of_kea_3_0() {
                if let Some(make) = Make::of("forky") {
                    $test(&make);
                }
            }
        }
    )*};
}

each_kea! {
    a_running_pair => status::a_pair_tells_its_state;
}

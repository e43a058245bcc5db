//! Time zones by their IANA names. Their rules are in the binary: what the machine has does not
//! matter.

use std::sync::LazyLock;

use app::model::Zone;
use app::model::display::Local;
use jiff::Timestamp;
use jiff::tz::{TimeZone, db};

/// The zones that can be chosen: those of places.
pub(super) fn names() -> &'static [String] {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let names = db().available().map(|name| name.to_string());
        let mut names: Vec<String> = names.filter(|name| is_place(name)).collect();
        names.sort_unstable();
        names
    });
    &NAMES
}

/// `Etc/GMT+5` is five hours behind UTC, which nobody expects.
fn is_place(name: &str) -> bool {
    name.contains('/') && !name.starts_with("Etc/")
}

/// The zone of a name, in any letter case.
pub(super) fn zone(name: &str) -> Option<Zone> {
    let known = names()
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name));
    known.map(|known| Zone::new(known, local))
}

fn local(name: &str, iso: &str) -> Option<Local> {
    let zone = TimeZone::get(name).ok()?;
    let at: Timestamp = iso.parse().ok()?;
    let at = at.to_zoned_datetime(zone);
    Some(Local {
        time: at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        zone: at.strftime("%Z").to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::{names, zone};

    #[track_caller]
    fn check(name: &str, iso: &str, expected: &str) {
        let local = zone(name).unwrap().local(iso).unwrap();
        assert_eq!(local.text(), expected);
    }

    #[test]
    fn a_time_is_that_of_its_zone_and_season() {
        check(
            "Europe/Vienna",
            "2026-11-21T23:14:07.123Z",
            "2026-11-22 00:14:07 CET",
        );
        check(
            "europe/vienna",
            "2026-07-01T12:00:00.000Z",
            "2026-07-01 14:00:00 CEST",
        );
        check(
            "Asia/Kolkata",
            "2026-07-01T12:00:00.000Z",
            "2026-07-01 17:30:00 IST",
        );
        check(
            "America/Sao_Paulo",
            "2026-07-01T12:00:00.000Z",
            "2026-07-01 09:00:00 -03",
        );
    }

    #[test]
    fn zones_are_those_of_places() {
        assert!(names().len() > 300);
        for name in [
            "",
            "UTC",
            "Etc/GMT+5",
            "CET",
            "Middle/Earth",
            "Europe/Vienna\n",
        ] {
            assert!(zone(name).is_none(), "{name:?}");
        }
    }

    #[test]
    fn what_is_no_time_has_no_local_one() {
        assert_eq!(zone("Europe/Vienna").unwrap().local("soon"), None);
    }
}

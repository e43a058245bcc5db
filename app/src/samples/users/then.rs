//! Users and groups as they were.

use serde_json::json;

use super::person::{hostile_user, user};
use crate::model::event::Change;
use crate::model::then::{Kind, Related, Since, Then, ThenPage};
use crate::samples::{HOSTILE, at, endless};

pub(super) fn user_then() -> ThenPage {
    ThenPage {
        kind: Kind::User,
        id: "2819c223-7f76-453a-919d-413861904646".to_owned(),
        name: "Ada Lovelace".to_owned(),
        active: Some(true),
        at: "88412".to_owned(),
        then: Then::After(88_412),
        version: 17,
        made: at("02:11:03", "3 min ago"),
        event: Some("e1".to_owned()),
        sections: user().sections,
        related: vec![Related {
            id: "g418".to_owned(),
            name: "Engineering".to_owned(),
            is_group: true,
        }],
        related_total: 1,
        since: Since::Changed(vec![Change {
            path: "active".to_owned(),
            before: Some(json!(true)),
            after: Some(json!(false)),
        }]),
    }
}

pub(super) fn hostile_then() -> ThenPage {
    ThenPage {
        kind: Kind::Group,
        name: endless(),
        active: None,
        at: HOSTILE.to_owned(),
        then: Then::At(at("02:11:00", "3 min ago")),
        event: None,
        sections: hostile_user().sections,
        related: vec![Related {
            id: HOSTILE.to_owned(),
            name: HOSTILE.to_owned(),
            is_group: false,
        }],
        related_total: 100_000,
        since: Since::Gone,
        ..user_then()
    }
}

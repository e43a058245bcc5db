//! A long log in which everything differs.

use chrono::Duration;
use store::audit::{Event, NewEvent, Query};

use super::{EVENTS, EVERYTHING};
use crate::audit::{record, seal};
use crate::harness::Site;

/// A log of some hours, of many kinds; its last events are not sealed yet.
pub(super) async fn varied(site: &Site) -> Vec<Event> {
    let mut chance = 20_261_126_u64;
    let mut upto = |most: u64| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (chance >> 33) % most
    };
    for part in [EVENTS - 40, 40] {
        let mut events = Vec::new();
        for _ in 0..part {
            let gap = if upto(30) == 0 { 2_400_000 } else { 30_000 };
            site.clock.advance(Duration::milliseconds(
                i64::try_from(upto(gap)).unwrap_or_default(),
            ));
            events.push(one(site, [upto(40), upto(50), upto(3), upto(9), upto(40)]));
        }
        record(site, events).await;
        if part > 40 {
            seal(site, 57).await.unwrap();
        }
    }
    let all = Query {
        reads: true,
        limit: EVERYTHING,
        ..Query::default()
    };
    let read = site.store.read(&site.tenant);
    let mut log = read.audit().list(&all).await.unwrap().events;
    log.reverse();
    assert_eq!(log.len() as u64, EVENTS);
    log
}

fn one(site: &Site, [operation, outcome, actor, resource, odd]: [u64; 5]) -> NewEvent {
    let text = |text: &str| Some(text.to_owned());
    let operation = match operation {
        0 => "group.delete",
        1..=9 => "user.create",
        10..=19 => "user.read",
        _ => "user.update",
    };
    let outcome = match outcome {
        0 => "server_error",
        1 | 2 => "denied",
        3..=5 => "client_error",
        6..=9 => "no_change",
        _ => "success",
    };
    let actor = ["okta", "entra", ""][usize::try_from(actor).unwrap_or_default()];
    NewEvent {
        outcome: outcome.to_owned(),
        is_read: operation == "user.read",
        actor_id: (actor == "okta").then(|| "1".to_owned()),
        actor_label: text(actor).filter(|actor| !actor.is_empty()),
        channel: if odd == 0 { "console" } else { "scim" }.to_owned(),
        resource_id: Some(resource.to_string()),
        detail: text("needle").filter(|_| odd == 1),
        ip: text("203.0.113.7").filter(|_| odd > 3),
        ..site.event(operation)
    }
}

//! Two live tokens of one name: which is used by whom, and whether the old one is still needed.

use app::model::token::{Rotation, Side, TokenCaller, Verdict};
use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::{Event, Query};
use directory::tokens::Token;

use super::context::Member;
use super::failure::Failure;
use super::tokens::{display, expiry, last_day, requests};

/// Columns of a chart: an hour each.
const COLUMNS: u32 = 24;
/// Requests among which callers are looked for.
const LOOKED_AT: u64 = 200;
/// Callers that are listed.
const CALLERS: usize = 20;

/// The rotation that two live tokens of one name are in.
pub(super) async fn of(member: &Member, one: &Token, other: &Token) -> Result<Rotation, Failure> {
    let (old, new) = if one.created_at <= other.created_at {
        (one, other)
    } else {
        (other, one)
    };
    let query = Query {
        from: Some(member.now - TimeDelta::hours(24)),
        ..requests(old, LOOKED_AT)
    };
    let audit = member.directory.audit();
    let used = audit.list(&member.caller, &query).await?.events;
    let seen = used.iter().find_map(|event| event.idp.as_deref());
    Ok(Rotation {
        old: side(member, old).await?,
        new: side(member, new).await?,
        verdict: verdict(
            old.last_used_at,
            new.last_used_at,
            cycle(old.idp.as_deref().or(seen)),
            member.now,
        ),
        callers: callers(member, &used),
    })
}

async fn side(member: &Member, token: &Token) -> Result<Side, Failure> {
    Ok(Side {
        id: token.id.to_string(),
        display: display(token),
        ends: expiry(member, token),
        last_used: token.last_used_at.map(|at| member.instant(at)),
        activity: last_day(member, token, COLUMNS).await?,
    })
}

/// Who asked, the latest first; `used` is in that order.
fn callers(member: &Member, used: &[Event]) -> Vec<TokenCaller> {
    let mut callers: Vec<TokenCaller> = Vec::new();
    for event in used {
        let ip = event.ip.as_deref().unwrap_or_default();
        let user_agent = event.user_agent.as_deref().unwrap_or_default();
        let times = u64::try_from(event.count).unwrap_or(1);
        let known = callers
            .iter_mut()
            .find(|caller| caller.ip == ip && caller.user_agent == user_agent);
        match known {
            Some(caller) => caller.requests += times,
            None => callers.push(TokenCaller {
                ip: ip.to_owned(),
                user_agent: user_agent.to_owned(),
                requests: times,
                last: member.instant(event.time),
            }),
        }
    }
    callers.truncate(CALLERS);
    callers
}

/// How long an identity provider is silent between two calls.
pub(super) fn cycle(idp: Option<&str>) -> TimeDelta {
    // Microsoft Entra ID calls about every 40 minutes; others call when something changes.
    TimeDelta::minutes(if idp == Some("entra") { 40 } else { 24 * 60 })
}

/// Whether something old can go, by when it and the new one were last used: it is silent when a cycle
/// went by without a use.
pub(super) fn verdict(
    old: Option<DateTime<Utc>>,
    new: Option<DateTime<Utc>>,
    cycle: TimeDelta,
    now: DateTime<Utc>,
) -> Verdict {
    let cycle_minutes = cycle.num_minutes().unsigned_abs();
    if new.is_none() {
        return Verdict::NewUnused;
    }
    if old.is_some_and(|last| now - last < cycle) {
        return Verdict::OldInUse { cycle_minutes };
    }
    Verdict::Safe { cycle_minutes }
}

#[cfg(test)]
mod tests {
    use app::model::token::Verdict;
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{cycle, verdict};

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_262_400, 0).unwrap()
    }

    #[test]
    fn the_old_token_can_go_when_the_new_one_is_used_and_it_was_silent_for_a_cycle() {
        let minutes = |minutes| Some(TimeDelta::minutes(minutes));
        let day = 24 * 60;
        for (old, new, idp, expected) in [
            (minutes(5), None, None, Verdict::NewUnused),
            (None, None, None, Verdict::NewUnused),
            (
                minutes(41),
                minutes(1),
                None,
                Verdict::OldInUse {
                    cycle_minutes: 1_440,
                },
            ),
            (
                minutes(day),
                minutes(1),
                None,
                Verdict::Safe {
                    cycle_minutes: 1_440,
                },
            ),
            (
                minutes(39),
                minutes(1),
                Some("entra"),
                Verdict::OldInUse { cycle_minutes: 40 },
            ),
            (
                minutes(40),
                minutes(1),
                Some("entra"),
                Verdict::Safe { cycle_minutes: 40 },
            ),
            (
                None,
                minutes(1),
                Some("okta"),
                Verdict::Safe {
                    cycle_minutes: 1_440,
                },
            ),
        ] {
            let used = |ago: Option<TimeDelta>| ago.map(|ago| noon() - ago);
            let found = verdict(used(old), used(new), cycle(idp), noon());
            assert_eq!(found, expected, "{old:?} {new:?} {idp:?}");
        }
    }
}

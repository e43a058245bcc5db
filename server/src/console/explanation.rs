//! Why a request failed, whether it would now, and which run a deactivation belongs to.

use app::Page;
use app::model::audit::DeactivationRun;
use app::model::event::{self as model, Target};
use app::model::explanation::{Explanation, Refusal, explain};
use app::model::query::{AuditQuery, OutcomeFilter, Range};
use app::model::trial::{Extent, Holder, Obstacle, StillRefused, Trial};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use directory::audit::{Event, Operation, Query};
use directory::trial::{self, Verdict};
use directory::{Error, Kind};

use super::audit::{event_page, missing};
use super::context::{Member, MemberForm};
use super::event::changes;
use super::failure::Failure;
use super::wanted::moment;
use crate::state::AppState;

/// How far apart the deactivations of a run may be from the one that is looked at.
const AROUND: TimeDelta = TimeDelta::minutes(5);

/// The explanation of an event that came over SCIM and failed.
pub(super) fn of(event: &model::Event) -> Option<Explanation> {
    let refusal = Refusal::of(&event.row).filter(|_| event.channel == "scim")?;
    Some(explain(&refusal))
}

/// Whether an event's request can be tried again; `None` where there is nothing to try.
pub(super) async fn offered(member: &Member, event: &Event) -> Result<Option<Trial>, Failure> {
    let trials = member.directory.trials();
    Ok(match trials.offered(&member.caller, event).await? {
        Ok(extent) => Some(Trial::Offered(told(extent))),
        Err(obstacle) => impossible(obstacle),
    })
}

fn told(extent: trial::Extent) -> Extent {
    match extent {
        trial::Extent::Request => Extent::Request,
        trial::Extent::Operation => Extent::Operation,
        trial::Extent::InBulk => Extent::InBulk,
        trial::Extent::Bulk => Extent::Bulk,
    }
}

fn impossible(obstacle: trial::Obstacle) -> Option<Trial> {
    Some(Trial::Impossible(match obstacle {
        trial::Obstacle::NoRefusedWrite => return None,
        trial::Obstacle::Sender => Obstacle::Sender,
        trial::Obstacle::Bulk => Obstacle::Bulk,
        trial::Obstacle::NotKept => Obstacle::NotKept,
        trial::Obstacle::TooLarge => Obstacle::TooLarge,
        trial::Obstacle::NoBody => Obstacle::NoBody,
        trial::Obstacle::StruckOut => Obstacle::StruckOut,
        trial::Obstacle::TooLong => Obstacle::TooLong,
    }))
}

/// `POST /t/<slug>/audit/<id>/explain`: the event's page, with what would become of its request now.
pub(super) async fn try_again(
    State(state): State<AppState>,
    RawQuery(raw): RawQuery,
    form: MemberForm,
) -> Result<Response, Failure> {
    let member = form.member;
    let tried = match tried(&state, &member).await {
        Ok(tried) => tried,
        Err(error @ Error::Limited { .. }) => {
            let audit = member.directory.audit();
            let refused = audit.refused(&member.caller, Operation::AuditTry, &error);
            refused.await?;
            return Err(error.into());
        }
        Err(error @ Error::NotFound) => return Err(missing(&member, error).await?),
        Err(error) => return Err(error.into()),
    };
    let mut page = event_page(&member, &tried.event, raw).await?;
    page.trial = match tried.outcome {
        Err(obstacle) => impossible(obstacle),
        Ok(verdict) => {
            let extent = tried.extent.map_or(Extent::Request, told);
            Some(shown(verdict, extent, &tried.event))
        }
    };
    Ok(member.page(Page::AuditEvent(Box::new(page))))
}

/// What becomes of the request of the event in the path, when it is its turn.
async fn tried(state: &AppState, member: &Member) -> Result<trial::Trial, Error> {
    let (limits, caller) = (state.limits(), &member.caller);
    limits.admit_trial(caller)?;
    let trials = member.directory.trials();
    let prepared = trials.prepare(caller, member.id()).await?;
    if let Some(trial::Extent::Bulk | trial::Extent::InBulk) = prepared.extent() {
        limits.admit_bulk_trial(caller)?;
    }
    let _turn = limits.begin_trial().await?;
    trials.run(caller, prepared).await
}

fn shown(verdict: Verdict, extent: Extent, event: &Event) -> Trial {
    let (refusal, holder) = match verdict {
        Verdict::Done { changes: made, .. } => {
            return Trial::Done {
                changes: changes(&made).collect(),
                extent,
            };
        }
        Verdict::Taken {
            done,
            refused,
            left,
        } => {
            return Trial::Taken {
                done: done as u64,
                refused: refused as u64,
                left: left as u64,
            };
        }
        Verdict::NotBegun => return Trial::NotBegun,
        Verdict::Refused { refusal, holder } => (refusal, holder),
    };
    let (status, detail) = (refusal.status, refusal.detail);
    let scim_type = refusal.scim_type.map(|kind| kind.as_str().to_owned());
    let explanation = explain(&Refusal {
        operation: &event.operation,
        status,
        scim_type: scim_type.as_deref(),
        detail: Some(&detail),
        idp: event.idp.as_deref(),
    });
    Trial::Refused(Box::new(StillRefused {
        status,
        scim_type,
        detail,
        explanation,
        holder: holder.map(held),
        extent,
    }))
}

fn held(holder: trial::Holder) -> Holder {
    let kind = match holder.kind {
        Kind::User => "User",
        Kind::Group => "Group",
    };
    Holder {
        inactive: holder.inactive,
        target: Target {
            kind: kind.to_owned(),
            id: Some(holder.id),
            external_id: None,
            label: Some(holder.label),
            exists: true,
        },
    }
}

/// The deactivations by the token of a deactivation around its time, where there are others.
pub(super) async fn run(
    member: &Member,
    event: &Event,
) -> Result<Option<DeactivationRun>, Failure> {
    let token = event.actor_label.as_ref();
    let deactivates = event.operation == "user.deactivate" && event.outcome == "success";
    let Some(token) = token.filter(|_| deactivates && event.actor_type == "token") else {
        return Ok(None);
    };
    let (from, to) = around(event.time);
    // As the list that is led to finds them.
    let wanted = Query {
        from: moment(&from),
        to: moment(&to),
        operation: Some(event.operation.clone()),
        actor: Some(token.clone()),
        outcomes: vec![event.outcome.clone()],
        ..Query::default()
    };
    let audit = member.directory.audit();
    let found = audit.buckets(&member.caller, &wanted, 1).await?;
    let count = found.buckets.iter().map(|bucket| bucket.success).sum();
    Ok((count > 1).then(|| DeactivationRun {
        count,
        query: AuditQuery {
            op: event.operation.clone(),
            token: token.clone(),
            outcome: Some(OutcomeFilter::Only(model::Outcome::Success)),
            range: Range::Custom { from, to },
            ..AuditQuery::default()
        },
    }))
}

/// Whole minutes that hold the time around an event, as the list's fields take them.
fn around(time: DateTime<Utc>) -> (String, String) {
    let minute = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M").to_string();
    let to = time + AROUND + TimeDelta::minutes(1);
    (minute(time - AROUND), minute(to))
}

#[cfg(test)]
mod tests;
